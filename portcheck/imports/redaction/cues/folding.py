"""Text without signs on letters and without capitals, each character in its place."""

from __future__ import annotations

import unicodedata

_OTHERS = {"\u0142": "l", "\u0131": "i", "\u00df": "s", "\u00f8": "o", "\u0111": "d", "\u2019": "'"}
"""Letters that no decomposition makes plain, and the curly apostrophe."""


class _Plain(dict[int, str]):
    """Character to what stands for it, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        sign = unicodedata.normalize("NFKD", chr(code).lower())[0]
        self[code] = _OTHERS.get(sign, sign)
        return self[code]


_PLAIN = _Plain()


def folded_in_place(text: str) -> str:
    """The text in plain small letters; as long as the text, so places are the same."""
    return text.lower() if text.isascii() else text.translate(_PLAIN)
