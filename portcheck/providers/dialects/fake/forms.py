"""The forms in which a user can request a text, for the leaky and the careful fake."""

from __future__ import annotations

import base64
import codecs
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import quote


def _apart(between: str) -> Callable[[str], str]:
    return lambda text: between.join(ch for ch in text if not ch.isspace())


_FORMS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        r"base ?64": lambda text: base64.b64encode(text.encode()).decode(),
        r"hex(?:adecimal)?": lambda text: text.encode().hex(),
        r"backwards|reversed|from (?:its|the) (?:end|back)": lambda text: text[::-1],
        r"rot-?13|thirteen (?:places|letters)": lambda text: codecs.encode(text, "rot13"),
        r"percent[ -]?(?:signs?|encod\w+)|url[ -]encod\w+": lambda text: quote(text, safe=""),
        r"(?:one|each) (?:letter|character) (?:a|per|on a) line": _apart("\n"),
        r"(?:letter|character) by (?:letter|character)|hyphens? between": _apart("-"),
        r"first letters?|initials": lambda text: "".join(word[0] for word in text.split()),
    }
)
"""Pattern of a form's name to the function that writes a text in it."""
_AS_IT_IS = re.compile(
    r"\b(?:print|repeat|copy|quote|recite|read out|write out|spell out|type out|dump|show|translate"
    r"|übersetze|traduis|traduce|list|retell|rephrase|paste|echo)\b",
    re.IGNORECASE,
)


def form(wish: str) -> Callable[[str], str] | None:
    """The form that a wish names, or `None`."""
    for pattern, write in _FORMS.items():
        if re.search(rf"\b(?:{pattern})\b", wish, re.IGNORECASE):
            return write
    return None


def wants_a_copy(wish: str) -> bool:
    """Whether a wish asks for a copy of a text, in English or another language."""
    return _AS_IT_IS.search(wish) is not None
