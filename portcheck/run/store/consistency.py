"""Check that the records of a run are consistent: well-formed records can contradict each other."""

from __future__ import annotations

import math
import re
from collections.abc import Container

from msgspec import UNSET

from portcheck.config.problems.fast_validation import accepting
from portcheck.config.schema import validator
from portcheck.detectors.parts import parts_of
from portcheck.model.chat import JsonObject
from portcheck.model.codec import CANONICAL_VERSION
from portcheck.model.run import Plan, Sample
from portcheck.model.score import Outcome
from portcheck.model.suite import CheckSpec
from portcheck.model.visible_text import one_line
from portcheck.plugins import CHECKS, GATES, CheckKind, Gate

_HASH = re.compile(rf"{CANONICAL_VERSION}:[0-9a-f]{{64}}")


def plan_fault(plan: Plan) -> str:
    """The fault of a plan, or ""."""
    if not _is_whole(plan):
        return "its trials do not fit"
    for found in {trial.request_hash for trial in plan.trials}:
        if not _HASH.fullmatch(found):
            return f"{one_line(found, 80)!r} is not the hash of a request"
    for workload in plan.suite.workloads:
        if not 0.5 < workload.confidence < 1:
            return f"a confidence of {workload.confidence:g}"
        for name, limits in workload.gates.items():
            if fault := _limits_fault(GATES.get(name), limits):
                return f"gate {name}: {fault}"
    return ""


def check_fault(spec: CheckSpec, kind: CheckKind) -> str:
    """The fault of a check's arguments that no suite could have had, or ""."""
    if kind.expects and spec.expect not in kind.expects:
        return f"it cannot expect {spec.expect!r}"
    if kind.expects and spec.arguments is None:
        return ""
    if not accepting(kind.arguments)(spec.arguments):
        error = next(validator(kind.arguments).iter_errors(spec.arguments), None)
        if error is not None:
            return one_line(": ".join([*map(str, error.absolute_path), error.message]), 200)
    parts = () if kind.problem(spec.arguments) else parts_of(spec)
    faults = (check_fault(part, CHECKS.get(part.name)) for part in parts)
    return kind.problem(spec.arguments) or next(filter(None, faults), "")


def outcome_fault(outcome: Outcome) -> str:
    """The fault of a check's outcome, or ""."""
    value = outcome.value
    return "" if value is None or 0 <= value <= 1 else f"the value {value:g} is not in 0..1"


def sample_fault(sample: Sample, planned: Container[str]) -> str:
    """The fault of a sample, or ""; `planned` holds the trial keys of its plan."""
    if (sample.completion is None) == (sample.failure is None):
        return "it holds neither an answer nor a failure, or both"
    loop = UNSET if sample.completion is None else sample.completion.loop
    if loop is not UNSET and loop.fault:
        return loop.fault
    return "" if sample.trial in planned else f"no trial {one_line(sample.trial, 40)!r} is planned"


def _limits_fault(gate: Gate, limits: JsonObject) -> str:
    # Plans of earlier versions store `null` for limits that a gate does not have.
    stated = {key: limit for key, limit in limits.items() if limit is not None}
    if gate.kind == "score" and "margin" not in stated:
        return "it has no margin"
    for key, limit in stated.items():
        if isinstance(limit, float) and not math.isfinite(limit):
            return f"{key} is {limit}"
    if accepting(gate.limits)(stated):  # importing jsonschema takes longer than reading a plan
        return ""
    error = next(validator(gate.limits).iter_errors(stated), None)
    return "" if error is None else ": ".join([*map(str, error.absolute_path), error.message])


def _is_whole(plan: Plan) -> bool:
    """Whether the trials are exactly the repeats of each case for each provider and variant."""
    asked = {workload.id: plan.arms(workload) for workload in plan.suite.workloads}
    planned = sum(len(asked[w.id]) * c.repeats for w in plan.suite.workloads for c in w.outlines)
    if planned != len(plan.trials):
        return False  # before memory is allocated below: the number may be absurd
    first: dict[tuple[str, str], tuple[int, int]] = {}
    place = 0
    for workload in plan.suite.workloads:
        for case in workload.outlines:
            first[workload.id, case.id] = (place, case.repeats)
            place += len(asked[workload.id]) * case.repeats
    seen = bytearray(planned)
    for trial in plan.trials:
        place, repeats = first.get((trial.workload, trial.case), (0, 0))
        arm = (trial.provider, trial.variant or "")
        if not 0 <= trial.repeat < repeats or arm not in asked[trial.workload]:
            return False
        place += asked[trial.workload].index(arm) * repeats + trial.repeat
        if seen[place]:
            return False
        seen[place] = True
    return {plan.baseline, *plan.candidates} == {spec.id for spec in plan.providers}
