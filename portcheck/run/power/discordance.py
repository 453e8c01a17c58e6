"""Measure the share of pairs in an earlier run in which the two sides differ."""

from __future__ import annotations

from collections.abc import Mapping

from portcheck.model.run import Plan
from portcheck.parity.noninferiority import differences
from portcheck.parity.pairing import pair
from portcheck.run.applicable_gates import score_gates
from portcheck.run.judge.tabulate import Results, sampled_cases
from portcheck.run.power.planned import DISCORDANCE, GatePower, planned_power


def observed_discordance(results: Results) -> Mapping[tuple[str, str], float]:
    """(workload, gate) to the share of groups 0..1 whose scores differ, for the worst candidate.

    It assumes one more loss and one more gain than were observed (the rule of succession), because
    a few cases may show none by chance.
    """
    found: dict[tuple[str, str], float] = {}
    for workload in results.plan.suite.workloads:
        for gate in score_gates(workload):
            for candidate in results.plan.candidates:
                cases = sampled_cases(results, workload, candidate, gate)
                if not cases:
                    continue
                counts = dict(differences(pair(cases)))
                groups = sum(counts.values())
                share = (groups - counts.get(0.0, 0.0) + 2.0) / (groups + 2.0)
                place = (workload.id, gate)
                found[place] = max(found.get(place, 0.0), share)
    return found


def expected_power(
    plan: Plan, seen: tuple[str, Results] | None, discordance: float | None
) -> tuple[GatePower, ...]:
    """The power of each gate of a plan, before any call.

    Args:
        plan: the plan.
        seen: id and results of an earlier run; its share of differing pairs is assumed.
        discordance: share of differing pairs 0..1 to assume instead, for all gates.
    """
    if discordance is not None or seen is None:
        assumed = DISCORDANCE if discordance is None else discordance
        return planned_power(plan.suite, plan.candidates, discordance=assumed)
    run, results = seen
    return planned_power(
        plan.suite,
        plan.candidates,
        observed=observed_discordance(results),
        observed_in=run,
    )
