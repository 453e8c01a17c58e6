"""Raise limits of output tokens for models that reason by default, to leave room for it."""

from __future__ import annotations

TIMES = 4
LEAST = 4096
_STEP = 1024


def roomier_limit(limit: int, most: int | None = None) -> int | None:
    """A limit four times as high, and at least 4096 tokens.

    The length of the complete reasoning is not known, and cut reasoning is no measure of it.

    Args:
        limit: the limit of output tokens, including reasoning, that reasoning used up.
        most: the most tokens that the model can write; `None`: not known.

    Returns:
        The limit, a multiple of 1024 unless the model allows less; `None` if it allows no more.
    """
    wanted = limit + max(LEAST, TIMES * limit)
    larger = -(-wanted // _STEP) * _STEP
    found = larger if most is None else min(larger, most)
    return found if found > limit else None
