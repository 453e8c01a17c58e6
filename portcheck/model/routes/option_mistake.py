"""A mistake in the options of an entry."""

from __future__ import annotations

from msgspec import Struct


class OptionMistake(Struct, frozen=True):
    """A mistake in an option of a providers entry, found before anything is sent."""

    steps: tuple[str | int, ...]
    """Path to the option; empty if something is missing."""
    message: str
    hint: str = ""
