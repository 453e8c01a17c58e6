"""Measure how often the judges and detectors of a run are right, by labels of people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import UNSET

from portcheck.detectors.parts import detectors_in
from portcheck.model.judgement import UNSURE
from portcheck.model.run import Trial
from portcheck.model.score import PeopleSay
from portcheck.model.suite import CheckSpec
from portcheck.parity.labelled.calibration import (
    BAD_BELOW,
    Calibration,
    Judged,
    calibration,
    may_be_unequal,
)
from portcheck.plugins import CHECKS
from portcheck.run.judge.case_text import answer_text
from portcheck.run.judge.tabulate import Results
from portcheck.run.store.labels import Labels
from portcheck.run.store.scores import CheckOutcome
from portcheck.value import Value

LENGTHS: tuple[tuple[int, str], ...] = (
    (400, "up to 400 characters"),
    (1600, "401 to 1,600 characters"),
)
"""Most characters of an answer in each length class except the last, and the name of the class."""
LONGEST = "over 1,600 characters"


class Part(Value, kw_only=True):
    """The measurement of a judge or detector on some of the answers."""

    name: str
    """Vendor or length class of the answers."""
    measured: Calibration


class CheckCalibration(Value, kw_only=True):
    """The measurement of one check with a detector or judges by labels."""

    workload: str
    check: str
    """Id of the check within its cases."""
    gate: str
    judge: str
    """Names and versions of the detectors, or the panel."""
    measured: Calibration | None
    """The measurement; `None` if no randomly drawn answer has a label."""
    by_vendor: tuple[Part, ...] = ()
    by_length: tuple[Part, ...] = ()
    unequal: tuple[str, ...] = ()
    """Pairs of vendors whose answers it may not judge equally well, each as `one, other`."""
    unsure: int = 0
    """Randomly drawn answers on which people are unsure or disagree."""
    silent: int = 0
    """Randomly drawn answers with labels that it could not score."""
    chosen: int = 0
    """Labelled answers that were not drawn at random and so do not count."""


class _Answer(Value, kw_only=True):
    """One labelled answer of a check."""

    judged: Judged | None
    """The results of people and check; `None` if either has none to compare."""
    vendor: str
    length: str
    judge: str
    random: bool
    unsure: bool


def calibrate(results: Results, labels: Labels) -> tuple[CheckCalibration, ...]:
    """Measure every check with a detector or judges that has labelled answers.

    Args:
        results: Of a run, with its labels applied.
        labels: The same labels; they tell why each answer was shown.
    """
    found: dict[tuple[str, str, str], list[_Answer]] = {}
    for trial, said, spec, people in _labelled(results, labels):
        answer = _answer(results, labels, trial, said, spec, people)
        found.setdefault((trial.workload, said.check, said.gate), []).append(answer)
    return tuple(_measured(place, answers) for place, answers in found.items())


def _labelled(
    results: Results, labels: Labels
) -> Iterator[tuple[Trial, CheckOutcome, CheckSpec, PeopleSay]]:
    named = labels.trials
    for trial in results.plan.trials:
        if trial.key not in named:
            continue
        specs = {spec.id: spec for spec in results.plan.case(trial).checks}
        for said in results.scores.outcomes(trial.key):
            people = said.outcome.people
            if people is UNSET or said.check not in specs:
                continue
            if _was_decided_by_its_detector(people.check_detector, specs[said.check]):
                yield trial, said, specs[said.check], people


def _was_decided_by_its_detector(detector: str | None, spec: CheckSpec) -> bool:
    """Whether one of the check's own detectors decided, and not a signal of the provider."""
    own = {name.partition(" ")[0] for name in detectors_in(spec)}
    return bool(own & {name.partition(" ")[0] for name in (detector or "").split(", ")})


def _answer(
    results: Results,
    labels: Labels,
    trial: Trial,
    said: CheckOutcome,
    spec: CheckSpec,
    people: PeopleSay,
) -> _Answer:
    values = {choice.label: choice.value for choice in CHECKS.get(spec.name).choices(spec)}
    values |= {"pass": 1.0, "fail": 0.0}
    value = None if people.label is None else values.get(people.label)
    judged = None
    if value is not None and people.check_value is not None and people.label is not None:
        judged = Judged(
            people=people.label,
            found=_found(people),
            is_bad=value < BAD_BELOW,
            found_bad=people.check_value < BAD_BELOW,
        )
    given = [label for label in labels.of_trial(trial.key) if label.check == said.check]
    text = answer_text(results.samples[trial.key])
    return _Answer(
        judged=judged,
        vendor=next(one.vendor for one in results.plan.providers if one.id == trial.provider),
        length=next((name for most, name in LENGTHS if len(text) <= most), LONGEST),
        judge=people.check_detector or "",
        random=any(label.drawn == "random" for label in given),
        unsure=people.label in {None, UNSURE},
    )


def _found(people: PeopleSay) -> str:
    """The result of the check as one of the labels that people could choose."""
    if people.check_label is not None:
        return people.check_label
    return {"passed": "pass", "failed": "fail"}.get(people.check_status, people.check_status)


def _measured(place: tuple[str, str, str], answers: Sequence[_Answer]) -> CheckCalibration:
    workload, check, gate = place
    drawn = [one for one in answers if one.random]
    judged = [one for one in drawn if one.judged is not None]
    by_vendor = _parts(judged, lambda one: one.vendor)
    return CheckCalibration(
        workload=workload,
        check=check,
        gate=gate,
        judge=", ".join(sorted({one.judge for one in answers})),
        measured=_of(judged) if judged else None,
        by_vendor=by_vendor,
        by_length=_parts(judged, lambda one: one.length),
        unequal=tuple(
            f"{one.name}, {other.name}"
            for number, one in enumerate(by_vendor)
            for other in by_vendor[number + 1 :]
            if may_be_unequal(one.measured, other.measured)
        ),
        unsure=sum(one.unsure for one in drawn),
        silent=sum(one.judged is None and not one.unsure for one in drawn),
        chosen=len(answers) - len(drawn),
    )


def _parts(answers: Sequence[_Answer], name: Callable[[_Answer], str]) -> tuple[Part, ...]:
    parts: dict[str, list[_Answer]] = {}
    for one in answers:
        parts.setdefault(name(one), []).append(one)
    return tuple(Part(name=part, measured=_of(found)) for part, found in sorted(parts.items()))


def _of(answers: Sequence[_Answer]) -> Calibration:
    return calibration([one.judged for one in answers if one.judged is not None])
