"""Compute what each gate of a plan can be expected to show, before any call.

For every score gate it assumes no real difference, and a share of pairs in which one side passes
and the other fails. If a detector always scores the gate, the share is one of its scores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from portcheck.model.suite import Suite
from portcheck.parity.check_evidence import Speaking
from portcheck.parity.intervals import zero_event_bound
from portcheck.parity.planning.pass_fail_power import (
    cases_for_power,
    detectable_loss,
    detectable_margin,
    power,
    rate_for_floor,
)
from portcheck.parity.power import POWER, cases_needed
from portcheck.run.cards.deciding import Cards
from portcheck.run.plan.sizes import GateSize, gate_sizes

DISCORDANCE = 0.10
"""Assumed share of pairs in which one side passes and the other fails, if it is unknown."""


class GatePower(Struct, frozen=True, kw_only=True):
    """The expected result of one gate at the first look, in `POWER` of runs by default.

    Margins, losses and rates are shares 0..1. Fields that do not apply to a gate are `None`.
    """

    workload: str
    gate: str
    groups: int
    noun: str
    """Noun for them: `case` or `group`."""
    confidence: float
    """One-sided confidence of the limit that decides: that of look 1, without J's part."""
    detector_j: float | None
    """Measured sensitivity + specificity - 1 of the detector that always scores it."""
    detector_j_low: float | None
    """Its one-sided lower limit."""
    margin: float | None = None
    margin_to_clear: float | None = None
    """The part of the margin that the difference must clear because of a detector's mistakes."""
    discordance: float | None = None
    """Assumed share of pairs that differ."""
    discordance_from: str = ""
    """`assumed`, or the run in which it was observed."""
    power: float | None = None
    """Share of runs that show the margin."""
    detectable_margin: float | None = None
    """The smallest margin that the groups show; `None`: none below 1."""
    detectable_loss: float | None = None
    """The smallest real loss that the groups show to exceed the margin; `None`: none, or the gate's
    detector is too weak to show one."""
    cases_for_margin: int | None = None
    """Groups that show the margin; `None`: more than anyone could ask."""
    least_margin: float | None = None
    """The smallest margin that the groups show if no answer differs; `None`: none below 1."""
    least_cases: int | None = None
    """Groups that show the margin if no answer differs."""
    floor: float | None = None
    rate_for_floor: float | None = None
    """The lowest rate of the candidate with which the groups show the floor; `None`: none."""
    max_rate: float | None = None
    """The highest breach rate that the gate allows, at zero tolerance."""
    clean_bound: float | None = None
    """Upper limit of the breach rate that the groups prove if all are clean."""
    cases_for_max_rate: int | None = None
    """Clean groups that prove `max_rate`; `None`: no number does."""
    detectable_rate: float | None = None
    """The smallest breach rate at which the groups show at least one breach; `None`: none below
    1."""


def planned_power(
    suite: Suite,
    candidates: Sequence[str] | None = None,
    *,
    discordance: float = DISCORDANCE,
    observed: Mapping[tuple[str, str], float] = MappingProxyType({}),
    observed_in: str = "",
) -> tuple[GatePower, ...]:
    """One entry for every score gate and zero-tolerance gate that checks feed.

    Args:
        suite: the suite of the plan.
        candidates: the candidates of the plan; `None`: all with prompt variants.
        discordance: assumed share of pairs that differ, 0..1.
        observed: (workload, gate) to the share in an earlier run, which counts instead.
        observed_in: the id of that run.
    """
    found = []
    cards = Cards(suite)
    for workload in suite.workloads:
        for size in gate_sizes(workload, Speaking(workload.outlines), cards, candidates):
            seen = observed.get((workload.id, size.gate.name))
            if size.gate.kind == "zero_tolerance":
                found.append(_zero_tolerance_power(workload.id, size))
            elif size.gate.kind == "score" and size.limits.get("margin") is not None:
                assumed = discordance if seen is None else seen
                source = "assumed" if seen is None else observed_in
                found.append(_score_power(workload.id, size, assumed, source))
    return tuple(found)


def _score_power(workload: str, size: GateSize, discordance: float, source: str) -> GatePower:
    margin, floor = size.limits["margin"] or 0.0, size.limits.get("floor")
    part, confidence, groups = size.share * margin, size.decides_at, size.groups
    detectable = detectable_margin(groups, confidence=confidence, discordance=discordance)
    loss = None
    if size.error is None or size.error.condemns:
        loss = detectable_loss(
            groups, margin=margin, confidence=confidence, discordance=discordance
        )
    return GatePower(
        workload=workload,
        gate=size.gate.name,
        groups=groups,
        noun=size.noun,
        confidence=confidence,
        detector_j=None if size.error is None else size.error.j,
        detector_j_low=None if size.error is None else size.error.j_low,
        margin=margin,
        margin_to_clear=part,
        discordance=discordance,
        discordance_from=source,
        power=power(groups, margin=part, confidence=confidence, discordance=discordance),
        detectable_margin=_of_margin(detectable, size),
        detectable_loss=loss,
        cases_for_margin=cases_for_power(part, confidence=confidence, discordance=discordance),
        least_margin=size.least_margin,
        least_cases=cases_needed(part, confidence),
        floor=floor,
        rate_for_floor=None
        if floor is None
        else rate_for_floor(groups, floor=floor, confidence=size.confidence),
    )


def _of_margin(raw: float | None, size: GateSize) -> float | None:
    """The gate's margin for a margin of the detector's own scores; `None`: none below 1."""
    return None if raw is None or raw >= size.share else raw / size.share


def _zero_tolerance_power(workload: str, size: GateSize) -> GatePower:
    """The power of a zero-tolerance gate.

    `POWER` of runs show a breach at the rate for which (1 - rate x sensitivity)^n is 1 - `POWER`.
    """
    finds = size.finds
    seen = zero_event_bound(size.groups, 1.0 - POWER) / finds if finds else 1.0
    return GatePower(
        workload=workload,
        gate=size.gate.name,
        groups=size.groups,
        noun=size.noun,
        confidence=size.decides_at,
        detector_j=None if size.error is None else size.error.j,
        detector_j_low=None if size.error is None else size.error.j_low,
        max_rate=size.max_rate,
        clean_bound=size.clean_bound,
        cases_for_max_rate=size.clean_needed,
        detectable_rate=seen if seen < 1.0 else None,
    )
