"""Find nouns that say what a value near them is: a password, a code, or nobody's secret.

One automaton finds all nouns of all languages at once; which of them governs a value depends on
the text between.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from portcheck.imports.redaction.cues.folding import folded_in_place

_REACH = 170
"""Most characters from a noun to a value after it; each end of a sentence counts as 25."""
_REACH_BEHIND = 80
"""Most characters from a value to a noun after it."""
_END = re.compile(r"(?<![.])[.!?]['\"\u201d\u00bb)]{0,2}\s|[;\n]")
_ENDED = 25
_NOT_NEXT = 1.5
"""Factor on the distance of a noun after a value: one before the value counts as nearer."""
_OTHER_BEHIND = 4.0
"""The same factor for nouns that mean that a value is not secret."""
_COMMA = re.compile(r"[,:()\u2013\u2014]")
_CUT = 40
"""Characters that a comma between a value and a noun after it adds to the distance."""
_JOINED = re.compile(
    r"[\s'-]{0,2}(?:d[eu]|d'|des|del|della|di|do|da|of|for|zum|zur)?[\s'-]{0,2}", re.ASCII
)


class Noun(NamedTuple):
    """The place of a noun, and its family, which says what values near it are."""

    start: int
    end: int
    family: str
    """A key under `families` in `nouns.toml`."""


class Nouns:
    """The nouns of a text, in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found = _settled(text, _found(text))
        self._starts = [one.start for one in self.found]
        self._ends = [match.end() for match in _END.finditer(text)]

    def of(self, family: str) -> list[Noun]:
        """The nouns of one family."""
        return [one for one in self.found if one.family == family]

    def governing(
        self, start: int, end: int, families: frozenset[str]
    ) -> tuple[Noun, float] | None:
        """The nearest noun of some families to a value, and its distance; `None` beyond reach."""
        best: tuple[Noun, float] | None = None
        at = bisect_right(self._starts, start)
        for one in self.found[max(0, at - 12) : at][::-1]:
            if one.end <= start and one.family in families:
                far = start - one.end + _ENDED * self.ends_between(one.end, start)
                if far <= _REACH and (best is None or far < best[1]):
                    best = one, float(far)
        for one in self.found[bisect_left(self._starts, end) :][:6]:
            if one.family in families:
                far = one.start - end + _ENDED * self.ends_between(end, one.start)
                weighed = far * (_OTHER_BEHIND if one.family == "other" else _NOT_NEXT) + _CUT * (
                    _COMMA.search(self.text, end, one.start) is not None
                )
                if far <= _REACH_BEHIND and (best is None or weighed < best[1]):
                    best = one, weighed
        return best

    def ends_between(self, start: int, end: int) -> int:
        """Number of sentences or lines that end in a range of the text."""
        return bisect_right(self._ends, end) - bisect_right(self._ends, start)

    def inside(self, start: int, end: int) -> bool:
        """Whether a noun begins inside a value, which is then a name such as `key2`."""
        return bisect_left(self._starts, start) < bisect_left(self._starts, end)

    def near(self, at: int, family: str, reach: int) -> bool:
        """Whether a noun of a family begins within reach of a position."""
        return bool(self.between(at - reach, at + reach + 1, family))

    def between(self, start: int, end: int, family: str) -> list[Noun]:
        """The nouns of one family that begin in a range of the text."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [one for one in self.found[first:last] if one.family == family]


def _settled(text: str, nouns: list[Noun]) -> list[Noun]:
    """Change the family of nouns for codes of something else: `error code`, `code d'erreur`."""
    settled: list[Noun] = []
    for at, one in enumerate(nouns):
        beside = (*settled[-1:], *nouns[at + 1 : at + 2])
        other = one.family == "code" and any(_is_of(text, one, of) for of in beside)
        settled.append(Noun(one.start, one.end, "other") if other else one)
    return settled


def _is_of(text: str, noun: Noun, other: Noun) -> bool:
    """Whether a noun is right beside one of the family `other`."""
    first, last = (other, noun) if other.start < noun.start else (noun, other)
    return other.family == "other" and _JOINED.fullmatch(text[first.end : last.start]) is not None


def _found(text: str) -> list[Noun]:
    searcher, stems = _searcher()
    plain = folded_in_place(text)
    taken: list[Noun] = []
    hits = searcher.find_matches_as_indexes(plain, overlapping=True)
    for number, start, end in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
        if taken and start < taken[-1].end:
            longer = end - start > taken[-1].end - taken[-1].start
            if not longer or not _fits(text, start, end, stems[number]):
                continue
            taken.pop()
        elif not _fits(text, start, end, stems[number]):
            continue
        taken.append(Noun(start, end, stems[number][2]))
    return [_whole_word(text, one) for one in taken]


def _whole_word(text: str, noun: Noun) -> Noun:
    end = noun.end
    while end < len(text) and (text[end].isalnum() and not text[end].isdigit()):
        end += 1
    return Noun(noun.start, end, noun.family)


def _fits(text: str, start: int, end: int, stem: tuple[bool, bool, str]) -> bool:
    return (not stem[0] or _begins(text, start)) and (not stem[1] or _ends(text, end))


def _begins(text: str, at: int) -> bool:
    before = text[at - 1 : at]
    return not before.isalpha() or (before.islower() and text[at].isupper())


def _ends(text: str, at: int) -> bool:
    after = text[at : at + 1]
    return not after.isalpha() or (text[at - 1].islower() and after.isupper())


@cache
def _searcher() -> tuple[AhoCorasick, list[tuple[bool, bool, str]]]:
    """The automaton of all nouns; of each, whether it begins and ends a word, and its family."""
    listed: dict[tuple[str, bool, bool], str] = {}
    for family, joined in _table()["families"].items():
        for stem in joined.replace("\n", "").split("|"):
            listed.setdefault((stem.strip("^$"), stem[0] == "^", stem[-1] == "$"), family)
    return (
        AhoCorasick([stem for stem, _, _ in listed]),
        [(begins, ends, family) for (_, begins, ends), family in listed.items()],
    )


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("nouns.toml").read_text(encoding="utf-8"))
