"""How long answers took."""

from __future__ import annotations

import pytest

from portcheck.model.comparison.latency import LatencyDistribution, nearest_rank


def test_a_share_that_is_not_listed_is_not_known() -> None:
    found = LatencyDistribution(
        workload="w", provider="p", answers=2, quantiles=((0.5, 1.0), (1.0, 3.0))
    )
    assert found.within(0.5) == 1.0
    assert found.within(0.95) is None


@pytest.mark.parametrize(
    ("answers", "share", "rank"),
    [
        (20, 0.95, 19), (21, 0.95, 20), (39, 0.95, 38), (40, 0.95, 38), (10, 0.95, 10),
        (1, 0.95, 1), (1, 0.0, 1), (4, 0.5, 2), (5, 0.5, 3), (5, 1.0, 5),
    ],
)  # fmt: skip
def test_the_nearest_rank_is_the_first_that_reaches_the_share(
    answers: int, share: float, rank: int
) -> None:
    assert nearest_rank([float(at + 1) for at in range(answers)], share) == rank
