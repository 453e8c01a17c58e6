"""Find words and phrases in a text of any script, but not as parts of other words.

A word ends where no letter, mark or digit follows. Scripts that are written without spaces
(Chinese, Japanese, Thai, Lao, Khmer, Myanmar, Tibetan) have no such ends, so a word is found
anywhere in them. Korean adds endings to words, so only the beginning of a word counts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import regex

from portcheck.checks.shared.normalise import fold

_UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]"
)
_JOINED = regex.compile(r"\p{Hangul}")
_FIRST_JOINED = "\u1100"
_SPACES = regex.compile(r"\s+")


def plain(text: str, *, ignore_case: bool = True) -> str:
    """The text in the form in which words are searched: folded, with single spaces."""
    return str(_SPACES.sub(" ", fold(text, ignore_case=ignore_case)))


def occurs(word: str, text: str, *, ignore_case: bool = True) -> bool:
    """Whether a word or phrase occurs in a text.

    Args:
        word: as a suite writes it; a `*` at its end stands for any ending.
        text: the text to search, as `plain` returns it.
        ignore_case: the same as in the call of `plain`.
    """
    return next(_places(word, text, ignore_case), None) is not None


def occurrences(word: str, text: str) -> int:
    """How often a word or phrase occurs in a text as `plain` returns it, without overlaps."""
    return sum(1 for _ in _places(word, text, True))


def _places(word: str, text: str, ignore_case: bool) -> Iterator[int]:
    open_end = word.endswith("*")
    wanted = plain(word.rstrip("*").strip(), ignore_case=ignore_case)
    place = text.find(wanted) if wanted else -1
    while place >= 0:
        end = place + len(wanted)
        found = _begins(text, place) and (open_end or _ends(text, end))
        if found:
            yield place
        place = text.find(wanted, end if found else place + 1)


def _begins(text: str, place: int) -> bool:
    return place == 0 or _apart(text[place - 1], text[place])


def _ends(text: str, end: int) -> bool:
    return end == len(text) or _apart(text[end - 1], text[end]) or _joins(text[end - 1], text[end])


def _apart(one: str, other: str) -> bool:
    """Whether a word can begin or end between two neighbouring characters."""
    if not (_is_letter(one) and _is_letter(other)):
        return True
    return _UNSPACED.match(one) is not None or _UNSPACED.match(other) is not None


def _joins(one: str, other: str) -> bool:
    """Whether `other` can begin an ending that is added to a word, as in Korean."""
    return other >= _FIRST_JOINED and _JOINED.match(other) is not None and one.isalnum()


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"
