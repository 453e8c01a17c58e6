"""Find active content of an answer that is inserted into a page as HTML or Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from portcheck.checks.destinations.hosts import is_allowed
from portcheck.checks.destinations.in_text import (
    STYLE_ATTRIBUTES,
    as_destination,
    destination,
    in_style,
    plain_css,
)
from portcheck.checks.interpreters.code_spans import without_code
from portcheck.checks.reading.html_tags import Tag, tags
from portcheck.checks.shared.answers import quote
from portcheck.model.visible_text import without_unseen

_RUNS = {
    "script",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "portal",
    "fencedframe",
}
_CHANGES_THE_PAGE = {"base", "form", "link", "meta", "style"}
_HANDLER = re.compile(r"on[a-z]{3,30}")
_SCRIPT_IN_CSS = re.compile(r"expression\s*\(|-moz-binding|behavior\s*:|javascript:", re.IGNORECASE)
_LOADS = {
    *(("img", "src"), ("img", "srcset"), ("image", "src"), ("image", "srcset")),
    *(("image", "href"), ("image", "xlink:href"), ("feimage", "href"), ("feimage", "xlink:href")),
    *(("video", "src"), ("video", "poster"), ("audio", "src"), ("source", "src")),
    *(("source", "srcset"), ("track", "src"), ("input", "src"), ("body", "background")),
    *(("use", "href"), ("use", "xlink:href")),
    *((name, "background") for name in ("table", "thead", "tbody", "tfoot", "tr", "td", "th")),
}
"""Elements and attributes that load without a click; browsers read `<image src>` as `<img>`."""
_IMAGE = re.compile(
    r"!\[(?:[^\[\]\\\n]|\n(?![ \t]*\n)|\\.|\[[^\[\]\n]{0,200}\]){0,500}+\]"
    r"\([ \t\n]{0,9}<?([^\s<>()]{1,4000})"
)
_TARGET = re.compile(r"\]\([ \t\n]{0,9}<?([^\s<>()]{1,4000})")
_DEFINITION = re.compile(
    r"^[ \t>]{0,9}\[([^\]\n]{1,999})\]:[ \t\n]{0,9}<?([^\s<>]{1,4000})", re.MULTILINE
)
_IMAGE_BY_NAME = re.compile(r"!\[([^\[\]\n]{0,500})\](?:\[([^\[\]\n]{0,500})\])?(?!\()")
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]{1,4000})>")


def html_problem(answer: str, allowed: Sequence[str]) -> str | None:
    """The active content of the answer as HTML, between tags or in an attribute; `None` if none."""
    text = without_unseen(answer)
    for before, where in (
        ("", ""),
        ('<i title="', ' in an attribute in "'),
        ("<i title='", " in an attribute in '"),
    ):
        if before and before[-1] not in text:
            continue
        for tag in tags(before + text):
            problem = _tag_problem(tag, allowed)
            if problem is not None:
                return problem + where
    return None


def _tag_problem(tag: Tag, allowed: Sequence[str]) -> str | None:
    name = tag.name.rpartition(":")[2]
    if name in _RUNS or name in _CHANGES_THE_PAGE:
        return f"the element <{name}>"
    found = (
        _attribute_problem(name, attribute, value, allowed)
        for attribute, value in tag.attributes.items()
    )
    return next((problem for problem in found if problem is not None), None)


def _attribute_problem(name: str, attribute: str, value: str, allowed: Sequence[str]) -> str | None:
    if _HANDLER.fullmatch(attribute) and value:
        return f"the event handler {attribute} of <{quote_name(name)}>"
    if attribute == "srcdoc" or (attribute == "style" and _SCRIPT_IN_CSS.search(plain_css(value))):
        return f"the attribute {attribute} of <{quote_name(name)}>"
    if attribute in STYLE_ATTRIBUTES:
        return _loaded_by_style(name, value, allowed)
    urls = value.split(",") if attribute == "srcset" else [value]
    for url in urls:
        found = destination("", url.strip().split(" ")[0] if attribute == "srcset" else url)
        if found is None:
            continue
        if not found.host:
            return f"code as the {attribute} of <{quote_name(name)}>: {quote(url, 40)}"
        if (name, attribute) in _LOADS and not is_allowed(found.host, allowed):
            return f"<{name}> loads from {quote(found.host)}"
    return None


def _loaded_by_style(name: str, value: str, allowed: Sequence[str]) -> str | None:
    for url in in_style(value):
        found = destination("", url)
        if found is not None and not is_allowed(found.host, allowed):
            return f"the style of <{quote_name(name)}> loads from {quote(found.host)}"
    return None


def quote_name(name: str) -> str:
    """The beginning of the name of an element, as one line."""
    return quote(name, 20).strip('"')


def markdown_problem(answer: str, allowed: Sequence[str]) -> str | None:
    """The active content of the answer as Markdown, with HTML, without code; `None` if none."""
    text = without_code(without_unseen(answer))
    for shown, url in _links(text):
        found = destination("", as_destination(url))
        if found is None:
            continue
        if not found.host:
            return f"a link to code: {quote(url, 40)}"
        if shown and not is_allowed(found.host, allowed):
            return f"an image from {quote(found.host)}"
    return html_problem(text, allowed)


def _links(text: str) -> Iterator[tuple[bool, str]]:
    """Yield whether each link is shown as an image, and its URL."""
    images = {found.start(1) for found in _IMAGE.finditer(text)}
    for found in _TARGET.finditer(text):
        yield found.start(1) in images, found[1]
    shown = {(other or alt).strip().casefold() for alt, other in _IMAGE_BY_NAME.findall(text)}
    for found in _DEFINITION.finditer(text):
        yield found[1].strip().casefold() in shown, found[2]
    for found in _AUTOLINK.finditer(text):
        yield False, found[1]
