"""Repeats to cases, cases to groups, and what is missing."""

from __future__ import annotations

import math

import pytest

from portcheck.model.parity import CasePair
from portcheck.parity.pairing import pair


def scores(
    case: str,
    baseline: tuple[float | None, ...],
    candidate: tuple[float | None, ...],
    group: str = "",
) -> CasePair[float]:
    return CasePair(case=case, group=group or case, baseline=baseline, candidate=candidate)


def test_cases_with_equal_answers_count_like_cases_read_alone() -> None:
    sides = [(1.0,), (0.0,), (None,), (), (1.0, None), (math.nan, 0.5), (1.0, 0.0, 1.0)]
    cases = [
        scores(f"{number}-{before}-{after}", before, after)
        for number in range(2)
        for before in sides
        for after in sides
    ]
    alone = [pair([case]) for case in cases]
    result = pair(cases)
    assert result.baseline == tuple(one for found in alone for one in found.baseline)
    assert result.candidate == tuple(one for found in alone for one in found.candidate)
    assert result.complete_baseline == tuple(x for one in alone for x in one.complete_baseline)
    assert result.complete_candidate == tuple(x for one in alone for x in one.complete_candidate)
    counts = ("pairs", "missing", "missing_baseline", "missing_candidate")
    for name in counts:
        assert getattr(result, name) == sum(getattr(one, name) for one in alone), name
    assert result.share_missing_baseline == pytest.approx(
        sum(one.share_missing_baseline for one in alone) / len(alone)
    )


def test_groups_count_equally() -> None:
    result = pair(
        [
            scores("a", (1.0,), (0.0,), "g"),
            scores("b", (1.0,), (1.0,), "g"),
            scores("c", (1.0,), (1.0,)),
        ]
    )
    assert result.baseline == (1.0, 1.0)
    assert result.candidate == (0.5, 1.0)


def test_failed_candidate_repeat_counts_zero() -> None:
    result = pair([scores("a", (1.0, None, 1.0), (1.0, None, 1.0))])
    assert result.candidate == (2 / 3,)
    assert result.baseline == (1.0,)
    assert result.complete_candidate == (1.0,)
    assert (result.pairs, result.missing, result.missing_candidate) == (1, 1, 1)
    assert result.share_missing_candidate == pytest.approx(1 / 3)
    assert result.share_missing_baseline == pytest.approx(1 / 3)


def test_failed_candidate_repeat_counts_whatever_the_baseline_did() -> None:
    result = pair([scores("a", (1.0, None), (1.0, None))])
    assert result.candidate == (0.5,)


def test_sides_of_unequal_length() -> None:
    result = pair([scores("a", (1.0,), (1.0, 0.0, 1.0))])
    assert result.complete_baseline == (1.0,)
    assert result.complete_candidate == (2 / 3,)


def test_missing_sides() -> None:
    result = pair(
        [
            scores("a", (None,), (1.0,)),
            scores("b", (1.0,), (math.nan,)),
            scores("c", (None,), ()),
            scores("d", (1.0,), (1.0,)),
        ]
    )
    assert (result.missing_baseline, result.missing_candidate, result.missing) == (2, 1, 2)
    assert (result.unscored, result.pairs) == (1, 1)
    assert (result.baseline, result.candidate) == ((1.0,) * 4, (1.0, 0.0, 0.0, 1.0))
    assert result.complete_candidate == (1.0,)
    assert result.share_missing_candidate == 0.5


def test_nothing() -> None:
    result = pair([])
    assert (result.cases, result.baseline, result.share_missing_baseline) == (0, (), 0.0)
