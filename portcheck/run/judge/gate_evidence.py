"""Give the gates of one workload and candidate access to the results of a run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, partial
from typing import Protocol

from portcheck.detectors.parts import detectors_in, shape
from portcheck.model.parity import CasePair
from portcheck.model.run import Look
from portcheck.model.suite import ProviderSpec, Workload
from portcheck.parity.sequential import look_confidence
from portcheck.plugins import Evidence, Gate
from portcheck.run.cards.deciding import Cards, Decided
from portcheck.run.judge.languages import language_note
from portcheck.run.judge.tabulate import (
    Results,
    breach_cases,
    cost_cases,
    detectors_of,
    failures_by_group,
    judged_cases,
    latency_cases,
)


class People(Protocol):
    """The labels that people gave to the answers of a run."""

    def cases(self, workload: Workload, candidate: str, gate: str) -> Sequence[CasePair[float]]:
        """See `Evidence.labelled`."""

    def looks(self, workload: str, candidate: str, gate: str) -> Sequence[int]:
        """See `Evidence.label_looks`."""


class _Nobody:
    """Has no labels."""

    def cases(self, workload: Workload, candidate: str, gate: str) -> Sequence[CasePair[float]]:
        """No cases."""
        del workload, candidate, gate
        return ()

    def looks(self, workload: str, candidate: str, gate: str) -> Sequence[int]:
        """No looks."""
        del workload, candidate, gate
        return ()


NOBODY: People = _Nobody()


def evidence(
    results: Results,
    workload: Workload,
    candidate: ProviderSpec,
    gate: Gate,
    as_of: date,
    look: Look,
    people: People = NOBODY,
    cards: Cards | None = None,
) -> Evidence:
    """The evidence of a run for one gate of a workload and candidate, tabulated on demand.

    Args:
        results: Of the run.
        workload: The workload.
        candidate: The entry of the candidate.
        gate: The gate.
        as_of: The day on which facts are judged.
        look: The look that this run is; it sets the confidence.
        people: Labels that people gave to answers.
        cards: The detector cards that apply to the run; by default they are looked up.
    """
    plan, name = results.plan, candidate.id
    limits = workload.gates.get(gate.name, gate.defaults or {})
    support = (s for s in plan.support if (s.workload, s.candidate) == (workload.id, name))

    baseline = next(spec for spec in plan.providers if spec.id == plan.baseline)
    known = cards or Cards(plan.suite, plan, results.samples)

    @cache
    def decided() -> tuple[Decided, ...]:
        used = {_unversioned(one) for one in detectors_of(results, workload, name, gate.name)}
        found = {
            (shape(spec), known.instrument(workload, spec) if workload.cards else None): spec
            for spec in workload.checks
            if used and spec.fed_gate == gate.name
        }
        return tuple(
            known.of(
                workload,
                spec,
                breaches=gate.kind == "zero_tolerance",
                vendors=(baseline.vendor, candidate.vendor),
            )
            for spec in found.values()
            if used & set(map(_unversioned, detectors_in(spec)))
        )

    return Evidence(
        workload=workload,
        baseline=baseline,
        candidate=candidate,
        # Plans of earlier versions write `null` for a limit that the gate does not have.
        limits={key: limit for key, limit in limits.items() if limit is not None},
        as_of=as_of,
        confidence=look_confidence(workload.confidence, look.number, look.share),
        look=look.number,
        support=next(support, None),
        scores=partial(judged_cases, results, workload, name, gate.name),
        labelled=cache(partial(people.cases, workload, name, gate.name)),
        label_looks=partial(people.looks, workload.id, name, gate.name),
        breaches=partial(breach_cases, results, workload, name, gate.name),
        seconds=partial(latency_cases, results, workload, name),
        dollars=partial(cost_cases, results, workload, name),
        failures=partial(failures_by_group, results, workload, name),
        detectors=partial(detectors_of, results, workload, name, gate.name),
        accuracies=lambda: tuple(counts for counts, _ in decided()),
        cards=lambda: tuple(card for _, card in decided()),
        unmeasured_language=cache(partial(language_note, results, workload, name, gate.name)),
    )


def _unversioned(detector: str) -> str:
    """A detector without its version: the accuracy of one version is used for scores of others."""
    return detector.rpartition(" ")[0] or detector
