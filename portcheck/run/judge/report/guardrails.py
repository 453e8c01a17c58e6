"""Report what guardrails blocked in a run, by name and category, and how the sides differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set

from msgspec import Struct

from portcheck.model.comparison.guardrail_report import Blocked, GuardedSide, GuardrailReport
from portcheck.model.completion import Completion
from portcheck.model.numbers import count, listing, number
from portcheck.model.run import Trial
from portcheck.model.suite import Workload
from portcheck.model.visible_text import one_line
from portcheck.run.judge.tabulate import Results

_MOST_NAMED = 8
_LONGEST = 60
_SHOWN = {"input": "question", "output": "answer"}


def guardrail_reports(results: Results) -> tuple[GuardrailReport, ...]:
    """One entry per workload and candidate in which either side has a guardrail or was blocked."""
    found = []
    if not results.plan.guardrails and not any(one.stopped for one in results.counts.values()):
        return ()
    for workload in results.plan.suite.workloads:
        baseline = _seen(results, workload, results.plan.baseline)
        candidates = (_seen(results, workload, name) for name in results.plan.candidates)
        found += [_report(workload, baseline, one) for one in candidates]
    return tuple(one for one in found if any(map(_is_relevant, (one.candidate, one.baseline))))


def guardrail_notes(reports: Sequence[GuardrailReport]) -> Iterator[str]:
    """Yield sentences about the guardrails tested, what they blocked, and how the sides differ."""
    tested = {side.provider: side for one in reports for side in (one.baseline, one.candidate)}
    for side in tested.values():
        if side.guardrail:
            yield f"{side.provider}: tested with the guardrail {one_line(side.guardrail, 300)}"
    named: set[tuple[str, str]] = set()
    for one in reports:
        for side in (one.baseline, one.candidate):
            if side.blocked and (one.workload, side.provider) not in named:
                named.add((one.workload, side.provider))
                yield _blocked_words(one.workload, side)
        yield from _difference(one)


def _is_relevant(side: GuardedSide) -> bool:
    return bool(side.guardrail or side.blocked)


class _Seen(Struct, frozen=True):
    """The results of one provider in one workload."""

    side: GuardedSide
    blocked: frozenset[str]
    """Ids of the cases of which it blocked more than half of the answers."""
    answered: frozenset[str]
    """Ids of the cases of which more than half of the answers were neither blocked nor declined."""


def _report(workload: Workload, baseline: _Seen, candidate: _Seen) -> GuardrailReport:
    newly = baseline.answered & candidate.blocked
    passed = baseline.blocked & candidate.answered
    order = [case.id for case in workload.outlines] if newly or passed else []
    return GuardrailReport(
        workload=workload.id,
        candidate=candidate.side,
        baseline=baseline.side,
        newly_blocked=tuple(case for case in order if case in newly),
        newly_passed=tuple(case for case in order if case in passed),
    )


def _seen(results: Results, workload: Workload, provider: str) -> _Seen:
    """Count the blocked and declined answers of a provider in a workload.

    Reads only these answers, one by one: together, all answers may not fit into memory.
    """
    counts = results.counts[provider]
    answers = blocked = refused = 0
    blocked_cases, answered_cases = set(), set()
    by: Counter[tuple[str, str, str]] = Counter()
    for case, asked in results.of_workload(workload.id, provider).items():
        stopped = declined = 0
        of_case = sum(seconds is not None for seconds in asked.seconds)
        for answer in _answers(results, asked.trials, counts.stopped):
            if is_blocked(answer):
                stopped += 1
                by.update(_reasons(answer))
            elif answer.declined:
                declined += 1
        answers += of_case
        blocked += stopped
        refused += declined
        if 2 * stopped > of_case:
            blocked_cases.add(case)
        elif 2 * (of_case - stopped - declined) > of_case:
            answered_cases.add(case)
    side = GuardedSide(
        provider=provider,
        guardrail=(results.plan.guardrails or {}).get(provider),
        answers=answers,
        blocked=blocked,
        refused=refused,
        by=tuple(
            Blocked(
                by=name, side="input" if side == "input" else "output", category=what, answers=n
            )
            for (name, side, what), n in sorted(by.items(), key=lambda item: (-item[1], item[0]))
        ),
    )
    return _Seen(side, frozenset(blocked_cases), frozenset(answered_cases))


def _answers(results: Results, trials: Iterable[Trial], keys: Set[str]) -> Iterator[Completion]:
    for trial in trials:
        if trial.key in keys and (answer := results.samples[trial.key].completion) is not None:
            yield answer


def is_blocked(answer: Completion) -> bool:
    """Whether a filter, and not the model itself, blocked an answer or its question."""
    signal = answer.refusal_signal
    filtered = signal is not None and signal.kind in {"content_filter", "prompt_blocked"}
    flagged = any(said.flagged for said in answer.moderation or ())
    return filtered or flagged or answer.finish_reason == "content_filter"


def _reasons(answer: Completion) -> set[tuple[str, str, str]]:
    """Name of the filter, side and category, for each category for which an answer was blocked."""
    said = [one for one in answer.moderation or () if one.flagged]
    if said:
        return {
            (one.moderator, one.side, what[:_LONGEST])
            for one in said
            for what in one.categories or ("",)
        }
    signal = answer.refusal_signal
    side = "input" if signal is not None and signal.kind == "prompt_blocked" else "output"
    named = (signal.detail or "") if signal is not None else ""
    return {("", side, what[:_LONGEST]) for what in named.split(", ")[:_MOST_NAMED]}


def _blocked_words(workload: str, side: GuardedSide) -> str:
    parts = [
        f"{one.by or 'its own filter'}, {_SHOWN[one.side]}"
        f"{': ' + one_line(one.category, _LONGEST) if one.category else ''}"
        f" ({count(one.answers, 'answer')})"
        for one in side.by[:_MOST_NAMED]
    ]
    rest = len(side.by) - len(parts)
    more = f" and {number(rest)} more" if rest else ""
    refused = f"; the model itself refused {number(side.refused)}" if side.refused else ""
    return (
        f"{side.provider}: in {workload} a guardrail blocked {number(side.blocked)} of "
        f"{count(side.answers, 'answer')}: {', '.join(parts)}{more}{refused}"
    )


def _difference(one: GuardrailReport) -> Iterator[str]:
    sides = (
        (one.candidate.provider, one.baseline.provider, one.newly_blocked),
        (one.baseline.provider, one.candidate.provider, one.newly_passed),
    )
    for blocks, answers, cases in sides:
        if cases:
            many = count(len(cases), "case")
            yield (
                f"{blocks}: in {one.workload} its guardrail blocks {many} that {answers} "
                f"answers: {listing(cases, _MOST_NAMED)}"
            )
