"""Undo spelling tricks: digits in words, letters one by one, word games, digits for letters.

Every function takes time in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from portcheck.checks.hiding.squeezed import squeeze, words_in

_NUMBER_WORDS = """
zero one two three four five six seven eight nine
null eins zwei drei vier fünf sechs sieben acht neun
zéro un deux trois quatre cinq six sept huit neuf
cero uno dos tres cuatro cinco seis siete ocho nueve
zero uno due tre quattro cinque sei sette otto nove
zero um dois três quatro cinco seis sete oito nove
nul een twee drie vier vijf zes zeven acht negen
"""
"""English, German, French, Spanish, Italian, Portuguese, Dutch."""
DIGITS = {
    word: str(number)
    for line in _NUMBER_WORDS.split("\n")
    for number, word in enumerate(line.split())
}
"""Words for digits; `six` and `acht` are the same digit in two languages."""
_NAMES = {"otto"}
"""Words for digits that stand for letters in a spelling alphabet."""
_DASHES = frozenset(
    ("dash", "hyphen", "minus", "strich", "bindestrich", "tiret", "trait", "guion", "streepje")
)
_INITIALS = {
    **{word: digit for word, digit in DIGITS.items() if word not in _NAMES},
    **dict.fromkeys(_DASHES, ""),
}
_AROUND = 4
"""Words before and after a spelled digit that belong to it."""
_FEWEST_LINES = 3
_PLACE = re.compile(r"[\[(]\d{1,3}[\])]")
"""The place of a letter that is spelled: `H (1)`."""
_BEGINNING = re.compile(r"qu|[^aeiou](?:qu|[^aeiouy])*", re.IGNORECASE)
LOOKS = str.maketrans("0123456789l", "oizeasgtbgi")
"""Digits to the letters that they look like; letters that share a digit, to the same letter."""


def with_digits(text: str) -> str:
    """Words that name digits, as digits, with the words around them; "" if there are none."""
    words = words_in(text)
    if DIGITS.keys().isdisjoint(words):
        return ""
    read, until = list[str](), 0
    for at, word in enumerate(words):
        if word in DIGITS:
            begin = max(until, at - _AROUND)
            if begin > until:
                read.append("\n")
            until = at + 1 + _AROUND
            read += words[begin:until]
    return " ".join(DIGITS.get(word, word) for word in read if word not in _DASHES)


def one_by_one(text: str, words: Sequence[str]) -> str:
    """Letters and digits that stand alone, and words that name digits: `H as in hat, seven`.

    Args:
        text: the text as it is.
        words: its words, as `words_in` returns them.
    """
    if _PLACE.search(text):
        words = words_in(_PLACE.sub(" ", text))
    alone = [word for word in words if len(word) == 1 or word in DIGITS]
    return "".join(map(DIGITS.get, alone, alone))


def initials(words: Sequence[str]) -> str:
    """The first letters of words, with digits for words that name them and nothing for dashes.

    "" if no word names a digit or a dash, as plain first letters are searched elsewhere.
    """
    if _INITIALS.keys().isdisjoint(words):
        return ""
    return "".join([_INITIALS.get(word, word[0]) for word in words])


def in_play(word: str, after_vowel: str) -> str:
    """A word in Pig Latin: what comes before its first vowel goes to its end, with `ay` behind.

    Args:
        word: in lower case.
        after_vowel: what goes before `ay` in a word that begins with a vowel: "", `w` or `y`.
    """
    found = _BEGINNING.match(word)
    begin = found[0] if found else ""
    return f"{word[len(begin) :]}{begin or after_vowel}ay" if word.isalpha() else word


def ends_of_lines(text: str) -> Iterator[list[str]]:
    """Yield the first words of all lines, then the last words, if there are three lines or more."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    if len(lines) >= _FEWEST_LINES:
        for place in (0, -1):
            yield [word for line in lines if (word := squeeze(line[place]))]
