"""Makes model text harmless to look at: control characters and escapes become visible."""

from __future__ import annotations

import re
import unicodedata

_KEPT = {"\n", "\t"}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_SEEN = re.compile(
    r"[^\s\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Anything but white space, control characters, and what draws nothing: the code points that
Unicode calls default-ignorable (DerivedCoreProperties.txt), and blank braille."""


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


def one_line(text: str, limit: int = 120) -> str:
    """`visible` text on one line, cut to `limit` characters with an ellipsis."""
    flat = " ".join(visible(text).split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "\u2026"


def _escape(ch: str) -> str:
    code = ord(ch)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
