"""What regulators and auditors ask about leaving a vendor, with dates and sources."""

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
"""The part of a run that is evidence for a duty."""


class Duty(Struct, frozen=True, kw_only=True):
    """One demand of a law, guideline or standard, in our words."""

    id: str
    text: str
    """Name of the law, guideline or standard."""
    reference: str
    """Article, section or control in it."""
    asks: str
    topic: Topic
    source: str
    """Page on which we read it."""
    not_shown: str
    """The part of the demand that no run can show."""


@cache
def duties() -> tuple[Duty, ...]:
    """All duties, in the order of the table."""
    return convert(table("duties")["duties"], tuple[Duty, ...])
