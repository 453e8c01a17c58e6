"""Whether the records of a run make sense together: each may be well formed and yet not fit."""

from __future__ import annotations

from portcheck.model.run import Plan
from portcheck.model.score import Score
from portcheck.model.suite import SCORE_GATES


def plan_fault(plan: Plan) -> str:
    """What is wrong with a plan, or ""."""
    if not _is_whole(plan):
        return "its trials do not fit"
    for workload in plan.suite.workloads:
        if not 0.5 < workload.confidence < 1:
            return f"a confidence of {workload.confidence:g}"
        for name, gate in workload.gates.items():
            if name in SCORE_GATES and not 0 < (gate.margin or 0) < 1:
                return f"gate {name} has a margin of {gate.margin}"
    return ""


def score_fault(score: Score) -> str:
    """What is wrong with a score, or ""."""
    value = score.outcome.value
    return "" if value is None or 0 <= value <= 1 else f"the value {value:g} is not in 0..1"


def _is_whole(plan: Plan) -> bool:
    """Whether every case has the repeats of everybody who is asked, and nothing else is in it."""
    asked = [
        (workload, case, spec.id)
        for workload in plan.suite.workloads
        for spec in plan.providers
        if plan.asks(workload.id, spec.id)
        for case in workload.cases
    ]
    if sum(case.repeats for _, case, _ in asked) != len(plan.trials):
        return False  # before the set below is made, which may be too large for that very reason
    wanted = {
        (workload.id, case.id, provider, repeat)
        for workload, case, provider in asked
        for repeat in range(case.repeats)
    }
    found = [(trial.workload, trial.case, trial.provider, trial.repeat) for trial in plan.trials]
    ids = {spec.id for spec in plan.providers}
    return set(found) == wanted and {plan.baseline, *plan.candidates} == ids
