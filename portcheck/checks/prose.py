"""The running text of an answer, sentence by sentence, for detectors that read it.

What the model quotes, lists as code or sets as a block quotation is not its own statement, so it
is taken out first.
"""

from __future__ import annotations

import re

_STRAIGHT = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2014": " - ", "\u2013": " - "}
)
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_BLOCK_QUOTE = re.compile(r"^[ \t]{0,8}>.*$", re.MULTILINE)
_QUOTED = re.compile(r'"[^"\n]{1,300}"')
_MARKS = re.compile(r"[*_#`]+")
_BULLET = re.compile(r"^[ \t]{0,16}(?:[-+\u2022]|[0-9]{1,2}[.)])[ \t]+", re.MULTILINE)
_END = re.compile(r"(?<=[.!?:])[\"')\]]{0,2}\s+|\n+")
MAX_SENTENCE = 600
"""Characters of one sentence that are looked at."""


def plain(text: str) -> str:
    """The text without code, quotations and Markdown signs, in plain quotation marks."""
    text = _BLOCK_QUOTE.sub(" ", _FENCE.sub(" ", text.translate(_STRAIGHT)))
    text = _MARKS.sub("", _BULLET.sub("", text))
    return _QUOTED.sub('""', text)


def sentences(text: str) -> list[str]:
    """The sentences of `plain` text, lower-cased, none empty; a line break ends one."""
    found = (part.strip()[:MAX_SENTENCE].lower() for part in _END.split(text))
    return [part for part in found if any(ch.isalnum() for ch in part)]


def list_items(text: str) -> int:
    """How many bullets or numbered points the raw text holds."""
    return sum(1 for _ in _BULLET.finditer(text))
