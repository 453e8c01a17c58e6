"""A mistake in the options of an entry."""

from __future__ import annotations

from msgspec import Struct


class OptionMistake(Struct, frozen=True):
    """What is wrong with an option of an entry, found before anything is sent."""

    steps: tuple[str | int, ...]
    """Where in the options; empty where something is missing."""
    message: str
    hint: str = ""
