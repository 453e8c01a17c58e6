"""Pair the items of an answer with the expected ones, where an item fits several of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence


def most_pairs(fitting: Sequence[Sequence[int]]) -> dict[int, int]:
    """Pair as many places and items as possible, by augmenting paths (Kuhn 1955).

    Args:
        fitting: for each item, the places where it may go.
    """
    taken, exhausted = dict[int, int](), set[int]()
    for item in range(len(fitting)):
        tried = set(exhausted)
        if not _finds_place(item, fitting, taken, tried):
            exhausted = tried  # no later item gets a place among these
    return taken


def _finds_place(
    item: int, fitting: Sequence[Sequence[int]], taken: dict[int, int], tried: set[int]
) -> bool:
    """Give an item a place; other items move to other places if they must.

    The first free place is taken, so that equal items keep their order.
    """
    wanted_by, left_by = dict[int, int](), dict[int, int]()
    waiting = deque([item])
    while waiting:
        one = waiting.popleft()
        for place in fitting[one]:
            if place in tried:
                continue
            tried.add(place)
            wanted_by[place] = one
            if place not in taken:
                _move(place, item, taken, wanted_by, left_by)
                return True
            left_by[taken[place]] = place
            waiting.append(taken[place])
    return False


def _move(
    place: int, item: int, taken: dict[int, int], wanted_by: dict[int, int], left_by: dict[int, int]
) -> None:
    """Move each item on the path to a free place, from its end back to the new item."""
    while (one := wanted_by[place]) != item:
        taken[place], place = one, left_by[one]
    taken[place] = item
