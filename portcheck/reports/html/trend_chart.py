"""Lay out the chart of a trend: a bar per run, the newest right, worse below; no statistics."""

from __future__ import annotations

import math

from msgspec import Struct

from portcheck.model.numbers import points
from portcheck.model.run import Trend, TrendPoint

WIDTH = 300.0
HEIGHT = 72.0
"""User units."""
_EDGE = 10.0
_MARGINS_SHOWN = 3.0
"""The axis reaches this many margins to either side of no difference."""
_AXIS_WITHOUT_MARGIN = 0.2


class TrendBar(Struct, frozen=True, kw_only=True):
    """One run; heights from the top, `None` if it has no difference."""

    x: float
    low: float | None
    high: float | None
    point: float | None
    verdict: str


class TrendChart(Struct, frozen=True, kw_only=True):
    """Positions in user units, 0..`WIDTH` and 0..`HEIGHT`."""

    gate: str
    zero: float
    margin: float | None
    bars: tuple[TrendBar, ...]
    description: str
    """The chart in words."""


def trend_chart(trend: Trend) -> TrendChart:
    """Lay out the difference of one gate over runs."""
    usable = trend.margin is not None and math.isfinite(trend.margin) and abs(trend.margin) > 1e-9
    reach = _MARGINS_SHOWN * abs(trend.margin or 0.0) if usable else _AXIS_WITHOUT_MARGIN
    step = (WIDTH - 2 * _EDGE) / max(1, len(trend.points) - 1)
    return TrendChart(
        gate=trend.gate,
        zero=_height(0.0, reach) or 0.0,
        margin=None if trend.margin is None else _height(-trend.margin, reach),
        bars=tuple(
            TrendBar(
                x=round(_EDGE + step * place, 1),
                low=_height(one.ci_low, reach),
                high=_height(one.ci_high, reach),
                point=_height(one.difference, reach),
                verdict=one.verdict,
            )
            for place, one in enumerate(trend.points)
        ),
        description="; ".join(map(_words, trend.points)),
    )


def _height(value: float | None, reach: float) -> float | None:
    if value is None or math.isnan(value):
        return None
    share = max(-1.0, min(1.0, value / reach))
    return round(_EDGE + (HEIGHT - 2 * _EDGE) * (1.0 - share) / 2, 1)


def _words(one: TrendPoint) -> str:
    said = f"{one.at[:10]} {one.verdict}"
    if one.difference is None:
        return said
    return f"{said} {points(one.difference)} points ({points(one.ci_low)} to {points(one.ci_high)})"
