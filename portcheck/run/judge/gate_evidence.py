"""What the gates of one workload and one candidate may ask of a run."""

from __future__ import annotations

from datetime import date
from functools import cache, partial

from portcheck.model.score import DetectorAccuracy, turned
from portcheck.model.suite import CheckSpec, ProviderSpec, Workload
from portcheck.parity.sequential import confidence_of, look_alpha
from portcheck.plugins import CHECKS, CheckKind, Evidence, Gate
from portcheck.run.judge.languages import language_note
from portcheck.run.judge.tabulate import (
    Results,
    breach_cases,
    cost_cases,
    detectors_of,
    failures_by_group,
    gate_cases,
    latency_cases,
)

_WANTED = frozenset({"full", "challenge"})
"""The words of `expect` with which the behaviour that a detector finds is what should happen."""


def evidence(
    results: Results,
    workload: Workload,
    candidate: ProviderSpec,
    gate: Gate,
    as_of: date,
    look: int = 1,
) -> Evidence:
    """What the run says to one gate; nothing is tabulated before the gate asks."""
    plan, name, alpha = results.plan, candidate.id, 1.0 - workload.confidence
    limits = workload.gates.get(gate.name, gate.defaults or {})
    support = (s for s in plan.support if (s.workload, s.candidate) == (workload.id, name))

    def accuracies() -> tuple[DetectorAccuracy | None, ...]:
        used = {_unversioned(one) for one in detectors_of(results, workload, name, gate.name)}
        if not used:
            return ()
        found = {
            (spec.name, spec.expect, spec.automatic): spec
            for spec in workload.checks
            if spec.fed_gate == gate.name
        }
        kinds = [(CHECKS.get(spec.name), spec) for spec in found.values()]
        found_by = [one for one in kinds if _unversioned(one[0].detector or "") in used]
        if gate.kind != "zero_tolerance":
            return tuple(kind.confusion(spec) for kind, spec in found_by)
        return tuple(_of_breaches(kind, spec) for kind, spec in found_by)

    return Evidence(
        workload=workload,
        baseline=next(spec for spec in plan.providers if spec.id == plan.baseline),
        candidate=candidate,
        # Plans of earlier versions write `null` for a limit that the gate does not have.
        limits={key: limit for key, limit in limits.items() if limit is not None},
        as_of=as_of,
        confidence=confidence_of(look_alpha(alpha, look)),
        look=look,
        support=next(support, None),
        scores=partial(gate_cases, results, workload, name, gate.name),
        breaches=partial(breach_cases, results, workload, name, gate.name),
        seconds=partial(latency_cases, results, workload, name),
        dollars=partial(cost_cases, results, workload, name),
        failures=partial(failures_by_group, results, workload, name),
        detectors=partial(detectors_of, results, workload, name, gate.name),
        accuracies=accuracies,
        unmeasured_language=cache(partial(language_note, results, workload, name, gate.name)),
    )


def _of_breaches(kind: CheckKind, spec: CheckSpec) -> DetectorAccuracy | None:
    """The counts where positive is a breach: the behaviour, or its absence where it is wanted."""
    counts = kind.confusion(spec)
    if counts is None or spec.expect not in _WANTED:
        return counts
    return turned(counts)


def _unversioned(detector: str) -> str:
    """A detector without its version: scores of an earlier one allow for its mistakes, too."""
    return detector.rpartition(" ")[0] or detector
