"""Decide how many cases each template gets, and sample them from its conversations."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

from portcheck.imports.cluster import Member

LEAST = 2
"""Fewest cases of a template that gets any."""


def allocated(calls: Sequence[int], there: Sequence[int], cases: int) -> tuple[int, ...]:
    """Number of cases per template: in proportion to its calls, at least `LEAST` if it has them.

    If a template has too few conversations, the others get its cases. If `cases` is too small for
    `LEAST` of each, the rarest templates get none.

    Args:
        calls: number of calls of each template, most first.
        there: number of different conversations of each.
        cases: total number of cases.
    """
    chosen = [at for at, number in enumerate(there) if number][: max(1, cases // LEAST)]
    given = {at: min(LEAST, there[at]) for at in chosen}
    left = cases - sum(given.values())
    while left > 0 and (open_ := [at for at in chosen if given[at] < there[at]]):
        # The template that is furthest below its share is next (Webster 1832, Sainte-Lague 1910).
        best = max(open_, key=lambda at: (calls[at] / (2 * given[at] + 1), -at))
        given[best] += 1
        left -= 1
    return tuple(given.get(at, 0) for at in range(len(calls)))


def sampled(members: Sequence[Member], number: int, seed: int) -> tuple[Member, ...]:
    """Draw `number` different conversations at random, in the order of the draw.

    A conversation is weighted by `drawn` (Efraimidis and Spirakis 2006).
    """

    def place(member: Member) -> tuple[float, str]:
        exchange = member.exchange
        name = f"{seed}:{exchange.raw_hash}:{exchange.place.line}".encode()
        drawn = int.from_bytes(hashlib.sha256(name).digest()[:8], "big") + 1
        return math.log(drawn / 2**64) / member.drawn, exchange.raw_hash

    return tuple(sorted(members, key=place, reverse=True)[:number])
