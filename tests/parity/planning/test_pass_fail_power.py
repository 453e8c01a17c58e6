"""The power of pass/fail suites, against every table of gains and losses."""

from __future__ import annotations

import math

import pytest

from portcheck.parity.intervals import clopper_pearson_lower, p_value
from portcheck.parity.planning.pass_fail_power import (
    cases_for_power,
    detectable_loss,
    detectable_margin,
    power,
    power_to_condemn,
    rate_for_floor,
)

LOOK_1 = 0.96


def enumerated(groups: int, null: float, up: float, down: float) -> float:
    """Chance of the tables whose mean is shown to exceed `null`, by the multinomial."""
    same, found = 1.0 - up - down, []
    for ups in range(groups + 1):
        for downs in range(groups - ups + 1):
            rest = groups - ups - downs
            tables = math.comb(groups, ups) * math.comb(groups - ups, downs)
            chance = tables * up**ups * down**downs * same**rest
            values = ((-1.0, downs), (0.0, rest), (1.0, ups))
            table = tuple((value, float(n)) for value, n in values if n)
            if chance > 1e-12 and p_value(table, null) < 1.0 - LOOK_1:
                found.append(chance)
    return math.fsum(found)


@pytest.mark.parametrize(
    ("groups", "margin", "discordance", "difference"),
    [(25, 0.15, 0.1, 0.0), (40, 0.1, 0.3, -0.05), (31, 0.1, 0.0, 0.0), (12, 0.3, 1.0, 0.2)],
)
def test_power_is_that_of_an_exact_enumeration(
    groups: int, margin: float, discordance: float, difference: float
) -> None:
    up, down = (discordance + difference) / 2, (discordance - difference) / 2
    found = power(
        groups,
        margin=margin,
        confidence=LOOK_1,
        discordance=discordance,
        difference=difference,
    )
    assert found == pytest.approx(enumerated(groups, -margin, up, down), abs=1e-6)


@pytest.mark.parametrize(("groups", "loss"), [(30, 0.3), (30, 0.05)])
def test_power_to_condemn_is_that_of_an_exact_enumeration(groups: int, loss: float) -> None:
    discordance = max(0.1, loss)
    up, down = (discordance + loss) / 2, (discordance - loss) / 2
    found = power_to_condemn(groups, margin=0.1, confidence=LOOK_1, discordance=0.1, loss=loss)
    assert found == pytest.approx(enumerated(groups, 0.1, up, down), abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize(("groups", "margin", "shown"), [(100, 0.10, 0.8800), (200, 0.05, 0.6427)])
def test_the_settings_of_the_documentation(groups: int, margin: float, shown: float) -> None:
    found = power(groups, margin=margin, confidence=LOOK_1, discordance=0.1)
    assert found == pytest.approx(enumerated(groups, -margin, 0.05, 0.05), abs=1e-6)
    assert found == pytest.approx(shown, abs=5e-5)


def test_cases_for_power_are_enough_and_one_fewer_are_not() -> None:
    needed = cases_for_power(0.1, confidence=LOOK_1, discordance=0.1)
    assert needed is not None
    enough, fewer = (
        power(n, margin=0.1, confidence=LOOK_1, discordance=0.1) for n in (needed, needed - 1)
    )
    assert fewer < 0.8 <= enough


def test_no_number_of_cases_shows_a_margin_of_next_to_nothing() -> None:
    assert cases_for_power(0.0005, confidence=LOOK_1, discordance=0.5) is None


def test_the_margin_that_is_detected_is_shown_in_four_runs_of_five() -> None:
    margin = detectable_margin(25, confidence=LOOK_1, discordance=0.1)
    assert margin is not None
    at, below = (
        power(25, margin=m, confidence=LOOK_1, discordance=0.1) for m in (margin, margin - 0.0005)
    )
    assert below < 0.8 <= at
    assert detectable_margin(1, confidence=LOOK_1, discordance=1.0) is None


def test_the_loss_that_is_detected_exceeds_the_margin() -> None:
    loss = detectable_loss(25, margin=0.05, confidence=LOOK_1, discordance=0.1)
    assert loss is not None
    at, below = (
        power_to_condemn(25, margin=0.05, confidence=LOOK_1, discordance=0.1, loss=found)
        for found in (loss, loss - 0.0005)
    )
    assert below < 0.8 <= at
    assert detectable_loss(2, margin=0.3, confidence=LOOK_1, discordance=0.1) is None


def test_the_rate_at_which_a_floor_is_shown() -> None:
    rate = rate_for_floor(60, floor=0.8, confidence=LOOK_1)
    assert rate is not None
    least = next(n for n in range(61) if clopper_pearson_lower(n, 60, 1 - LOOK_1) > 0.8)
    reached = sum(math.comb(60, n) * rate**n * (1 - rate) ** (60 - n) for n in range(least, 61))
    assert reached == pytest.approx(0.8, abs=1e-6)
    assert rate_for_floor(10, floor=0.8, confidence=LOOK_1) is None


@pytest.mark.parametrize(("discordance", "difference"), [(1.1, 0.0), (0.1, -0.2)])
def test_shares_that_cannot_be(discordance: float, difference: float) -> None:
    with pytest.raises(ValueError, match="disagreeing"):
        power(10, margin=0.1, confidence=LOOK_1, discordance=discordance, difference=difference)
