"""Spans of a text that must not be written, and how to choose among overlapping ones."""

from __future__ import annotations

from collections.abc import Iterable

from portcheck.value import Value, Whole


class Span(Value, kw_only=True, order=True):
    """A range of a text that must be replaced."""

    start: Whole
    end: Whole
    """Position after the last character."""
    kind: str
    """`secret`, `e-mail`, `phone`, `IBAN`, `card`, `ID number`, `address`, `birth date`, `IP
    address`, `code` or `name`."""


def apart(spans: Iterable[Span]) -> list[Span]:
    """Drop spans that overlap an earlier one, and sort the rest by position.

    Args:
        spans: the most certain kinds first, and of one kind the longest first.
    """
    ordered = list(spans)
    covered = bytearray(max((span.end for span in ordered), default=0))
    taken: list[Span] = []
    for span in ordered:
        if covered.find(1, span.start, span.end) < 0:
            covered[span.start : span.end] = b"\1" * (span.end - span.start)
            taken.append(span)
    return sorted(taken)
