"""Keeps one value in memory where the files of a large run hold the same value many times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Raw, Struct
from msgspec.structs import replace

from portcheck.model.codec import decode_json, decode_json_lines, encode_json
from portcheck.model.run import Plan, Trial
from portcheck.model.suite import Case, CheckSpec, Outline, Suite, Workload
from portcheck.run.store.stored_cases import StoredCases

T = TypeVar("T", bound=Struct)
TOGETHER = 200
"""Cases or trials that are read at once, before they share their texts: more of them would have
left the caches of a processor before they are looked at."""
MOST_KNOWN = 10_000
"""Texts of checks that are kept to be known again."""


class _CaseText(Case, kw_only=True):
    """A case whose checks are not read yet."""

    checks: Raw  # type: ignore[assignment]  # what `Interned.plan_in` replaces


class _WorkloadText(Workload, kw_only=True):
    """A workload whose cases are not read yet."""

    cases: tuple[Raw, ...]  # type: ignore[assignment]  # what `Interned.plan_in` replaces


class _SuiteText(Suite, kw_only=True):
    workloads: tuple[_WorkloadText, ...]


class _PlanText(Plan, kw_only=True, dict=True, gc=True):
    """A plan whose cases and trials are not read yet."""

    suite: _SuiteText
    trials: tuple[Raw, ...]  # type: ignore[assignment]  # what `Interned.plan_in` replaces


class _PlanFileText(Struct, forbid_unknown_fields=True):
    plan: _PlanText
    record_version: Any


class Interned:
    """The values that were met so far; the first of equal ones stands for all."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}
        self._specs: dict[bytes, CheckSpec] = {}
        self._checks: dict[bytes, tuple[CheckSpec, ...]] = {}

    def plan(self, plan: Plan) -> Plan:
        """An equal plan: its cases share checks and settings, its trials the texts of the cases."""
        workloads = tuple(map(self._workload, plan.suite.workloads))
        return replace(
            plan,
            suite=replace(plan.suite, workloads=workloads),
            trials=tuple(map(self._trial, plan.trials)),
        )

    def plan_in(self, content: bytes, path: Path) -> Plan:
        """The plan of a plan.json; every case is checked, and stays in the file.

        Args:
            content: all that is in the file.
            path: the file.

        Raises:
            ValueError: it is not a plan, or only `codec.decode_json` can read it.
        """
        text = decode_json(_PlanFileText, content).plan
        end, workloads = 0, []
        for one in text.suite.workloads:
            cases = StoredCases(path)
            for raw, decoded in zip(one.cases, _decoded(_CaseText, one.cases), strict=True):
                case = bytes(raw)
                # Behind a comma where portcheck wrote the file; searching takes much longer.
                start = end + 1 if content.startswith(case, end + 1) else content.index(case, end)
                end = start + len(case)
                if one.variants and not _has_wordings(decoded, one):
                    raise ValueError(f"the case {decoded.id!r} lacks a variant of its prompt")
                cases.add(self._outline(decoded), start, end - start)
            workloads.append(_with(Workload, one, cases=cases))
        return _with(
            Plan,
            text,
            suite=_with(Suite, text.suite, workloads=tuple(workloads)),
            trials=tuple(map(self._trial, _decoded(Trial, text.trials))),
        )

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


def _has_wordings(case: Case, workload: Workload) -> bool:
    """Whether a case can be asked in every variant of its workload."""
    given = case.variants or {}
    return all(
        variant.name in given.get(provider, {})
        for provider, variants in (workload.variants or {}).items()
        for variant in variants
    )


def _decoded(kind: type[T], texts: Sequence[Raw]) -> Iterator[T]:
    """The value behind each text."""
    for start in range(0, len(texts), TOGETHER):
        yield from decode_json_lines(kind, texts[start : start + TOGETHER])


def _with(kind: type[T], value: Struct, **changes: Any) -> T:
    """A value of a type that has the fields of another one, but for the changes."""
    return kind(**{name: getattr(value, name) for name in kind.__struct_fields__} | changes)
