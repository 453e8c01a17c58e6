"""Summarize the labels of a run for reports."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from portcheck.model.judgement import WITHDRAWN, LabelledAnswer, PeopleInfo
from portcheck.model.run import Trial
from portcheck.run.judge.tabulate import Results
from portcheck.run.labels.overlay import ReviewTexts
from portcheck.run.store.labels import Labels
from portcheck.run.store.scores import CheckOutcome


def people_info(results: Results, labels: Labels) -> PeopleInfo | None:
    """The labels that the results of a run use; `None` if there are none."""
    given = list(labels)
    if not given:
        return None
    said = list(_said(results, labels))
    changed, against, split = [list[LabelledAnswer]() for _ in range(3)]
    confirmed = 0
    for one, agrees in said:
        if one.people.label is None:
            split += [one] if one.people.differ else []
        elif agrees:
            confirmed += one.people.decides
        else:
            (changed if one.people.decides else against).append(one)
    fitting, random = _fitting(results, labels)
    return PeopleInfo(
        reviewers=tuple(sorted({label.reviewer for label in given})),
        first=min(label.at for label in given),
        last=max(label.at for label in given),
        labels=len(given),
        answers=len(said),
        random=random,
        confirmed=confirmed,
        changed=tuple(changed),
        against=tuple(against),
        split=tuple(split),
        differing=sum(one.people.differ for one, _ in said),
        stale=len(given) - fitting,
    )


def _said(results: Results, labels: Labels) -> Iterator[tuple[LabelledAnswer, bool]]:
    """Yield every labelled score, and whether people and the check agree about it."""
    named = labels.trials
    for trial in results.plan.trials:
        for said in results.scores.outcomes(trial.key) if trial.key in named else ():
            people = said.outcome.people
            if people is not UNSET:
                yield (
                    LabelledAnswer(
                        workload=trial.workload,
                        case=trial.case,
                        provider=trial.provider,
                        repeat=trial.repeat + 1,
                        check=said.check,
                        gate=said.gate,
                        people=people,
                    ),
                    _agree(said),
                )


def _agree(said: CheckOutcome) -> bool:
    people = said.outcome.people
    if people is UNSET:
        return False
    if people.decides:
        return said.outcome.value == people.check_value
    if people.label in {people.check_label, None}:
        return True
    return {"pass": "passed", "fail": "failed"}.get(people.label) == people.check_status


def _fitting(results: Results, labels: Labels) -> tuple[int, int]:
    """The number of labels that belong to this run's answers, and of randomly drawn answers.

    An answer counts once for each check.
    """
    read, named = ReviewTexts(results.plan, results.samples), labels.trials
    fitting = random = 0
    for trial in results.plan.trials:
        if trial.key in named:
            for found in _by_check(results, trial, read, labels):
                fitting += len(found)
                random += "random" in found
    return fitting, random


def _by_check(
    results: Results, trial: Trial, read: ReviewTexts, labels: Labels
) -> Iterator[tuple[str, ...]]:
    """Yield for each labelled check of a trial the reasons why reviewers were shown its answer."""
    for spec in results.plan.case(trial).checks:
        digest = read.digest(trial, spec)
        given = () if digest is None else labels.of_answer(trial.key, spec.id, digest)
        if given:
            yield tuple(label.drawn for label in given if label.label != WITHDRAWN)
