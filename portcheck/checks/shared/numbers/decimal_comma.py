"""Decide whether an answer may use a decimal comma, and points between groups of digits."""

from __future__ import annotations

import re
from functools import lru_cache

from portcheck.detectors.refusal.cue import vocabulary
from portcheck.plugins import Context

WINDOW = 20_000
"""Characters at the end or beginning of a long answer that are searched for a number."""

_COMMA = re.compile(
    r"[0-9],[0-9]{1,2}(?![0-9,])|[0-9]\.[0-9]{3}[,.][0-9]|[0-9]\s?(?:\u20ac|EUR\b)"
    r"|(?:\u20ac|\bEUR)\s?[0-9]{1,3}\.[0-9]{3}(?![0-9])"
)
_POINT = re.compile(r"[0-9]\.[0-9]{1,2}(?![0-9.])|[0-9],[0-9]{3}[.,][0-9]")
_WORD = re.compile(r"\w+")
_OF_COMMA_LANGUAGES = vocabulary(
    "der das und ist nicht betr\u00e4gt mit f\u00fcr sind ein eine wie les une est des avec "
    "pour combien el los las una con del cu\u00e1nto che sono della quanto het een van voor "
    "hoeveel "
    "uma n\u00e3o s\u00e3o jest nie och \u00e4r og er ve bir \u0438 \u0432 \u043d\u0435 "
    "\u0441\u043a\u043e\u043b\u044c\u043a\u043e"
)
"""Words of languages with a decimal comma and points between groups."""
_LEAST_WORDS = 2


def may_use_comma(context: Context) -> bool:
    """Whether the numbers of the answer, or words of it or the question, suggest decimal commas."""
    text = context.completion.text[-WINDOW:]
    turns = (one for one in reversed(context.request.messages) if one.role != "tool")
    last = next(turns, None)
    asked = "" if last is None else last.text[-WINDOW:]
    return _may_use_comma(text, asked)


@lru_cache(maxsize=16)  # several checks read one answer
def _may_use_comma(text: str, asked: str) -> bool:
    if _POINT.search(text):
        return False
    # A set of words is faster than a pattern of alternatives, which is tried at every letter.
    return _COMMA.search(text) is not None or any(
        len(_OF_COMMA_LANGUAGES.intersection(_WORD.findall(said.lower()))) >= _LEAST_WORDS
        for said in (text, asked)
    )
