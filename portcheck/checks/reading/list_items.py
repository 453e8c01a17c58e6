"""Parse the items of a list: a JSON array, bullets or numbers, lines, or words between commas."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from portcheck.detectors.json_in_text import fences
from portcheck.lazy_pattern import LazyPattern

ListForm = Literal["json", "bullets", "lines", "commas"]

BULLET = re.compile(
    r"[ \t]*(?:[-*+\u2022\u2023\u25e6\u25aa\u25cf\u2013\u2014\u00b7\u30fb](?=\s)"
    r"|\(?[0-9]{1,3}(?:[).\u3001:](?=\s)|[)\u3001])|\(?[a-zA-Z]\)|[a-z]\.(?=\s)|\[[ xX]\](?=\s))"
    r"[ \t]*(?:\[[ xX]\][ \t]*)?"
)
"""The mark of a list item: a dash or dot, a number, a letter, a checkbox."""
_COMMA = LazyPattern(r"\s*[,;\u060c\u061b\uff0c\uff1b\u3001\u00b7|]\s*(?:(?:and|or)\s+)?|\t")
_AND = LazyPattern(
    r"\s+(?:and|or|&|und|oder|et|ou|y|e|o|en|of|och|og|eller|i|oraz|lub|ja|tai|ve|veya|\u0438"
    r"|\u0438\u043b\u0438|\u0648)\s+|\s*(?:\u548c|\u4e0e|\u3068|\u53ca\u3073)\s*"
)
_RULE = re.compile(r"[ \t]*[-*_=]{3,}[ \t]*")
_JSON_LONGEST = 200_000


class ListRead(NamedTuple):
    """A parsed list."""

    items: tuple[str, ...]
    form: ListForm
    undivided: tuple[str, ...] | None = None
    """The items if the last `and` is part of an item; `None` if there is no `and`."""


def read_list(text: str, form: str = "auto") -> ListRead:
    """The items of the list in a text.

    A JSON array counts if it is the whole text or a whole code fence. Of bullets, those with the
    least indent are the items, as others belong to one of them; text around bullets is not an item.
    Without bullets, several lines are items, and a single line is divided at commas, semicolons and
    the last `and`; its beginning up to a colon is not an item.

    Args:
        text: an answer.
        form: `json`, `bullets`, `lines` or `commas`; `auto` takes the first that the text has.
    """
    if form in {"auto", "json"} and (values := _json_items(text)) is not None:
        return ListRead(values, "json")
    if form in {"auto", "bullets"} and (bullets := bullet_items(text)):
        return ListRead(bullets, "bullets")
    lines = _lines(text)
    if form == "lines" or (form == "auto" and len(lines) > 1 and not _continues(lines)):
        return ListRead(tuple(lines), "lines")
    if form in {"auto", "commas"}:
        return _between_commas(" ".join(lines))
    return ListRead((), "json" if form == "json" else "bullets")


def marked_items(text: str) -> tuple[str, ...]:
    """The items of a JSON array, of bullets or of a numbered list; empty if there is none."""
    values = _json_items(text)
    return bullet_items(text) if values is None else values


def bullet_items(text: str) -> tuple[str, ...]:
    """The texts behind bullets or numbers, without those with a deeper indent."""
    found: list[tuple[int, str]] = []
    for line in text.splitlines():
        mark = BULLET.match(line)
        if mark and not _RULE.fullmatch(line) and (said := line[mark.end() :].strip()):
            indent = line[: len(line) - len(line.lstrip())].expandtabs(4)
            found.append((len(indent), said))
    least = min((depth for depth, _ in found), default=0)
    return tuple(said for depth, said in found if depth <= least + 1)


def _lines(text: str) -> list[str]:
    bare = [line.strip() for line in text.splitlines()]
    lines = [line for line in bare if line and not line.startswith(("```", "~~~"))]
    return lines[1:] if len(lines) > 1 and lines[0].endswith((":", "\uff1a")) else lines


def _continues(lines: Sequence[str]) -> bool:
    """Whether all lines but the last end in a comma, so that they are one list."""
    return all(line.endswith((",", ";", "\uff0c", "\u3001")) for line in lines[:-1])


def _between_commas(line: str) -> ListRead:
    line = re.sub(r"^[^,;:\uff1a]{1,200}[:\uff1a]\s+", "", line).strip()
    line = line[:-1] if line.endswith((".", "\u3002")) else line
    parts = tuple(part for part in map(str.strip, _COMMA.compiled.split(line)) if part)
    ends = [part.strip() for last in parts[-1:] for part in _AND.compiled.split(last)]
    ends = [part for part in ends if part]
    return ListRead((*parts[:-1], *ends), "commas", parts if len(ends) > 1 else None)


def _json_items(text: str) -> tuple[str, ...] | None:
    for candidate in (text.strip(), *(content.strip() for content, _ in fences(text))):
        if candidate[:1] == "[" and candidate[-1:] == "]" and len(candidate) <= _JSON_LONGEST:
            try:
                values = json.loads(candidate)
            except (ValueError, RecursionError):
                continue
            return tuple(map(_item_text, values))
    return None


def _item_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
