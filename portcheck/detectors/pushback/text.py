"""Split an answer into words, and find the words in the text again.

Of a long answer only the beginning, the end and sentences with a cue in between are read: answers
show at the beginning whether they challenge the question, and the time stays bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from portcheck.detectors.own_words import QUOTED, TYPOGRAPHY, begins, own

HEAD, TAIL = 1_000, 300
"""Characters that are read at the beginning and at the end."""
CUES = (
    *("no sense", "n't make sense", "nonsens", "meaningless", "no meaning", "no such", "no real"),
    *("category error", "unrelated", "nothing to do with", "no connection", "no relation"),
    *("no direct", "no causal", "not exist", "n't exist", "n't a real", "not a real", "premise"),
    *("made-up", "made up", "no established", "no standard", "arbitrary", "word salad", "absurd"),
)
"""Texts, in lower case, because of which a sentence in between is read."""
MOST_CUED, LONGEST_CUED = 6, 200
"""Most such sentences, and most characters of one on either side of its cue."""
END = "."
"""The token that ends a sentence or a line."""

_QUIET = str.maketrans(dict.fromkeys('"*_`#~()[]{}<>|/\\%$&+\t', " ") | dict.fromkeys("!?\r", "\n"))
_BREAKS = ("\n", ". ", "! ", "? ")
_NEAR = 80
"""Characters within which the next word of a text is searched for."""
_REPEATED = 4
"""Fewest words of a sentence that may repeat the question."""
_LABEL = 2
"""Most words before the colon of such a sentence: "Your question: ..."."""
_MARKS = frozenset({END, ",", ";", ":", "="})
_TERM = 8
"""A quotation with fewer words counts as a term, not as somebody's sentence."""


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a text."""

    words: list[str]
    """In lower case and ASCII; "isn't" is two words, is and not; `END` is before the first sentence
    and after each."""
    original: str = field(repr=False)
    resumes: dict[int, int]
    """Position in the text of each part that is read, by the number of its first word."""

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets in the original text of the words from `first` to before `last`."""
        text = _lower(self.original)
        place, start, end = 0, -1, 0
        for number, word in enumerate(self.words[:last]):
            place = self.resumes.get(number, place)
            found, width = _find(text, word, place)
            if found < 0:
                continue
            place = found + width
            if number >= first:
                start, end = (found if start < 0 else start), place
        return (start, end) if start >= 0 else (place, place)


def _find(text: str, word: str, place: int) -> tuple[int, int]:
    """Position and length of the next occurrence of a word; -1 if it is not near."""
    if word == END:
        return -1, 0
    limit = place + _NEAR + len(word)
    found = text.find(word, place, limit)
    short = text.find("n't", place, limit) if word == "not" else -1
    if short >= 0 and not 0 <= found < short:
        return short, 3
    return found, len(word)


def read(original: str, asked: Sequence[str] = ()) -> Text:
    """Split a text into words: its beginning, the sentences with a cue after that, and its end.

    Sentences that repeat the question, whose words are `asked`, are left out: the answer does not
    deny what the question denies.
    """
    text = _read(original)
    repeated = list(_repeated(text.words, f" {' '.join(_plain(asked))} ")) if asked else []
    return _without(text, repeated) if repeated else text


def _read(original: str) -> Text:
    start = begins(original)
    head, rest = start + HEAD, len(original) - TAIL
    if head >= rest:
        return Text([END, *words(original[start:]), END], original, {0: start})
    found, resumes = [END, *words(original[start:head]), END], {0: start}
    for first, last in (*_cued(original, head, rest), (rest, len(original))):
        resumes[len(found)] = first
        found += [*words(original[first:last]), END]
    return Text(found, original, resumes)


def _plain(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in _MARKS]


def _repeated(words: list[str], asked: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the sentences that repeat a question, including the end token."""
    ends = [place for place, word in enumerate(words) if word == END]
    for before, end in pairwise(ends):
        said = words[before + 1 : end]
        if ":" in said[: _LABEL + 1]:
            said = said[said.index(":") + 1 :]
        said = _plain(said)
        if len(said) >= _REPEATED and f" {' '.join(said)} " in asked:
            yield before + 1, end + 1


def _without(text: Text, parts: list[tuple[int, int]]) -> Text:
    words: list[str] = []
    resumes: dict[int, int] = {}
    kept = 0
    for first, last in (*parts, (len(text.words), len(text.words))):
        resumes |= {
            len(words) + number - kept: place
            for number, place in text.resumes.items()
            if kept <= number < first
        }
        words += text.words[kept:first]
        kept = last
        resumes[len(words)] = text.span(first, last)[1]
    return Text(words, text.original, resumes)


def _cued(original: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the first sentences with a cue between two offsets, without overlap."""
    middle = original[first:last]
    if "```" in middle:
        middle = own(middle, " ")
    text = " " * first + _lower(middle)
    places = sorted(place for cue in CUES for place in _first(text, cue, first))
    read = 0
    for place in places:
        if place < first:
            continue
        start, stop = max(first, place - LONGEST_CUED), min(last, place + LONGEST_CUED)
        start = max(start, *(text.rfind(mark, start, place) + 1 for mark in _BREAKS))
        ends = (text.find(mark, place, stop) for mark in _BREAKS)
        first = min((end for end in ends if end >= 0), default=stop)
        yield start, first
        read += 1
        if read == MOST_CUED:
            return


def _first(text: str, cue: str, place: int) -> Iterator[int]:
    """Yield the first places of a cue, at most as many as are read."""
    for _ in range(MOST_CUED):
        place = text.find(cue, place)
        if place < 0:
            return
        yield place
        place += len(cue)


def words(text: str) -> list[str]:
    """Split a text into words, without code, block quotations, quoted sentences and Markdown."""
    if not text.isascii():
        text = text.translate(TYPOGRAPHY).encode("ascii", "ignore").decode()
    text = own(text, " ").lower()
    if '"' in text:
        text = QUOTED.sub(_unless_term, text)
    text = text.translate(_QUIET)
    if "'" in text:
        text = text.replace("n't", " not").replace(" '", " ").replace("' ", " ")
    text = text.replace("cannot", "can not").replace("...", "\n").replace(".\n", "\n")
    text = text.replace("\n", ". ").replace(". ", f" {END} ")
    for mark in ",;:=":
        text = text.replace(mark, f" {mark} ")
    found = text.split()
    if found and found[-1] != END:
        # A full stop at the very end is not followed by a space.
        found[-1] = found[-1].rstrip(END) or END
    return found


def _lower(text: str) -> str:
    """Convert to lower case and plain quotation marks, with every character in its place."""
    lower = text.translate(TYPOGRAPHY).lower()
    return lower if len(lower) == len(text) else text


def _unless_term(match: re.Match[str]) -> str:
    quoted = match[0]
    if quoted.count(" ") < _TERM and "n't" not in quoted and " not " not in quoted:
        return quoted
    return " "
