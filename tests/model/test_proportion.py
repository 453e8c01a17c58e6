"""What a share that was counted says of the share behind it."""

from __future__ import annotations

import pytest
from statsmodels.stats.proportion import proportion_confint

from portcheck.model.proportion import wilson


@pytest.mark.parametrize(("right", "of"), [(0, 1), (1, 1), (9, 10), (137, 150), (400, 400)])
def test_the_interval_is_that_of_an_independent_library(right: int, of: int) -> None:
    assert wilson(right, of) == pytest.approx(proportion_confint(right, of, method="wilson"))
