"""Parse tags and attributes of HTML like browsers, in one pass.

The standard library's `html.parser` takes quadratic time on hostile text (CVE-2025-6069) and
repairs less than browsers do. This is the tokenizer of the HTML standard (13.2.5) without what
draws text: nothing is read twice, so the time is in proportion to the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_NAME = re.compile(r"[A-Za-z][^\s/>]*")
_ATTRIBUTE = re.compile(
    r"[\s/]*+(?P<name>[^\s/>=][^\s/>=]*+)"
    r"(?:\s*+=\s*+(?:\"(?P<double>[^\"]*+)\"?|'(?P<single>[^']*+)'?|(?P<bare>[^\s>]*+)))?"
)
_END = re.compile(r"[\s/]*+>?")
_RAW = {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"}
"""Elements whose content has no tags."""


class Tag(NamedTuple):
    """The beginning of an element."""

    name: str
    """In lower case."""
    attributes: Mapping[str, str]
    """By name in lower case, the first of equal names; entities are read."""
    content: str
    """Content of an element that cannot contain tags, otherwise ""."""


def tags(text: str) -> Iterator[Tag]:
    """Every element that a browser would begin, one that the text does not finish included.

    A page goes on behind the answer, and may finish it.
    """
    ends = dict[str, int]()
    at = 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!--", at):
            end = text.find("-->", at + 2)  # <!--> is a whole comment
            if end < 0:
                return
            at = end + 3
            continue
        found = _NAME.match(text, at + 1)
        if found is None:
            at += 1
            continue
        name = found[0].lower()
        attributes, at = _attributes(text, found.end())
        content = ""
        if name in _RAW and ends.get(name, 0) >= 0:
            end = _find_end(text, name, at)
            ends[name] = end
            content = text[at : end if end >= 0 else len(text)]
            at = end if end >= 0 else len(text)
        yield Tag(name, attributes, content)


def _find_end(text: str, name: str, at: int) -> int:
    found = re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(text, at)
    return -1 if found is None else found.start()


def _attributes(text: str, at: int) -> tuple[dict[str, str], int]:
    found = dict[str, str]()
    while (one := _ATTRIBUTE.match(text, at)) is not None:
        at = one.end()
        value = one["double"] or one["single"] or one["bare"] or ""
        found.setdefault(one["name"].lower(), html.unescape(value))
    end = _END.match(text, at)
    return found, at if end is None else end.end()
