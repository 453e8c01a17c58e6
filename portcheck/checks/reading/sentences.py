# ruff: noqa: RUF001
"""Count the sentences, words and lines of a text.

The end of a sentence is not always certain (`etc. The`, a heading, a bullet without a full stop),
so a count has a lower and an upper bound.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from portcheck.checks.reading.list_items import BULLET
from portcheck.detectors.refusal.cue import vocabulary
from portcheck.lazy_pattern import LazyPattern

_ABBREVIATIONS = vocabulary(
    "mr mrs ms dr prof st jr sr vs etc eg ie e.g i.e cf al approx dept est fig inc ltd co corp no "
    "nos p pp vol ed eds rev gen sgt capt jan feb mar apr jun jul aug sep sept oct nov dec mon tue "
    "wed thu fri sat sun a.m p.m u.s u.k u.s.a ph.d "
    "z.b d.h u.a bzw ca usw evtl ggf inkl nr str hr fr bspw sog vgl "
    "m mme mlle p.ex sra srta dra ud uds ej pág sig dott ing art"
)
_END = LazyPattern(r"(?P<mark>[.!?…‽؟۔।॥]+)(?P<after>[\"'”’»)\]*_›」』]{0,4})(?=\s|\Z)")
_WIDE_END = LazyPattern(r"[。！？｡]+[」』”’）)]*")
_UNSPACED = LazyPattern(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
"""Letters of scripts without spaces between words: Thai, Lao, Burmese, Khmer, Japanese,
Chinese."""
_FEW = 0.05
"""Largest share of such letters with which words can be counted, such as a foreign name."""


class Range(NamedTuple):
    """Bounds of a number; it is certain if both are equal."""

    least: int
    most: int


def count_words(text: str) -> Range | None:
    """The number of words: parts between blanks that have a letter or digit.

    `None` if more than a few letters are of a script without blanks; see `_FEW`.
    """
    unspaced = len(_UNSPACED.compiled.findall(text))
    if unspaced > _FEW * max(1, len(text) - text.count(" ")):
        return None
    whole = sum(map(_has_letter, text.split()))
    return Range(whole, whole)


def _has_letter(token: str) -> bool:
    return token.isalnum() or any(map(str.isalnum, token))


def count_lines(text: str) -> Range:
    """The number of lines that are not blank."""
    whole = sum(not line.isspace() and bool(line) for line in text.splitlines())
    return Range(whole, whole)


def count_paragraphs(text: str) -> Range:
    """The number of parts between blank lines."""
    whole = sum(1 for part in re.split(r"\n[^\S\n]*\n", text) if part and not part.isspace())
    return Range(whole, whole)


def count_sentences(text: str) -> Range:
    """The number of sentences.

    The end is doubtful after an abbreviation or initial, and in a heading, bullet or line without a
    full stop. A full stop inside a number or an address ends no sentence.
    """
    least = most = 0
    for block in _blocks(text):
        sure, doubtful = _ends(block)
        least += sure
        most += sure + doubtful
    return Range(max(least, min(most, 1)), most)


def _blocks(text: str) -> list[str]:
    """The paragraphs, bullets and headings, each with its lines joined."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        bare = line.strip()
        mark = BULLET.match(line)
        if mark or bare.startswith("#") or not bare:
            blocks.append([])
        if bare:
            blocks[-1].append(line[mark.end() if mark else 0 :].strip(" \t#"))
        if bare.startswith("#"):
            blocks.append([])
    return [" ".join(lines) for lines in blocks if lines]


def _ends(block: str) -> tuple[int, int]:
    """The numbers of certain and doubtful sentences.

    Text without an end is a sentence if certain ones precede it, else a doubtful one.
    """
    sure = doubtful = last = 0
    ends = [(one.end(), None) for one in _WIDE_END.compiled.finditer(block)]
    marks = [(one.end(), one) for one in _END.compiled.finditer(block)]
    for end, match in sorted([*ends, *marks], key=lambda one: one[0]):
        if match is None or (kind := _certainty(match, block)) == "sure":
            sure += 1
        elif kind == "doubtful":
            doubtful += 1
        else:
            continue
        last = end
    left = int(any(map(str.isalnum, block[last:])))
    return (sure + left, doubtful) if sure else (sure, doubtful + left)


def _certainty(match: re.Match[str], block: str) -> str:
    follows = block[match.end() : match.end() + 4].strip("\"'“‘«([*_ ")[:1]
    if not follows:
        return "sure"
    before = block[max(0, match.start() - 24) : match.start()].split()
    word = before[-1].strip("\"'“‘«([*_").casefold() if before else ""
    short = word in _ABBREVIATIONS or word.isdigit() or (len(word) == 1 and word.isalpha())
    if match["mark"] == "." and short and not match["after"]:
        return "none" if follows.islower() else "doubtful"
    return "doubtful" if follows.islower() else "sure"
