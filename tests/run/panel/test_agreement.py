"""Agreement of judges, held against published examples and independent libraries."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.run.panel.agreement import (
    LEVEL,
    cohen_kappa,
    interval,
    krippendorff_alpha,
    nominal,
)

PAIRS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=40)


def table(rows: list[list[int]]) -> list[tuple[int, int]]:
    return [
        (i, j) for i, row in enumerate(rows) for j, number in enumerate(row) for _ in range(number)
    ]


def test_kappa_of_the_example_of_fleiss_cohen_and_everitt() -> None:
    # 1969, table 1: n 200, kappa .429, standard error of kappa .054.
    found = cohen_kappa(table([[106, 10, 4], [22, 28, 10], [2, 12, 6]]))
    assert found.n == 200
    assert found.agree == pytest.approx(0.70)
    assert found.kappa == pytest.approx(0.429, abs=5e-4)
    assert found.low == pytest.approx(0.429 - 1.96 * 0.054, abs=2e-3)
    assert found.high == pytest.approx(0.429 + 1.96 * 0.054, abs=2e-3)


def test_kappa_equals_that_of_an_independent_library() -> None:
    library = pytest.importorskip("statsmodels.stats.inter_rater")
    rng = random.Random(7)
    for _ in range(5):
        rows = [[rng.randint(1, 30) for _ in range(3)] for _ in range(3)]
        theirs, ours = library.cohens_kappa(rows), cohen_kappa(table(rows))
        assert ours.kappa == pytest.approx(theirs.kappa)
        assert ours.low == pytest.approx(theirs.kappa_low)
        assert ours.high == pytest.approx(theirs.kappa_upp)


@given(PAIRS)
def test_kappa_lies_in_its_interval_and_does_not_depend_on_who_comes_first(
    pairs: list[tuple[str, str]],
) -> None:
    found, turned = cohen_kappa(pairs), cohen_kappa([(b, a) for a, b in pairs])
    assert found.agree == turned.agree
    if found.kappa is None or found.low is None or found.high is None:
        assert {label for pair in pairs for label in pair} == {pairs[0][0]}
        return
    assert turned.kappa == pytest.approx(found.kappa)
    assert -1.0 <= found.low <= found.kappa + 1e-12 <= found.high + 2e-12 <= 1.0 + 2e-12


def test_agreement_on_everything_is_one_and_on_one_label_is_open() -> None:
    assert cohen_kappa([("a", "a"), ("b", "b")]).kappa == 1.0
    alike = cohen_kappa([("a", "a")] * 9)
    assert (alike.n, alike.agree, alike.kappa, alike.low, alike.high) == (9, 1.0, None, None, None)


OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
"""Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section D."""


def units() -> list[list[int]]:
    return [
        [value for value in column if value is not None] for column in zip(*OBSERVERS, strict=True)
    ]


def test_alpha_of_krippendorffs_own_example() -> None:
    assert krippendorff_alpha(units(), nominal) == pytest.approx(0.743, abs=5e-4)
    assert krippendorff_alpha(units(), interval) == pytest.approx(0.849, abs=5e-4)


def test_alpha_of_two_observers_and_two_values() -> None:
    # The same paper, section A: ten units, alpha .095.
    one, other = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)
    found = krippendorff_alpha(list(zip(one, other, strict=True)), nominal)
    assert found == pytest.approx(0.095, abs=5e-4)


def test_alpha_equals_that_of_an_independent_library() -> None:
    library = pytest.importorskip("krippendorff")
    rng = random.Random(11)
    for _ in range(5):
        rows = [[rng.choice([0, 1, 2, 3, 4, None]) for _ in range(30)] for _ in range(3)]
        data = [[math.nan if value is None else value for value in row] for row in rows]
        ours = [
            [value for value in column if value is not None] for column in zip(*rows, strict=True)
        ]
        for level, difference in (("nominal", nominal), ("interval", interval)):
            theirs = library.alpha(reliability_data=data, level_of_measurement=level)
            assert krippendorff_alpha(ours, difference) == pytest.approx(theirs)


@pytest.mark.parametrize("said", [[], [["a"]], [["a", "a"], ["a", "a", "a"]]])
def test_alpha_is_open_where_nothing_differs(said: list[list[str]]) -> None:
    assert krippendorff_alpha(said, nominal) is None


def test_agreement_on_everything_is_one() -> None:
    assert krippendorff_alpha([["a", "a"], ["b", "b"]], nominal) == 1.0
    assert LEVEL == 0.95
