"""What would decide a gate, and in what words."""

from __future__ import annotations

import math

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from portcheck.gates.shared.outlook import NextLook, Outlook, Target, outlook
from portcheck.model.parity import CasePair
from portcheck.parity.detector_error import DetectorError
from portcheck.parity.pairing import pair
from portcheck.parity.power import more_cases, more_for_floor, more_for_inferior, new_cases

LOOK = NextLook(number=3, confidence=0.995, fresh_confidence=0.96)
OPEN = Target(margin=0.05, part=0.05, inside=False, floor=0.5, floor_met=True)


def rows(losses: int, equal: int, wins: int = 0, *, repeats: int = 1) -> list[CasePair[float]]:
    pairs = [(1.0, 0.0)] * losses + [(1.0, 1.0)] * equal + [(0.0, 1.0)] * wins
    return [
        CasePair(
            case=str(place),
            group=str(place),
            baseline=(before,) * repeats,
            candidate=(after,) * repeats,
        )
        for place, (before, after) in enumerate(pairs)
    ]


def found(cases: list[CasePair[float]], target: Target = OPEN) -> Outlook:
    return outlook(cases, pair(cases), target, LOOK)


def test_no_difference() -> None:
    seen = found(rows(2, 56, 2))
    counts = ((-1.0, 2.0), (0.0, 56.0), (1.0, 2.0))
    assert seen.more == more_cases(counts, margin=0.05, confidence=0.995)
    assert seen.if_real is None
    assert seen.alone is not None
    assert seen.more is not None
    assert seen.alone < seen.more, "a fresh claim decides at 0.96"
    assert seen.sentence == (
        f"about {seen.more} more cases would decide in 80 % of runs if there is no real "
        f"difference, at look 3; so would about {seen.alone} new cases judged alone, as a fresh "
        "claim"
    )


def test_a_loss_inside_the_margin_has_both_numbers() -> None:
    seen = found(rows(2, 58))
    assert seen.more is not None
    assert seen.if_real is not None
    assert seen.if_real > seen.more
    assert "if the loss is real and stays as it is" in seen.sentence


def test_a_loss_beyond_the_margin_says_when_it_would_be_shown() -> None:
    seen = found(rows(5, 55))
    assert seen.more is None
    assert seen.worse is not None
    assert seen.sentence == (
        "more cases are not expected to make it safe; if the loss is real, about "
        f"{seen.worse:,} more cases would show it to be worse than the margin allows in 80 % of "
        "runs, at look 3"
    )
    assert found(rows(3, 57)).sentence == "more cases are not expected to make it safe"


def test_an_unmet_floor_alone() -> None:
    target = Target(margin=0.05, part=0.05, inside=True, floor=0.9, floor_met=False)
    seen = found(rows(3, 57, 3), target)
    assert seen.more is not None
    assert (seen.repeats, seen.worse, seen.if_real) == (None, None, None)
    assert found(rows(30, 70, 30), replace(target, inside=False)).more is None
    hopeless = found(rows(30, 70), target)
    assert hopeless.sentence == "more cases are not expected to make it safe"


def test_what_is_shown_needs_nothing_but_would_need_it_again_alone() -> None:
    seen = found(
        rows(0, 200), Target(margin=0.05, part=0.05, inside=True, floor=0.5, floor_met=True)
    )
    assert (seen.more, seen.sentence) == (None, "")
    assert seen.alone is not None
    assert seen.alone >= 63


@pytest.mark.parametrize(
    ("repeats", "words"),
    [
        (
            4,
            "; with 4 times as many repeats these cases are enough if their difference "
            "stays the same; repeats take 900 calls a side, cases 40: cases help more",
        ),
        (0, "; more repeats of these cases would not"),
        (None, ""),
    ],
)
def test_repeats_are_named_only_where_they_would_do(repeats: int | None, words: str) -> None:
    seen = Outlook(look=2, more=10, repeats=repeats, calls=(40, 900))
    assert seen.sentence.endswith(f"at look 2{words}")


@pytest.mark.parametrize(
    ("seen", "helps"),
    [
        (Outlook(look=2, more=10, repeats=2, calls=(40, 30)), "repeats"),
        (Outlook(look=2, more=10, repeats=2, calls=(30, 30)), "cases"),
        (Outlook(look=2, more=10, repeats=0, calls=(30, 0)), "cases"),
        (Outlook(look=2), "neither"),
        (Outlook(look=2, settled=True), UNSET),
    ],
)
def test_what_takes_fewer_calls_helps_more(seen: Outlook, helps: object) -> None:
    assert seen.helps_more == helps


def test_the_calls_of_cases_and_of_repeats_are_counted_a_side() -> None:
    seen = found(rows(2, 56, 2))
    assert seen.more is not None
    assert seen.calls == (seen.more, 0)


def test_a_part_of_a_call_is_a_call() -> None:
    cases = rows(2, 56, 2)
    cases[0] = replace(cases[0], candidate=(0.0, 0.0))
    seen = found(cases)
    assert seen.more is not None
    assert seen.more % 60 != 0
    assert seen.calls[0] == math.ceil(seen.more * 61 / 60)


def test_repeats_that_say_the_same_do_not_help() -> None:
    assert found(rows(2, 56, 2, repeats=3)).repeats == 0


def test_repeats_do_nothing_for_a_floor() -> None:
    noisy = [
        replace(case, candidate=answers)
        for case, answers in zip(rows(0, 60), [(1.0, 0.0), (0.0, 1.0)] * 30, strict=True)
    ]
    below = Target(margin=0.6, part=0.6, inside=False, floor=0.4, floor_met=False)
    assert found(noisy, below).repeats is None


def test_new_cases_alone_must_show_the_part_of_the_margin_and_the_floor_at_a_first_look() -> None:
    error = DetectorError(j=0.9, j_low=0.8, finds_low=0.9)
    target = Target(margin=0.05, part=0.04, inside=False, floor=None, floor_met=True, error=error)
    counts = ((-1.0, 2.0), (0.0, 56.0), (1.0, 2.0))
    seen = found(rows(2, 56, 2), target)
    # A fifth of each look's error rate is that of the detector.
    assert seen.more == more_cases(counts, margin=0.04, confidence=0.996)
    assert seen.alone == new_cases(counts, margin=0.04, confidence=0.968)
    low = Target(margin=0.05, part=0.05, inside=True, floor=0.9, floor_met=False)
    rates = ((0.0, 2.0), (1.0, 58.0))
    assert found(rows(2, 56, 2), low).alone == max(
        new_cases(counts, margin=0.05, confidence=0.96) or 0,
        more_for_floor(rates, floor=0.9, confidence=0.96, pass_fail=True, alone=True) or 0,
    )


def test_as_many_new_cases_are_no_other_way() -> None:
    assert "fresh claim" not in Outlook(look=2, more=10, alone=10).sentence


@pytest.mark.parametrize("weak", ["", "nobody has measured it"])
def test_no_number_of_cases_shows_a_loss_by_a_detector_that_is_too_weak(weak: str) -> None:
    error = DetectorError(j=0.9, j_low=0.8, finds_low=0.9, weak=weak)
    target = Target(margin=0.05, part=0.04, inside=False, floor=None, floor_met=True, error=error)
    ahead = found(rows(8, 32), target)
    assert ahead.more is None
    assert (ahead.worse is None) == bool(weak)
    if not weak:  # a loss has to exceed the whole of the margin
        lost = ((-1.0, 8.0), (0.0, 32.0))
        assert ahead.worse == more_for_inferior(lost, margin=0.05, confidence=0.996)
    assert ("worse than the margin allows" in ahead.sentence) == (not weak)
