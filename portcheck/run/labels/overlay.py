"""Apply people's labels to the scores of checks.

The majority of the reviewers who are sure decides two kinds of scores: those of a check with a
detector or a panel, and unconfirmed flags of a zero-tolerance gate. Scores that a check knows for
certain stay, with the label next to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import UNSET

from portcheck.detectors.parts import detectors_in
from portcheck.model.judgement import UNSURE, Choice, Label, read_digest
from portcheck.model.numbers import listing
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.score import Outcome, PeopleSay, Status, Vote
from portcheck.model.suite import CheckSpec
from portcheck.model.visible_text import one_line
from portcheck.plugins import CHECKS, GATES
from portcheck.run.judge.case_text import answer_text
from portcheck.run.store.labels import Labels
from portcheck.run.store.scores import CheckOutcome, Scores

_GENERAL: Mapping[str, float] = {"pass": 1.0, "fail": 0.0}
"""Labels that every check has."""


class ReviewTexts:
    """The texts that a reviewer reads to label an answer or a pair."""

    def __init__(self, plan: Plan, samples: Mapping[str, Sample]) -> None:
        self._samples = samples
        self._baselines = {
            (trial.workload, trial.case, trial.repeat): trial
            for trial in plan.trials
            if trial.provider == plan.baseline
        }

    def text(self, trial: Trial) -> str | None:
        """The answer of a trial; `None` if there is none."""
        sample = self._samples.get(trial.key)
        return None if sample is None or sample.completion is None else answer_text(sample)

    def other(self, trial: Trial) -> str | None:
        """The baseline's answer to the same case and repeat; `None` if there is none."""
        found = self._baselines.get((trial.workload, trial.case, trial.repeat))
        return None if found is None else self.text(found)

    def digest(self, trial: Trial, spec: CheckSpec) -> str | None:
        """The digest of what the reviewer reads (`Label.answer`); `None` if there is nothing."""
        text = self.text(trial)
        if text is None:
            return None
        if not CHECKS.get(spec.name).orders:
            return read_digest(text)
        other = self.other(trial)
        return None if other is None else read_digest(text, other)


def with_labels(
    plan: Plan, samples: Mapping[str, Sample], scores: Scores, labels: Labels
) -> Scores:
    """The scores of a run with its labels applied.

    Labels of answers that the run no longer has do not count.
    """
    named = labels.trials
    if not named:
        return scores
    read, changed = ReviewTexts(plan, samples), dict[str, tuple[CheckOutcome, ...]]()
    for trial in plan.trials:
        outcomes = scores.outcomes(trial.key) if trial.key in named else ()
        if outcomes:
            specs = {spec.id: spec for spec in plan.case(trial).checks}
            changed[trial.key] = tuple(
                _labelled(said, trial, specs.get(said.check), read, labels) for said in outcomes
            )
    return scores.changed(changed)


def _labelled(
    said: CheckOutcome, trial: Trial, spec: CheckSpec | None, read: ReviewTexts, labels: Labels
) -> CheckOutcome:
    digest = None if spec is None else read.digest(trial, spec)
    if spec is None or digest is None:
        return said
    given = labels.of_answer(trial.key, said.check, digest)
    if not given:
        return said
    choices = CHECKS.get(spec.name).choices(spec)
    outcome = under_labels(said.outcome, given, choices, guesses=is_open(said, spec))
    return CheckOutcome(check=said.check, gate=said.gate, outcome=outcome)


def is_guess(outcome: Outcome, spec: CheckSpec) -> bool:
    """Whether a detector or a panel decided an outcome, or tried to.

    Outcomes that a provider's own signal, a right answer or an empty answer decides are not
    guesses. The outcome of a composition with a detector is one, unless it failed for certain
    without it.
    """
    asked = detectors_in(spec)
    if not asked:
        return False
    if outcome.detector is None:
        return outcome.status == "unscored"
    certain = outcome.status == "failed" and outcome.confirmed
    if certain and CHECKS.get(spec.name).composition is not None:
        return False
    return not _kinds(outcome.detector.split(", ")).isdisjoint(_kinds(asked))


def _kinds(detectors: Iterable[str]) -> set[str]:
    """The names of detectors without their versions."""
    return {detector.partition(" ")[0] for detector in detectors}


def is_flag(said: CheckOutcome) -> bool:
    """Whether an outcome leaves a zero-tolerance gate open until a person decides."""
    if not said.gate or GATES.get(said.gate).kind != "zero_tolerance":
        return False
    outcome = said.outcome
    return outcome.status == "unscored" or (outcome.status == "failed" and not outcome.confirmed)


def is_open(said: CheckOutcome, spec: CheckSpec) -> bool:
    """Whether labels of people can decide a score."""
    return is_guess(said.outcome, spec) or is_flag(said)


def under_labels(
    outcome: Outcome, given: Sequence[Label], choices: Sequence[Choice], *, guesses: bool
) -> Outcome:
    """Apply the labels of an answer to an outcome.

    Args:
        outcome: The outcome of the check.
        given: The last label of each reviewer, at least one.
        choices: The labels that the check offers.
        guesses: Whether labels can decide the score.
    """
    values = {**_GENERAL, **{choice.label: choice.value for choice in choices}}
    votes = tuple(
        Vote(reviewer=one.reviewer, label=one.label)
        for one in sorted(given, key=lambda one: one.reviewer)
    )
    label, decided = _majority([v.label for v in votes if v.label in values], values)
    people = PeopleSay(
        votes=votes,
        label=label,
        decides=guesses and decided,
        check_status=outcome.status,
        check_value=outcome.value,
        check_label=outcome.label,
        check_detector=outcome.detector,
    )
    if not people.decides or label is None:
        return _with(outcome, people, f"{outcome.reason} ({said_by(votes)})")
    value = values[label]
    status: Status = "passed" if value == 1.0 else "unscored" if value is None else "failed"
    found = outcome.label or outcome.status
    return Outcome(
        status=status,
        value=value,
        reason=f"{said_by(votes)}; {one_line(outcome.detector or 'the check', 60)}"
        f" says {found}: {outcome.reason}",
        label=label,
        confirmed=True,
        people=people,
    )


def _with(outcome: Outcome, people: PeopleSay, reason: str) -> Outcome:
    return Outcome(
        status=outcome.status,
        value=outcome.value,
        reason=reason,
        label=outcome.label,
        detector=outcome.detector,
        confirmed=outcome.confirmed,
        language=outcome.language or UNSET,
        people=people,
    )


def _majority(labels: Sequence[str], values: Mapping[str, float | None]) -> tuple[str | None, bool]:
    """The label of the majority, and whether there is a majority.

    It needs more than half of the labels to give the same score; the label is then the most common
    one with that score.
    """
    if not labels:
        return None, False
    score, number = Counter(values[label] for label in labels).most_common(1)[0]
    if 2 * number <= len(labels):
        return None, False
    agreeing = sorted(label for label in labels if values[label] == score)
    return Counter(agreeing).most_common(1)[0][0], True


def said_by(votes: Sequence[Vote]) -> str:
    """The votes as `people say fail (Ana, Ben), pass (Eve)`, the most common label first."""
    by_label: dict[str, list[str]] = {}
    for vote in votes:
        by_label.setdefault(vote.label, []).append(one_line(vote.reviewer, 40))
    ordered = sorted(by_label.items(), key=lambda item: (item[0] == UNSURE, -len(item[1]), item[0]))
    words = [f"{one_line(label, 40)} ({listing(names)})" for label, names in ordered]
    return f"people say {', '.join(words)}"
