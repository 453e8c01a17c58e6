"""`history: baseline`: ask candidates with the baseline's answers between the turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.errors import PlanError, StoreError
from portcheck.model.chat import Message, Request
from portcheck.model.codec import digest
from portcheck.model.completion import Completion, Trajectory
from portcheck.model.numbers import count
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.suite import Case
from portcheck.run.loop.walk import as_asked, exchange, names_unknown_record


def waiting(plan: Plan) -> frozenset[str]:
    """Keys of the trials that need the baseline's answers before they can be asked."""
    return frozenset(trial.key for trial in _hearing(plan) if trial.provider != plan.baseline)


_WHOSE = {
    "own": "each model sees its own answers between the turns, so conversations differ",
    "baseline": "every model sees the baseline's answers between the turns",
}


def history_notes(plan: Plan, samples: Mapping[str, Sample]) -> tuple[str, ...]:
    """Sentences on conversations: whose answers stand between the turns, and which were not asked.

    A candidate is not asked a conversation that the baseline did not finish.
    """
    heard = heard_from(plan, samples)
    silent = Counter(
        (trial.workload, trial.provider)
        for trial in _hearing(plan)
        if trial.provider != plan.baseline
        and trial.key not in samples
        and (trial.workload, trial.case, trial.repeat) not in heard
    )
    whose = (
        f"{workload.id} is a conversation: {_WHOSE[workload.history]}"
        for workload in plan.suite.workloads
        if workload.history is not UNSET
    )
    return (
        *whose,
        *(
            f"{provider}: was not asked {count(number, 'conversation')} of {workload}, which the "
            "baseline did not finish; if its calls failed, resume asks both again"
            for (workload, provider), number in silent.items()
        ),
    )


def _hearing(plan: Plan) -> Iterator[Trial]:
    """Yield the trials of conversations with the baseline's answers between the turns."""
    named = {one.id for one in plan.suite.workloads if one.history == "baseline"}
    for trial in plan.trials if named else ():
        if trial.workload in named and plan.case(trial).request.history is not UNSET:
            yield trial


Heard = Mapping[tuple[str, str, int], tuple[tuple[Message, ...], ...]]
"""Workload, case and repeat to the baseline's answers in each turn of a conversation."""


def heard_from(plan: Plan, samples: Mapping[str, Sample]) -> Heard:
    """The answers of the baseline in the conversations that it finished.

    Raises:
        StoreError: An answer names a record of tools that its case does not have.
    """
    found = {}
    for trial in _hearing(plan):
        sample = samples.get(trial.key)
        if trial.provider != plan.baseline or sample is None or sample.completion is None:
            continue
        request, trajectory = plan.case(trial).request, sample.completion.loop
        if trajectory is not UNSET and trajectory.ended == "answered":
            _require_known_records(trial, request, trajectory)
            found[trial.workload, trial.case, trial.repeat] = exchange(request, trajectory)
    return found


class Conversations:
    """Looks up the conversations that led to the answers of a run."""

    def __init__(self, plan: Plan, samples: Mapping[str, Sample]) -> None:
        self._plan = plan
        self._samples = samples

    @cached_property
    def _heard(self) -> Heard:
        return heard_from(self._plan, self._samples)

    def asked(self, trial: Trial, case: Case, answer: Completion) -> Request:
        """The request with the whole conversation before an answer; see `as_asked`.

        Raises:
            StoreError: The answer names a record of tools that its case does not have.
        """
        request = case.request
        if answer.loop is not UNSET:
            _require_known_records(trial, request, answer.loop)
        if request.history is not UNSET and trial.provider != self._plan.baseline:
            heard = self._heard.get((trial.workload, trial.case, trial.repeat), UNSET)
            request = replace(request, heard=heard)
        return as_asked(request, answer)


def _require_known_records(trial: Trial, request: Request, trajectory: Trajectory) -> None:
    if names_unknown_record(request, trajectory):
        raise StoreError(
            f"samples.jsonl is damaged: the answer of {trial.provider} to {trial.workload} / "
            f"{trial.case} names a tool result that the case does not have"
        )


def require_same_conversation(request: Request, answer: Completion, provider: str) -> None:
    """Raise PlanError if a replayed answer has other tool results or another history."""
    if answer.loop is UNSET:
        return
    if names_unknown_record(request, answer.loop):
        raise PlanError(
            f"the recording of provider {provider!r} holds an answer that names a tool result "
            "that its case does not have",
            hint="record it again: portcheck run SUITE --record FILE",
        )
    if request.turns is UNSET:
        return
    wanted = UNSET if request.heard is UNSET else digest(request.heard)
    if answer.loop.heard != wanted:
        raise PlanError(
            f"the recording of provider {provider!r} holds a conversation with another history: "
            "the baseline's answers have changed since, or the provider was recorded in another "
            "role",
            hint="record it again: portcheck run SUITE --record FILE",
        )
