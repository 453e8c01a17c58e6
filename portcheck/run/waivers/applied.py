"""Find the waivers of a suite that apply to a run; they change its exit code but no verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date
from typing import Literal

from portcheck.model.parity import GateResult, Verdict, WaiverUse
from portcheck.model.suite import Suite, Waiver
from portcheck.parity.verdict import holds


def waived_gates(
    suite: Suite,
    place: tuple[str, str],
    gates: Sequence[GateResult],
    as_of: date,
    allowed: Set[str],
) -> frozenset[str]:
    """The gates of one verdict that are waived.

    Args:
        suite: the suite with its waivers.
        place: workload and candidate.
        gates: the gates of the verdict.
        as_of: the day on which facts are judged.
        allowed: gates whose confirmed breach or violated requirement may be waived.
    """
    by_name = {gate.gate: gate for gate in gates}
    return frozenset(
        waiver.gate
        for waiver in suite.waivers or ()
        if (waiver.workload, waiver.candidate) == place
        and _state(waiver, by_name.get(waiver.gate), as_of, allowed) == "applies"
    )


def waiver_uses(
    suite: Suite, verdicts: Sequence[Verdict], as_of: date, allowed: Set[str]
) -> tuple[WaiverUse, ...]:
    """The effect of each waiver, in the order of the suite; arguments as in `waived_gates`."""
    by_place = {(each.workload, each.candidate): each for each in verdicts}
    return tuple(
        _use(waiver, by_place.get((waiver.workload, waiver.candidate)), as_of, allowed, suite)
        for waiver in suite.waivers or ()
    )


def _use(
    waiver: Waiver, verdict: Verdict | None, as_of: date, allowed: Set[str], suite: Suite
) -> WaiverUse:
    left = (date.fromisoformat(waiver.until) - as_of).days
    if verdict is None:
        return WaiverUse(waiver=waiver, state="not_judged", outcome=None, days_left=left)
    by_name: Mapping[str, GateResult] = {gate.gate: gate for gate in verdict.gates}
    gate = by_name.get(waiver.gate)
    place = (waiver.workload, waiver.candidate)
    waived = waived_gates(suite, place, verdict.gates, as_of, allowed)
    failing = (name for name, each in by_name.items() if not holds(each))
    return WaiverUse(
        waiver=waiver,
        state=_state(waiver, gate, as_of, allowed),
        outcome=None if gate is None else gate.outcome,
        days_left=left,
        still_fails=tuple(name for name in failing if name not in waived | {waiver.gate}),
    )


def _state(
    waiver: Waiver, gate: GateResult | None, as_of: date, allowed: Set[str]
) -> Literal["applies", "waives_nothing", "not_allowed", "lapsed"]:
    if as_of >= date.fromisoformat(waiver.until):
        return "lapsed"
    if gate is None or holds(gate):
        return "waives_nothing"
    if gate.outcome == "breached" and waiver.gate not in allowed:
        return "not_allowed"
    return "applies"
