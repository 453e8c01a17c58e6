"""Add measurements from the labels of a run to the user's own cards.

Only the random sample counts, as for gates (`labelled_samples`): labels after a skipped group do
not. An answer on which people are unsure or disagree counts as a mistake of the instrument.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from pathlib import Path

import msgspec
from msgspec import UNSET, Struct, field

from portcheck.config.suite.own_cards import read_cards
from portcheck.detectors.card import card_of, mark, own_card, with_card
from portcheck.detectors.language import other_language
from portcheck.detectors.tuned import was_tuned_on
from portcheck.errors import UsageError
from portcheck.model.codec import encode_json
from portcheck.model.run import Trial
from portcheck.model.score import CardFile, MeasuredAnswer, OwnCard, PeopleSay
from portcheck.model.suite import CheckSpec, Workload, fed_gates
from portcheck.parity.labelled.calibration import BAD_BELOW
from portcheck.plugins import CHECKS, Detector
from portcheck.run.cards.deciding import Cards, asked_text
from portcheck.run.cards.instruments import Instrument
from portcheck.run.judge.tabulate import Results
from portcheck.run.labels.labelled_samples import LabelledSamples
from portcheck.run.store.durable_files import write_file
from portcheck.run.store.labels import Labels

ENGLISH = "en"


class Measurement(Struct):
    """The measurement of one instrument."""

    answers: list[MeasuredAnswer] = field(default_factory=list)
    tuned: int = 0
    """Answers that were left out because it was tuned on them or on their questions."""
    unsure: int = 0
    """Answers on which people are unsure or disagree; they count as mistakes."""
    chosen: int = 0
    """Labels in a file that were left out because it does not say that they are random."""


class AnswerWithLabel(Struct, frozen=True, kw_only=True):
    """One labelled answer, which may count."""

    vendor: str
    question: str
    """The whole request as text."""
    last: str
    """The turn that was answered."""
    text: str
    """The answer."""
    label: str | None
    """The label that people gave; `None` if they disagree."""
    reviewers: tuple[str, ...]


def measure_run(results: Results, labels: Labels) -> dict[Instrument, Measurement]:
    """Measure the detectors and panels of a run by its labels.

    Args:
        results: Of the run, with its labels applied.
        labels: The same labels; they tell why each answer was shown.
    """
    measured: dict[Instrument, Measurement] = {}
    plan = results.plan
    cards, vendors = Cards(plan.suite, plan), {one.id: one.vendor for one in plan.providers}
    for workload, trial, spec, people in _sampled(results, labels):
        used = cards.instrument(workload, spec)
        sample, request = results.samples[trial.key], plan.case(trial).request
        if used is None or sample.completion is None or not _was_decided_by(used, people):
            continue
        said = AnswerWithLabel(
            vendor=vendors[trial.provider],
            question=asked_text(request),
            last=request.asked,
            text=sample.completion.text,
            label=people.label,
            reviewers=tuple(sorted(vote.reviewer for vote in people.votes)),
        )
        found = measured.setdefault(used, Measurement())
        if used.stands_behind:
            _add_together(found, used, said, CHECKS.get(spec.name).detector, people)
        elif used.is_panel:
            _add_judged(found, used, said, spec, people)
        else:
            add_detected(found, used.kind, CHECKS.get(spec.name).detector, said)
    return measured


def _sampled(
    results: Results, labels: Labels
) -> Iterator[tuple[Workload, Trial, CheckSpec, PeopleSay]]:
    """Yield every labelled score of the random samples once, except those of compositions."""
    people, plan = LabelledSamples(results, labels), results.plan
    seen = set[tuple[str, str]]()
    for workload in plan.suite.workloads:
        outlines = {outline.id: outline for outline in workload.outlines}
        for candidate, gate in product(plan.candidates, sorted(fed_gates(workload.outlines))):
            for pair in people.cases(workload, candidate, gate):
                specs = {spec.id: spec for spec in outlines[pair.case].checks}
                sides = (plan.baseline, candidate)
                for trial in (t for s in sides for t in results.of_case(workload.id, pair.case, s)):
                    for said in results.scores.outcomes(trial.key):
                        spec, labelled = specs[said.check], said.outcome.people
                        place = (trial.key, said.check)
                        if said.gate != gate or labelled is UNSET or place in seen:
                            continue
                        seen.add(place)
                        if CHECKS.get(spec.name).composition is None:
                            yield workload, trial, spec, labelled


def _was_decided_by(used: Instrument, people: PeopleSay) -> bool:
    """Whether an instrument decided the score, and not a signal of the provider.

    If a panel stands behind a detector, a decision of either counts; the detector must have the
    version that is measured.
    """
    detector = people.check_detector or ""
    if used.stands_behind:
        return detector.startswith("judges ") or used.detector.startswith(f"{detector}, then ")
    return detector.partition(" ")[0] == used.detector.partition(" ")[0]


def add_detected(
    found: Measurement, kind: str, detector: Detector | None, said: AnswerWithLabel
) -> None:
    """Add an answer, with the label that the current version of the detector gives it."""
    if detector is None or detector.classify is None:
        return
    if was_tuned_on(said.question, said.text):
        found.tuned += 1
        return
    finds = detector.shows(kind, detector.classify(said.last, said.text).label)
    _add(found, kind, detector, said, finds=finds)


def _add_together(
    found: Measurement,
    used: Instrument,
    said: AnswerWithLabel,
    detector: Detector | None,
    people: PeopleSay,
) -> None:
    """Add an answer, with the label of the detector or of the panel behind it."""
    if detector is None or people.check_label is None or people.check_value is None:
        return
    finds = detector.shows(used.kind, people.check_label)
    if was_tuned_on(said.question, said.text):
        found.tuned += 1
    else:
        _add(found, used.kind, detector, said, finds=finds)


def _add(
    found: Measurement, kind: str, detector: Detector, said: AnswerWithLabel, *, finds: bool
) -> None:
    known = said.label is not None and said.label in detector.labels
    shows = detector.shows(kind, said.label or "") if known else not finds
    found.unsure += not known
    found.answers.append(_measured(kind, said, shows=shows, found=finds))


def _add_judged(
    found: Measurement, used: Instrument, said: AnswerWithLabel, spec: CheckSpec, people: PeopleSay
) -> None:
    if people.check_value is None:  # not a mistake: the panel did not decide
        return
    values = {choice.label: choice.value for choice in CHECKS.get(spec.name).choices(spec)}
    value = values.get(said.label or "")
    finds = people.check_value < BAD_BELOW
    shows = not finds if value is None else value < BAD_BELOW
    found.unsure += value is None
    found.answers.append(_measured(used.kind, said, shows=shows, found=finds))


def _measured(kind: str, said: AnswerWithLabel, *, shows: bool, found: bool) -> MeasuredAnswer:
    return MeasuredAnswer(
        kind=kind,
        vendor=said.vendor,
        question=mark(said.question),
        answer=mark(said.question, said.text),
        shows=shows,
        found=found,
        language=other_language(said.text, frozenset({ENGLISH})) or ENGLISH,
        labelled_by=said.reviewers,
    )


def together(found: Iterable[Mapping[Instrument, Measurement]]) -> dict[Instrument, Measurement]:
    """Add up the measurements of several runs and files."""
    whole: dict[Instrument, Measurement] = {}
    for measured in found:
        for used, one in measured.items():
            all_of = whole.setdefault(used, Measurement())
            all_of.answers += one.answers
            all_of.tuned += one.tuned
            all_of.unsure += one.unsure
            all_of.chosen += one.chosen
    return whole


def add_to_cards(
    file: Path, measured: Mapping[Instrument, Measurement], runs: Sequence[str], day: date
) -> tuple[OwnCard, ...]:
    """Add measurements to the cards in a file, which is created if it does not exist.

    Args:
        file: The user's cards.
        measured: The measurements by instrument.
        runs: The sources of the measurements: ids of runs, names of files.
        day: Today.

    Returns:
        The cards that changed.

    Raises:
        UsageError: The file cannot be read, or is not a file of cards.
        StoreError: It cannot be written.
    """
    try:
        cards = read_cards(file.read_bytes()) if file.exists() else ()
    except (OSError, ValueError) as exc:
        hint = "name another file: --card FILE"
        raise UsageError(f"{file} is not a file of cards: {exc}", hint=hint) from None
    changed = []
    for used, found in measured.items():
        if not found.answers:
            continue
        before = card_of(cards, used.id)
        card = own_card(
            used.detector,
            used.id,
            (*(before.answers if before else ()), *found.answers),
            measured=day.isoformat(),
            runs=(*(before.runs if before else ()), *runs),
        )
        cards = with_card(cards, card)
        changed.append(card)
    if changed:
        whole = CardFile(portcheck_cards=1, cards=cards)
        write_file(file, msgspec.json.format(encode_json(whole), indent=1) + b"\n")
    return tuple(changed)
