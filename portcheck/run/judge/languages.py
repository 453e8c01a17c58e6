"""Find answers in languages in which their detector was not measured."""

from __future__ import annotations

from collections import Counter
from itertools import chain

from portcheck.detectors.language import NAMES
from portcheck.detectors.parts import detectors_in
from portcheck.model.numbers import count, listing
from portcheck.model.score import Outcome
from portcheck.model.suite import Workload
from portcheck.run.judge.tabulate import Results, detectors_of

MOST = 0.05
"""Share of a gate's answers, 0..1, above which a note names such answers."""


def language_note(results: Results, workload: Workload, candidate: str, gate: str) -> str:
    """A note on a gate's answers in languages in which their detector was not measured.

    Counts the answers of both sides in all repeats; returns "" if at most `MOST` of them are in
    such a language.
    """
    used = detectors_of(results, workload, candidate, gate)
    sides = (results.plan.baseline, candidate)
    known = chain.from_iterable(
        results.said.get((workload.id, side, results.variant(workload.id, side)), ())
        for side in sides
    )
    if not used or not any(_is_unmeasured(one.outcome) for said in known for one in said):
        return ""
    outcomes = Counter(
        said
        for side in sides
        for asked in results.of_workload(workload.id, side).values()
        for said, seconds in zip(asked.said, asked.seconds, strict=True)
        if seconds is not None
    )
    answers, detectors = 0, set[str]()
    languages: Counter[str] = Counter()
    for said, number in outcomes.items():
        found = [one.outcome for one in said if one.gate == gate]
        answers += number if found else 0
        unmeasured = next(filter(_is_unmeasured, found), None)
        if unmeasured is not None:
            languages[str(unmeasured.language)] += number
            detectors.add(unmeasured.detector or "its detector")
    concerned = languages.total()
    if concerned <= MOST * answers:
        return ""
    named = listing([_name(code) for code, _ in languages.most_common()], between=" and ")
    return (
        f"{concerned} of {count(answers, 'answer')} {'is' if concerned == 1 else 'are'} in "
        f"{named}, in which {' and '.join(sorted(detectors))} was not measured"
    )


def states_a_detector(workload: Workload, gate: str) -> bool:
    """Whether a check that the suite itself states, and that feeds a gate, uses a detector."""
    return any(
        spec.fed_gate == gate and not spec.automatic and detectors_in(spec)
        for spec in workload.checks
    )


def _is_unmeasured(outcome: Outcome) -> bool:
    return isinstance(outcome.language, str) and bool(outcome.language)


def _name(code: str) -> str:
    return NAMES.get(code, code)
