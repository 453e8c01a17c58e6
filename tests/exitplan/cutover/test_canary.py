from __future__ import annotations

import pytest
from statsmodels.stats.proportion import samplesize_proportions_2indep_onetail

from portcheck.exitplan.cutover.canary import SHARES, calls_to_see, stages


@pytest.mark.parametrize(("rate", "margin"), [(0.9, 0.05), (0.8, 0.1), (0.97, 0.02)])
def test_the_number_of_calls_is_that_of_another_library(rate: float, margin: float) -> None:
    theirs = samplesize_proportions_2indep_onetail(
        margin, rate - margin, 0.8, ratio=1, alpha=0.05, value=0, alternative="larger"
    )
    assert calls_to_see(rate, margin, 0.95) == pytest.approx(theirs, rel=0.02, abs=2)


def test_extremes_stay_numbers() -> None:
    assert calls_to_see(1.0, 0.05, 0.95) > 20
    assert calls_to_see(0.0, 0.05, 0.95) == 1
    assert calls_to_see(0.03, 0.05, 0.95) >= 1


def test_each_stage_lasts_until_its_calls_are_seen() -> None:
    found = stages(300, 30_437)
    assert [one.share for one in found] == list(SHARES)
    assert found[0].days == pytest.approx(300 / 10, rel=1e-3)
    assert [one.days for one in stages(300, None)] == [None] * len(SHARES)
