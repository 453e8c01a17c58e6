"""Holm's correction against a worked example and the closed test that it abbreviates."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.parity.holm import holm


def test_by_hand() -> None:
    # 0.01 x 4; 0.02 x 3; 0.03 x 2, kept at 0.06 by the one before; 0.04, likewise.
    assert holm([0.03, 0.01, 0.04, 0.02]) == pytest.approx((0.06, 0.04, 0.06, 0.06))


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=6))
def test_closed_testing(p_values: list[float]) -> None:
    """Holm is Bonferroni on every subset to which a member belongs, and the worst of these."""
    members = range(len(p_values))
    subsets = [s for k in range(1, len(p_values) + 1) for s in combinations(members, k)]
    expected = [
        max(min(1.0, len(s) * min(p_values[i] for i in s)) for s in subsets if member in s)
        for member in members
    ]
    assert holm(p_values) == pytest.approx(expected)


def test_edges() -> None:
    assert holm([]) == ()
    assert holm([0.2]) == (0.2,)
    with pytest.raises(ValueError, match="p-value"):
        holm([1.5])
