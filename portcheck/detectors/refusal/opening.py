"""Read the first sentences of an answer, each with its place in the answer.

Quotations, code and block quotations are not the answer's own statements and are blanked. Every
step keeps the number of characters, except that some characters are dropped; counting the dropped
ones gives the place of a sentence in the answer.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from portcheck.detectors.own_words import QUOTED, TYPOGRAPHY, begins, own
from portcheck.model.visible_text import ZERO_WIDTH

READ = 4_000
"""Characters of an answer that are read at all."""
OPENING = 600
"""Characters within which a refusal must begin."""
MAX_SENTENCES = 5
"""Sentences of the opening that are read."""
MAX_SENTENCE = 400
"""Characters of one sentence that are read."""

_DROPPED = f"*_#`~\r{ZERO_WIDTH}"
_DROP = dict.fromkeys(map(ord, _DROPPED))
_PLAIN = TYPOGRAPHY | _DROP | {ord("\u0130"): "I"}  # the one letter that grows in lower case
_END = re.compile(r"[.!?\n\u3002\uff01\uff1f]+(?:(?<=\n)|[\"')\]]*(?!\w))")
_BULLET = re.compile(r"^\s*(?:[-+\u2022]|[0-9]{1,2}[.)])\s+")
_MARKERS = frozenset("-+\u20220123456789")
_SHORTENED_NOT = (
    ("can't", "cannot"),
    ("won't", "will not"),
    ("shan't", "shall not"),
    ("n't", " not"),
)
_SHORTENED = (
    ("i'm", "i am"),
    ("'re", " are"),
    ("'ve", " have"),
    ("'ll", " will"),
    ("let's", "let us"),
    ("i'd ", "i would "),
    ("we'd ", "we would "),
    ("you'd ", "you would "),
    ("it's", "it is"),
    ("that's", "that is"),
    ("there's", "there is"),
    ("here's", "here is"),
    ("what's", "what is"),
    ("who's", "who is"),
)
_BARE = re.compile(r"\b(?:(im)|(cant|can not)|(wont)|(dont))\b")
_BARE_WORDS = frozenset({"im", "cant", "wont", "dont"})
_WHOLE = ("i am", "cannot", "will not", "do not")
APART = frozenset(" \x00.,:;!?()[]{}\"'/-+=<>|&%$@^\\\u3002\uff01\uff1f\uff0c\u3001\u2022\u2026")
"""Characters between words."""
_APART = dict.fromkeys(map(ord, APART), " ")


class Sentence(NamedTuple):
    """One sentence of the opening."""

    text: str
    """In lower case, with contractions written out and single spaces."""
    padded: str
    """The text after a space."""
    words: frozenset[str]
    first: str
    """The first word."""
    start: int
    """Its start in the prepared opening."""
    end: int


def _blank(match: re.Match[str]) -> str:
    return "\x00" * (match.end() - match.start())


def spell_out(text: str) -> str:
    """Write out contractions in lower-case text: `can't` is `cannot`, `i'm` is `i am`."""
    if "n't" in text:
        for short, whole in _SHORTENED_NOT:
            text = text.replace(short, whole)
    if "'" in text:
        for short, whole in _SHORTENED:
            text = text.replace(short, whole)
    return text


def words_of(text: str) -> list[str]:
    """Split a text into words, in order."""
    return text.translate(_APART).split()


def _with_apostrophes(match: re.Match[str]) -> str:
    return _WHOLE[(match.lastindex or 1) - 1]


def _window(text: str, start: int) -> str:
    return own(text[start : start + OPENING].rstrip())


def _prepared(text: str) -> str:
    window = _window(text, begins(text)).translate(_PLAIN)
    if '"' in window:
        window = QUOTED.sub(_blank, window)
    return window.lower()


@lru_cache(maxsize=1000)  # many questions have one of few short answers
def opening(text: str) -> tuple[Sentence, ...]:
    """The first sentences of an answer; empty if it has no statements of its own."""
    window = _prepared(text)
    spaced = window.translate(_APART)
    found: list[Sentence] = []
    start = 0
    stops = (match.end() for match in _END.finditer(window))
    for stop in chain(stops, (len(window),)):
        end = min(stop, start + MAX_SENTENCE)
        said = " ".join(window[start:end].split())
        words = spaced[start:end].split()
        if said and not said[0].isalpha() and (bare := _BULLET.sub("", said)) != said:
            said, words = bare, words_of(bare)
        if "'" in said or not _BARE_WORDS.isdisjoint(words) or "can not" in said:
            said = spell_out(_BARE.sub(_with_apostrophes, said))
            words = words_of(said)
        if words:
            found.append(Sentence(said, f" {said}", frozenset(words), words[0], start, stop))
            if len(found) == MAX_SENTENCES:
                break
        start = stop
    return tuple(found)


def span(text: str, sentence: Sentence) -> tuple[int, int]:
    """Start and end of a sentence of `opening(text)` in the text, without outer white space."""
    start = begins(text)
    first, last = start + sentence.start, start + sentence.end
    window = _window(text, start)
    if len(window.translate(_DROP)) != len(window):
        kept = [i for i, ch in enumerate(window, start) if ord(ch) not in _DROP]
        first, last = kept[sentence.start], kept[sentence.end - 1] + 1
    passage = text[first:last]
    return last - len(passage.lstrip()), first + len(passage.rstrip())


def list_items(text: str) -> int:
    """Number of bullets or numbered points at the beginning of a text."""
    lines = (line.lstrip()[:4] for line in text[:READ].split("\n"))
    return sum(1 for line in lines if line and line[0] in _MARKERS and _BULLET.match(line))
