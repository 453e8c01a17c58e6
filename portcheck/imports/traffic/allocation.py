"""How many cases each template gets, and which of its conversations they are."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

from portcheck.imports.cluster import Member

LEAST = 2
"""Cases of a template that has any."""


def allocated(calls: Sequence[int], there: Sequence[int], cases: int) -> tuple[int, ...]:
    """Cases of each template: in proportion to its calls, at least `LEAST`, at most what is there.

    What a template lacks goes to the others. Where `cases` is too small for `LEAST` of each, the
    rarest get none.

    Args:
        calls: calls of each, the most first.
        there: different conversations of each.
        cases: how many there are to be, over all.
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
    """That many different conversations, at random and in the order of the draw.

    One that was drawn several times is as much likelier (Efraimidis and Spirakis 2006).
    """

    def place(member: Member) -> tuple[float, str]:
        exchange = member.exchange
        name = f"{seed}:{exchange.raw_hash}:{exchange.place.line}".encode()
        drawn = int.from_bytes(hashlib.sha256(name).digest()[:8], "big") + 1
        return math.log(drawn / 2**64) / member.drawn, exchange.raw_hash

    return tuple(sorted(members, key=place, reverse=True)[:number])
