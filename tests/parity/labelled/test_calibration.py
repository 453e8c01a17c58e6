"""Confusion, kappa and rates of a judge, against independent code."""

from __future__ import annotations

import pytest
from statsmodels.stats.proportion import proportion_confint

from portcheck.parity.labelled.calibration import (
    Judged,
    calibration,
    may_be_unequal,
    share,
)


def answers(people: str, found: str, number: int) -> list[Judged]:
    bad, found_bad = people == "fail", found == "fail"
    return [Judged(people=people, found=found, is_bad=bad, found_bad=found_bad)] * number


def judge(hits: int, missed: int, alarms: int, left: int) -> list[Judged]:
    return [
        *answers("fail", "fail", hits),
        *answers("fail", "pass", missed),
        *answers("pass", "fail", alarms),
        *answers("pass", "pass", left),
    ]


def test_the_table_the_rates_and_their_limits() -> None:
    found = calibration(judge(18, 2, 5, 75))
    cells = [(cell.people, cell.found, cell.answers) for cell in found.confusion]
    assert cells == [
        ("pass", "pass", 75),
        ("fail", "fail", 18),
        ("pass", "fail", 5),
        ("fail", "pass", 2),
    ]
    assert (found.answers, found.sensitivity.number, found.sensitivity.of) == (100, 18, 20)
    assert (found.specificity.number, found.specificity.of) == (75, 80)
    for rate in (found.sensitivity, found.specificity):
        low, high = proportion_confint(rate.number, rate.of, method="wilson")
        assert (rate.low, rate.high) == pytest.approx((low, high))
    assert found.j == pytest.approx(0.9 + 75 / 80 - 1)
    # (po - pe) / (1 - pe) with po .93 and pe .2 x .23 + .8 x .77.
    assert found.kappa is not None
    assert found.kappa == pytest.approx((0.93 - 0.662) / (1 - 0.662))
    assert found.kappa_low is not None
    assert found.kappa_high is not None
    assert found.kappa_low < found.kappa < found.kappa_high


def test_one_label_alone_leaves_things_open() -> None:
    found = calibration(judge(0, 0, 0, 10))
    assert (found.kappa, found.kappa_low, found.j) == (None, None, None)
    assert (found.sensitivity.low, found.sensitivity.high) == (None, None)
    with pytest.raises(ValueError, match="at least one labelled answer"):
        calibration([])


def test_a_share_of_all_or_nothing_keeps_within_its_range() -> None:
    assert share(0, 5).low == 0.0
    assert share(5, 5).high == 1.0


def test_a_judge_may_be_unequal_by_either_rate() -> None:
    one, alike = calibration(judge(95, 5, 3, 97)), calibration(judge(93, 7, 3, 97))
    assert not may_be_unequal(one, alike)
    assert may_be_unequal(one, calibration(judge(70, 30, 3, 97)))
    assert may_be_unequal(one, calibration(judge(95, 5, 20, 80)))
