"""Markdown without what it shows as code."""

from __future__ import annotations

import re

_FENCE = re.compile(r"^[ ]{0,3}(`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_TICKS = re.compile(r"`+")


def without_code(text: str) -> str:
    """The text with a blank in place of each code fence and code span.

    A fence that never closes reaches to the end; a span has as many ticks on both sides. Indented
    code stays, as what is indented under an item of a list is none.
    """
    kept, at = list[str](), 0
    opened: re.Match[str] | None = None
    for mark in _FENCE.finditer(text):
        if opened is None:
            kept.append(text[at : mark.start()])
            opened = mark
        elif mark[1].startswith(opened[1]) and mark[0].strip() == mark[1]:
            at, opened = mark.end(), None
    if opened is None:
        kept.append(text[at:])
    return " ".join(map(_without_spans, kept))


def _without_spans(text: str) -> str:
    ticks = list(_TICKS.finditer(text))
    after = dict[int, list[int]]()
    for number in range(len(ticks) - 1, -1, -1):
        after.setdefault(len(ticks[number][0]), []).append(number)
    kept, at, number = list[str](), 0, 0
    while number < len(ticks):
        same = after[len(ticks[number][0])]
        while same and same[-1] <= number:
            same.pop()
        # No span goes over a blank line.
        if same and "\n\n" not in text[ticks[number].end() : ticks[same[-1]].start()]:
            kept.append(text[at : ticks[number].start()])
            number = same[-1]
            at = ticks[number].end()
        number += 1
    return " ".join((*kept, text[at:]))
