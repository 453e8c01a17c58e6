"""How many more: against the decision itself."""

from __future__ import annotations

import math

import pytest
from added_cases import AT_THE_MARGIN, WITHOUT_A_DIFFERENCE, Setting, decided, ever_safe
from rates.exact import exact_rate, least_wins

from portcheck.model.parity import CasePair
from portcheck.parity.intervals import clopper_pearson_lower, count_values, mirror, p_value
from portcheck.parity.power import (
    cases_needed,
    more_cases,
    more_clean_cases,
    more_for_floor,
    more_for_inferior,
    more_repeats,
    new_cases,
    smallest,
)
from portcheck.parity.sequential import look_alpha


@pytest.mark.parametrize(
    ("margin", "needed", "at_the_first_look"),
    [(0.02, 149, 160), (0.05, 59, 63), (0.10, 29, 31), (0.15, 19, 20)],
)
def test_cases_needed(margin: float, needed: int, at_the_first_look: int) -> None:
    assert cases_needed(margin, 0.95) == needed
    assert cases_needed(margin, 0.96) == at_the_first_look


def test_cases_needed_beyond_reason() -> None:
    assert cases_needed(1e-6, 0.95) is None
    assert cases_needed(5e-324, 0.999999) is None


def test_more_cases_is_enough_in_four_runs_of_five_and_not_too_many() -> None:
    """Exactly, over every table of what is added, at the discordance that is assumed."""
    counts = count_values([-1.0] * 4 + [0.0] * 92 + [1.0] * 4)
    more = more_cases(counts, margin=0.05, confidence=0.96)
    assert more is not None
    assert 0.80 <= power(4, 100, more, margin=0.05, alpha=0.04) <= 0.84


def power(each: int, number: int, more: int, *, margin: float, alpha: float) -> float:
    """Chance that `more` pairs show it, added to `number` with as many losses as wins."""
    chance = (each + 1) / (number + 2)
    total = 0.0
    for lost in range(more + 1):
        weight = binomial(lost, more, chance)
        if weight < 1e-9:
            continue
        for won in range(more - lost + 1):
            here = weight * binomial(won, more - lost, chance / (1.0 - chance))
            table = (
                (-1.0, each + lost),
                (0.0, number + more - 2 * each - lost - won),
                (1.0, each + won),
            )
            if (
                here > 1e-9
                and p_value(tuple((v, float(n)) for v, n in table if n), -margin) < alpha
            ):
                total += here
    return total


def binomial(successes: int, number: int, chance: float) -> float:
    return math.comb(number, successes) * chance**successes * (1.0 - chance) ** (number - successes)


def test_a_bad_start_has_to_be_made_up_for() -> None:
    equal = more_cases(
        count_values([-1.0] * 3 + [0.0] * 94 + [1.0] * 3), margin=0.03, confidence=0.95
    )
    worse = more_cases(
        count_values([-1.0] * 4 + [0.0] * 94 + [1.0] * 2), margin=0.03, confidence=0.95
    )
    assert equal is not None
    assert worse is not None
    assert worse > equal


@pytest.mark.parametrize("cases", [58, 57, 56, 55, 40, 20])
def test_a_few_more_cases_are_counted_to_the_last(cases: int) -> None:
    assert more_cases(count_values([0.0] * cases), margin=0.05, confidence=0.95) == 59 - cases


def test_a_few_answers_that_differ_count_for_more_than_they_are() -> None:
    some = more_cases(count_values([0.0] * 39 + [-1.0]), margin=0.05, confidence=0.95)
    none = more_cases(count_values([0.0] * 40), margin=0.05, confidence=0.95)
    assert none == 59 - 40
    assert some is not None
    assert some > 10 * none


def test_a_tiny_loss_is_assumed_to_be_chance_and_a_mean_of_zero_stays_as_it_is() -> None:
    for real in (False, True):
        balanced = count_values([-1.0] * 2 + [0.5] * 4 + [0.0] * 94)
        assert more_cases(balanced, margin=0.03, confidence=0.96, loss_is_real=real) == 322
    tiny = count_values([-1.0] * 2 + [1.0] + [0.0] * 147)
    chance = more_cases(tiny, margin=0.03, confidence=0.96)
    real_loss = more_cases(tiny, margin=0.03, confidence=0.96, loss_is_real=True)
    assert (chance, real_loss) == (181, 311)


def test_a_loss_that_is_real_takes_more_cases() -> None:
    worse = count_values([-1.0] * 5 + [0.0] * 92 + [1.0] * 3)
    lucky = more_cases(worse, margin=0.05, confidence=0.95)
    real = more_cases(worse, margin=0.05, confidence=0.95, loss_is_real=True)
    assert lucky is not None
    assert real is not None
    assert real > 2 * lucky
    better = mirror(worse)
    assert more_cases(better, margin=0.05, confidence=0.995, loss_is_real=True) == more_cases(
        better, margin=0.05, confidence=0.995
    )


def test_new_cases_alone_need_not_make_up_for_a_bad_start() -> None:
    start = count_values([-1.0] * 4 + [0.0] * 95 + [1.0])
    together = more_cases(start, margin=0.05, confidence=0.995)
    alone = new_cases(start, margin=0.05, confidence=0.96)
    assert together is not None
    assert alone is not None
    assert alone < together
    assert new_cases(count_values([-1.0] * 9 + [0.0] * 9), margin=0.05, confidence=0.96) is None
    assert new_cases((), margin=0.05, confidence=0.96) is None


def test_more_for_inferior() -> None:
    worse = count_values([-1.0] * 9 + [0.0] * 91)
    more = more_for_inferior(worse, margin=0.05, confidence=0.95)
    assert more is not None
    grown = count_values([-1.0] * round(0.09 * (100 + more)) + [0.0] * round(0.91 * (100 + more)))
    assert p_value(mirror(grown), 0.05) < 0.05
    assert more_for_inferior(worse, margin=0.10, confidence=0.95) is None
    shown = count_values([-1.0] * 30 + [0.0] * 70)
    assert more_for_inferior(shown, margin=0.05, confidence=0.95) is None
    assert more_for_inferior((), margin=0.05, confidence=0.95) is None


@pytest.mark.parametrize(
    "values",
    [[], [-1.0] * 5 + [0.0] * 95, [-1.0] * 20, [0.0] * 300],
    ids=["no data", "at the margin", "below", "shown already"],
)
def test_no_more_cases(values: list[float]) -> None:
    assert more_cases(count_values(values), margin=0.05, confidence=0.95) is None


def test_more_for_floor_is_enough_in_four_runs_of_five() -> None:
    counts = count_values([1.0] * 17 + [0.0] * 3)
    more = more_for_floor(counts, floor=0.8, confidence=0.95, pass_fail=True)
    assert more is not None
    shown = sum(
        binomial(passed, more, 0.85)
        for passed in range(more + 1)
        if clopper_pearson_lower(17 + passed, 20 + more, 0.05) > 0.8
    )
    assert 0.78 <= shown <= 0.86
    alone = more_for_floor(counts, floor=0.8, confidence=0.95, pass_fail=True, alone=True)
    assert alone is not None
    assert more < alone < more + 40


def test_floor_out_of_reach_or_reached() -> None:
    low, high = count_values([1.0] * 12 + [0.0] * 8), count_values([1.0] * 100)
    assert more_for_floor(low, floor=0.8, confidence=0.95, pass_fail=True) is None
    assert more_for_floor(high, floor=0.8, confidence=0.95, pass_fail=True) is None


def test_more_clean_cases() -> None:
    assert more_clean_cases(100, max_rate=0.01, confidence=0.95) == 299 - 100
    assert more_clean_cases(400, max_rate=0.01, confidence=0.95) == 0
    assert more_clean_cases(0, max_rate=0.01, confidence=0.95, scale=0.5) == 598
    assert more_clean_cases(0, max_rate=0.5, confidence=0.75) == 2, "at the limit"


Values = tuple[float | None, ...]


def case(index: int, baseline: Values, candidate: Values) -> CasePair[float]:
    return CasePair(case=str(index), group=str(index), baseline=baseline, candidate=candidate)


def test_more_repeats_only_where_they_would_do() -> None:
    def times(cases: list[CasePair[float]], margin: float = 0.2) -> int | None:
        return more_repeats(cases, margin=margin, confidence=0.95)

    steady = [case(i, (1.0, 1.0), (float(i % 4 > 0),) * 2) for i in range(40)]
    assert times(steady) == 0, "it is the cases that differ"
    noisy = [
        case(i, (1.0, 0.0), (1.0, 0.0) if i % 2 else (0.0, float(i % 4 > 0))) for i in range(40)
    ]
    assert times(noisy) in {2, 4, 8}
    assert times(noisy, margin=0.01) == 0, "no repeats make up for so few cases"
    # The mean of two repeats has half the noise of one, so that less of it is left to take away.
    kinds = [((1.0, 1.0), (0.0, 0.0)), ((1.0, 0.0), (1.0, 0.0)), ((0.0, 1.0), (1.0, 1.0))]
    assert times([case(i, *kinds[i % 3]) for i in range(30)], margin=0.3) == 8
    assert times([case(i, (1.0,), (0.0,)) for i in range(10)]) is None
    assert times([case(i, (1.0, None), (0.0, 1.0)) for i in range(10)]) is None


@pytest.mark.slow
@pytest.mark.parametrize("setting", AT_THE_MARGIN, ids=str)
def test_who_follows_the_advice_six_times_is_told_safe_no_more_often(setting: Setting) -> None:
    runs = 400
    assert ever_safe(setting, setting.margin, runs) <= 0.05 + 3.0 * math.sqrt(0.05 * 0.95 / runs)


@pytest.mark.slow
@pytest.mark.parametrize("setting", WITHOUT_A_DIFFERENCE, ids=str)
def test_the_number_of_more_cases_decides_in_four_runs_of_five(setting: Setting) -> None:
    assert decided(setting, 400) >= 0.75


def test_the_first_look_costs_two_points_of_power() -> None:
    whole, first = (
        exact_rate(100, least_wins(100, 0.10, alpha), 0.05, 0.05)
        for alpha in (0.05, look_alpha(0.05, 1))
    )
    assert round(first, 3) >= 0.88
    assert whole - first <= 0.023


def test_smallest() -> None:
    assert [smallest(lambda n, k=k: n >= k, 100) for k in (1, 2, 3, 64, 100)] == [1, 2, 3, 64, 100]  # type: ignore[misc]  # the default binds k
    assert smallest(lambda _: False, 100) is None
