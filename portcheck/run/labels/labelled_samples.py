"""Find the labelled random sample of groups for each gate, with the scores of its labels.

The sample of a gate is the first part of its groups in their random order, up to the last one drawn
and before the first one not labelled on both sides. So skipped groups, or labels only of groups
that differ, are no random sample. A label counts no matter why its answer was shown. If people are
unsure or disagree, the answer counts as the worst for the candidate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import UNSET

from portcheck.model.parity import CasePair
from portcheck.model.run import LabelLook, Trial
from portcheck.model.suite import CheckSpec, Outline, Workload
from portcheck.plugins import CHECKS
from portcheck.run.judge.tabulate import Results
from portcheck.run.labels.overlay import is_guess
from portcheck.run.labels.review_order import review_order
from portcheck.run.store.labels import Labels
from portcheck.run.store.scores import CheckOutcome

Side = Literal["baseline", "candidate"]
WORST: dict[Side, float] = {"baseline": 1.0, "candidate": 0.0}
"""Score of an answer that people are unsure about."""


class LabelledSamples:
    """People's labels of the answers of a run, as `portcheck.run.judge.gate_evidence.People`."""

    def __init__(
        self,
        results: Results,
        labels: Labels,
        looks: Sequence[LabelLook] = (),
        *,
        as_last_judged: bool = False,
    ) -> None:
        """With `as_last_judged`, labels after the last look are ignored.

        Who sees the verdict after every label, and stops at the best one, has had a look at each:
        what shows it without counting a look shows the last one that was counted.
        """
        self._as_last_judged = as_last_judged
        self._results = results
        self._labels = labels
        self._looks = looks
        self._orders: dict[str, tuple[str, ...]] = {}
        """Workload to its groups in random order."""

    def looks(self, workload: str, candidate: str, gate: str) -> list[int]:
        """The numbers of labelled groups at which labels decided a gate."""
        place = workload, candidate, gate
        return [
            one.groups for one in self._looks if (one.workload, one.candidate, one.gate) == place
        ]

    def cases(self, workload: Workload, candidate: str, gate: str) -> list[CasePair[float]]:
        """The cases of the sample of a gate; none where nobody has labelled an answer."""
        if not self._results.labelled:
            return []
        groups: dict[str, list[tuple[Outline, str]]] = {}
        """By `Outline.cluster`: cases, each with what its rows are grouped by."""
        clusters = self._results.clusters(workload)
        for case, unit in zip(workload.outlines, clusters, strict=True):
            if case.feeds(gate):
                groups.setdefault(case.cluster, []).append((case, unit))
        ordered = [group for group in self._order(workload.id) if group in groups]
        found: list[list[CasePair[float]]] = []
        drawn = 0
        for group in ordered:
            sides = [
                (case, unit, self._sides(workload, candidate, case)) for case, unit in groups[group]
            ]
            trials = [trial for *_, both in sides for side in both.values() for trial in side]
            if not all(self._is_labelled(trial, gate) for trial in trials):
                break
            found.append([self._pair(case, unit, both, gate) for case, unit, both in sides])
            if any(self._was_drawn(trial) for trial in trials):
                drawn = len(found)
        number = len(found) if len(found) == len(ordered) else drawn
        if self._as_last_judged:
            looks = self.looks(workload.id, candidate, gate)
            number = min(number, looks[-1] if looks else 0)
        return [pair for group in found[:number] for pair in group]

    def _order(self, workload: str) -> tuple[str, ...]:
        found = self._orders.get(workload)
        if found is None:
            found = self._orders[workload] = review_order(self._results.plan, workload)
        return found

    def _sides(
        self, workload: Workload, candidate: str, case: Outline
    ) -> dict[Side, tuple[Trial, ...]]:
        of_case, plan = self._results.of_case, self._results.plan
        return {
            "baseline": of_case(workload.id, case.id, plan.baseline),
            "candidate": of_case(workload.id, case.id, candidate),
        }

    def _pair(
        self, case: Outline, group: str, sides: dict[Side, tuple[Trial, ...]], gate: str
    ) -> CasePair[float]:
        values = {
            side: tuple(self._value(trial, gate, side) for trial in trials)
            for side, trials in sides.items()
        }
        return CasePair(
            case=case.id, group=group, baseline=values["baseline"], candidate=values["candidate"]
        )

    def _value(self, trial: Trial, gate: str, side: Side) -> float | None:
        """The score of a trial under its labels, all checks together: the lowest counts."""
        value = self._results.gate_value(trial, gate)
        open_ones = [said for said in self._guesses(trial, gate) if not _decided(said)]
        if not open_ones or value is None:
            return value
        sure = [
            said.outcome.value
            for said in self._results.scores.outcomes(trial.key)
            if said.gate == gate and said not in open_ones and said.outcome.value is not None
        ]
        return min([WORST[side], *sure])

    def _is_labelled(self, trial: Trial, gate: str) -> bool:
        """Whether all outcomes of judges and detectors for an answer have a label."""
        return all(said.outcome.people is not UNSET for said in self._guesses(trial, gate))

    def _guesses(self, trial: Trial, gate: str) -> list[CheckOutcome]:
        """Whether a detector or judge would decide without labels; labelled outcomes name none."""
        specs = {spec.id: spec for spec in self._results.plan.case(trial).checks}
        return [
            said
            for said in self._results.scores.outcomes(trial.key)
            if said.gate == gate and (_decided(said) or _is_guess(said, specs.get(said.check)))
        ]

    def _was_drawn(self, trial: Trial) -> bool:
        return any(label.drawn == "random" for label in self._labels.of_trial(trial.key))


def _decided(said: CheckOutcome) -> bool:
    people = said.outcome.people
    return people is not UNSET and people.decides


def _is_guess(said: CheckOutcome, spec: CheckSpec | None) -> bool:
    """Whether a detector or judge decides a check or one of its parts."""
    if spec is None or CHECKS.get(spec.name).detector is None:
        return said.outcome.detector is not None
    return is_guess(said.outcome, spec)
