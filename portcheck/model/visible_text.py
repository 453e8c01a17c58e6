"""Makes model text harmless to look at: control characters and escapes become visible."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from portcheck.lazy_pattern import LazyPattern

_KEPT = {"\n", "\t"}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
ZERO_WIDTH = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphen, zero-width space, joiners and byte order mark: inside a word they change nothing."""
DIRECTION_MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks, embeddings, overrides and isolates of the direction of writing."""
_IGNORABLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""The code points that Unicode calls default-ignorable (DerivedCoreProperties.txt), which draw
nothing, and the anchors of annotations."""
SEEN = re.compile(rf"[^\s\x00-\x1f\x7f-\x9f\u2800\ud800-\udfff{_IGNORABLE}]")
"""Anything but white space, control characters, default-ignorable ones, and blank braille."""
_UNSEEN = LazyPattern(rf"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f{_IGNORABLE}]+")


_JOINING = (
    r"\u0620-\u065f\u066e-\u06d3\u06d5-\u06ff\u0710-\u07ff\u0840-\u08ff\u0900-\u0dff\u0f00-\u109f"
    r"\u1780-\u17b3\u17b6-\u17d3\u1807\u1820-\u18aa\ua840-\ua87f\ua8e0-\ua9df\ufb50-\ufdff\ufe70-\ufefc"
    r"\U00010a00-\U00010aff\U00011000-\U000116ff"
)
"""Letters and marks of scripts that write with joiners: Arabic, Syriac, the Indic ones, Tibetan,
Myanmar, Khmer, Mongolian."""
_PICTURES = r"\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_JOINER = LazyPattern(
    rf"(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])"
    rf"|(?<=[{_PICTURES}\ufe0f])\u200d(?=[{_PICTURES}])"
)
"""A joiner that a word or an emoji needs. Anywhere else it may hide something."""


def visible(text: str) -> str:
    r"""The text with every control, format and surrogate character written as `\xNN` or `\uNNNN`.

    Newlines, tabs, and joiners that words and emoji need stay. Bidirectional controls, other
    zero-width characters and terminal escapes do not, so a reader sees everything that is there.
    """
    if text.isascii() and text.isprintable():
        return text
    joins = "\u200c" in text or "\u200d" in text
    kept = {found.start() for found in _JOINER.finditer(text)} if joins else ()
    return "".join(
        ch
        if ch in _KEPT or unicodedata.category(ch) not in _INVISIBLE or place in kept
        else _escape(ch)
        for place, ch in enumerate(text)
    )


_LOG_COMMAND = LazyPattern(
    r"#(?=#\w*\[)|:(?=:(?:add-mask|add-matcher|add-path|debug|echo|endgroup|error|group|notice"
    r"|remove-matcher|save-state|set-env|set-output|stop-commands|warning)\b)"
)
"""The first character of what CI services read as a command in a log: `::error::` of GitHub,
`##[group]`, `##vso[...]` of Azure, `##teamcity[...]`."""


def inert_in_logs(text: str) -> str:
    """The text with the first character of each CI command escaped, so that a log runs none."""
    if "##" not in text and "::" not in text:
        return text
    return _LOG_COMMAND.sub(lambda found: _escape(found[0]), text)


CREDENTIALS = (
    r":/{1,3}[^\s:/@'\"<>]{0,200}:(?!\d{1,5}[/?#])(?P<password>[^\s'\"<>]{1,500})@(?=[^\s@])"
)
"""Up to the last @: people write passwords with characters that an address cannot have."""
_CREDENTIALS = LazyPattern(CREDENTIALS)


def without_passwords(text: str) -> str:
    """The text with `(not shown)` for passwords in addresses, such as `https://maria:secret@host`."""
    if "@" not in text or ":/" not in text:
        return text
    out, done = [], 0
    for found in _CREDENTIALS.finditer(text):
        out += [text[done : found.start("password")], "(not shown)"]
        done = found.end("password")
    return "".join((*out, text[done:]))


def without_passwords_in(value: Any) -> Any:
    """The value with `without_passwords` applied to every text in it; tuples become lists."""
    if isinstance(value, str):
        return without_passwords(value)
    if isinstance(value, dict):
        return {name: without_passwords_in(item) for name, item in value.items()}
    many = isinstance(value, (list, tuple))
    return [without_passwords_in(one) for one in value] if many else value


def is_blank(text: str) -> bool:
    """Whether a text has only white space, control characters and others that draw nothing."""
    return SEEN.search(text) is None


def without_unseen(text: str) -> str:
    """The text without control characters and others that draw nothing; white space stays."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub("", text)


def one_line(text: str, limit: int | None = 120) -> str:
    """`visible` text on one line, cut to `limit` characters (`None`: whole) with an ellipsis."""
    flat = " ".join(visible(text).split())
    return flat if limit is None or len(flat) <= limit else flat[: limit - 1] + "\u2026"


def _escape(ch: str) -> str:
    code = ord(ch)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
