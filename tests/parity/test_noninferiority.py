"""The comparison: its laws, its known facts, and its exact error rates."""

from __future__ import annotations

import math
from collections.abc import Sequence

import missing_answers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.model.parity import CasePair, Comparison
from portcheck.parity.intervals import p_value
from portcheck.parity.noninferiority import METHOD_FRACTIONAL, compare, compare_cases
from portcheck.parity.sequential import look_alpha

RANK = {"inferior": 0, "inconclusive": 1, "noninferior": 2}
Scores = list[float | None]

SCORE = st.one_of(
    st.sampled_from([0.0, 1.0, 1.0, 1.0, None]), st.sampled_from([0.25, 0.5, 0.75]), st.floats(0, 1)
)
PAIRS = st.lists(st.tuples(SCORE, SCORE, st.integers(0, 12)), min_size=1, max_size=40)
MARGIN = st.sampled_from([0.02, 0.05, 0.1, 0.15, 0.3])


def split(
    rows: Sequence[tuple[float | None, float | None, int]],
) -> tuple[Scores, Scores, list[int]]:
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]


@pytest.mark.parametrize(("margin", "needed"), [(0.02, 149), (0.05, 59), (0.10, 29), (0.15, 19)])
def test_no_pair_disagreeing(margin: float, needed: int) -> None:
    assert compare([1] * needed, [1] * needed, margin=margin).outcome == "noninferior"
    fewer = compare([1] * (needed - 1), [1] * (needed - 1), margin=margin)
    assert fewer.outcome == "inconclusive"


@pytest.mark.parametrize(("margin", "needed"), [(0.02, 160), (0.05, 63), (0.10, 31), (0.15, 20)])
def test_no_pair_disagreeing_at_the_first_look(margin: float, needed: int) -> None:
    first = 1.0 - look_alpha(0.05, 1)
    for number, outcome in ((needed, "noninferior"), (needed - 1, "inconclusive")):
        result = compare([1] * number, [1] * number, margin=margin, confidence=first)
        assert result.outcome == outcome


def test_few_equal_cases_prove_little() -> None:
    result = compare([1] * 20, [1] * 20, margin=0.05)
    assert result.outcome == "inconclusive"
    assert result.difference == 0.0
    assert result.p_inferior == 1.0


def test_many_equal_cases() -> None:
    result = compare([1] * 200, [1] * 200, margin=0.05)
    assert result.outcome == "noninferior"
    assert result.ci_low == pytest.approx(-0.01487, abs=1e-5)


def test_total_failure() -> None:
    result = compare([1] * 20, [0] * 20, margin=0.05)
    assert result.outcome == "inferior"
    assert result.p_inferior is not None
    assert result.p_inferior < 1e-4


def test_worse_but_inside_the_margin() -> None:
    result = compare([1] * 300, [1] * 296 + [0] * 4, margin=0.05)
    assert result.outcome == "noninferior"
    assert result.difference == pytest.approx(-4 / 300)


def test_no_data() -> None:
    result = compare([], [], margin=0.05)
    assert result.outcome == "inconclusive"
    numbers = (result.baseline, result.difference, result.ci_low, result.ci_high)
    assert numbers == (None,) * 4
    assert (result.p_inferior, result.clusters) == (None, 0)


def test_no_complete_pair() -> None:
    result = compare([0.0] * 100, [None] * 100, margin=0.05)
    assert result.outcome == "inconclusive"
    assert result.ci_high is None
    assert result.candidate == 0.0


def test_missing_counts_zero_for_safe_and_not_at_all_for_unsafe() -> None:
    baseline: Scores = [1.0] * 40
    candidate: Scores = [1.0] * 30 + [None] * 5 + [math.nan] * 5
    result = compare(baseline, candidate, margin=0.05)
    assert result.candidate == 0.75
    assert result.difference == -0.25
    assert result.complete_difference == 0.0
    assert result.ci_high == result.complete_ci_high
    assert (result.pairs, result.missing, result.missing_candidate, result.unscored) == (
        30,
        5,
        5,
        5,
    )
    assert result.outcome == "inconclusive"


@pytest.mark.parametrize(("answer", "difference"), [(0.0, -1.0), (1.0, 0.0), (None, -1.0)])
def test_a_missing_baseline_answer_may_have_been_right(
    answer: float | None, difference: float
) -> None:
    full = compare([1.0, 0.0] * 30, [1.0, 0.0] * 30, margin=0.1)
    more = compare([*[1.0, 0.0] * 30, None], [*[1.0, 0.0] * 30, answer], margin=0.1)
    worst = compare([*[1.0, 0.0] * 30, 1.0], [*[1.0, 0.0] * 30, answer or 0.0], margin=0.1)
    assert more.difference == pytest.approx(difference / 61)
    assert more.ci_low == worst.ci_low
    assert more.ci_high == full.ci_high  # unsafe is decided on complete pairs
    assert (more.cases, more.clusters, more.missing_baseline) == (61, 61, 1)


def test_what_is_missing_makes_no_candidate_inferior() -> None:
    whole = compare([1.0] * 40, [1.0] * 38 + [0.0] * 2, margin=0.05)
    holes = compare([1.0] * 50, [1.0] * 38 + [0.0] * 2 + [None] * 10, margin=0.05)
    assert holes.p_inferior == whole.p_inferior


def test_a_limit_at_the_margin_shows_nothing() -> None:
    low = compare([1.0] * 40, [1.0] * 40, margin=0.5).ci_low
    high = compare([1.0] * 40, [0.0] * 30 + [1.0] * 10, margin=0.5).ci_high
    assert low is not None
    assert high is not None
    assert compare([1.0] * 40, [1.0] * 40, margin=-low).outcome == "inconclusive"
    lost = compare([1.0] * 40, [0.0] * 30 + [1.0] * 10, margin=-high)
    assert lost.outcome == "inconclusive"


def test_the_method_is_that_of_the_complete_pairs_too() -> None:
    case = CasePair(case="a", group="a", baseline=(0.5, None), candidate=(0.75,))
    found = compare_cases([case], margin=0.05)
    assert (found.difference, found.complete_difference) == (0.0, 0.25)
    assert found.method == METHOD_FRACTIONAL


def test_baseline_of_a_missing_candidate_answer_is_used() -> None:
    result = compare([0.5, 1.0], [None, 1.0], margin=0.1)
    assert result.difference == pytest.approx(-0.25)


def test_clusters_count_once_and_equally() -> None:
    flat = compare([1.0] * 10, [1.0] * 9 + [0.0], margin=0.1)
    one = compare([1.0] * 10, [1.0] * 9 + [0.0], margin=0.1, clusters=["a"] * 9 + ["b"])
    assert (flat.clusters, one.clusters) == (10, 2)
    assert one.difference == pytest.approx(-0.5)


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"candidate": [1.0]}, "2 baseline"),
        ({"baseline": [1.0, 1.5]}, "0..1"),
        ({"baseline": [1.0, math.inf]}, "0..1"),
        ({"margin": 0.0}, "margin"),
        ({"margin": 1.0}, "margin"),
        ({"confidence": 0.5}, "confidence"),
        ({"confidence": 1.0}, "confidence"),
        ({"clusters": ["a"]}, "clusters"),
    ],
)
def test_bad_arguments(arguments: dict[str, object], match: str) -> None:
    values: dict[str, object] = {"baseline": [1.0, 1.0], "candidate": [1.0, 1.0], "margin": 0.05}
    with pytest.raises(ValueError, match=match):
        compare(**(values | arguments))  # type: ignore[arg-type]  # deliberately wrong


def check(result: Comparison) -> None:
    """What every comparison with data and complete pairs keeps to."""
    assert result.ci_low is not None
    assert result.difference is not None
    assert result.complete_difference is not None
    assert result.ci_high is not None
    assert result.complete_ci_low is not None
    assert result.p_inferior is not None
    assert result.ci_low <= result.difference + 1e-9
    assert result.complete_ci_low - 1e-9 <= result.complete_difference <= result.ci_high + 1e-9
    assert (result.outcome == "noninferior") == (result.ci_low > -result.margin)
    if result.outcome == "inferior":
        assert result.ci_high < -result.margin
    if abs(result.ci_high + result.margin) > 1e-7:
        assert (result.ci_high < -result.margin) == (result.p_inferior < 1 - result.confidence)
    if not result.missing and not result.unscored:
        assert result.ci_low == result.complete_ci_low


@settings(max_examples=150, deadline=None)
@given(PAIRS, MARGIN)
def test_laws(rows: list[tuple[float | None, float | None, int]], margin: float) -> None:
    baseline, candidate, clusters = split(rows)
    for units in (None, clusters):
        result = compare(baseline, candidate, margin=margin, clusters=units)
        if result.pairs:
            check(result)
        else:
            assert result.outcome == "inconclusive"
        wider = compare(baseline, candidate, margin=margin * 1.7, clusters=units)
        assert RANK[wider.outcome] >= RANK[result.outcome]


@settings(max_examples=100, deadline=None)
@given(PAIRS, MARGIN)
def test_symmetries(rows: list[tuple[float | None, float | None, int]], margin: float) -> None:
    baseline, candidate, clusters = split(rows)
    result = compare(baseline, candidate, margin=margin, clusters=clusters)
    swapped = compare(candidate, baseline, margin=margin, clusters=clusters)
    if result.pairs:
        assert result.complete_ci_high is not None
        assert swapped.complete_ci_low == pytest.approx(-result.complete_ci_high, abs=1e-12)
    backwards = compare(baseline[::-1], candidate[::-1], margin=margin, clusters=clusters[::-1])
    assert backwards == result
    doubled = compare(baseline * 2, candidate * 2, margin=margin, clusters=clusters * 2)
    assert (doubled.ci_low, doubled.ci_high) == (result.ci_low, result.ci_high)
    assert doubled.outcome == result.outcome


@settings(max_examples=150, deadline=None)
@given(PAIRS, MARGIN, st.data())
def test_missing_never_helps(
    rows: list[tuple[float | None, float | None, int]], margin: float, data: st.DataObject
) -> None:
    baseline, candidate, clusters = split(rows)
    index = data.draw(st.integers(0, len(rows) - 1))
    result = compare(baseline, candidate, margin=margin, clusters=clusters)
    data.draw(st.sampled_from([baseline, candidate]))[index] = None
    fewer = compare(baseline, candidate, margin=margin, clusters=clusters)
    assert result.outcome == "noninferior" or fewer.outcome != "noninferior"
    if result.ci_low is not None and result.ci_low < 0.0:
        assert fewer.ci_low is not None
        assert fewer.ci_low <= result.ci_low + 1e-8


@settings(max_examples=150, deadline=None)
@given(PAIRS, MARGIN)
def test_a_case_that_both_pass_never_hurts(
    rows: list[tuple[float | None, float | None, int]], margin: float
) -> None:
    baseline, candidate, _ = split(rows)
    result = compare(baseline, candidate, margin=margin)
    more = compare([*baseline, 1.0], [*candidate, 1.0], margin=margin)
    if result.pairs:
        assert RANK[more.outcome] >= RANK[result.outcome]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from([0.0, 1.0]), SCORE), min_size=1, max_size=3),
        min_size=1,
        max_size=15,
    )
)
def test_repeats_are_clusters(cases: list[list[tuple[float, float | None]]]) -> None:
    """Where the baseline is complete, repeats of a case are positions of a cluster."""
    flat = [(b, c, index) for index, case in enumerate(cases) for b, c in case]
    baseline, candidate, clusters = split(flat)
    by_position = compare(baseline, candidate, margin=0.1, clusters=clusters)
    by_case = compare_cases(
        [
            CasePair(
                case=str(index),
                group=str(index),
                baseline=tuple(b for b, _ in case),
                candidate=tuple(c for _, c in case),
            )
            for index, case in enumerate(cases)
        ],
        margin=0.1,
    )
    assert (by_case.ci_low, by_case.difference) == (by_position.ci_low, by_position.difference)
    assert by_case.cases == len(cases)


def enumerate_border(number: int, margin: float) -> list[int]:
    """For each number of losses the wins from which the table is non-inferior."""
    border: list[int] = []
    wins = 0
    for losses in range(number + 1):
        while losses + wins <= number:
            rows = ((-1.0, losses), (0.0, number - losses - wins), (1.0, wins))
            counts = tuple((value, float(count)) for value, count in rows if count)
            if p_value(counts, -margin) < 0.05:
                break
            wins += 1
        border.append(wins)
    return border


def chance(number: int, border: list[int], loss: float, win: float) -> float:
    total = 0.0
    for losses, least in enumerate(border):
        for wins in range(least, number - losses + 1):
            log = math.lgamma(number + 1) - math.lgamma(losses + 1) - math.lgamma(wins + 1)
            log -= math.lgamma(number - losses - wins + 1)
            ties = number - losses - wins
            for count, p in ((losses, loss), (wins, win), (ties, 1 - loss - win)):
                log += count * math.log(p) if count and p > 0 else (-math.inf if count else 0.0)
            total += math.exp(log)
    return total


def test_border_is_what_compare_says() -> None:
    for losses, least in enumerate(enumerate_border(30, 0.1)):
        for wins in range(30 - losses + 1):
            ties = 30 - losses - wins
            result = compare(
                [1] * losses + [1] * ties + [0] * wins,
                [0] * losses + [1] * (ties + wins),
                margin=0.1,
            )
            assert (result.outcome == "noninferior") == (wins >= least)


@pytest.mark.slow
@pytest.mark.parametrize("number", [10, 16, 20, 25, 42, 60, 100])
def test_exact_false_safe(number: int) -> None:
    """Every truth at the margin, up to nine pairs in ten disagreeing."""
    for margin in (0.02, 0.05, 0.10, 0.12, 0.15):
        border = enumerate_border(number, margin)
        for step in range(8):
            share = margin + (0.9 - margin) * (step / 7) ** 2
            rate = chance(number, border, (share + margin) / 2, max(0.0, (share - margin) / 2))
            assert rate <= 0.07


def test_exact_power() -> None:
    assert chance(100, enumerate_border(100, 0.10), 0.05, 0.05) == pytest.approx(0.902, abs=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize("side", missing_answers.SIDES)
@pytest.mark.parametrize("share", missing_answers.SHARES)
def test_answers_missing_where_the_candidate_fails_buy_no_safety(side: str, share: float) -> None:
    rates = missing_answers.measure(
        number=300, margin=0.05, share=share, side=side, runs=400, confidence=0.96, seed=7
    )
    assert rates.worst_case <= 0.06
    assert rates.complete_pairs > rates.worst_case
