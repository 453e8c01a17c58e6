"""As many items as possible are paired."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from portcheck.checks.list import MOST
from portcheck.checks.shared.pairing import most_pairs


def test_a_long_chain_of_places_in_common_is_paired() -> None:
    fitting = [[item, item + 1] for item in range(MOST)]
    assert len(most_pairs([*fitting, [0]])) == MOST + 1
    assert len(most_pairs([*fitting, [0], [0]])) == MOST + 1


@given(st.lists(st.lists(st.integers(0, 4), unique=True, max_size=4), min_size=1, max_size=5))
def test_no_other_pairing_has_more_pairs(fitting: list[list[int]]) -> None:
    taken = most_pairs(fitting)
    assert all(place in fitting[item] for place, item in taken.items())
    assert len(set(taken.values())) == len(taken)
    best = max(
        sum(place in fits for place, fits in zip(places, fitting, strict=True))
        for places in permutations(range(5), len(fitting))
    )
    assert len(taken) == best
