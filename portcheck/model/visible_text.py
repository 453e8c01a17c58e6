"""Makes model text harmless to look at: control characters and escapes become visible."""

from __future__ import annotations

import re
import unicodedata

_KEPT = {"\n", "\t"}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_IGNORABLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""The code points that Unicode calls default-ignorable (DerivedCoreProperties.txt), which draw
nothing, and the anchors of annotations."""
_SEEN = re.compile(rf"[^\s\x00-\x1f\x7f-\x9f\u2800\ud800-\udfff{_IGNORABLE}]")
"""Anything but white space, control characters, default-ignorable ones, and blank braille."""
_UNSEEN = re.compile(rf"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f{_IGNORABLE}]+")


def visible(text: str) -> str:
    r"""The text with every control, format and surrogate character written as `\xNN` or `\uNNNN`.

    Newlines and tabs stay. Bidirectional overrides, zero-width characters and terminal escapes do
    not: what is seen is what is there.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        ch if ch in _KEPT or unicodedata.category(ch) not in _INVISIBLE else _escape(ch)
        for ch in text
    )


def is_blank(text: str) -> bool:
    """Whether nothing can be seen of a text but white space, control and shapeless characters."""
    return _SEEN.search(text) is None


def without_unseen(text: str) -> str:
    """The text without control characters but white space, and without what draws nothing."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub("", text)


def one_line(text: str, limit: int = 120) -> str:
    """`visible` text on one line, cut to `limit` characters with an ellipsis."""
    flat = " ".join(visible(text).split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "\u2026"


def _escape(ch: str) -> str:
    code = ord(ch)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
