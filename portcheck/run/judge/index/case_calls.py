"""The calls to one provider in one case, and their results."""

from __future__ import annotations

from msgspec import Struct

from portcheck.model.run import Trial
from portcheck.run.judge.provider_counts import AnswerCost, TimeAndCost
from portcheck.run.store.scores import CheckOutcome, Scores

Values = tuple[float | None, ...]
"""One value per repeat."""
CaseOutcomes = tuple[tuple[CheckOutcome, ...], ...]
"""The outcomes of a case's checks, one entry per repeat."""


class CaseCalls(Struct, frozen=True, gc=False):
    """The calls to one provider in one case, and their results; one entry per repeat."""

    trials: tuple[Trial, ...]
    said: CaseOutcomes
    """The scores of each trial; equal scores are shared."""
    seconds: Values
    """The latency of each answer; `None` for a trial without one."""
    spent: tuple[AnswerCost | None, ...]
    """The cost of each answer; equal values are shared."""


NO_CALLS = CaseCalls((), (), (), ())


class Arm:
    """Collects the trials of one provider in one workload and variant."""

    def __init__(self, scores: Scores) -> None:
        self._scores = scores
        self._cases: dict[str, CaseCalls] = {}
        self.said: dict[CaseOutcomes, CaseOutcomes] = {}
        """The distinct scores of cases, each stored once."""
        self._spent: dict[tuple[AnswerCost | None, ...], tuple[AnswerCost | None, ...]] = {}

    def add(self, trial: Trial, took: TimeAndCost | None) -> None:
        """Add a trial; cases keep the order of their first trials."""
        trials: tuple[Trial, ...] = (trial,)
        said: CaseOutcomes = (self._scores.outcomes(trial.key),)
        seconds: Values = (None if took is None else took.seconds,)
        spent: tuple[AnswerCost | None, ...] = (None if took is None else took.spent,)
        before = self._cases.get(trial.case)
        if before is not None:  # most cases are asked once
            trials, said = before.trials + trials, before.said + said
            seconds, spent = before.seconds + seconds, before.spent + spent
        self._cases[trial.case] = CaseCalls(
            trials, self.said.setdefault(said, said), seconds, self._spent.setdefault(spent, spent)
        )

    def by_case(self) -> dict[str, CaseCalls]:
        """Case id to its calls, sorted by repeat."""
        for case, asked in self._cases.items():
            if len(asked.trials) > 1:
                self._cases[case] = _by_repeat(asked)
        return self._cases


def _by_repeat(asked: CaseCalls) -> CaseCalls:
    order = sorted(range(len(asked.trials)), key=lambda at: asked.trials[at].repeat)
    if order == list(range(len(order))):
        return asked
    return CaseCalls(
        trials=tuple([asked.trials[at] for at in order]),
        said=tuple([asked.said[at] for at in order]),
        seconds=tuple([asked.seconds[at] for at in order]),
        spent=tuple([asked.spent[at] for at in order]),
    )
