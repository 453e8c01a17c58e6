"""A piece of a text that must not be written, and which pieces of several are taken."""

from __future__ import annotations

from collections.abc import Iterable

from portcheck.value import Value, Whole


class Span(Value, kw_only=True, order=True):
    """Where in a text something stands that must be replaced."""

    start: Whole
    end: Whole
    """After its last character."""
    kind: str
    """`secret`, `e-mail`, `phone`, `IBAN`, `card`, `ID number`, `address`, `birth date`, `IP
    address`, `code` or `name`."""


def apart(spans: Iterable[Span]) -> list[Span]:
    """Those that do not overlap an earlier kind's, in the order of the text.

    Args:
        spans: the most certain kinds first; of one kind the longer wins.
    """
    ordered = list(spans)
    covered = bytearray(max((span.end for span in ordered), default=0))
    taken: list[Span] = []
    for span in ordered:
        if covered.find(1, span.start, span.end) < 0:
            covered[span.start : span.end] = b"\1" * (span.end - span.start)
            taken.append(span)
    return sorted(taken)
