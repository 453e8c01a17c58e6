"""Find names of people in a text, by lists and by context."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.imports.redaction.people.cued import cued_spans
from portcheck.imports.redaction.people.listed import name_spans
from portcheck.imports.redaction.span import Span


def person_spans(text: str) -> Iterator[Span]:
    """Yield names, the longest first; spans may overlap."""
    yield from sorted([*name_spans(text), *cued_spans(text)], key=lambda one: one.start - one.end)
