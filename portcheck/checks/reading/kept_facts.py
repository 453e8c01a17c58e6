"""Decide whether a fact of one text is in another, in any form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from portcheck.checks.reading.dates import Moment
from portcheck.checks.reading.facts import Fact, Facts
from portcheck.checks.reading.quantities import BARE, Amount, Quantity
from portcheck.checks.reading.spelled_numbers import in_words
from portcheck.checks.reading.urls import read_url
from portcheck.checks.shared.normalise import fold

Kept = Literal["yes", "perhaps", "no"]
"""`perhaps`: only one of several readings, or only a part, is in the text."""

ROUNDING = 1e-9
"""Share of a value that is tolerated as rounding of binary fractions."""


def kept(fact: Fact, texts: Sequence[Facts], *, relative: float = 0.0) -> Kept:
    """Whether a fact is in one of the texts.

    Args:
        fact: a fact of another text.
        texts: the texts that may have it.
        relative: largest difference of a number or an amount, as a share of the larger value.
    """
    best: Kept = "no"
    for text in texts:
        found = _kept_in(fact, text, relative)
        if found == "yes":
            return "yes"
        best = "perhaps" if found == "perhaps" else best
    return best


def _kept_in(fact: Fact, text: Facts, relative: float) -> Kept:
    if fact.quantity is not None:
        return _number_kept(fact.quantity, text, relative)
    if fact.moments:
        return _date_kept(fact, text)
    if fact.kind == "names":
        return _name_kept(fact.written, text)
    if fact.kind == "ids":
        return "yes" if _spread(fact.written).search(text.text) else "no"
    address = _address(fact.written)
    held = {_address(one.written) for one in text.of("urls", "emails")}
    return "yes" if address in held else "no"


def _address(written: str) -> str:
    """An address to compare: without scheme, www and last slash, the host in lower case."""
    same = read_url(written).same or written
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", same, flags=re.IGNORECASE).rstrip("/")
    host, slash, path = bare.partition("/")
    return f"{host.casefold()}{slash}{path}"


def _spread(written: str) -> re.Pattern[str]:
    """A pattern for an id in folded text, with any separators between its letters."""
    letters = [re.escape(one) for one in fold(written) if one.isalnum()][:64]
    abroad = "(?:00)?" if written.startswith("+") else ""
    return re.compile("(?<![^\\W_])" + abroad + "[\\W_]{0,2}".join(letters) + "(?![^\\W_])")


def _name_kept(name: str, text: Facts) -> Kept:
    words = re.findall(r"[^\W_]+", fold(name))
    if f" {' '.join(word for word in words if word != 'and')} " in text.words:
        return "yes"
    if len(words) > 1 and len(words[-1]) > 2 and f" {words[-1]} " in text.words:
        return "yes"
    # Only the first word of a name, or a form of it with another ending.
    return "perhaps" if words and f" {words[0][:5]}" in text.words else "no"


def _date_kept(fact: Fact, text: Facts) -> Kept:
    """A date without a year matches any year; one with a year perhaps matches one without."""
    best: Kept = "no"
    for other in text.of("dates"):
        pairs = [_same_moment(one, held) for one in fact.moments for held in other.moments]
        if all(found == "yes" for found in pairs):
            return "yes"
        if any(found != "no" for found in pairs):
            best = "perhaps"
    return best


def _same_moment(one: Moment, held: Moment) -> Kept:
    if one.minute is not None:
        return "no" if held.minute is None else _same_time(one, held)
    if one.month != held.month or (one.day is not None and one.day != held.day):
        return "no"
    if one.year is None or one.year == held.year:
        return "yes"
    return "perhaps" if held.year is None else "no"


def _same_time(one: Moment, held: Moment) -> Kept:
    """Whether two times of day are the same; without a zone or seconds, one matches any of them."""
    shift = 0 if None in {one.offset, held.offset} else (one.offset or 0) - (held.offset or 0)
    if ((one.minute or 0) - shift - (held.minute or 0)) % 1440:
        return "no"
    if one.second is None or one.second == (held.second or 0):
        return "yes"
    return "perhaps" if held.second is None else "no"


def _number_kept(quantity: Quantity, text: Facts, relative: float) -> Kept:
    best: Kept = "no"
    for other in text.of("numbers", "amounts"):
        if other.quantity is None:
            continue
        found = _same_quantity(quantity, other.quantity, relative)
        if found == "yes":
            return "yes"
        best = "perhaps" if found == "perhaps" else best
    return _spelled(quantity, text, best)


def _same_quantity(one: Quantity, held: Quantity, relative: float) -> Kept:
    if not one.of(BARE) and not held.of(BARE):
        return _same_amounts(one, held, relative)
    if not any(_close(a, b, relative) for a in one.numbers for b in held.numbers):
        return "no"
    certain = len(one.numbers) == len(held.numbers) == 1 or one.numbers == held.numbers
    # Only the number of an amount is there: its unit may be stated elsewhere.
    return "yes" if certain and one.of(BARE) else "perhaps"


def _same_amounts(one: Quantity, held: Quantity, relative: float) -> Kept:
    pairs = [_equal(a, b, relative) for a in one.usual for b in held.usual]
    if pairs and all(pairs):
        return "yes"
    if one.usual and one.usual == held.usual and one.numbers == held.numbers:
        return "yes"  # 3 gallons are 3 gallons, of whichever country
    every = [
        _equal(a, b, relative)
        for a in (*one.usual, *one.doubtful)
        for b in (*held.usual, *held.doubtful)
    ]
    return "perhaps" if any(every) else "no"


def _equal(one: Amount, held: Amount, relative: float) -> bool:
    return one.dimension == held.dimension and _close(one.value, held.value, relative)


def _close(one: float, held: float, relative: float) -> bool:
    return abs(one - held) <= (relative + ROUNDING) * max(abs(one), abs(held))


def _spelled(quantity: Quantity, text: Facts, best: Kept) -> Kept:
    """`yes` or `perhaps` if the text has the same number in words, else `best`."""
    unit = quantity.written.rpartition(" ")[2].casefold()
    for number in quantity.numbers[:1]:
        for words in _ways(number):
            if f" {words} " not in text.words:
                continue
            if quantity.of(BARE) or (unit[:1].isalpha() and f" {words} {unit[:3]}" in text.words):
                return "yes"
            best = "perhaps"
    return best


def _ways(number: float) -> Iterator[str]:
    if number.is_integer():
        yield from in_words(int(number))
