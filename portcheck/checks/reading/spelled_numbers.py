"""Parse whole numbers in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_ONES = _SMALL.split()
_TENTHS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = _TENTHS.split()
_SIZES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))
_OTHERS = (
    # 2 to 12 in German, French, Spanish, Italian, Portuguese and Dutch
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "deux trois quatre cinq six sept huit neuf dix onze douze",
    "dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "due tre quattro cinque sei sette otto nove dieci undici dodici",
    "dois três quatro cinco seis sete oito nove dez onze doze",
    "twee drie vier vijf zes zeven acht negen tien elf twaalf",
)
_SPELLED = frozenset([*_ONES[2:], *_TENS, *" ".join(_OTHERS).split(), "hundred", "thousand"])
_WORD = re.compile(r"\w+")
_MORE = {0: ("no", "null", "nil"), 12: ("dozen",), 100: ("hundert", "cent", "cien", "cento")}
_MORE[1000] = ("tausend", "mille", "mil", "duizend")
MOST = 10**15
"""Upper bound (exclusive) of numbers that are parsed from words."""


def holds_spelled(text: str) -> bool:
    """Whether a text has a number in words, except one and zero, which have other uses."""
    return not _SPELLED.isdisjoint(_WORD.findall(text.lower()))


@lru_cache(maxsize=1000)
def in_words(number: int) -> tuple[str, ...]:
    """Ways to write a whole number in English, and small and round ones in six other languages.

    They are in lower case, without hyphens and without `and`. Empty if the number is negative, or
    `MOST` or more.
    """
    if not 0 <= number < MOST:
        return ()
    found = [" ".join(_english(number)), *_MORE.get(number, ())]
    if found[0].startswith("one ") and number >= 100:
        found.append(f"a {found[0][4:]}")
    if 2 <= number <= 12:
        found += [line.split()[number - 2] for line in _OTHERS]
    return tuple(dict.fromkeys(found))


def _english(number: int) -> Iterator[str]:
    if number < 20:
        yield _ONES[number]
    elif number < 100:
        yield _TENS[number // 10 - 2]
        if number % 10:
            yield _ONES[number % 10]
    elif number < 1000:
        yield from (_ONES[number // 100], "hundred")
        if number % 100:
            yield from _english(number % 100)
    else:
        size, name = next(one for one in _SIZES if number >= one[0])
        yield from (*_english(number // size), name)
        if number % size:
            yield from _english(number % size)
