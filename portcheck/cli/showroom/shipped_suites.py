"""The suites that ship: what their own files say, and no list beside them."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from portcheck.cli.showroom.shipped_files import suites
from portcheck.config.load import suite_head


class Shipped(Struct, frozen=True, kw_only=True):
    """One suite that ships, as its head says."""

    name: str
    file: Path
    about: str
    """What it measures."""
    languages: tuple[str, ...]
    """Of its prompts, as tags of BCP 47."""


def shipped_suites(folder: Path | None = None) -> tuple[Shipped, ...]:
    """The suites of a folder that state their languages, by name; of the package by default.

    A suite without `languages` is a demonstration, and its document leads to it.
    """
    found = []
    for file in sorted((folder or suites()).glob("*.yaml")):
        head = suite_head(file)
        if head is not None and head.languages:
            found.append(
                Shipped(name=head.name, file=file, about=head.about, languages=head.languages)
            )
    return tuple(sorted(found, key=lambda one: one.name))
