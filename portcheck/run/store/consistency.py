"""Whether the records of a run make sense together: each may be well formed and yet not fit."""

from __future__ import annotations

import math

from portcheck.config.schema import validator
from portcheck.model.chat import JsonObject
from portcheck.model.run import Plan
from portcheck.model.score import Score
from portcheck.plugins import GATES, Gate


def plan_fault(plan: Plan) -> str:
    """What is wrong with a plan, or ""."""
    if not _is_whole(plan):
        return "its trials do not fit"
    for workload in plan.suite.workloads:
        if not 0.5 < workload.confidence < 1:
            return f"a confidence of {workload.confidence:g}"
        for name, limits in workload.gates.items():
            if fault := _limits_fault(GATES.get(name), limits):
                return f"gate {name}: {fault}"
    return ""


def score_fault(score: Score) -> str:
    """What is wrong with a score, or ""."""
    value = score.outcome.value
    return "" if value is None or 0 <= value <= 1 else f"the value {value:g} is not in 0..1"


def _limits_fault(gate: Gate, limits: JsonObject) -> str:
    # Plans of earlier versions write `null` for a limit that the gate does not have.
    stated = {key: limit for key, limit in limits.items() if limit is not None}
    if gate.kind == "score" and "margin" not in stated:
        return "it has no margin"
    for key, limit in stated.items():
        if isinstance(limit, float) and not math.isfinite(limit):
            return f"{key} is {limit}"
    error = next(validator(gate.limits).iter_errors(stated), None)
    return "" if error is None else ": ".join([*map(str, error.absolute_path), error.message])


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
