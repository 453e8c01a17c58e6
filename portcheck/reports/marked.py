"""Mark the differences between two answers, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_MOST_WORDS = 4000
"""Longer texts are not compared."""
_ALIKE = 0.3
"""Texts with a lower similarity, 0..1, are not marked, as nearly every word would be."""


class Piece(Struct, frozen=True):
    """A part of a text."""

    text: str
    differs: bool
    """The part is not in the other text, or not in this place."""


def marked(first: str, second: str) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """Split both texts into pieces that differ or not, in order.

    Nothing is marked if they are equal, have little in common, or are too long to compare.
    """
    from rapidfuzz.distance import Indel  # noqa: PLC0415  # not needed at a start

    words = (_WORDS.findall(first), _WORDS.findall(second))
    plain = ((Piece(first, False),), (Piece(second, False),))
    if first == second or max(map(len, words)) > _MOST_WORDS:
        return plain
    if Indel.normalized_similarity(*words) < _ALIKE:
        return plain
    steps = list(Indel.opcodes(*words))
    return (
        _joined((words[0][s.src_start : s.src_end], s.tag != "equal") for s in steps),
        _joined((words[1][s.dest_start : s.dest_end], s.tag != "equal") for s in steps),
    )


def _joined(parts: Iterator[tuple[Sequence[str], bool]]) -> tuple[Piece, ...]:
    """Join neighbours of one kind; a space between two differences counts as different."""
    found: list[Piece] = []
    for words, differs in parts:
        text = "".join(words)
        if not text:
            continue
        if len(found) > 1 and differs and found[-1].text.isspace() and found[-2].differs:
            space = found.pop()
            before = found.pop()
            found.append(Piece(before.text + space.text + text, True))
        elif found and found[-1].differs is differs:
            found[-1] = Piece(found[-1].text + text, differs)
        else:
            found.append(Piece(text, differs))
    return tuple(found)
