"""JSON in which one value is something else than its documentation says."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

ODD: tuple[Any, ...] = (None, {"a": [1]}, [["b"]], 7, "", "{}", True, "cut \ud83d")


def changed(value: Any) -> Iterator[Any]:
    """Copies of a value, in each of which an odd one stands in one of its places, or nothing."""
    for steps in places(value):
        for odd in (*ODD, ...):
            made = copy.deepcopy(value)
            inner = made
            for step in steps[:-1]:
                inner = inner[step]
            if odd is ...:
                del inner[steps[-1]]
            else:
                inner[steps[-1]] = odd
            yield made


def places(value: Any, steps: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The keys and numbers that lead to every value inside of one."""
    if steps:
        yield steps
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*steps, step))
