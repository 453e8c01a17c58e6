"""Suggest prompt variants from the failures of a run, as text to review that is never applied.

The number of failures that a variant could fix is counted on the answers of the run: each failed
answer is repaired as if the model had followed the variant, and scored again. If there is no such
repair, the number is an upper bound. The same repair of passing answers shows what a variant could
break.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import UNSET, Struct, field
from msgspec.structs import replace

from portcheck.errors import UsageError
from portcheck.model.chat import Variant
from portcheck.model.completion import Completion
from portcheck.model.run import Trial
from portcheck.model.suite import Case, Workload
from portcheck.model.visible_text import one_line
from portcheck.run.judge.index.case_calls import NO_CALLS
from portcheck.run.judge.scoring import Scorer
from portcheck.run.judge.tabulate import Results
from portcheck.run.prompts.expectation import expectations
from portcheck.run.prompts.remedies import Answer, Remedy, remedies
from portcheck.value import Value

MOST_NAMED = 5
"""Most cases that a suggestion lists."""
_QUOTED = 160
"""Most characters of an answer that a suggestion quotes."""


class CounterCase(Value, kw_only=True):
    """A case that passes today and that a variant could break."""

    case: str
    why: str


class Suggestion(Value, kw_only=True):
    """One variant of a workload's prompt for a candidate, with its benefits and risks."""

    workload: str
    candidate: str
    variant: Variant
    cause: str
    """The cause of the failures, one clause."""
    failures: int
    """Answers of the candidate that fail a check which feeds a gate, for any cause."""
    caused: int
    """Failed answers with this cause."""
    cures: int
    """Failed answers that pass after the repair."""
    may_cure: int
    """Further answers that the variant could fix, at most: there is no repair to test it."""
    breaks: int
    """Answers that pass today and fail after the repair."""
    counter_case: CounterCase | None
    """`None`: no case passes today."""
    cases: tuple[str, ...]
    """Ids of some cases with this cause."""
    example: str
    """The start of such an answer, as the model wrote it."""


class _Effect(Struct):
    """The effect of one remedy."""

    caused: list[Answer] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    cures: int = 0
    may_cure: int = 0
    broken: list[str] = field(default_factory=list)


def suggestions(
    results: Results, workloads: Sequence[str] = (), candidates: Sequence[str] = ()
) -> tuple[Suggestion, ...]:
    """Suggest variants for candidates with the plain prompt, those with most cures first.

    Args:
        results: the run.
        workloads: only these; empty means all.
        candidates: only these; empty means all.
    """
    scorer = Scorer(results.plan, results.samples)
    found = [
        one
        for workload in results.plan.suite.workloads
        if not workloads or workload.id in workloads
        for candidate in results.plan.candidates
        if not candidates or candidate in candidates
        for one in _of_pair(results, scorer, workload, candidate)
    ]
    return tuple(sorted(found, key=lambda one: -(one.cures + one.may_cure)))


def _of_pair(
    results: Results, scorer: Scorer, workload: Workload, candidate: str
) -> Iterator[Suggestion]:
    answers = list(_answers(results, workload, candidate))
    failing = [entry for entry in answers if _fails(entry[2])]
    passing = [entry for entry in answers if not _fails(entry[2])]
    if not failing:
        return
    first = failing[0][2].request
    known = expectations(workload.checks, first)
    for remedy in remedies(known, first):
        seen = _Effect()
        for trial, case, answer in failing:
            if remedy.applies(answer):
                seen.caused.append(answer)
                seen.cases.append(case.id)
                _count(seen, scorer, remedy, trial, case, answer)
        if not seen.cures + seen.may_cure:
            continue
        seen.broken = [
            case.id
            for trial, case, answer in passing
            if _passes_repaired(scorer, remedy, trial, case, answer) is False
        ]
        yield _suggestion(workload, candidate, remedy, seen, (failing, passing))


_Entry = tuple[Trial, Case, Answer]


def _answers(results: Results, workload: Workload, candidate: str) -> Iterator[_Entry]:
    """The candidate's answers to the plain prompt."""
    asked = results.arms.get((workload.id, candidate, ""), {})
    for place, outline in enumerate(workload.outlines):
        for trial in asked.get(outline.id, NO_CALLS).trials:
            sample = results.samples.get(trial.key)
            if sample is None or sample.completion is None:
                continue
            case = workload.cases[place]
            yield (
                trial,
                case,
                Answer(
                    request=case.request,
                    completion=sample.completion,
                    checks={spec.id: spec for spec in case.checks},
                    outcomes=results.scores.outcomes(trial.key),
                ),
            )


def _fails(answer: Answer) -> bool:
    return any(said.gate and said.outcome.status == "failed" for said in answer.outcomes)


def _count(
    seen: _Effect, scorer: Scorer, remedy: Remedy, trial: Trial, case: Case, answer: Answer
) -> None:
    found = _passes_repaired(scorer, remedy, trial, case, answer)
    seen.cures += found is True
    seen.may_cure += found is None


def _passes_repaired(
    scorer: Scorer, remedy: Remedy, trial: Trial, case: Case, answer: Answer
) -> bool | None:
    """Whether the repaired answer passes; `None` if there is no repair of it."""
    text = None if remedy.repair is None else remedy.repair(answer)
    if text is None:
        return None
    written: Completion = replace(answer.completion, text=text)
    try:
        outcomes = scorer.answered(trial, case, written)
    except UsageError:  # code of the suite, which is not run here
        return None
    found = {said.outcome.status for said in outcomes if said.gate}
    return False if "failed" in found else None if "unscored" in found else True


def _suggestion(
    workload: Workload,
    candidate: str,
    remedy: Remedy,
    seen: _Effect,
    answers: tuple[Sequence[_Entry], Sequence[_Entry]],
) -> Suggestion:
    failing, passing = answers
    return Suggestion(
        workload=workload.id,
        candidate=candidate,
        variant=_variant(remedy, [case for _, case, _ in (*failing, *passing)]),
        cause=remedy.cause,
        failures=len(failing),
        caused=len(seen.caused),
        cures=seen.cures,
        may_cure=seen.may_cure,
        breaks=len(seen.broken),
        counter_case=_counter_case(remedy, seen, passing),
        cases=tuple(dict.fromkeys(seen.cases))[:MOST_NAMED],
        example=one_line(_text(seen.caused[0].completion), _QUOTED),
    )


def _text(answer: Completion) -> str:
    return answer.text or answer.refusal_text or ""


def _counter_case(remedy: Remedy, seen: _Effect, passing: Sequence[_Entry]) -> CounterCase | None:
    if seen.broken:
        why = "it passes today, and fails if its answer changes in the same way"
        return CounterCase(case=seen.broken[0], why=why)
    if not passing:
        return None
    if remedy.repair is not None:
        changed = [entry for entry in passing if remedy.repair(entry[2]) is not None]
        if changed:
            why = "it passes today, and its answer would change, but still pass"
            return CounterCase(case=changed[0][1].id, why=why)
    # Otherwise nothing is known; a longer answer has more to lose.
    _, case, _ = max(passing, key=lambda entry: len(_text(entry[2].completion)))
    why = "it passes today with the longest answer; the effect of the variant is not known"
    return CounterCase(case=case.id, why=why)


def _variant(remedy: Remedy, cases: Sequence[Case]) -> Variant:
    settings: Mapping[str, Any] | Any = dict(remedy.settings) or UNSET
    if not remedy.instruction:
        return Variant(name=remedy.name, settings=settings)
    words = _literal(remedy.instruction)
    stated = any(case.request.system for case in cases)
    system = f"{{{{ original.system }}}}\n\n{words}" if stated else words
    return Variant(name=remedy.name, system=system, settings=settings)


def _literal(text: str) -> str:
    """A template that renders to the text."""
    return text.replace("{", "{{ '{' }}") if "{{" in text or "{%" in text else text


def as_entry(variant: Variant) -> dict[str, Any]:
    """The variant as an entry of a suite file."""
    said = {"name": variant.name, "system": variant.system, "settings": variant.settings}
    return {name: value for name, value in said.items() if value is not UNSET}
