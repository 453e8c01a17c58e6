"""The noise of repeats."""

from __future__ import annotations

import pytest

from portcheck.model.parity import UNSCORED, CasePair
from portcheck.parity.drift.noise import noise


def row(then: tuple[float | None, ...], now: tuple[float | None, ...]) -> CasePair[float]:
    return CasePair(case="c", group="c", baseline=then, candidate=now)


def test_pairs_of_repeats_that_differ() -> None:
    found = noise([row((1.0, 1.0, 0.0), (1.0, 1.0, 1.0)), row((1.0, 1.0, 1.0), (0.0, 0.0, 0.0))])
    assert found.within == pytest.approx((2 / 3 + 0 + 0 + 0) / 4)
    assert found.between == pytest.approx((1 / 3 + 1) / 2)


def test_one_sample_a_side_has_no_floor_and_no_answer_nothing() -> None:
    assert noise([row((1.0,), (0.0,))]).within is None
    assert noise([row((1.0,), (0.0,))]).between == 1.0
    lost = noise([row((None, UNSCORED), (1.0, 1.0)), row((1.0,), (None,))])
    assert (lost.within, lost.between) == (0.0, None)
