"""Divide a limit on calls in flight fairly among providers."""

from __future__ import annotations

from collections.abc import Mapping

DEFAULT_CONCURRENCY = 32
"""Calls in flight over all providers by default."""


def fair_shares(wanted: Mapping[str, int | None], total: int | None) -> dict[str, int]:
    """Calls in flight for each provider, so a slow one takes nothing from the others.

    With a total, every provider gets an equal share of it, what one cannot use going to those that
    can (max-min fairness: Bertsekas and Gallager 1992, section 6.5.2), and each at least 1. Without
    one, a provider's own limit counts as it is, and those without a limit share the default.

    Args:
        wanted: provider id to its own limit; `None` if it has none.
        total: calls in flight over all providers, 1 or more; `None`: not limited.
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
