"""Find the labelled random sample of groups for each gate, with the scores that labels give.

The sample of a gate is the first part of its groups in their random order: it ends at the last
group that was drawn, or before the first one that is not labelled on both sides. So labels after a
skipped group, or only of groups that differ, do not count. A label counts for any reason for which
its answer was shown. If people are unsure or disagree, the answer counts as the worst for the
candidate.
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
"""Score of an answer on which people are unsure or disagree."""


class LabelledSamples:
    """The labelled samples of a run; implements `portcheck.run.judge.gate_evidence.People`."""

    def __init__(
        self,
        results: Results,
        labels: Labels,
        looks: Sequence[LabelLook] = (),
        *,
        as_last_judged: bool = False,
    ) -> None:
        """Find the samples on demand.

        Args:
            results: Of the run, with its labels applied.
            labels: The same labels.
            looks: The looks at its labels so far.
            as_last_judged: Ignore labels after the last look. Commands that show verdicts without
                counting a look need this: a reviewer who sees the verdict after every label, and
                stops at the best one, has looked each time.
        """
        self._as_last_judged = as_last_judged
        self._results = results
        self._labels = labels
        self._looks = looks
        self._orders: dict[str, tuple[str, ...]] = {}
        """Workload to its groups in random order."""

    def looks(self, workload: str, candidate: str, gate: str) -> list[int]:
        """The number of labelled groups at each look at which labels decided a gate."""
        place = workload, candidate, gate
        return [
            one.groups for one in self._looks if (one.workload, one.candidate, one.gate) == place
        ]

    def cases(self, workload: Workload, candidate: str, gate: str) -> list[CasePair[float]]:
        """The cases of a gate's sample, with the scores that labels give; empty without labels."""
        if not self._results.labelled:
            return []
        groups: dict[str, list[tuple[Outline, str]]] = {}
        """`Outline.cluster` to cases, each with the name of its group in the results."""
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
        """The score of a trial with its labels applied: the lowest of all its checks."""
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
        """Whether all scores of an answer that a detector or judge decides have a label."""
        return all(said.outcome.people is not UNSET for said in self._guesses(trial, gate))

    def _guesses(self, trial: Trial, gate: str) -> list[CheckOutcome]:
        """The outcomes at a gate that a detector or judge decides, or decided before the label."""
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
    """Whether a detector or judge decided an outcome, or a part of it."""
    if spec is None or CHECKS.get(spec.name).detector is None:
        return said.outcome.detector is not None
    return is_guess(said.outcome, spec)
