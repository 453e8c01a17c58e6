"""Which groups of cases people are asked about: a random sample that can grow.

Only a sample that was drawn before anybody looked stands for the whole run. Each group has a place
in one random order, given by a seed; a sample is the first of it, a larger sample goes on from
there. The order depends on the names of the groups and on the seed, never on answers, scores or
the order of the cases.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def random_order(groups: Iterable[str], *, seed: str) -> tuple[str, ...]:
    """The distinct groups in random order, the same for the same seed.

    They are sorted by the SHA-256 of seed and name: every order is as likely as any other, and
    leaving groups out leaves the others in their order.

    Args:
        groups: Names; those that occur several times are one.
        seed: Any text.
    """

    def place(group: str) -> tuple[bytes, str]:
        text = f"{len(seed)}:{seed}{group}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), group

    return tuple(sorted(set(groups), key=place))
