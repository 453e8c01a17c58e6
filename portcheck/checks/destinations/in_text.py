"""Find the places that a program or reader would load or follow in a text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from portcheck.checks.destinations.hosts import host_of, plain_host
from portcheck.checks.reading.html_tags import tags
from portcheck.model.visible_text import without_unseen

_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9+.-])(?:([A-Za-z][A-Za-z0-9+.-]{0,20}):[/\\]{2}|(www)\.)[^\s<>\"'`]{1,4000}"
)
_MARKDOWN = re.compile(r"\]\([ \t\n]{0,9}<?([^\s<>()]{1,4000})")
_DEFINITION = re.compile(
    r"^[ \t>]{0,9}\[[^\]\n]{1,999}\]:[ \t\n]{0,9}<?([^\s<>]{1,4000})", re.MULTILINE
)
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]{1,4000})>")
_CSS = re.compile(
    r"url\([ \t]{0,9}[\"']?([^\s\"')]{1,4000})|@import[ \t]{1,9}[\"']([^\s\"']{1,4000})",
    re.IGNORECASE,
)
_REFRESH = re.compile(
    r"[ \t]{0,9}[\d.]{1,20}[ \t]{0,9}[;,][ \t]{0,9}(?:url[ \t]{0,9}=)?[ \t]{0,9}"
    r"[\"']?([^\s\"']{1,4000})"
    r"|url[ \t]{0,9}=[ \t]{0,9}[\"']?([^\s\"']{1,4000})",
    re.IGNORECASE,
)
_IMAGE_SET = re.compile(r"image-set\(", re.IGNORECASE)
_CSS_STRING = re.compile(r"\"([^\"\n]{1,4000})\"|'([^'\n]{1,4000})'")
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\n]?|([^\n]))")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_MAIL = re.compile(r"(?<![A-Za-z0-9+.-])mailto:[^\s<>\"'`]{1,4000}", re.IGNORECASE)
_IN_TEXT = (
    ("an address", "", _ADDRESS),
    ("a mail address", ":", _MAIL),
    ("a Markdown link or image", "](", _MARKDOWN),
    ("a Markdown reference", "]:", _DEFINITION),
    ("a link in angle brackets", "<", _AUTOLINK),
)
"""Name of a form, a string that all its texts contain, and its pattern."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(.*)", re.IGNORECASE | re.DOTALL)
_IGNORED_IN_URLS = re.compile(r"[\t\r\n]")
_IGNORED_AROUND_URLS = "".join(map(chr, range(0x21)))
"""Control characters and the space, which browsers remove from both ends (WHATWG URL, 4.4)."""
_LOADING = {
    *("href", "src", "action", "formaction", "poster", "data", "background", "cite", "longdesc"),
    *("ping", "xlink:href", "manifest", "classid", "codebase", "profile", "dynsrc", "lowsrc"),
}
STYLE_ATTRIBUTES = {
    *("style", "fill", "stroke", "filter", "mask", "clip-path", "cursor"),
    *("marker-start", "marker-mid", "marker-end"),
}
"""Attributes of HTML and SVG whose value is CSS, which can load a URL."""
_WEB = {"http", "https", "ws", "wss", "ftp"}
"""Schemes for which browsers accept any number of slashes."""
_ACTIVE = {"javascript", "vbscript", "livescript"}
_ACTIVE_DATA = re.compile(
    r"[ ]*(?:text/html|image/svg|application/xhtml|text/xml|application/xml)", re.IGNORECASE
)
_TRAILING = ".,;:!?)]}'\u2019\u201d\u00bb*_~"


class Destination(NamedTuple):
    """One place that a text leads to."""

    what: str
    """Kind of the place, such as `a link` or `a name in tool arguments`."""
    written: str
    host: str
    """Host in ASCII and lower case; "" for code that could send to any host."""
    sure: bool = True
    """Whether it is certainly a destination."""
    in_call: bool = False
    """Whether it is in a tool call: a tool may follow it, not a reader."""


def destinations(text: str) -> Iterator[Destination]:
    """Yield every destination of a text that is shown as Markdown or HTML; see docs/checks.md."""
    seen = set[tuple[str, str]]()
    plain = without_unseen(text)
    read = html.unescape(plain) if "&" in plain else plain
    for one in (plain, read) if read != plain else (plain,):
        for what, written in _written(one):
            key = (what, written)
            if key in seen:
                continue
            seen.add(key)
            found = destination(what, written)
            if found is not None:
                yield found


def _written(text: str) -> Iterator[tuple[str, str]]:
    for what, sign, pattern in _IN_TEXT:
        for found in pattern.finditer(text) if sign in text else ():
            yield what, found[1] if pattern.groups == 1 else found[0].rstrip(_TRAILING)
    if "<" in text:
        yield from _in_html(text)
    if "url(" in text.lower() or "@import" in text.lower():
        for url in in_style(text):
            yield "a style sheet", url


def as_destination(written: str) -> str:
    """The URL of a Markdown link, with its escapes and entities resolved."""
    plain = _ESCAPED.sub(r"\1", written) if "\\" in written else written
    return html.unescape(plain) if "&" in plain else plain


def in_style(text: str) -> Iterator[str]:
    """Yield the addresses that a style sheet, or the style of an element, loads."""
    for read in dict.fromkeys((text, plain_css(text))):
        for found in _CSS.finditer(read):
            yield found[1] or found[2]
        for found in _CSS_STRING.finditer(read) if _IMAGE_SET.search(read) else ():
            yield found[1] or found[2]


def plain_css(text: str) -> str:
    """The CSS without comments, with its escapes of characters resolved."""
    bare = _CSS_COMMENT.sub("", text) if "/*" in text else text
    return _CSS_ESCAPE.sub(_css_character, bare) if "\\" in bare else bare


def _css_character(found: re.Match[str]) -> str:
    if found[2]:
        return found[2]
    code = int(found[1], 16)
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"


def _in_html(text: str) -> Iterator[tuple[str, str]]:
    for tag in tags(text):
        for name, value in tag.attributes.items():
            if name != "srcdoc":
                yield from _in_attribute(tag.name, name, value)
            elif value != text:
                yield from _in_html(value)
        if tag.name == "style":
            for url in in_style(tag.content):
                yield "a style sheet", url


def _in_attribute(element: str, name: str, value: str) -> Iterator[tuple[str, str]]:
    what = f"<{element[:20]} {name}>"
    if name in _LOADING:
        yield what, value.strip()
    elif name in {"srcset", "imagesrcset"}:
        for candidate in value.split(","):
            yield what, candidate.strip().split(" ")[0]
    elif name in STYLE_ATTRIBUTES:
        for url in in_style(value):
            yield what, url
    elif name == "content" and element == "meta":
        for found in _REFRESH.finditer(value):
            yield "<meta refresh>", found[1] or found[2]


def destination(what: str, written: str) -> Destination | None:
    """The place a URL leads to; `None` if it stays on the page or site that shows it."""
    url = _IGNORED_IN_URLS.sub("", written).strip(_IGNORED_AROUND_URLS)
    if url.lower().startswith("www."):
        return Destination(what, written, host_of(url))
    if url[:2].replace("\\", "/") == "//":
        return _at(what, written, host_of(url))
    parts = _SCHEME.fullmatch(url)
    if parts is None:
        return None
    return _behind_scheme(what, written, parts[1].lower(), parts[2])


def _behind_scheme(what: str, written: str, scheme: str, rest: str) -> Destination | None:
    if scheme in _ACTIVE or (scheme == "data" and _ACTIVE_DATA.match(rest)):
        return Destination(f"code in {what}", written, "")
    if scheme == "mailto":
        return _at(what, written, plain_host(rest.partition("?")[0].rpartition("@")[2]))
    if scheme in _WEB or rest[:2].replace("\\", "/") == "//":
        return _at(what, written, host_of(rest))
    return None


def _at(what: str, written: str, host: str) -> Destination | None:
    return Destination(what, written, host) if host else None
