"""Remove code from Markdown."""

from __future__ import annotations

import re

_FENCE = re.compile(r"(`{3,}|~{3,})([^\n]*)")
_ITEM = re.compile(r"(?:[-+*]|\d{1,9}[.)])(?:[ ]{1,4}(?=\S)|[ ]*$)")
_DEEPEST = 50
"""Most nested lists."""
_TICKS = re.compile(r"`+")


def without_code(text: str) -> str:
    """The text with a blank in place of each code fence and code span.

    A fence that is never closed goes on to the end of the text, or of the list item that it is in;
    a span has the same number of ticks on both sides. Indented code stays, because indented text
    under a list item is not code.
    """
    kept, live = list[str](), list[str]()
    items, opened = list[int](), ""
    """Columns of the items of open lists, and the marks of an open fence."""
    for line in text.splitlines(keepends=True):
        bare = line.strip(" \t\r\n")
        column = _column(line)
        if bare and not (opened and not items):
            # A line to the left of an item's text ends the item, and the fence in it.
            left = len(items)
            while items and column < items[-1]:
                items.pop()
            opened = opened if left == len(items) else ""
        if opened:
            opened = "" if bare.startswith(opened) and not bare.strip(opened[0]) else opened
            continue
        begin = _items(line, items)
        fence = _FENCE.match(line, begin)
        inside = items[-1] if items else 0
        if fence is None or begin - inside > 3 or (fence[1][0] == "`" and "`" in fence[2]):
            live.append(line)
            continue
        kept.append("".join(live))
        live, opened = [line[: fence.start()]], fence[1]
    return " ".join(map(_without_spans, (*kept, "".join(live))))


def _column(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _items(line: str, items: list[int]) -> int:
    """The offset of a line's text after the marks of list items, which are added to `items`."""
    begin = _column(line)
    while (found := _ITEM.match(line, begin)) is not None and len(items) < _DEEPEST:
        if begin - (items[-1] if items else 0) > 3:
            break
        begin = found.end()
        items.append(begin)
    return begin


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
        # A span cannot contain a blank line.
        if same and "\n\n" not in text[ticks[number].end() : ticks[same[-1]].start()]:
            kept.append(text[at : ticks[number].start()])
            number = same[-1]
            at = ticks[number].end()
        number += 1
    return " ".join((*kept, text[at:]))
