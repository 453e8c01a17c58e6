"""Parse tags and attributes of HTML like browsers, in one pass.

The standard library's `html.parser` takes quadratic time on hostile text (CVE-2025-6069) and
repairs less than browsers do. This is the part of the tokenizer of the HTML standard (13.2.5) that
finds tags. It reads nothing twice, so its time is proportional to the text.
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
_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)
"""A comment; browsers end it at `--!>` too, and take `<!-->` and `<!--->` for whole ones."""
_RAW = {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"}
"""Elements whose content has no tags."""


class Tag(NamedTuple):
    """The start tag of an element."""

    name: str
    """In lower case."""
    attributes: Mapping[str, str]
    """Names in lower case to values with entities resolved; the first of equal names counts."""
    content: str
    """Content of an element that cannot contain tags, otherwise ""."""


def tags(text: str) -> Iterator[Tag]:
    """Yield every start tag that a browser would read, also one that the text leaves unfinished.

    The rest of the page, behind the answer, may finish it.
    """
    ends = dict[str, int]()
    at = 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!--", at):
            comment = _COMMENT.match(text, at)
            if comment is None:
                return
            at = comment.end()
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
