"""The error that skips one record."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^A-Za-z0-9_.:-]")


class NotReadError(Exception):
    """A record cannot become an exchange; the message says why, without the record's content."""


def word(value: object) -> str:
    """A vendor's name of a thing, made safe to show: printable, at most 40 characters."""
    return _WORD.sub("", value if isinstance(value, str) else type(value).__name__)[:40]
