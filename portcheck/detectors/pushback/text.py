"""An answer as a list of words, and the way back from them to the text.

Only the beginning and the end of a long answer are read: what an answer makes of its question it
says there, and time stays bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from portcheck.detectors.reading import begins, own

HEAD, TAIL = 1_000, 300
"""Characters that are read of the beginning and of the end."""
END = "."
"""The token that ends a sentence or a line."""

_TYPOGRAPHY = (
    *(("\u2018", "'"), ("\u2019", "'"), ("\u02bc", "'"), ("\u201c", '"'), ("\u201d", '"')),
    *(("\u00ab", '"'), ("\u00bb", '"'), ("\u2010", "-"), ("\u2011", "-"), ("\u00a0", " ")),
    *(("\u2009", " "), ("\u202f", " "), ("\u2014", ";"), ("\u2013", ";")),
)
_QUIET = str.maketrans(dict.fromkeys('"*_`#~()[]{}<>|/\\%$&+\t', " ") | dict.fromkeys("!?\r", "\n"))
_QUOTED = re.compile(r'"[^"\n]{1,300}"')
_NEAR = 80
"""Characters within which the next word of a text is looked for."""
_TERM = 8
"""Words up to which a quotation is taken for a term and not for somebody's sentence."""


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a text."""

    words: list[str]
    """Lower-cased, ASCII; "isn't" is two words, is and not; `END` stands before the first sentence
    and behind each."""
    original: str = field(repr=False)
    resumes: tuple[int, int]
    """Which word is the first of the end that is read, and where in the text that end begins."""
    start: int = 0
    """Where in the text its first word is looked for."""

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets in the original text of the words from `first` to before `last`."""
        text = _straight(self.original).lower()
        if len(text) != len(self.original):
            text = self.original
        place, start, end = self.start, -1, 0
        for number, word in enumerate(self.words[:last]):
            if number == self.resumes[0]:
                place = self.resumes[1]
            found, width = _find(text, word, place)
            if found < 0:
                continue
            place = found + width
            if number >= first:
                start, end = (found if start < 0 else start), place
        return (start, end) if start >= 0 else (place, place)


def _find(text: str, word: str, place: int) -> tuple[int, int]:
    """Where a word stands and how long it is there; -1 where it is not near."""
    if word == END:
        return -1, 0
    limit = place + _NEAR + len(word)
    found = text.find(word, place, limit)
    short = text.find("n't", place, limit) if word == "not" else -1
    if short >= 0 and not 0 <= found < short:
        return short, 3
    return found, len(word)


def read(original: str) -> Text:
    """The beginning and the end of a text as words."""
    start = begins(original)
    if len(original) - start <= HEAD + TAIL:
        return Text([END, *words(original[start:]), END], original, (0, start), start)
    head, rest = words(original[start : start + HEAD]), len(original) - TAIL
    found = [END, *head, END, *words(original[rest:]), END]
    return Text(found, original, (len(head) + 2, rest), start)


def words(text: str) -> list[str]:
    """The words of a text, without code, block quotations, quoted sentences and Markdown signs."""
    if not text.isascii():
        text = _straight(text).encode("ascii", "ignore").decode()
    text = own(text, " ").lower()
    if '"' in text:
        text = _QUOTED.sub(_unless_term, text)
    text = text.translate(_QUIET)
    if "'" in text:
        text = text.replace("n't", " not").replace(" '", " ").replace("' ", " ")
    text = text.replace("cannot", "can not").replace("...", "\n").replace(".\n", "\n")
    text = text.replace("\n", ". ").replace(". ", f" {END} ")
    for mark in ",;:=":
        text = text.replace(mark, f" {mark} ")
    found = text.split()
    if found and found[-1] != END:
        # A full stop at the very end has no space behind it.
        found[-1] = found[-1].rstrip(END) or END
    return found


def _straight(text: str) -> str:
    for typographic, plain in _TYPOGRAPHY:
        text = text.replace(typographic, plain)
    return text


def _unless_term(match: re.Match[str]) -> str:
    quoted = match[0]
    if quoted.count(" ") < _TERM and "n't" not in quoted and " not " not in quoted:
        return quoted
    return " "
