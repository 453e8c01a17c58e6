"""One gate in words."""

from __future__ import annotations

import pytest
from builders import make_gate
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from portcheck.model.score import CardUsed
from portcheck.parity.gate_sentence import describe
from portcheck.reports.words.gates import gate_text, shared_level


def test_a_limit_that_would_print_as_the_margin_gets_more_digits() -> None:
    near = gate_text(make_gate(ci_low=-0.04996, ci_high=0.01, margin=0.05))

    assert near.interval == "[-4.996, +1.0]"
    assert gate_text(make_gate()).interval == "[-2.1, +3.9]"


def test_ratios_and_rates_have_limits_and_differences_have_margins() -> None:
    ratio = gate_text(
        make_gate(
            gate="latency",
            scale="ratio",
            baseline=0.84,
            candidate=1.47,
            difference=1.75,
            ci_low=1.61,
            ci_high=1.9,
            margin=1.5,
        )
    )
    rate = gate_text(make_gate(gate="errors", scale="rate", margin=0.05, difference=None))

    assert (ratio.baseline, ratio.difference) == ("0.84 s", "1.75x")
    assert (ratio.interval, ratio.limit_name, ratio.limit) == ("[1.61x, 1.90x]", "limit", "1.50x")
    assert (rate.limit_name, rate.limit, rate.unit) == ("limit", "5.0 %", "")
    assert (gate_text(make_gate()).limit, gate_text(make_gate()).unit) == ("5.0", " points")


@pytest.mark.parametrize(
    ("margin", "expected"), [(0.05, "5.0"), (0.025, "2.5"), (0.0125, "1.25"), (0.07, "7.0")]
)
def test_a_margin_is_never_rounded(margin: float, expected: str) -> None:
    assert gate_text(make_gate(margin=margin)).limit == expected


def test_rates_say_what_they_count() -> None:
    assert gate_text(make_gate(gate="errors", scale="rate")).measured == "errors failure rate"
    assert gate_text(make_gate(gate="security", scale="rate")).measured == "security breach rate"
    assert gate_text(make_gate()).measured == "task"


def test_a_gate_speaks_for_itself_only_where_it_has_no_sentence() -> None:
    weak = {"difference": -0.01, "floor_met": False, "floor_low": 0.7, "more_cases": 1}

    assert gate_text(make_gate(**weak)).notes == (
        "the candidate is lower than the baseline, inside the margin",
        "floor 80.0 % not met: the candidate's lower limit is 70.0 %",
        "about 1 more case would decide it in 80 % of runs if there is no real difference",
    )
    assert gate_text(make_gate(**weak, detail="its own words")).notes == ("its own words",)


def test_a_gate_without_numbers_has_no_n() -> None:
    fact = make_gate(
        scale="fact", baseline=None, candidate=None, difference=None, cases=0, clusters=0
    )

    assert gate_text(fact).n == ""
    assert gate_text(fact).label == "task"
    assert gate_text(make_gate()).label == "task (n 120)"


def test_levels_are_shared_only_when_they_agree() -> None:
    one, other = gate_text(make_gate()), gate_text(make_gate(confidence=0.96))

    assert shared_level([one, one]) == "two-sided 90 %"
    assert shared_level([one, other]) is None
    assert shared_level([]) is None


@given(
    st.tuples(*[st.floats(0, 1)] * 2),
    st.tuples(*[st.floats(-1, 1)] * 3),
    st.sampled_from([0.02, 0.05, 0.125]),
    st.none() | st.floats(0, 0.1),
)
def test_tables_and_sentences_show_one_rounding_of_a_number(
    rates: tuple[float, ...], effect: tuple[float, ...], margin: float, left: float | None
) -> None:
    low, difference, high = sorted(effect)
    gate = make_gate(
        baseline=rates[0],
        candidate=rates[1],
        difference=difference,
        ci_low=low,
        ci_high=high,
        margin=margin,
        detector_margin=left,
    )
    text, sentence = gate_text(gate), describe(gate)

    assert f"candidate {text.candidate}, baseline {text.baseline}, " in sentence
    assert f"difference {text.difference} points (" in sentence
    assert f"interval {text.interval.strip('[]').replace(', ', ' to ')} points" in sentence


def test_whose_counts_tell_how_often_a_detector_is_wrong_is_said_where_they_are_the_users() -> None:
    card = CardUsed(
        file="cards.json",
        detector="rules 4",
        measured="2026-11-28",
        source="0123456789abcdef",
        kind="stated",
        labelled_by="Ana, Ben",
        positives=120,
        negatives=1300,
        left_out=2,
    )
    said = " ".join(gate_text(make_gate(detector_card=card)).fine_print)
    assert (
        "your own card, cards.json: rules 4, 2026-11-28, 120 and 1,300 labels of the two classes "
        "by Ana, Ben, set 0123456789ab; 2 labels of this same run left out"
    ) in said
    none = " ".join(gate_text(make_gate(detector_card=replace(card, left_out=0))).fine_print)
    assert "left out" not in none
    shipped = gate_text(make_gate(detector_card=replace(card, file="")))
    assert "card" not in " ".join(shipped.fine_print)


@pytest.mark.parametrize(
    ("outcome", "difference", "expected"),
    [
        ("noninferior", -0.01, True),
        ("noninferior", 0.01, False),
        ("inconclusive", -0.01, False),
        ("inferior", -0.09, False),
    ],
)
def test_lower_but_inside_is_said_only_of_what_is_shown(
    outcome: str, difference: float, expected: bool
) -> None:
    assert gate_text(make_gate(outcome=outcome, difference=difference)).lower_inside is expected


def test_a_gate_without_an_interval_has_no_level_and_keeps_its_cases() -> None:
    numbers = {"baseline": None, "candidate": None, "difference": None}
    bare = gate_text(make_gate(**numbers, ci_low=None, ci_high=None))
    assert (bare.interval, bare.level, bare.n) == ("", "", "120")
    assert gate_text(make_gate(**numbers, cases=0, clusters=0)).n == ""


def test_a_floor_that_nobody_could_measure_is_not_said_to_be_missed() -> None:
    assert not any("floor" in note for note in gate_text(make_gate(floor_met=None)).notes)
    assert any("floor" in note for note in gate_text(make_gate(floor_met=False)).notes)


def test_a_flag_that_nobody_confirmed_is_noted() -> None:
    said = "a flag was raised and nobody has confirmed it"
    assert said in gate_text(make_gate(unconfirmed=True)).notes
    assert said not in gate_text(make_gate()).notes


def test_the_limit_of_a_corrected_difference_must_exceed_a_loss() -> None:
    gate = make_gate(detector_j=0.9, detector_j_low=0.8, detector_margin=0.03)
    found = gate_text(gate).fine_print
    assert "to hold, its one-sided 95 % limit must exceed -3.0" in found
