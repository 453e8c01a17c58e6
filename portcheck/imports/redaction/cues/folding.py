"""Fold text to lower case without diacritics, character by character."""

from __future__ import annotations

import unicodedata

_OTHERS = {"\u0142": "l", "\u0131": "i", "\u00df": "s", "\u00f8": "o", "\u0111": "d", "\u2019": "'"}
"""Letters that NFKD does not decompose, and the curly apostrophe."""


class _Plain(dict[int, str]):
    """Folded form of each character, computed on first use."""

    def __missing__(self, code: int) -> str:
        sign = unicodedata.normalize("NFKD", chr(code).lower())[0]
        self[code] = _OTHERS.get(sign, sign)
        return self[code]


_PLAIN = _Plain()


def folded_in_place(text: str) -> str:
    """Fold a text to plain lower case; the length stays the same, so positions do too."""
    return text.lower() if text.isascii() else text.translate(_PLAIN)
