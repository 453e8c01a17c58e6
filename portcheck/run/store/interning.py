"""One value in memory where the files of a large run hold the same value many times."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, TypeVar

from msgspec import Raw, Struct
from msgspec.structs import replace

from portcheck.model.codec import decode_json, decode_json_lines, encode_json
from portcheck.model.run import Plan, Trial
from portcheck.model.score import Outcome, Score
from portcheck.model.suite import Case, CheckSpec, Suite, Workload
from portcheck.run.store.consistency import outcome_fault
from portcheck.value import Value

T = TypeVar("T", bound=Struct)
MOST_TEXTS = 10_000
"""Of outcomes, that are kept to be known again."""


class _ScoreLine(Value, kw_only=True):
    """A score whose outcome is not read yet."""

    trial: str
    check: str
    gate: str
    outcome: Raw


class _WorkloadText(Workload, kw_only=True):
    """A workload whose cases are not read yet."""

    cases: tuple[Raw, ...]  # type: ignore[assignment]  # what `Interned.plan_in` replaces


class _SuiteText(Suite, kw_only=True):
    workloads: tuple[_WorkloadText, ...]


class _PlanText(Plan, kw_only=True, dict=True, gc=True):
    """A plan whose cases and trials are not read yet."""

    suite: _SuiteText
    trials: tuple[Raw, ...]  # type: ignore[assignment]  # what `Interned.plan_in` replaces


class _PlanFileText(Struct):
    plan: _PlanText


class Interned:
    """The values that were met so far; the first of equal ones stands for all."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}
        self._specs: dict[bytes, CheckSpec] = {}
        self._outcomes: dict[bytes, Outcome] = {}

    def plan(self, plan: Plan) -> Plan:
        """An equal plan: its cases share checks and settings, its trials the texts of the cases."""
        workloads = tuple(map(self._workload, plan.suite.workloads))
        return replace(
            plan,
            suite=replace(plan.suite, workloads=workloads),
            trials=tuple(map(self._trial, plan.trials)),
        )

    def plan_in(self, content: bytes) -> Plan:
        """The plan of a plan.json, read case by case: there is never an unshared one in memory.

        Raises:
            ValueError: it is none, or only one to `codec.decode_json`.
        """
        text = decode_json(_PlanFileText, content).plan
        read = partial(decode_json, Case)
        workloads = tuple(
            _with(Workload, one, cases=tuple(map(self._case, map(read, one.cases))))
            for one in text.suite.workloads
        )
        return _with(
            Plan,
            text,
            suite=_with(Suite, text.suite, workloads=workloads),
            trials=tuple(map(self._trial, map(partial(decode_json, Trial), text.trials))),
        )

    def score(self, score: Score) -> Score:
        """An equal score: most answers pass, and the passes of a check are alike."""
        keep = self._known.setdefault
        return Score(
            trial=keep(score.trial, score.trial),
            check=keep(score.check, score.check),
            gate=keep(score.gate, score.gate),
            outcome=keep(score.outcome, score.outcome),
        )

    def scores(self, lines: Sequence[bytes]) -> list[Score]:
        """The scores behind lines of JSON text; an outcome that was met before is not read again.

        Raises:
            ValueError: one of them is no score, or only one to `codec.decode_json`.
        """
        keep = self._known.setdefault
        return [
            Score(
                trial=keep(line.trial, line.trial),
                check=keep(line.check, line.check),
                gate=keep(line.gate, line.gate),
                outcome=self._outcome(bytes(line.outcome)),
            )
            for line in decode_json_lines(_ScoreLine, lines)
        ]

    def _outcome(self, text: bytes) -> Outcome:
        found = self._outcomes.get(text)
        if found is None:
            found = decode_json(Outcome, text)
            if fault := outcome_fault(found):
                raise ValueError(fault)
            found = self._known.setdefault(found, found)
            if len(self._outcomes) < MOST_TEXTS:
                self._outcomes[text] = found
        return found

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


def _with(kind: type[T], value: Struct, **changes: Any) -> T:
    """A value of a type that has the fields of another one, but for the changes."""
    return kind(**{name: getattr(value, name) for name in kind.__struct_fields__} | changes)
