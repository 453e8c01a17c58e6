"""Propose the number of repeats for a suite, from a pilot or an earlier run."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from portcheck.model.run import Plan
from portcheck.model.suite import Suite
from portcheck.parity.check_evidence import Speaking
from portcheck.parity.drift.noise import noise
from portcheck.parity.planning.repeats import repeats_needed
from portcheck.run.cards.deciding import Cards
from portcheck.run.judge.tabulate import Results, sampled_cases
from portcheck.run.plan.sizes import gate_sizes

PILOT_CASES = 12
PILOT_REPEATS = 3


class RepeatsProposal(Struct, frozen=True, kw_only=True):
    """The repeats of a workload that one gate needs, for its noisiest candidate."""

    workload: str
    gate: str
    candidate: str
    pilot: str
    """Id of the run that the proposal is based on."""
    cases: int
    """Cases with repeats in that run."""
    noise: float | None
    """Share 0..1 of pairs of repeats of one provider whose scores differ."""
    repeats: int | None
    """The fewest repeats that show the margin with the suite's cases; `None`: no reasonable number.
    """
    now: int
    """Repeats in the suite."""
    groups: int
    """Groups in the suite."""
    groups_at_one: int | None
    """Groups that would show the margin with one repeat each."""


def pilot_suite(suite: Suite) -> Suite:
    """The first cases of each workload, each with `PILOT_REPEATS` repeats."""
    return replace(
        suite,
        name=f"{suite.name} pilot",
        workloads=tuple(
            replace(
                workload,
                cases=tuple(
                    replace(case, repeats=PILOT_REPEATS)
                    for case in tuple(workload.cases[:PILOT_CASES])
                ),
            )
            for workload in suite.workloads
        ),
    )


def propose_repeats(plan: Plan, pilot: Results, run: str) -> tuple[RepeatsProposal, ...]:
    """One proposal for each score gate with repeats in the pilot.

    Args:
        plan: the plan of the whole suite.
        pilot: the results of a run with repeats, with the same workloads.
        run: the id of that run.
    """
    found, cards = [], Cards(plan.suite)
    asked = {each.id: each for each in pilot.plan.suite.workloads}
    for workload in plan.suite.workloads:
        for size in gate_sizes(workload, Speaking(workload.outlines), cards, plan.candidates):
            margin = size.limits.get("margin")
            if size.gate.kind != "score" or margin is None or workload.id not in asked:
                continue
            each: list[RepeatsProposal] = []
            for candidate in pilot.plan.candidates:
                rows = sampled_cases(pilot, asked[workload.id], candidate, size.gate.name)
                needed = repeats_needed(
                    rows,
                    groups=size.groups,
                    margin=size.share * margin,
                    confidence=size.decides_at,
                )
                if needed is not None:
                    each.append(
                        RepeatsProposal(
                            workload=workload.id,
                            gate=size.gate.name,
                            candidate=candidate,
                            pilot=run,
                            cases=needed.cases,
                            noise=noise(rows).within,
                            repeats=needed.repeats,
                            now=max((case.repeats for case in workload.outlines), default=1),
                            groups=size.groups,
                            groups_at_one=needed.groups_at_one,
                        )
                    )
            if each:
                found.append(max(each, key=lambda one: (one.groups_at_one or 0, one.noise or 0.0)))
    return tuple(found)
