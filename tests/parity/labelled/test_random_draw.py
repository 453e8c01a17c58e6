"""A random order of groups: reproducible, extensible, and fair."""

from __future__ import annotations

import itertools
from collections import Counter

from portcheck.parity.labelled.random_draw import random_order

GROUPS = ("ape", "bee", "cat", "dog", "elk")


def test_the_same_seed_gives_the_same_order_whatever_the_order_of_the_cases() -> None:
    drawn = random_order(GROUPS, seed="a")
    assert sorted(drawn) == list(GROUPS)
    assert random_order((*reversed(GROUPS), "cat"), seed="a") == drawn
    assert random_order(GROUPS, seed="b") != drawn


def test_groups_that_are_left_out_leave_the_others_in_their_order() -> None:
    drawn = random_order(GROUPS, seed="a")
    without = random_order((one for one in GROUPS if one != "cat"), seed="a")
    assert without == tuple(one for one in drawn if one != "cat")


def test_seed_and_name_are_kept_apart() -> None:
    names = ("1", "11", "111")
    assert len({random_order(names, seed=seed) for seed in ("", "1", "11", "111", "1111")}) > 1


def test_a_name_that_is_no_unicode_has_its_place() -> None:
    assert set(random_order(("\ud800", "a"), seed="\udfff")) == {"\ud800", "a"}


def test_every_order_is_as_likely_as_any_other() -> None:
    seen = Counter(random_order("abc", seed=str(number)) for number in range(6000))
    assert set(seen) == set(itertools.permutations("abc"))
    # Chi squared with 5 degrees of freedom: 20.5 is exceeded in 1 of 1,000.
    assert sum((found - 1000) ** 2 / 1000 for found in seen.values()) < 20.5
