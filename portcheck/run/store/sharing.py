"""One value in memory where the files of a large run hold the same value many times."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from portcheck.model.codec import encode_json
from portcheck.model.run import Plan, Trial
from portcheck.model.score import Score
from portcheck.model.suite import Case, CheckSpec, Workload


class Shared:
    """The values that were met so far; the first of equal ones stands for all."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}
        self._specs: dict[bytes, CheckSpec] = {}

    def plan(self, plan: Plan) -> Plan:
        """An equal plan: its cases share checks and settings, its trials the texts of the cases."""
        workloads = tuple(map(self._workload, plan.suite.workloads))
        return replace(
            plan,
            suite=replace(plan.suite, workloads=workloads),
            trials=tuple(map(self._trial, plan.trials)),
        )

    def scores(self, scores: Iterable[Score]) -> list[Score]:
        """Equal scores: most answers pass, and the passes of a check are alike."""
        keep = self._known.setdefault
        return [
            Score(
                trial=keep(score.trial, score.trial),
                check=keep(score.check, score.check),
                gate=keep(score.gate, score.gate),
                outcome=keep(score.outcome, score.outcome),
            )
            for score in scores
        ]

    def _workload(self, workload: Workload) -> Workload:
        return replace(workload, cases=tuple(map(self._case, workload.cases)))

    def _case(self, case: Case) -> Case:
        keep, request = self._known.setdefault, case.request
        return replace(
            case,
            id=keep(case.id, case.id),
            request=replace(
                request,
                system=keep(request.system, request.system),
                sampling=keep(request.sampling, request.sampling),
            ),
            checks=tuple(self._specs.setdefault(encode_json(one), one) for one in case.checks),
        )

    def _trial(self, trial: Trial) -> Trial:
        keep = self._known.setdefault
        return Trial(
            key=trial.key,
            workload=keep(trial.workload, trial.workload),
            case=keep(trial.case, trial.case),
            provider=keep(trial.provider, trial.provider),
            repeat=trial.repeat,
            ordinal=trial.ordinal,
            request_hash=keep(trial.request_hash, trial.request_hash),
        )
