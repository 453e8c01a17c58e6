"""Lay out the small charts of a gate: positions of the marks, never statistics.

Charts of differences and rates read from left (worse) to right (better). The interval chart scales
its axis by the margin, so the margin line has the same position in every chart of a page, and a
reader can compare gates with different margins.
"""

from __future__ import annotations

import math

from msgspec import Struct

from portcheck.model.comparison.power import PowerCurve
from portcheck.model.parity import GateResult

WIDTH = 300.0
"""User units of both charts; shown at most this many CSS pixels wide."""
_EDGE = 10.0
"""Room at both ends for an arrow."""
_MARGINS_SHOWN = 3.0
"""The axis reaches this many margins to either side of no difference."""
_AXIS_WITHOUT_MARGIN = 0.2


class IntervalChart(Struct, frozen=True, kw_only=True):
    """Positions along the axis in user units, 0..`WIDTH`."""

    zero: float
    margin: float | None
    low: float | None
    high: float | None
    point: float | None
    cut_low: bool
    """The interval goes on beyond the left end, where an arrow is drawn."""
    cut_high: bool
    cut_point: bool
    """The estimate is beyond an end of the axis and is drawn at that end."""
    zero_label: str
    margin_label: str


class RateChart(Struct, frozen=True, kw_only=True):
    """Positions of rates on an axis from 0 to 100 %."""

    baseline: float | None
    candidate: float
    floor: float | None
    floor_low: float | None


def interval_chart(gate: GateResult, margin_label: str) -> IntervalChart | None:
    """Lay out a gate's interval against its margin line; `None` if there is no difference.

    A ratio or a rate is mirrored, since more is worse: left is worse in every chart.
    """
    middle, low, high, margin = _oriented(gate)
    values = (middle, low, high)
    if all(value is None or math.isnan(value) for value in values):
        return None
    reach = _reach(margin)
    return IntervalChart(
        zero=_place(0.0, reach),
        margin=None if margin is None else _place(-margin, reach),
        low=_maybe(low, reach),
        high=_maybe(high, reach),
        point=_maybe(middle, reach),
        cut_low=low is not None and low < -reach,
        cut_high=high is not None and high > reach,
        cut_point=middle is not None and abs(middle) > reach,
        zero_label="1x" if gate.scale == "ratio" else "0",
        margin_label=margin_label,
    )


def _oriented(
    gate: GateResult,
) -> tuple[float | None, float | None, float | None, float | None]:
    """Estimate, limits and margin on a scale where 0 is no difference and less is worse."""
    if gate.scale == "difference":
        return gate.difference, gate.ci_low, gate.ci_high, gate.margin
    if gate.scale == "ratio":
        limit = None if gate.margin is None else gate.margin - 1
        return _mirror(gate.difference, 1), _mirror(gate.ci_high, 1), _mirror(gate.ci_low, 1), limit
    if gate.scale == "rate" and gate.margin is not None:
        middle = _mirror(gate.candidate, 0)
        return middle, _mirror(gate.ci_high, 0), _mirror(gate.ci_low, 0), gate.margin
    return None, None, None, None


def _mirror(value: float | None, centre: float) -> float | None:
    return None if value is None else centre - value


def _reach(margin: float | None) -> float:
    usable = margin is not None and math.isfinite(margin) and abs(margin) > 1e-9
    return _MARGINS_SHOWN * abs(margin or 0.0) if usable else _AXIS_WITHOUT_MARGIN


def _maybe(value: float | None, reach: float) -> float | None:
    return None if value is None or math.isnan(value) else _place(value, reach)


def _place(value: float, reach: float) -> float:
    share = 0.0 if math.isnan(value) else max(-1.0, min(1.0, value / reach))
    return round(_EDGE + (WIDTH - 2 * _EDGE) * (share + 1) / 2, 1)


def rate_chart(gate: GateResult) -> RateChart | None:
    """Lay out the candidate's rate between 0 and 100 % with its floor; `None` without a floor."""
    if gate.floor is None or gate.candidate is None or math.isnan(gate.candidate):
        return None
    return RateChart(
        baseline=_share(gate.baseline),
        candidate=_share(gate.candidate) or 0.0,
        floor=_share(gate.floor),
        floor_low=_share(gate.floor_low),
    )


def _share(value: float | None) -> float | None:
    if value is None or math.isnan(value):
        return None
    return round(_EDGE + (WIDTH - 2 * _EDGE) * max(0.0, min(1.0, value)), 1)


_TOP, _BOTTOM, _LEFT = 8.0, 100.0, 34.0


class PowerChart(Struct, frozen=True, kw_only=True):
    """A line of power over the number of cases, in user units."""

    line: str
    """Points of a polyline."""
    eighty: float
    """Vertical position of the line at 80 %."""
    here: float
    """Position of this run's number of cases."""
    enough: float | None
    """Position at which a decision is expected; `None` if it is not on the axis."""
    end: int
    """The number of cases at the right end."""


def power_chart(curve: PowerCurve) -> PowerChart | None:
    """Lay out a power curve; `None` without points."""
    if not curve.points:
        return None
    end = curve.points[-1][0]
    enough = curve.enough
    return PowerChart(
        line=" ".join(f"{_along(n, end)},{_up(share)}" for n, share in curve.points),
        eighty=_up(0.8),
        here=_along(min(curve.groups, end), end),
        enough=None if enough is None or enough > end else _along(enough, end),
        end=end,
    )


def _along(number: int, end: int) -> float:
    return round(_LEFT + (WIDTH - _EDGE - _LEFT) * number / end, 1)


def _up(share: float) -> float:
    return round(_BOTTOM - (_BOTTOM - _TOP) * max(0.0, min(1.0, share)), 1)
