"""Garbage is looked for less often for a while, and then as before."""

from __future__ import annotations

import gc

import pytest

from portcheck.run.execute.gc_pauses import NEW_OBJECTS, rarer_collections


@pytest.mark.parametrize(
    ("before", "during"), [(700, NEW_OBJECTS), (0, 0), (10 * NEW_OBJECTS, 10 * NEW_OBJECTS)]
)
def test_thresholds_are_raised_and_restored(before: int, during: int) -> None:
    kept = gc.get_threshold()
    gc.set_threshold(before, 10, 10)
    try:
        with pytest.raises(KeyboardInterrupt):
            interrupted(during)
        assert gc.get_threshold() == (before, 10, 10)
    finally:
        gc.set_threshold(*kept)


def interrupted(threshold: int) -> None:
    with rarer_collections():
        assert gc.get_threshold() == (threshold, 10, 10)
        raise KeyboardInterrupt


def test_what_exists_already_is_passed_by() -> None:
    old: list[object] = [[] for _ in range(10)]
    with rarer_collections():
        new: list[object] = []
        watched = gc.get_objects()
        assert any(item is new for item in watched)
        assert not any(item is old for item in watched)
    assert any(item is old for item in gc.get_objects())
