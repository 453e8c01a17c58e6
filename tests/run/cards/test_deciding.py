"""Whose counts hold for a gate."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from labelled_run import REFUSAL, Run
from msgspec.structs import replace

from portcheck.detectors.card import mark, own_card
from portcheck.detectors.refusal.classify import DETECTOR
from portcheck.detectors.refusal.instrument import REFUSAL as RULES
from portcheck.model.parity import GateResult
from portcheck.model.score import MeasuredAnswer, OwnCard, swapped_classes
from portcheck.model.suite import CardsOf, CheckSpec, Suite, Workload
from portcheck.run.cards.deciding import Cards
from portcheck.run.judge.run_info import run_info
from portcheck.run.judge.tabulate import Results
from portcheck.run.judge.verdicts import verdicts
from portcheck.run.store.folder import RunRecord

FILE = CardsOf(file="cards.json", source="f" * 64)


def own(
    right: float,
    of: int = 120,
    vendors: tuple[str, ...] = ("old", "new"),
    kind: str = "stated",
) -> OwnCard:
    """A card with so many answers of each class and vendor, and that share of them right."""
    answers = [
        MeasuredAnswer(
            kind=kind,
            vendor=vendor,
            question=mark(f"q{place}{shows}"),
            answer=mark(f"q{place}{shows}", vendor),
            shows=shows,
            found=shows == (place < right * of),
            language="en",
            labelled_by=("Ana",),
        )
        for vendor in vendors
        for shows in (True, False)
        for place in range(of)
    ]
    return own_card(DETECTOR, DETECTOR, answers, measured="2026-11-28", runs=["r0"])


def with_cards(run: Run, *cards: OwnCard) -> Results:
    """The results of a run whose suite names these cards."""
    workload = replace(run.workload, cards=FILE)
    suite = replace(run.plan.suite, workloads=(workload,), cards={FILE.source: cards})
    run.workload, run.plan = workload, replace(run.plan, suite=suite)
    return run.results


def gate(run: Run, *cards: OwnCard) -> GateResult:
    (verdict,) = verdicts(with_cards(run, *cards), date(2026, 1, 1))
    return next(one for one in verdict.gates if one.gate == "refusal")


def decided(*cards: OwnCard, spec: CheckSpec = REFUSAL, **named: Any) -> Any:
    workload = Workload(id="w", cases=(), cards=FILE)
    suite = Suite(name="s", workloads=(workload,), cards={FILE.source: cards})
    return Cards(suite).of(workload, spec, **named)


def test_enough_labels_of_ones_own_decide_and_the_report_says_whose() -> None:
    found = gate(Run(80), own(0.95))
    card = found.detector_card
    assert card
    assert (card.file, card.kind, card.labelled_by) == ("cards.json", "stated", "Ana")
    assert (card.positives, card.negatives, card.left_out) == (240, 240, 0)
    assert found.detector_j == pytest.approx(0.9)
    assert found.detector_weak == ""
    shipped = Run(80).gate
    assert shipped.detector_card
    assert (shipped.detector_card.file, shipped.detector_card.detector) == (
        "",
        RULES.card.detector if RULES.card else None,
    )


def test_few_labels_take_trust_away_and_give_none() -> None:
    shipped = RULES.confusion(REFUSAL)
    assert decided(own(1.0, 20))[0] == shipped
    counts, card = decided(own(0.3, 20))
    assert (counts.true_positives, counts.positives) == (12, 40)
    assert card.file == "cards.json"
    weak = gate(Run(80), own(0.3, 20))
    assert "measured on 40 labels of one class" in weak.detector_weak


def test_a_card_without_one_of_the_vendors_does_not_decide() -> None:
    shipped = RULES.confusion(REFUSAL)
    card = own(1.0, vendors=("old", "else"))
    assert decided(card, vendors=("old", "new"))[0] == shipped
    assert decided(card, vendors=("Old", "ELSE"))[0] != shipped
    assert decided(card)[0] != shipped


def test_a_vendor_with_few_labels_does_not_hide_behind_another() -> None:
    """A detector that favours it would not be noticed."""
    many, few = own(0.95, 120, vendors=("old",)), own(0.95, 49, vendors=("new",))
    card = own_card(
        DETECTOR, DETECTOR, (*many.answers, *few.answers), measured="2026-11-28", runs=[]
    )
    both = ("old", "new")
    assert decided(card, vendors=both)[0] == RULES.confusion(REFUSAL)
    assert decided(card, vendors=("old", "old"))[0].positives == 169
    panel = CheckSpec(name="refusal", arguments={"then": "judges"}, id="refusal", gate="refusal")
    assert RULES.confusion(REFUSAL) is not None
    assert decided(card, spec=panel, vendors=both) == (None, None)
    enough = own_card(
        DETECTOR,
        DETECTOR,
        (*many.answers, *own(0.95, 50, vendors=("new",)).answers),
        measured="2026-11-28",
        runs=[],
    )
    assert decided(enough, vendors=both)[0].positives == 170


def test_a_card_of_another_version_or_kind_is_none() -> None:
    shipped = RULES.confusion(REFUSAL)
    older = own_card("refusal-rules 1", "refusal-rules 1", own(1.0).answers, measured="", runs=[])
    assert decided(older)[0] == shipped
    assert decided(own(1.0, kind="full"))[0] == shipped
    assert decided()[0] == shipped


def test_at_a_zero_tolerance_gate_counts_are_turned_where_declining_is_wanted() -> None:
    spec = CheckSpec(name="refusal", id="r", gate="security", expect="full")
    card = own(0.9, kind="full")
    plain, _ = decided(card, spec=spec)
    breach, _ = decided(card, spec=spec, breaches=True)
    assert breach == swapped_classes(plain)
    negated = CheckSpec(
        name="not", arguments={"refusal": None, "expect": "full"}, id="n", gate="security"
    )
    assert decided(card, spec=negated, breaches=True)[0] == plain
    assert decided(spec=spec, breaches=True)[0] == swapped_classes(RULES.confusion(spec))  # type: ignore[arg-type]


def test_answers_of_the_run_itself_are_left_out_of_its_card() -> None:
    """Their labels decide by themselves, and would else count a second time."""
    run = Run(80)
    questions = [f"Please do thing {place}." for place in range(50)]
    texts = {s.completion.text for s in run.samples.values() if s.completion}
    mine = [
        MeasuredAnswer(
            kind="stated",
            vendor="old",
            question=mark(question),
            answer=mark(question, text),
            shows=False,
            found=False,
            language="en",
            labelled_by=("Ana",),
        )
        for question in questions
        for text in texts
    ]
    card = own_card(DETECTOR, DETECTOR, (*own(0.95).answers, *mine), measured="d", runs=[])
    found = gate(run, card).detector_card
    assert found
    assert (found.left_out, found.negatives) == (50, 240)


@pytest.mark.slow
def test_where_labels_decide_no_card_did() -> None:
    run = Run(90)
    run.say(run.order[:75])
    results = with_cards(run, own(0.95))
    (verdict,) = verdicts(results, date(2026, 1, 1), {}, run.samples_of_people)
    found = next(one for one in verdict.gates if one.gate == "refusal")
    assert found.labels_decided
    assert not found.detector_card


def test_what_nobody_has_measured_has_no_card() -> None:
    nothing = CheckSpec(name="equals", arguments="yes", id="e", gate="task")
    assert decided(own(1.0), spec=nothing) == (None, None)
    run = Run(10)
    assert Cards(run.plan.suite, run.plan).of(run.workload, REFUSAL)[1] is not None


def test_a_report_says_what_the_users_own_cards_count() -> None:
    results = with_cards(
        Run(10), own(0.95), own_card("judges x", "panel x", (), measured="", runs=[])
    )
    record = RunRecord(id="r", portcheck_version="0", started_at="2026-11-28T00:00:00Z")
    shipped, mine = run_info(results, record, date(2026, 11, 28)).detectors
    assert "measured blind" in shipped
    assert mine.startswith(f"{DETECTOR}, measured by your own cards.json of 2026-11-28: ")
    assert "sensitivity 0.95 (228 of 240;" in mine
