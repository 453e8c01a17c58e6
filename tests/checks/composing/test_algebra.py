"""The laws of the algebra of compositions."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.checks.composing.algebra import (
    UNKNOWN,
    Bounds,
    at_least,
    conjunction,
    disjunction,
    known,
    mean,
    negation,
)

SIXTEENTHS = st.integers(0, 16).map(lambda number: number / 16)  # 1 - x is exact for these
BOUNDS = st.tuples(SIXTEENTHS, SIXTEENTHS).map(lambda pair: (min(pair), max(pair)))
LISTS = st.lists(BOUNDS, min_size=1, max_size=4)
quick = settings(max_examples=60, deadline=None)


def within(inner: Bounds, outer: Bounds) -> bool:
    return outer[0] <= inner[0] <= inner[1] <= outer[1]


@quick
@given(LISTS)
def test_de_morgan(parts: list[Bounds]) -> None:
    assert negation(conjunction(parts)) == disjunction([negation(part) for part in parts])
    assert negation(disjunction(parts)) == conjunction([negation(part) for part in parts])


@quick
@given(BOUNDS, BOUNDS)
def test_double_negation_idempotence_and_absorption(one: Bounds, other: Bounds) -> None:
    assert negation(negation(one)) == one
    assert conjunction([one, one]) == disjunction([one, one]) == one
    assert conjunction([one, disjunction([one, other])]) == one
    assert disjunction([one, conjunction([one, other])]) == one
    assert mean([one, one], [1.0, 3.0]) == pytest.approx(one)


@quick
@given(LISTS, st.randoms(use_true_random=False))
def test_order_and_nesting_do_not_matter(parts: list[Bounds], random: object) -> None:
    turned = parts[::-1]
    nested = [parts[0], *([conjunction(parts[1:])] if parts[1:] else [])]
    assert conjunction(parts) == conjunction(turned) == conjunction(nested)
    assert disjunction(parts) == disjunction(turned)


@quick
@given(LISTS, st.integers(0, 3), SIXTEENTHS, st.lists(st.integers(1, 9), min_size=4, max_size=4))
def test_a_better_part_makes_nothing_worse(
    parts: list[Bounds], place: int, higher: float, weights: list[int]
) -> None:
    place %= len(parts)
    better = [*parts]
    better[place] = (max(parts[place][0], higher), max(parts[place][1], higher))
    shares = [float(weight) for weight in weights[: len(parts)]]
    for combine in (conjunction, disjunction, lambda given: mean(given, shares)):
        before, after = combine(parts), combine(better)
        assert before[0] <= after[0]
        assert before[1] <= after[1]
        assert at_least(before, 0.5)[0] <= at_least(after, 0.5)[0]


@quick
@given(LISTS, st.integers(0, 3), SIXTEENTHS, st.lists(st.integers(1, 9), min_size=4, max_size=4))
def test_what_becomes_known_lies_within_what_was_known_before(
    parts: list[Bounds], place: int, value: float, weights: list[int]
) -> None:
    place %= len(parts)
    before, after = [*parts], [*parts]
    before[place], after[place] = UNKNOWN, known(value)
    shares = [float(weight) for weight in weights[: len(parts)]]
    for combine in (conjunction, disjunction, lambda given: mean(given, shares)):
        assert within(combine(after), combine(before))
        assert within(at_least(combine(after), 0.5), at_least(combine(before), 0.5))


TRUE, FALSE = known(1.0), known(0.0)
KLEENE = [
    (TRUE, UNKNOWN, UNKNOWN, TRUE),
    (FALSE, UNKNOWN, FALSE, UNKNOWN),
    (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    *(
        (one, other, min(one, other), max(one, other))
        for one, other in product((TRUE, FALSE), repeat=2)
    ),
]


@pytest.mark.parametrize(("one", "other", "both", "either"), KLEENE)
def test_of_three_values_it_is_kleenes_strong_logic(
    one: Bounds, other: Bounds, both: Bounds, either: Bounds
) -> None:
    assert conjunction([one, other]) == conjunction([other, one]) == both
    assert disjunction([one, other]) == disjunction([other, one]) == either


def test_weights() -> None:
    assert mean([TRUE, FALSE], [3.0, 1.0]) == (0.75, 0.75)
    assert mean([TRUE, UNKNOWN], [3.0, 1.0]) == (0.75, 1.0)
    assert mean([TRUE] * 10, [0.1] * 10) == (1.0, 1.0)
    assert at_least(mean([TRUE, UNKNOWN], [3.0, 1.0]), 0.7) == TRUE
    assert at_least(mean([FALSE, UNKNOWN], [3.0, 1.0]), 0.7) == FALSE
    assert at_least(mean([TRUE, UNKNOWN], [1.0, 1.0]), 0.7) == UNKNOWN
