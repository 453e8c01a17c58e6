"""Draw the groups of cases that people label: a random sample that can grow.

A sample represents the whole run only if it is drawn before anybody looks at the answers. A seed
puts the groups in a random order; a sample is the beginning of that order, and a larger sample
continues it. The order depends on the names of the groups and the seed, never on answers, scores
or the order of the cases.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def random_order(groups: Iterable[str], *, seed: str) -> tuple[str, ...]:
    """Put the distinct groups in a random order, which is the same for the same seed.

    They are sorted by the SHA-256 of seed and name: every order is equally likely, and without some
    groups the others keep their order.

    Args:
        groups: Names of groups; repeated names count once.
        seed: Any text.
    """

    def place(group: str) -> tuple[bytes, str]:
        text = f"{len(seed)}:{seed}{group}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), group

    return tuple(sorted(set(groups), key=place))
