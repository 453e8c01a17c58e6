"""Makes model text harmless to look at: control characters and escapes become visible."""

from __future__ import annotations

import unicodedata

_KEPT = {"\n", "\t"}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


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


def one_line(text: str, limit: int = 120) -> str:
    """`visible` text on one line, cut to `limit` characters with an ellipsis."""
    flat = " ".join(visible(text).split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "\u2026"


def _escape(ch: str) -> str:
    code = ord(ch)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
