"""Find which word of a text governs which number: in its clause, line or question.

A word governs the number that follows it, with any words between, and the numbers listed after
that one; if none follows, the number before it. Of several words, the nearest counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portcheck.imports.redaction.cues.folding import folded_in_place
from portcheck.imports.redaction.owners.numbers import Number
from portcheck.imports.redaction.owners.words_of_numbers import Cue
from portcheck.imports.redaction.word_lists import pattern, words
from portcheck.lazy_pattern import LazyPattern

_REACH = 160
"""Most characters between a word and a number after it."""
_BACK = 60
"""Most characters between a number and a word after it."""
_BEHIND_BREAK = 45
"""Most characters of the next sentence or line before the number."""
_MOST_CUES = 8
_BREAK = LazyPattern(
    r"(?P<dot>(?:\b\w{1,5})?(?<!\.)[.!](?=[\s\"\u00bb\u201d]))?(?(dot)|(?:[?;\n]|\s\|\s))"
    r"[\s\"\u00bb\u201d|>*\u2022\u2013\u2014-]*"
)
"""The end of a sentence, a line or a cell, with the signs after it."""
_JOINED = LazyPattern(
    rf"[\s:=#\"'`*\u201e\u201c\u00ab(\[<>|.,/\u00b0\u00ba\u2013\u2014-]*"
    rf"(?:['\u2019][a-z]{{1,4}}\b)?(?:\b{pattern('joins')}\b(?:['\u2019][a-z]{{1,4}}\b)?[\s:=#\"'`*\u201e\u201c\u00ab(\[<>|.,\u00b0\u00ba-]*){{0,3}}"
)
"""Text between a word and a number that surely belongs to it."""
_LISTED = LazyPattern(
    r"[\s\"'`*]*(?:[,;/&|+]|(?:and|or|und|oder|et|ou|y|o|e|i|oraz|lub|ve|veya)\b)[\s\"'`*]*"
)
_SURE = 7
"""Fewest letters and digits of a number that is surely not a quantity."""
_WIDE = frozenset({"named_number", "any_number", "phoned", "born"})


def governed(
    text: str, cues: Sequence[Cue], found: Sequence[Number]
) -> Iterator[tuple[Cue, Number]]:
    """Yield each number that a word governs, with the word.

    Args:
        text: any text.
        cues: the result of `cues`.
        found: the result of `numbers`.
    """
    used: dict[Cue, Number] = {}
    at = 0
    for number in found:
        while at < len(cues) and cues[at].start < number.start:
            at += 1
        cue = _in_front(text, cues[max(0, at - _MOST_CUES) : at], number, used)
        if cue is None:
            cue = _behind(text, cues[at : at + 2], number)
        if cue is not None:
            used[cue] = number
            if cue.family != "other_number":
                yield cue, number


def _in_front(
    text: str, cues: Sequence[Cue], number: Number, used: dict[Cue, Number]
) -> Cue | None:
    """The word before a number that governs it."""
    for cue in reversed(cues):
        if cue.end > number.start:
            continue  # a part of the number itself
        between = text[cue.end : number.start]
        if len(between) > _REACH:
            return None
        earlier = used.get(cue)
        if earlier is not None:
            listed = _LISTED.compiled.fullmatch(text[earlier.end : number.start])
            return cue if listed else None
        if is_joined(between):
            return cue
        wide = cue.family in _WIDE or (cue.family == "holder" and number.signs >= _SURE)
        if wide and not number.counts and reaches(between):
            return cue
    return None


def _behind(text: str, cues: Sequence[Cue], number: Number) -> Cue | None:
    """The word after a number that governs it."""
    for cue in cues:
        between = text[number.end : cue.start]
        if len(between) > _BACK or _breaks(between):
            return None
        if cue.family == "other_number":
            return cue if len(between) < 3 else None
        if cue.family in _WIDE and not any(ch.isdigit() for ch in between):
            return cue
    return None


def is_joined(between: str) -> bool:
    """Whether only punctuation and small words are between a word and its number."""
    return len(between) <= 40 and _JOINED.compiled.fullmatch(folded_in_place(between)) is not None


def reaches(between: str) -> bool:
    """Whether the text between is one clause, or a question and the beginning of its answer."""
    ends = _breaks(between)
    return not ends or (len(ends) == 1 and len(between) - ends[0] <= _BEHIND_BREAK)


def _breaks(between: str) -> list[int]:
    """The position after each sentence, line or cell that ends; abbreviations end none."""
    return [
        match.end()
        for match in _BREAK.compiled.finditer(between)
        if not (match["dot"] and folded_in_place(match["dot"][:-1]) in words("abbreviated"))
    ]
