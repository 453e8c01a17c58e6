"""Keeps one value in memory where the files of a large run hold the same value many times."""

from __future__ import annotations

from functools import partial
from typing import Any, TypeVar

from msgspec import Raw, Struct
from msgspec.structs import replace

from portcheck.model.codec import decode_json, encode_json
from portcheck.model.run import Plan, Trial
from portcheck.model.suite import Case, CheckSpec, Suite, Workload

T = TypeVar("T", bound=Struct)


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
