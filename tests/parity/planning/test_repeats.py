"""How many repeats a gate needs."""

from __future__ import annotations

import pytest

from portcheck.model.parity import CasePair
from portcheck.parity.planning.repeats import MOST_REPEATS, repeats_needed

Side = tuple[float | None, ...]


def rows(*sides: tuple[Side, Side]) -> list[CasePair[float]]:
    return [
        CasePair(case=str(n), group=str(n), baseline=before, candidate=after)
        for n, (before, after) in enumerate(sides)
    ]


STEADY = ((1.0, 1.0, 1.0), (1.0, 1.0, 1.0))
NOISY = ((1.0, 1.0, 0.0), (1.0, 0.0, 1.0))
LOST = ((1.0, 1.0, 1.0), (0.0, 0.0, 0.0))
WON = ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))


def test_steady_answers_need_no_repeats() -> None:
    found = repeats_needed(rows(*[STEADY] * 12), groups=63, margin=0.05, confidence=0.96)
    assert found is not None
    assert (found.repeats, found.groups_at_one, found.within) == (1, 63, 0.0)


def test_noise_of_repeats_is_averaged_away() -> None:
    cases = rows(*[NOISY] * 6, *[STEADY] * 6)
    found = repeats_needed(cases, groups=100, margin=0.1, confidence=0.96)
    assert found is not None
    assert found.within == pytest.approx(1 / 3)
    assert found.between == 0.0
    assert found.repeats == 3
    assert (found.groups_at_one or 0) == pytest.approx(224, abs=1)


@pytest.mark.parametrize("groups", [20, 80])
def test_what_differs_between_cases_no_repeat_takes_away(groups: int) -> None:
    cases = rows(LOST, WON, LOST, WON, *[STEADY] * 4)
    found = repeats_needed(cases, groups=groups, margin=0.1, confidence=0.96)
    assert found is not None
    assert found.between > 0.4
    assert found.repeats is None
    assert MOST_REPEATS == 10


def test_the_noise_of_repeats_is_no_difference_between_cases() -> None:
    found = repeats_needed(rows(LOST, WON, *[NOISY] * 4), groups=80, margin=0.1, confidence=0.96)
    assert found is not None
    # Means of -1, 1 and four times 0, less what three repeats of a side leave of their noise.
    assert found.between == pytest.approx(2 / 5 - 4 * (2 * (1 / 3) / 3) / 6)


def test_no_repeats_make_up_for_too_few_cases() -> None:
    found = repeats_needed(rows(*[STEADY] * 12), groups=62, margin=0.05, confidence=0.96)
    assert found is not None
    assert (found.repeats, found.groups_at_one) == (None, 63)


def test_fewer_than_two_repeated_cases_say_nothing() -> None:
    single = ((1.0,), (1.0,))
    lost = ((1.0, None), (1.0, 1.0))
    cases = rows(STEADY, single, lost)
    assert repeats_needed(cases, groups=63, margin=0.05, confidence=0.96) is None


def test_no_number_of_cases_shows_next_to_nothing() -> None:
    found = repeats_needed(rows(*[STEADY] * 3), groups=63, margin=1e-7, confidence=0.96)
    assert found is not None
    assert (found.repeats, found.groups_at_one) == (None, None)
