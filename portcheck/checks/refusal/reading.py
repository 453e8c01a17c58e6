"""How an answer begins: its first sentences, each with its place in the answer.

What the answer quotes, sets as code or as a block quotation is not its own statement and is
blanked. Every step keeps the number of characters, except that some characters are dropped;
so a sentence is traced back to the answer by counting the dropped ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

READ = 4_000
"""Characters of an answer that are read at all."""
OPENING = 900
"""Characters in which a refusal must begin."""
MAX_SENTENCES = 8
"""Sentences of the opening that are looked at."""
MAX_SENTENCE = 400
"""Characters of one sentence that are looked at."""

_DROPPED = "*_#`~\r\u00ad\u200b\u200c\u200d\u2060\ufeff"
_DROP = dict.fromkeys(map(ord, _DROPPED))
_PLAIN = _DROP | str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d", '"'),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "),
        **dict.fromkeys("\u2013\u2014\u2015", ";"),
        "\u0130": "I",  # the one letter that grows when lower-cased
    }
)
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_BLOCK_QUOTE = re.compile(r"^[ \t]{0,8}>[^\n]*$", re.MULTILINE)
_QUOTED = re.compile(r'"[^"\n]{1,300}"')
_SENTENCE = re.compile(
    r"[^.!?\n\u3002\uff01\uff1f]+(?:[.!?\u3002\uff01\uff1f]+[\"')\]]*(?!\w)|\n|[.!?]|\Z)"
)
_BULLET = re.compile(r"^\s*(?:[-+\u2022]|[0-9]{1,2}[.)])\s+")
_SHORTENED = re.compile(
    r"\b(?:(i)'m|(ca)n't|(wo)n't|(sha)n't|(it|that|there|here|what|he|she|who)'s|(let)'s|"
    r"(\w+)'re|(\w+)'ve|(\w+)'ll|(i|you|we|they|he|she|it)'d|(\w+)n't)(?!\w)"
)
_ENDINGS = (
    " am", "nnot", "will not", "shall not", " is", " us", " are", " have", " will", " would",
    " not",
)  # fmt: skip
_BARE = re.compile(r"\b(?:(im)|(cant|can not)|(wont)|(dont))\b")
_BARE_PARTS = ("'", "im ", "cant", "can not", "wont", "dont")
_WHOLE = ("i am", "cannot", "will not", "do not")
_SPACE = re.compile(r"\s*")
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the opening."""

    text: str
    """Lower-cased, contractions written out, single spaces."""
    words: frozenset[str]
    start: int
    """Where it begins in the prepared opening."""
    end: int


def _blank(match: re.Match[str]) -> str:
    return "\x00" * (match.end() - match.start())


def _written_out(match: re.Match[str]) -> str:
    group = match.lastindex or 1
    stem = "" if group in {3, 4} else match[group]
    return stem + _ENDINGS[group - 1]


def spell_out(text: str) -> str:
    """Lower-cased text with its contractions written out: `can't` is `cannot`, `i'm` is `i am`."""
    if "'" in text:
        text = _SHORTENED.sub(_written_out, text)
    return _BARE.sub(lambda m: _WHOLE[(m.lastindex or 1) - 1], text)


def _start(text: str) -> int:
    """Where the answer proper begins: behind white space and a block of reasoning."""
    start = _SPACE.match(text).end()  # type: ignore[union-attr]  # matches anything
    if text.startswith("<think>", start):
        end = text.find("</think>", start)
        if end >= 0:
            start = _SPACE.match(text, end + len("</think>")).end()  # type: ignore[union-attr]
    return start


def _window(text: str, start: int) -> str:
    window = text[start : start + OPENING]
    return _FENCE.sub(_blank, window) if "```" in window else window


def _prepared(text: str) -> str:
    window = _window(text, _start(text))
    if ">" in window:
        window = _BLOCK_QUOTE.sub(_blank, window)
    window = window.translate(_PLAIN)
    if '"' in window:
        window = _QUOTED.sub(_blank, window)
    return window.lower()


def opening(text: str) -> tuple[Sentence, ...]:
    """The first sentences of an answer; none where it says nothing of its own."""
    window = _prepared(text)
    plain = not any(part in window for part in _BARE_PARTS)
    found = []
    for match in _SENTENCE.finditer(window):
        said = " ".join(match[0][:MAX_SENTENCE].split())
        if said and not said[0].isalpha():
            said = _BULLET.sub("", said)
        if not plain:
            said = spell_out(said)
        words = frozenset(WORD.findall(said))
        if words:
            found.append(Sentence(said, words, match.start(), match.end()))
            if len(found) == MAX_SENTENCES:
                break
    return tuple(found)


def span(text: str, sentence: Sentence) -> tuple[int, int]:
    """Where a sentence of `opening(text)` stands in the text: start and end, trimmed."""
    start = _start(text)
    kept = [i for i, ch in enumerate(_window(text, start), start) if ord(ch) not in _DROP]
    first, last = kept[sentence.start], kept[sentence.end - 1] + 1
    passage = text[first:last]
    return last - len(passage.lstrip()), first + len(passage.rstrip())


def list_items(text: str) -> int:
    """How many bullets or numbered points the beginning of a text holds."""
    return sum(1 for line in text[:READ].split("\n") if _BULLET.match(line))
