"""Share equal values of a large run's files in memory."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from msgspec import Raw, Struct
from msgspec.structs import replace

from portcheck.model.codec import decode_json, encode_json
from portcheck.model.run import Plan, Trial
from portcheck.model.suite import Case, CheckSpec, Outline, Suite, Workload
from portcheck.run.store.plan_file.pieces import PlanPieces
from portcheck.run.store.plan_file.plan_text import PLAN_START
from portcheck.run.store.plan_file.stored_cases import StoredCases

T = TypeVar("T", bound=Struct)
MOST_KNOWN = 10_000
"""Most JSON texts of checks that are remembered."""


class _CaseText(Case, kw_only=True):
    """A case with undecoded checks."""

    checks: Raw  # type: ignore[assignment]  # what `Interned.plan_in` replaces


class _WorkloadText(Workload, kw_only=True):
    """A workload without its cases."""

    cases: tuple[int, ...]  # type: ignore[assignment]  # what `Interned.plan_in` replaces
    """Number of the list of cases; empty if that list is empty."""


class _SuiteText(Suite, kw_only=True):
    workloads: tuple[_WorkloadText, ...]


class _PlanText(Plan, kw_only=True, dict=True, gc=True):
    """A plan without its cases and trials."""

    suite: _SuiteText
    trials: tuple[int, ...]  # type: ignore[assignment]  # what `Interned.plan_in` replaces
    """Number of the list of trials; empty if that list is empty."""


class _PlanFileText(Struct, forbid_unknown_fields=True):
    plan: _PlanText
    record_version: Any


class Interned:
    """The values seen so far; equal values share the first object."""

    def __init__(self, like: Plan | None = None) -> None:
        """`like` is a plan whose values are reused."""
        self._known: dict[Any, Any] = {}
        self._specs: dict[bytes, CheckSpec] = {}
        self._checks: dict[bytes, tuple[CheckSpec, ...]] = {}
        self._trials: dict[str, Trial] = {}
        if like is not None:
            self._trials.update((trial.key, trial) for trial in like.trials)
            for workload in like.suite.workloads:
                self._meet(workload.outlines)

    def plan(self, plan: Plan) -> Plan:
        """Make an equal plan whose cases share checks and settings, and trials share strings."""
        workloads = tuple(map(self._workload, plan.suite.workloads))
        return replace(
            plan,
            suite=replace(plan.suite, workloads=workloads),
            trials=tuple(map(self._trial, plan.trials)),
        )

    def plan_in(self, stream: BinaryIO, path: Path) -> Plan:
        """Read the plan of a plan.json; every case is checked but stays in the file.

        Args:
            stream: the file, at its start.
            path: path of the file.

        Raises:
            ValueError: it is not a plan, is not formatted by portcheck, or only
                `codec.decode_json` can read it.
        """
        text, trials, cases = PlanPieces(stream), list[Trial](), dict[int, _Cases]()
        lists = 0
        for name in text.lists():
            if name == "cases":
                cases[lists] = self._cases(text, path)
            else:
                for piece in text.pieces(Trial):
                    trials += map(self._trial, piece.values)
            lists += 1
        if not text.frame.startswith(PLAN_START):
            raise ValueError("it has records of another version")
        plan = decode_json(_PlanFileText, text.frame).plan
        workloads = plan.suite.workloads
        if [*chain.from_iterable(one.cases for one in workloads), *plan.trials] != [*range(lists)]:
            raise ValueError("a list stands where no cases and no trials are")
        return _with(
            Plan,
            plan,
            suite=_with(
                Suite,
                plan.suite,
                workloads=tuple(
                    (cases[one.cases[0]] if one.cases else _Cases(path)).of(one)
                    for one in workloads
                ),
            ),
            trials=tuple(trials),
        )

    def _cases(self, text: PlanPieces, path: Path) -> _Cases:
        found = _Cases(path)
        for piece in text.pieces(_CaseText):
            lengths = [len(memoryview(one)) for one in decode_json(list[Raw], piece.text)]
            if sum(lengths) + len(lengths) + 1 != len(piece.text):
                raise ValueError("more than a comma stands between two cases")
            offset = piece.offset
            for case, length in zip(piece.values, lengths, strict=True):
                found.add(case, self._outline(case), offset, length)
                offset += length + 1
        return found

    def _meet(self, outlines: Sequence[Outline]) -> None:
        self._known.update((outline.id, outline.id) for outline in outlines)
        distinct = {id(outline.checks): outline.checks for outline in outlines}
        for checks in islice(distinct.values(), MOST_KNOWN):
            self._checks[encode_json(checks)] = checks

    def _outline(self, case: _CaseText) -> Outline:
        text = bytes(case.checks)
        checks = self._checks.get(text)
        if checks is None:
            checks = self._shared(decode_json(tuple[CheckSpec, ...], text))
            if len(self._checks) < MOST_KNOWN:
                self._checks[text] = checks
        return Outline(
            id=self._known.setdefault(case.id, case.id),
            checks=checks,
            group=case.group,
            repeats=case.repeats,
            policy=case.policy,
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
            checks=self._shared(case.checks),
        )

    def _shared(self, checks: tuple[CheckSpec, ...]) -> tuple[CheckSpec, ...]:
        return tuple(self._specs.setdefault(encode_json(one), one) for one in checks)

    def _trial(self, trial: Trial) -> Trial:
        known = self._trials.get(trial.key)
        if known == trial:
            return known
        keep = self._known.setdefault
        return Trial(
            key=trial.key,
            workload=keep(trial.workload, trial.workload),
            case=keep(trial.case, trial.case),
            provider=keep(trial.provider, trial.provider),
            repeat=trial.repeat,
            ordinal=trial.ordinal,
            request_hash=keep(trial.request_hash, trial.request_hash),
            variant=keep(trial.variant, trial.variant),
        )


class _Cases:
    """The cases of a workload, before the rest of it is read."""

    def __init__(self, path: Path) -> None:
        self._stored = StoredCases(path)
        self._wordings: dict[frozenset[tuple[str, str]], str] = {}
        """Set of (provider, variant) pairs to the first case that has exactly these."""

    def add(self, case: Case, outline: Outline, offset: int, length: int) -> None:
        """Add a case; see `StoredCases.add`."""
        self._stored.add(outline, offset, length)
        given = (case.variants or {}).items()
        pairs = frozenset((provider, name) for provider, found in given for name in found)
        self._wordings.setdefault(pairs, outline.id)

    def of(self, workload: _WorkloadText) -> Workload:
        """The workload with these cases; raises ValueError if one lacks a variant."""
        variants = (workload.variants or {}).items()
        asked = {(provider, one.name) for provider, found in variants for one in found}
        for pairs, case in self._wordings.items():
            if not asked <= pairs:
                raise ValueError(f"the case {case!r} lacks a variant of its prompt")
        return _with(Workload, workload, cases=self._stored)


def _with(kind: type[T], value: Struct, **changes: Any) -> T:
    """Make a value of `kind` from the fields of another value and the changes."""
    return kind(**{name: getattr(value, name) for name in kind.__struct_fields__} | changes)
