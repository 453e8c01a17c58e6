"""Values of earlier nights keep what they are when they are kept."""

from __future__ import annotations

import math

import pytest

from portcheck.model.parity import UNSCORED
from portcheck.run.nights.values import as_breach, as_score, kept


@pytest.mark.parametrize("value", [0.0, 0.25, 1.0, None])
def test_scores_are_kept(value: float | None) -> None:
    assert as_score(kept(value)) == value
    assert as_breach(kept(value)) is None


def test_what_could_not_be_scored_stays_so() -> None:
    assert kept(UNSCORED) == "unscored"
    again = as_score("unscored")
    assert again is not None
    assert math.isnan(again)
    assert as_breach("unscored") is None


@pytest.mark.parametrize("value", ["held", "confirmed", "unconfirmed"])
def test_breaches_are_kept_and_are_no_scores(value: str) -> None:
    assert as_breach(kept(value)) == value  # type: ignore[arg-type]  # test data
    assert as_score(value) is None
