"""Find the other answers to a case, for checks that compare them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from portcheck.model.completion import Completion
from portcheck.model.run import Plan, Sample, Trial


class Repeats:
    """The answers to the repeats of a case."""

    def __init__(self, plan: Plan, samples: Mapping[str, Sample]) -> None:
        self._plan = plan
        self._samples = samples
        self._case: tuple[str, str] | None = None
        self._answers: dict[tuple[str, str], list[tuple[str, Completion]]] = {}
        """For the case of the last call: (provider, prompt variant) to its trials with an answer.
        """

    def others(self, trial: Trial) -> tuple[Completion, ...]:
        """The same provider's answers to the other repeats of a trial's case and prompt.

        Calls for one case after the other are fast.
        """
        case = trial.workload, trial.case
        if case != self._case:
            self._case = case
            self._answers = {}
        asked = trial.provider, trial.variant or ""
        answers = self._answers.get(asked)
        if answers is None:
            answers = self._answers[asked] = [
                (key, completion)
                for key in self._trials[*case, *asked]
                if (completion := self._completion(key)) is not None
            ]
        return tuple(completion for key, completion in answers if key != trial.key)

    @cached_property
    def _trials(self) -> Mapping[tuple[str, str, str, str], Sequence[str]]:
        found: defaultdict[tuple[str, str, str, str], list[str]] = defaultdict(list)
        for trial in self._plan.trials:
            place = trial.workload, trial.case, trial.provider, trial.variant or ""
            found[place].append(trial.key)
        return found

    def _completion(self, key: str) -> Completion | None:
        sample = self._samples.get(key)
        return None if sample is None else sample.completion
