"""An answer as words that keep their place in it.

Every step keeps the length of the text, so that a word found can be shown where it stands. Only
the beginning and the end of a long answer are read: what an answer makes of its question it says
there, and time stays bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

HEAD, TAIL = 1_700, 400
"""Characters that are read of the beginning and of the end."""
END = "."
"""The token that ends a sentence or a line."""

_ONE_TO_ONE = str.maketrans(
    {
        **{chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)},
        **dict.fromkeys("\u2018\u2019\u201b\u02bc`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\t*_#~", " "),
        **dict.fromkeys("\u2014\u2013", ";"),
        **dict.fromkeys("\u2010\u2011", "-"),
    }
)
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_BLOCK_QUOTE = re.compile(r"^[ ]{0,3}>.*$", re.MULTILINE)
_QUOTED = re.compile(r'"[^"\n]{1,300}"')
_TERM = 8
"""Words up to which a quotation is taken for a term and not for somebody's sentence."""
_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[,;:()=]|[.!?]+(?=[\s\"')\]]|\Z)|\n\s*")
_FULL = {"cannot": "can", "can't": "can", "won't": "will", "shan't": "shall"}


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a text and the way back to their places."""

    words: list[str]
    """Lower-cased; "isn't" is two words, is and not; `END` stands before the first sentence and
    behind each."""
    plain: str = field(repr=False)
    original: str = field(repr=False)
    skipped: tuple[int, int] = (0, 0)
    """Position in `plain` after which characters were left out, and how many."""

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets in the original text of the words from `first` to before `last`."""
        places = list(islice(_TOKEN.finditer(self.plain), last))
        index = 1
        start, end = len(self.plain), 0
        for place in places:
            if index >= last:
                break
            if index >= first:
                start, end = min(start, place.start()), place.end()
            index += 2 if _is_double(place[0]) else 1
        return self._back(start), self._back(end)

    def _back(self, position: int) -> int:
        cut, count = self.skipped
        if position > cut:
            position += count
        if not _INVISIBLE.search(self.original):
            return position
        seen = 0
        for place, character in enumerate(self.original):
            if seen >= position and not _INVISIBLE.match(character):
                return place
            seen += not _INVISIBLE.match(character)
        return len(self.original)


def read(original: str) -> Text:
    """The beginning and the end of a text as words."""
    text = original if original.isascii() else _INVISIBLE.sub("", original)
    skipped = (0, 0)
    if len(text) > HEAD + TAIL:
        skipped = (HEAD, len(text) - HEAD - TAIL - 1)
        text = f"{text[:HEAD]}\n{text[-TAIL:]}"
    text = plain(text)
    return Text([END, *tokens(text), END], text, original, skipped)


def plain(text: str) -> str:
    """Lower-cased (A to Z), without code, block quotations, quoted sentences and Markdown signs.

    As long as `text`: what is taken out becomes spaces.
    """
    if "```" in text:
        text = _FENCE.sub(_blank, text)
    text = text.translate(_ONE_TO_ONE)
    if ">" in text:
        text = _BLOCK_QUOTE.sub(_blank, text)
    if '"' in text:
        text = _QUOTED.sub(_unless_term, text)
    return text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _unless_term(match: re.Match[str]) -> str:
    quoted = match[0]
    if quoted.count(" ") < _TERM and "n't" not in quoted and " not " not in quoted:
        return quoted
    return " " * len(quoted)


def tokens(text: str) -> list[str]:
    """The words and marks of `plain` text; marks that end a sentence, and line breaks, are `END`."""
    found = [END if token[0] in ".!?\n" else token for token in _TOKEN.findall(text)]
    if "n't" not in text and "cannot" not in text:
        return found
    words: list[str] = []
    for token in found:
        if _is_double(token):
            words += (_FULL.get(token) or token[:-3], "not")
        else:
            words.append(token)
    return words


def _is_double(token: str) -> bool:
    return token.endswith("n't") or token == "cannot"
