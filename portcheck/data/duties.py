"""What regulators and auditors ask of those who may have to leave a vendor: dated, with sources."""

from __future__ import annotations

from functools import cache
from typing import Literal

from msgspec import Struct, convert

from portcheck.data.tables import table

Topic = Literal[
    "exit",
    "alternatives",
    "testing",
    "concentration",
    "change",
    "location",
    "monitoring",
    "boundary",
]
"""What of a run speaks to it."""


class Duty(Struct, frozen=True, kw_only=True):
    """One thing that a text asks for, in our words."""

    id: str
    text: str
    """Which law, guideline or standard."""
    reference: str
    """Article, section or control within it."""
    asks: str
    topic: Topic
    source: str
    """Where it was read."""
    not_shown: str
    """What no run can show of it."""


@cache
def duties() -> tuple[Duty, ...]:
    """All that are known, in the order of the table."""
    return convert(table("duties")["duties"], tuple[Duty, ...])
