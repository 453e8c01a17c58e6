from __future__ import annotations

from exit_builders import band

from portcheck.exitplan.bands import times, total
from portcheck.model.exit_plan import Band


def test_a_negative_factor_turns_the_limits_round() -> None:
    assert times(band(-1, 2, 5), -10) == band(-50, -20, 10)
    assert times(band(-1, 2, 5), 10) == band(-10, 20, 50)


def test_a_limit_that_is_not_there_stays_away() -> None:
    assert times(Band(low=None, expected=1, high=2), -1) == Band(low=-2, expected=-1, high=None)


def test_sums_add_limit_by_limit_and_know_nothing_of_what_is_unknown() -> None:
    assert total(band(0, 1, 2), band(-5, 0, 5)) == band(-5, 1, 7)
    assert total(band(0, 1, 2), None) is None
    assert total(Band(low=None, expected=1, high=1), band(0, 0, 0)) == Band(
        low=None, expected=1, high=1
    )
    assert times(None, 3) is None
    assert times(band(1, 1, 1), None) is None
