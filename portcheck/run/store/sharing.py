"""One value in memory where the files of a large run hold the same value many times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portcheck.model.run import Plan, Trial
from portcheck.model.score import Score


def shared_trials(plan: Plan) -> Iterator[Trial]:
    """The trials of a plan, with one text in memory where the file has the same text often."""
    known: dict[str, str] = {}
    keep = known.setdefault
    for workload in plan.suite.workloads:
        keep(workload.id, workload.id)
        known.update((case.id, case.id) for case in workload.cases)
    for trial in plan.trials:
        yield Trial(
            key=trial.key,
            workload=keep(trial.workload, trial.workload),
            case=keep(trial.case, trial.case),
            provider=keep(trial.provider, trial.provider),
            repeat=trial.repeat,
            ordinal=trial.ordinal,
            request_hash=keep(trial.request_hash, trial.request_hash),
        )


def shared_score(score: Score, known: dict[Any, Any]) -> Score:
    """The score, with one value in memory for those that are like it: most answers pass alike."""
    keep = known.setdefault
    return Score(
        trial=keep(score.trial, score.trial),
        check=keep(score.check, score.check),
        gate=keep(score.gate, score.gate),
        outcome=keep(score.outcome, score.outcome),
    )
