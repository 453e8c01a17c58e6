"""Build the plan of a suite and providers: every call of a run, before the first one. No I/O."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from json.encoder import encode_basestring_ascii as _quoted
from urllib.parse import urlsplit

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck.errors import UsageError
from portcheck.model.chat import Adapt, Request
from portcheck.model.codec import digest, encode, request_hash
from portcheck.model.did_you_mean import known
from portcheck.model.numbers import listing
from portcheck.model.run import Plan, SelectionInfo, Trial
from portcheck.model.suite import Case, CaseNotes, ProviderSpec, Suite, Workload
from portcheck.run.moderation.moderators import models, require_model
from portcheck.run.panel.voters import judges_of


class Selection(Struct, frozen=True, kw_only=True):
    """The selected part of a suite; empty fields select everything."""

    workloads: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    """Ids, or patterns with `*`, `?` and `[...]` as in file names."""
    tags: tuple[str, ...] = ()
    """Cases that have any of them."""
    failed: frozenset[tuple[str, str]] | None = None
    """(workload, case) of the cases that failed in an earlier run."""
    failed_of: str = ""
    """The id of that run."""
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
    chosen = known(baseline or _runs_on(suite, by_id), by_id, "provider")
    wanted = [known(name, by_id, "provider") for name in candidates]
    answering = [spec.id for spec in models(by_id.values())]
    others = [name for name in answering if name != chosen and name not in judges_of(suite)]
    wanted = list(dict.fromkeys(wanted or others))
    for name in (chosen, *wanted):
        require_model(by_id[name])
    if chosen in wanted:
        raise UsageError(f"{chosen!r} cannot be both baseline and candidate")
    if not wanted:
        raise UsageError(
            "there is no candidate: the providers file has only one entry"
            + (" besides the judges" if judges_of(suite) else ""),
            hint="add a second provider to compare with",
        )
    kept, partial = _select(suite, selection)
    _refuse_variants(kept, chosen)
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
        file_hosts=tuple(sorted(_file_hosts(kept))) or UNSET,
    )


def _refuse_variants(suite: Suite, baseline: str) -> None:
    """Reject variants for the baseline, which is what runs today, with the plain prompt.

    Raises:
        UsageError: a workload has variants for the baseline.
    """
    for workload in suite.workloads:
        if workload.variants_of(baseline):
            raise UsageError(
                f"{baseline!r} cannot be the baseline of {workload.id!r}, which has prompt "
                "variants for it",
                hint="variants are for candidates: remove them, or name another --baseline",
            )


def _file_hosts(suite: Suite) -> set[str]:
    requests = (case.request for workload in suite.workloads for case in workload.cases)
    files = (file for request in requests for file in request.files)
    return {urlsplit(file.url).hostname or file.url for file in files if file.url}


def build_recording_plan(
    suite: Suite,
    providers: Sequence[ProviderSpec],
    selection: Selection = Selection(),
    *,
    adapt: Adapt = "preferences",
) -> Plan:
    """The plan of a recording: the answers of one or more providers, without verdicts.

    Raises:
        UsageError: the selection names something unknown, or a conversation needs the answers of a
            baseline.
    """
    for spec in providers:
        require_model(spec)
    kept, partial = _select(suite, selection)
    for workload in kept.workloads:
        if workload.history == "baseline":
            raise UsageError(
                f"{workload.id!r} puts the baseline's answers between the turns: record it in a "
                "run",
                hint="portcheck run SUITE --record FILE",
            )
    names = [spec.id for spec in providers]
    return Plan(
        suite=kept,
        providers=tuple(providers),
        baseline=names[0],
        candidates=tuple(names[1:]),
        trials=tuple(_trials(suite, kept, names)),
        partial=partial,
        adapt=adapt,
    )


def request_of(case: Case, trial: Trial) -> Request:
    """The request of a trial: that of its case, with the trial's ordinal."""
    return replace(case.request, ordinal=trial.ordinal)


def _runs_on(suite: Suite, ids: Iterable[str]) -> str:
    names = {workload.runs_on for workload in suite.workloads}
    if len(names) == 1 and None not in names:
        return str(names.pop())
    homes = [f"{workload.id} on {workload.runs_on or 'none'}" for workload in suite.workloads]
    several = f": workloads run {listing(homes)}" if names - {None} else ""
    raise UsageError(
        f"no baseline is named{several}",
        hint="add --baseline ID (or the same runs_on: ID to every workload); there are: "
        f"{listing(list(ids), 30)}",
    )


def _select(suite: Suite, selection: Selection) -> tuple[Suite, bool]:
    for name in selection.workloads:
        known(name, (workload.id for workload in suite.workloads), "workload")
    workloads = [
        workload
        for workload in suite.workloads
        if not selection.workloads or workload.id in selection.workloads
    ]
    every = [case for workload in workloads for case in workload.cases]
    for name in selection.cases:
        if not any(_matches(case.id, name) for case in every):
            known(name, (case.id for case in every), "case")
    tags = dict.fromkeys(tag for case in every for tag in case.tags or ())
    for tag in selection.tags:
        known(tag, tags, "tag")
    kept = [(workload, _select_cases(workload, selection)) for workload in workloads]
    partial = any(len(cases) < len(workload.cases) for workload, cases in kept)
    chosen = tuple(replace(workload, cases=cases) for workload, cases in kept if cases)
    if partial and not chosen:
        raise UsageError("no case is left to run", hint=_why_none(selection))
    return replace(suite, workloads=chosen), partial


def _why_none(selection: Selection) -> str:
    words = [*(f"--case {name}" for name in selection.cases)]
    words += [f"--tag {tag}" for tag in selection.tags]
    words += [f"--failed {selection.failed_of}"] if selection.failed_of else []
    return f"no case matches all of {', '.join(words)}"


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
        cases=selection.cases or UNSET,
        tags=selection.tags or UNSET,
        failed_of=selection.failed_of or UNSET,
    )


def _select_cases(workload: Workload, selection: Selection) -> tuple[Case, ...]:
    wanted = selection.failed
    cases = [
        case
        for case in workload.cases
        if (not selection.cases or any(_matches(case.id, name) for name in selection.cases))
        and (not selection.tags or not set(selection.tags).isdisjoint(case.tags or ()))
        and (wanted is None or (workload.id, case.id) in wanted)
    ]
    return tuple(cases[: selection.limit])


def _matches(case: str, wanted: str) -> bool:
    """Whether an id or a pattern selects a case; an id that looks like a pattern selects itself."""
    return case == wanted or fnmatchcase(case, wanted)


def _trials(suite: Suite, kept: Suite, providers: Sequence[str]) -> Iterable[Trial]:
    """Trials case by case, so that an interrupted run has complete pairs.

    Ordinals are counted over the whole suite, so that a selection gets the same answers of a
    recording as the full run.
    """
    wanted = {(workload.id, case.id) for workload in kept.workloads for case in workload.cases}
    seen: Counter[str] = Counter()
    behind = _Behind(suite)
    for workload in suite.workloads:
        for case in workload.cases:
            hash_ = request_hash(case.request)
            # A copy: the case's own text lies in memory among its question, and would keep that
            # memory in use after the question is gone.
            name = case.id[:1] + case.id[1:]
            asked = providers if (workload.id, case.id) in wanted else ()
            place = _place(workload, case)
            for repeat in range(case.repeats):
                ordinal = seen[hash_]
                seen[hash_] += 1
                for provider in asked:
                    yield Trial(
                        key=_key(place, provider, repeat, hash_),
                        workload=workload.id,
                        case=name,
                        provider=provider,
                        repeat=repeat,
                        ordinal=ordinal,
                        request_hash=hash_,
                    )
            yield from _of_variants(workload, case, name, behind, asked)


class _Behind:
    """Numbers the requests of variants after all plain ones, for each provider separately.

    So a recording without variants gives the same answers to the plain prompts.
    """

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._next: Counter[tuple[str, str]] = Counter()

    @cached_property
    def _plain(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for workload in self._suite.workloads:
            for case in workload.cases:
                found[request_hash(case.request)] += case.repeats
        return found

    def ordinal(self, provider: str, hash_: str) -> int:
        """The ordinal of the next request with this hash."""
        self._next[provider, hash_] += 1
        return self._plain[hash_] + self._next[provider, hash_] - 1


def _of_variants(
    workload: Workload, case: Case, name: str, behind: _Behind, asked: Sequence[str]
) -> Iterable[Trial]:
    """The trials of one case with prompt variants; providers that are not asked only count."""
    for provider, variants in (workload.variants or {}).items():
        for variant in variants:
            hash_ = request_hash(case.asked(provider, variant.name).request)
            for repeat in range(case.repeats):
                ordinal = behind.ordinal(provider, hash_)
                if provider in asked:
                    yield Trial(
                        key=_key(_place(workload, case), provider, repeat, hash_, variant.name),
                        workload=workload.id,
                        case=name,
                        provider=provider,
                        repeat=repeat,
                        ordinal=ordinal,
                        request_hash=hash_,
                        variant=variant.name,
                    )


def _place(workload: Workload, case: Case) -> str:
    return f"{_quoted(workload.id)}, {_quoted(case.id)}"


def _key(place: str, provider: str, repeat: int, request_hash: str, variant: str = "") -> str:
    named = f", {_quoted(variant)}" if variant else ""
    text = f"[{place}, {_quoted(provider)}, {repeat}, {_quoted(request_hash)}{named}]"
    return hashlib.sha256(text.encode()).hexdigest()[:24]
