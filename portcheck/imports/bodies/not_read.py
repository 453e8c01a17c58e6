"""The error that ends the reading of one record, and of no other."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^A-Za-z0-9_.:-]")


class NotReadError(Exception):
    """A record that cannot become an exchange; says why, without what is in it."""


def word(value: object) -> str:
    """A vendor's name of a thing, as far as it can be shown: printable, at most 40 characters."""
    return _WORD.sub("", value if isinstance(value, str) else type(value).__name__)[:40]
