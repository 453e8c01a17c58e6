"""Limits of output tokens that leave room for reasoning, where a model reasons by itself."""

from __future__ import annotations

TIMES = 4
LEAST = 4096
_STEP = 1024


def roomier_limit(limit: int, most: int | None = None) -> int | None:
    """A limit that leaves reasoning four times the room it had, and 4096 tokens at least.

    How long a model would have gone on is not known: what was cut is no measure of it.

    Args:
        limit: output tokens, reasoning included, that reasoning used up.
        most: what the model can write at most; `None`: not known.

    Returns:
        The limit, a multiple of 1024 unless the model allows less; `None` if it allows no more.
    """
    wanted = limit + max(LEAST, TIMES * limit)
    larger = -(-wanted // _STEP) * _STEP
    found = larger if most is None else min(larger, most)
    return found if found > limit else None
