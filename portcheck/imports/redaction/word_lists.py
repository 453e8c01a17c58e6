"""Read words and patterns from `words.toml`, `personal.toml` and `people/people.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def words(name: str) -> frozenset[str]:
    """A set of words, in lower case if the script has it."""
    return frozenset(_table()["words"][name].split())


@cache
def in_order(name: str) -> tuple[str, ...]:
    """Words in the order of the file."""
    return tuple(_table()["words"][name].split())


@cache
def pattern(name: str) -> str:
    """A regular expression that matches any of several words, in a group."""
    return f"(?:{''.join(_table()['patterns'][name].splitlines())})"


def endings(name: str) -> list[Any]:
    """Endings of grammatical cases."""
    found: list[Any] = _table()["endings"][name]
    return found


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("words", "personal", "people/people"):
        written = (Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8")
        for section, entries in tomllib.loads(written).items():
            found.setdefault(section, {}).update(entries)
    return found
