"""Limits that leave room for reasoning."""

from __future__ import annotations

import pytest

from portcheck.providers.lint.output_room import roomier_limit


@pytest.mark.parametrize(
    ("limit", "most", "expected"),
    [
        (16, None, 5120),
        (256, None, 5120),
        (1024, None, 5120),
        (4096, None, 20480),
        (256, 65536, 5120),
        (4096, 8192, 8192),
        (8192, 8192, None),
        (8192, 4096, None),
    ],
)
def test_four_times_the_room_and_no_more_than_the_model_writes(
    limit: int, most: int | None, expected: int | None
) -> None:
    assert roomier_limit(limit, most) == expected
