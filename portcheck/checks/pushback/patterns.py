"""Patterns over words.

An answer of three kilobytes has some five hundred words, of which few mean anything to a detector.
So each word is looked up once and becomes one letter for the sorts of words that it belongs to; a
pattern is a short regular expression over those letters, tried only where its first word stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portcheck.checks.pushback.text import END

_END, _NUMBER, _OTHER = "|", "0", "."


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern was found: the position of its first word."""

    name: str
    start: int


class Patterns:
    """Named patterns over words, compiled once.

    A pattern is a line of items separated by spaces. An item is the name of a sort of words (in
    capitals), a word itself, `.` for any word, NUM for a number, END for the end of a sentence, or
    several of these joined by `/`; `?`, `*` or `{0,3}` behind it repeats it. `<` before the first
    item asks for that word before the pattern, `!` before an item that it does not follow.
    """

    def __init__(self, sorts: Mapping[str, str], patterns: Mapping[str, str]) -> None:
        """Compile `patterns` (name to lines) over `sorts` (name to words, separated by spaces)."""
        lines = [
            (name, line.split())
            for name, block in patterns.items()
            for line in block.strip().splitlines()
        ]
        members = {name: set(words.split()) for name, words in sorts.items()}
        for word in {word for _, items in lines for item in items for word in _words(item)}:
            if word not in {".", "END", "NUM"}:
                members.setdefault(word, {word})
        self._letters = _letters(members)
        sets = {
            name: "".join(sorted({self._letters[word] for word in words}))
            for name, words in members.items()
        }
        sets |= {"END": _END, "NUM": _NUMBER}
        self._letters[END] = _END
        self._starts: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        for name, items in lines:
            first = next(item for item in items if item[0] not in "<!")
            pattern = re.compile("".join(_compiled(item, sets) for item in items))
            for letter in "".join(sets[word] for word in _words(first)):
                self._starts.setdefault(letter, []).append((name, pattern))
        self._first = re.compile(f"[{''.join(sorted(self._starts))}]")

    def find(self, words: Sequence[str]) -> Iterator[Match]:
        """All matches, from left to right; they may overlap, also those of one name."""
        get = self._letters.get
        letters = "".join([get(word) or _unnamed(word) for word in words])
        starts = self._starts
        for first in self._first.finditer(letters):
            position = first.start()
            for name, pattern in starts[letters[position]]:
                if pattern.match(letters, position):
                    yield Match(name, position)


def _unnamed(word: str) -> str:
    return _NUMBER if word[0].isdigit() else _OTHER


def _bare(item: str) -> str:
    return item.lstrip("<!").rstrip("?*").partition("{")[0]


def _words(item: str) -> list[str]:
    return _bare(item).split("/")


def _letters(members: Mapping[str, set[str]]) -> dict[str, str]:
    """One letter for each combination of sorts, so that a word of two sorts matches both."""
    sorts: dict[str, list[str]] = {}
    for name in sorted(members):
        for word in members[name]:
            sorts.setdefault(word, []).append(name)
    numbers: dict[tuple[str, ...], str] = {}
    return {
        word: numbers.setdefault(tuple(names), chr(0xE000 + len(numbers)))
        for word, names in sorted(sorts.items())
    }


def _compiled(item: str, sets: Mapping[str, str]) -> str:
    bare = _bare(item)
    repeat = item.lstrip("<!")[len(bare) :]
    body = f"[^{_END}]" if bare == "." else f"[{''.join(sets[word] for word in bare.split('/'))}]"
    if item[0] == "<":
        return f"(?<={body})"
    if item[0] == "!":
        return f"(?!{body})"
    return body + repeat
