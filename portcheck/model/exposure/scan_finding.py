"""One thing in one place: what `scan` finds."""

from __future__ import annotations

from typing import Literal

from portcheck.value import Value, Whole

FindingKind = Literal[
    "sdk", "model", "host", "variable", "secret", "infrastructure", "gateway", "lock_in"
]
Context = Literal["code", "test", "comment", "text", "catalogue", "documentation"]
"""Where something is named: `text` is prose in a string, `catalogue` a file that lists many models.
Only `code`, which includes configuration, is use."""


class Place(Value, kw_only=True):
    """Where something is named."""

    file: str
    """Relative to the folder, with `/` between its parts."""
    line: Whole
    """1-based."""
    column: Whole
    """1-based, in characters."""
    context: Context


class ScanFinding(Value, kw_only=True):
    """One thing in one place."""

    kind: FindingKind
    name: str
    """Name of a package, model, host, variable, resource or tie; masked for a secret."""
    service: str | None
    """Its name in the tables; `None`: the vendor is unknown."""
    vendor: str | None
    place: Place
    version: str = ""
    """Version of a package, as the file states it."""
    locked: bool = False
    """Whether a lock file states that version."""
