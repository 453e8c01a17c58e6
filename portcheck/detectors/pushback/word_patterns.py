"""Match patterns over words.

An answer of three kilobytes has about five hundred words, few of which matter to a detector. So
each word is looked up once and becomes one letter for its combination of classes; a pattern is a
short regular expression over those letters, tried only where its first word occurs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from portcheck.detectors.pushback.text import END
from portcheck.lazy_pattern import LazyPattern

_END, _NUMBER, _OTHER = "|", "0", "."
_DIGITS = frozenset("0123456789")
_SHORT = {"ca": "can", "wo": "will"}
"""The rest of "can't" and "won't" before the "not"."""


class Patterns:
    """Named patterns over words, each compiled when its first word occurs.

    A pattern is a line of items separated by spaces. An item is the name of a word class (in
    capitals), a word itself, `.` for any word, NUM for a number, END for the end of a sentence, or
    several of these joined by `/`; `?`, `*` or `{0,3}` after it repeats it. `<` before the first
    item requires that word before the pattern; `!` before an item requires that it does not follow.
    """

    def __init__(self, word_classes: Mapping[str, str], patterns: Mapping[str, str]) -> None:
        """Compile `patterns` (name to lines) over `word_classes` (name to words with spaces)."""
        lines = [
            (name, line.split())
            for name, block in patterns.items()
            for line in block.strip().splitlines()
        ]
        members = {name: set(words.split()) for name, words in word_classes.items()}
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
        for short, full in _SHORT.items():
            self._letters[short] = self._letters[full]
        bodies: dict[str, dict[str, list[str]]] = {}
        for name, items in lines:
            first = next(item for item in items if item[0] not in "<!")
            body = "".join(_compiled(item, sets) for item in items)
            for letter in "".join(sets[word] for word in _words(first)):
                bodies.setdefault(letter, {}).setdefault(name, []).append(body)
        self._starts = {
            letter: [(name, LazyPattern("|".join(found))) for name, found in names.items()]
            for letter, names in bodies.items()
        }
        self._first = re.compile(f"[{''.join(sorted(self._starts))}]")

    def find(self, words: Sequence[str]) -> Iterator[tuple[str, int]]:
        """Yield names of patterns and the positions of their first words, from left to right."""
        get = self._letters.get
        letters = "".join(
            [get(word) or (_NUMBER if word[0] in _DIGITS else _OTHER) for word in words]
        )
        starts = self._starts
        for first in self._first.finditer(letters):
            position = first.start()
            for name, pattern in starts[first[0]]:
                if pattern.match(letters, position):
                    yield name, position


def _bare(item: str) -> str:
    return item.lstrip("<!").rstrip("?*").partition("{")[0]


def _words(item: str) -> list[str]:
    return _bare(item).split("/")


def _letters(members: Mapping[str, set[str]]) -> dict[str, str]:
    """Assign a letter to each combination of word classes, so that a word can be in several."""
    word_classes: dict[str, list[str]] = {}
    for name in sorted(members):
        for word in members[name]:
            word_classes.setdefault(word, []).append(name)
    numbers: dict[tuple[str, ...], str] = {}
    return {
        word: numbers.setdefault(tuple(names), chr(0xE000 + len(numbers)))
        for word, names in sorted(word_classes.items())
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
