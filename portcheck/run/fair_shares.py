"""Divide a limit of parallel calls fairly among providers."""

from __future__ import annotations

from collections.abc import Mapping

DEFAULT_CONCURRENCY = 32
"""Parallel calls to all providers, by default."""


def fair_shares(wanted: Mapping[str, int | None], total: int | None) -> dict[str, int]:
    """Parallel calls for each provider, so that a slow one takes nothing from the others.

    With a total, every provider gets an equal share of it, at least 1, and the part that one cannot
    use goes to the others (max-min fairness: Bertsekas and Gallager 1992, section 6.5.2). Without a
    total, each provider has its own limit, or else an equal share of `DEFAULT_CONCURRENCY`.

    Args:
        wanted: provider id to its own limit; `None` if it has none.
        total: parallel calls to all providers, 1 or more; `None`: no total.
    """
    if total is None:
        free = [name for name, limit in wanted.items() if limit is None]
        share = max(1, DEFAULT_CONCURRENCY // max(1, len(wanted)))
        return {name: share if name in free else int(limit or 1) for name, limit in wanted.items()}
    found: dict[str, int] = {}
    left = total
    for number, (name, limit) in enumerate(
        sorted(wanted.items(), key=lambda item: (item[1] is None, item[1] or 0))
    ):
        fair = left // (len(wanted) - number)
        found[name] = max(1, fair if limit is None else min(limit, fair))
        left = max(0, left - found[name])
    return found
