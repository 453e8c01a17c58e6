"""Suite and providers to a plan: every call of a run, decided before the first one. No I/O."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring_ascii as _quoted

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.errors import UsageError
from portcheck.model.chat import Request
from portcheck.model.codec import digest, encode, request_hash
from portcheck.model.did_you_mean import known
from portcheck.model.parity import SelectionInfo
from portcheck.model.run import Plan, Trial
from portcheck.model.suite import Case, CaseNotes, ProviderSpec, Suite, Workload


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which part of a suite is wanted; empty means all of it."""

    workloads: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    limit: int | None = None
    """At most this many cases of each workload, the first ones."""


def build_plan(
    suite: Suite,
    providers: Sequence[ProviderSpec],
    *,
    baseline: str | None,
    candidates: Sequence[str] = (),
    selection: Selection = Selection(),
    gone: Sequence[ProviderSpec] = (),
) -> Plan:
    """The plan of a run.

    Args:
        suite: the resolved suite.
        providers: all entries of the providers file.
        baseline: id of the baseline; `None` takes the provider that every workload runs on.
        candidates: ids; empty means all other providers.
        selection: leaves out workloads or cases.
        gone: entries of an earlier run, for a baseline that the providers file no longer has.

    Raises:
        UsageError: an id is unknown, or no baseline or candidate is left.
    """
    by_id = {spec.id: spec for spec in providers}
    if baseline is not None and baseline not in by_id:
        by_id.update({spec.id: spec for spec in gone if spec.id == baseline})
    chosen = known(baseline or _runs_on(suite), by_id, "provider")
    wanted = [known(name, by_id, "provider") for name in candidates]
    wanted = list(dict.fromkeys(wanted or [name for name in by_id if name != chosen]))
    if chosen in wanted:
        raise UsageError(f"{chosen!r} cannot be baseline and candidate at once")
    if not wanted:
        raise UsageError(
            "there is no candidate: the providers file has only one entry",
            hint="add a second provider to compare with",
        )
    kept, partial = _select(suite, selection)
    chosen_part = _selection_info(suite, kept, selection)
    if chosen_part != SelectionInfo():
        judged = {"suite": suite.digest, "selection": encode(chosen_part)}
        kept = replace(kept, digest=digest(judged))
    roles = [by_id[name] for name in (chosen, *wanted)]
    return Plan(
        suite=kept,
        providers=tuple(roles),
        baseline=chosen,
        candidates=tuple(wanted),
        trials=tuple(_trials(suite, kept, [spec.id for spec in roles])),
        partial=partial,
        selection=UNSET if chosen_part == SelectionInfo() else chosen_part,
    )


def request_of(case: Case, trial: Trial) -> Request:
    """The request of a trial: that of its case; its ordinal tells identical ones apart."""
    return replace(case.request, ordinal=trial.ordinal)


def _runs_on(suite: Suite) -> str:
    names = {workload.runs_on for workload in suite.workloads}
    if len(names) == 1 and None not in names:
        return str(names.pop())
    raise UsageError(
        "no baseline is named",
        hint="add --baseline ID (or the same runs_on: ID to every workload)",
    )


def _select(suite: Suite, selection: Selection) -> tuple[Suite, bool]:
    for name in selection.workloads:
        known(name, (workload.id for workload in suite.workloads), "workload")
    workloads = [
        workload
        for workload in suite.workloads
        if not selection.workloads or workload.id in selection.workloads
    ]
    for name in selection.cases:
        known(name, (case.id for workload in workloads for case in workload.cases), "case")
    kept = [(workload, _select_cases(workload, selection)) for workload in workloads]
    partial = any(len(cases) < len(workload.cases) for workload, cases in kept)
    chosen = tuple(replace(workload, cases=cases) for workload, cases in kept if cases)
    return replace(suite, workloads=chosen), partial


def _selection_info(suite: Suite, kept: Suite, selection: Selection) -> SelectionInfo:
    notes = [workload.notes or CaseNotes() for workload in kept.workloads]
    limits = [each.limit for each in notes if each.limit is not None]
    rows = sum((workload.notes or CaseNotes()).left_out for workload in suite.workloads)
    cases, judged = (
        sum(len(workload.cases) for workload in part.workloads) for part in (suite, kept)
    )
    return SelectionInfo(
        workloads=tuple(dict.fromkeys(selection.workloads)),
        limit=max(limits, default=None) if selection.limit is None else selection.limit,
        left_out=rows + cases - judged,
    )


def _select_cases(workload: Workload, selection: Selection) -> tuple[Case, ...]:
    cases = [c for c in workload.cases if not selection.cases or c.id in selection.cases]
    return tuple(cases[: selection.limit])


def _trials(suite: Suite, kept: Suite, providers: Sequence[str]) -> Iterable[Trial]:
    """Trials case by case, so that an interrupted run holds pairs rather than halves.

    Ordinals are counted over the whole suite: a selection asks the recording for the same answers
    as the full run.
    """
    wanted = {(workload.id, case.id) for workload in kept.workloads for case in workload.cases}
    seen: Counter[str] = Counter()
    for workload in suite.workloads:
        for case in workload.cases:
            hash_ = request_hash(case.request)
            # A copy, beside other trials: the text that the case has lies among its question, whose
            # memory nothing else could use as long as one text in the midst of it stays.
            name = case.id[:1] + case.id[1:]
            for repeat in range(case.repeats):
                ordinal = seen[hash_]
                seen[hash_] += 1
                if (workload.id, case.id) not in wanted:
                    continue
                for provider in providers:
                    yield Trial(
                        key=_key(workload.id, case.id, provider, repeat, hash_),
                        workload=workload.id,
                        case=name,
                        provider=provider,
                        repeat=repeat,
                        ordinal=ordinal,
                        request_hash=hash_,
                    )


def _key(workload: str, case: str, provider: str, repeat: int, request_hash: str) -> str:
    parts = f"{_quoted(workload)}, {_quoted(case)}, {_quoted(provider)}, {repeat}"
    text = f"[{parts}, {_quoted(request_hash)}]"
    return hashlib.sha256(text.encode()).hexdigest()[:24]
