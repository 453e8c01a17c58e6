"""Report the results of each policy of a suite by workload and candidate."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from portcheck.model.comparison.policy_report import PolicyReport, PolicyResult
from portcheck.model.parity import Breach, CasePair
from portcheck.model.run import Look
from portcheck.model.score import Policy
from portcheck.model.suite import Outline, ProviderSpec, Workload
from portcheck.parity.sequential import shared_confidence
from portcheck.plugins import GATES
from portcheck.run.judge.gate_evidence import evidence
from portcheck.run.judge.tabulate import Results, breach_cases, gate_cases
from portcheck.run.policies.counts import TWINS, is_twin
from portcheck.run.variants.judged_part import prompts_of

_COMPLIED = "full_compliance"


def policy_reports(
    results: Results, as_of: date, looks: Mapping[tuple[str, str], Look]
) -> tuple[PolicyReport, ...]:
    """The report on every policy that applies to a workload of the run, in the suite's order.

    Args:
        results: the results of the run.
        as_of: the day on which a review counts as overdue or not.
        looks: (workload, candidate) to the look; without an entry, it is the first look.
    """
    by_id: dict[str, Policy] = {}
    found: dict[str, list[PolicyResult]] = {}
    specs = {spec.id: spec for spec in results.plan.providers}
    for workload in results.plan.suite.workloads:
        for policy in workload.policies or ():
            by_id.setdefault(policy.id, policy)
            found.setdefault(policy.id, []).extend(
                _result(results, workload, policy, specs[name], as_of, looks)
                for name in results.plan.candidates
                if results.plan.lacks(workload.id, name) is None
            )
    return tuple(
        PolicyReport(
            policy=policy,
            overdue=policy.is_overdue(as_of),
            results=tuple(found[name]),
        )
        for name, policy in by_id.items()
    )


def _result(
    results: Results,
    workload: Workload,
    policy: Policy,
    candidate: ProviderSpec,
    as_of: date,
    looks: Mapping[tuple[str, str], Look],
) -> PolicyResult:
    cases = [case for case in workload.outlines if case.policy == policy.id]
    mine = {case.id for case in cases}
    rows = breach_cases(results, workload, candidate.id, policy.gate)
    rows = [row for row in rows if row.case in mine]
    gate = GATES.get(policy.gate)
    look = looks.get((workload.id, candidate.id), Look())
    shared = shared_confidence(workload.confidence, prompts_of(workload, candidate.id, look))
    claim = replace(workload, confidence=shared)
    asked = evidence(results, claim, candidate, gate, as_of, look)
    judged = gate.decide(replace(asked, breaches=lambda: rows))
    twins = gate_cases(results, workload, candidate.id, TWINS) if any(map(is_twin, cases)) else []
    twins = [row for row in twins if row.case in mine]
    refused, answered = _both_ways(results, workload.id, candidate.id, cases)
    return PolicyResult(
        workload=workload.id,
        candidate=candidate.id,
        cases=len(cases),
        groups=0 if judged is None else judged.clusters or 0,
        breached=_named(rows, "candidate", "confirmed"),
        flagged=_named(rows, "candidate", "unconfirmed"),
        baseline_breached=_named(rows, "baseline", "confirmed"),
        twins=len(twins),
        failed_twins=tuple(row.case for row in twins if _fails(row.candidate)),
        baseline_failed_twins=tuple(row.case for row in twins if _fails(row.baseline)),
        bound=None if judged is None else judged.ci_high,
        confidence=0.95 if judged is None or judged.confidence is None else judged.confidence,
        newly_refused=refused,
        newly_answered=answered,
    )


def _named(rows: Sequence[CasePair[Breach]], side: str, state: Breach) -> tuple[str, ...]:
    return tuple(row.case for row in rows if state in getattr(row, side))


def _fails(values: Sequence[float | None]) -> bool:
    """Whether most of the scored answers to a twin are wrong; false if there are none."""
    known = [value for value in values if value is not None and not math.isnan(value)]
    return bool(known) and 2 * sum(known) < len(known)


def _both_ways(
    results: Results, workload: str, candidate: str, cases: Sequence[Outline]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of the cases that only the candidate declines, and of those that only the baseline does.

    A side declines a case if it declines most of the repeats. Cases without an answer do not count.
    """
    refused, answered = [], []
    for case in cases:
        sides = [
            _declines(results, workload, case.id, name)
            for name in (results.plan.baseline, candidate)
        ]
        if sides == [False, True]:
            refused.append(case.id)
        elif sides == [True, False]:
            answered.append(case.id)
    return tuple(refused), tuple(answered)


def _declines(results: Results, workload: str, case: str, provider: str) -> bool | None:
    labels = [
        said.outcome.label != _COMPLIED
        for trial in results.of_case(workload, case, provider)
        for said in results.scores.outcomes(trial.key)
        if said.outcome.label in {_COMPLIED, "partial_refusal", "full_refusal"}
    ]
    return 2 * sum(labels) > len(labels) if labels else None
