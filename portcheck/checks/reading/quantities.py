"""Parse the quantities of a text: numbers with a unit of measure or a currency.

Ambiguous units (gallons, tons, `$`) have all their readings; nothing is guessed.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache

from msgspec import Struct
from msgspec.structs import replace

from portcheck.checks.reading.units import CODES, Unit, meanings, units
from portcheck.checks.shared.numbers.forms import plain_form
from portcheck.checks.shared.numbers.written import SIZE_WORD, Reading, readings_in
from portcheck.lazy_pattern import LazyPattern

_MARKS = 0xE000
"""From here on, a private character stands for the unit behind a number, so the reader of
numbers does not take the m of metres for a million."""
_MOST_MARKS = 6_000
_PRIVATE = LazyPattern("[\ue000-\uf8ff]")
_SIGN = r"[$\u00a2-\u00a5\u20a0-\u20bf\u0e3f]"
_MONEY_BEFORE = LazyPattern(rf"(?:^|[^\w.])([A-Za-z]{{1,3}}\.?[$\u00a3\u00a5]?|{_SIGN})\s?$")
_MONEY_BEHIND = LazyPattern(rf"\s?([A-Za-z]{{0,3}}{_SIGN}|[^\W\d_]{{1,12}}(?:\s[^\W\d_]{{3,9}})?)")
_WELL_KNOWN = frozenset({"eur", "usd", "gbp", "chf", "jpy"})
_NOT_INCH = LazyPattern(r"in\s(?!(?:long|wide|high|tall|deep|thick|by|x)\b)[^\W\d_]", re.IGNORECASE)
_DECADE = LazyPattern(r"[12][0-9]{2}0s", re.IGNORECASE)
_JOINT = LazyPattern(r"[\s,]*(?:and|und|et|y|e|en)?[\s]*", re.IGNORECASE)


class Amount(Struct, frozen=True):
    """A value in the base unit of a dimension."""

    value: float
    dimension: str
    """For example `length` or `money EUR`."""


class Quantity(Struct, frozen=True, kw_only=True):
    """One parsed number with its unit."""

    start: int
    """Offset of its beginning in the plain form of the text."""
    end: int
    written: str
    usual: tuple[Amount, ...]
    """Its readings, several if it is ambiguous, none if it is not understood."""
    doubtful: tuple[Amount, ...] = ()
    """Unlikely but possible readings."""
    numbers: tuple[float, ...] = ()
    """The number alone, the usual readings first."""

    def of(self, dimension: str) -> bool:
        """Whether it may have that dimension; `money` alone stands for every currency.

        A quantity without readings may have any dimension.
        """
        kinds = {amount.dimension for amount in (*self.usual, *self.doubtful)}
        return not kinds or any(dimension in {kind, kind.split()[0]} for kind in kinds)


BARE = "number"
"""The dimension of a number without a unit."""


@lru_cache(maxsize=16)  # several checks read one answer
def read_quantities(text: str, *, comma: bool = False, bare: bool = False) -> tuple[Quantity, ...]:
    """The quantities of a text in their order; `5 h 30 min` and `5 ft 10 in` are one quantity each.

    Args:
        text: an answer.
        comma: whether its language may write a decimal comma, and points in groups.
        bare: whether numbers without a unit are read too.
    """
    plain = plain_form(_PRIVATE.compiled.sub(" ", text))
    marked, written = _marked(plain)
    found = [
        quantity
        for reading in readings_in(marked, comma=comma)
        if (quantity := _quantity(reading, marked, written, bare)) is not None
    ]
    return tuple(_compounds(found[::-1], marked))


def _marked(plain: str) -> tuple[str, tuple[str, ...]]:
    """The text with a private character for every unit behind a number, and the units."""
    names = dict[str, int]()

    def mark(found: re.Match[str]) -> str:
        name = found["unit"]
        if not _is_unit(name, found, plain):
            return found[0]
        number = names.setdefault(name, len(names))
        return f"{found['lead']}{chr(_MARKS + number)}" if number < _MOST_MARKS else found[0]

    return _unit_pattern().sub(mark, plain), tuple(names)


def _is_unit(name: str, found: re.Match[str], plain: str) -> bool:
    """Whether the word behind a number is its unit, unlike in `5k`, `the 1990s` or `5 in all`."""
    if len(name) == 1 and (name not in units() or (name in "mt" and _is_money(plain, found))):
        return False
    at = found.start("unit")
    if _NOT_INCH.compiled.match(plain, at) or (
        name == "s" and _DECADE.compiled.match(plain, max(0, at - 4))
    ):
        return False
    return bool(meanings(name))


def _is_money(plain: str, found: re.Match[str]) -> bool:
    """Whether the letter behind a number is part of a sum of money, as in `$5m` and `5m EUR`."""
    line = plain[max(0, found.start() - 24) : found.start() + 1]
    before = re.search(rf"({_SIGN}|\b[A-Z]{{3}})\s?-?[0-9.,'\x02\x03]*[0-9]$", line)
    behind = _MONEY_BEHIND.compiled.match(plain, found.end())
    return before is not None or (behind is not None and _is_currency(behind[1]))


@cache
def _unit_pattern() -> re.Pattern[str]:
    names = sorted(
        (name for name, found in units().items() if not found[0].dimension.startswith("money")),
        key=len,
        reverse=True,
    )
    listed = "|".join(re.escape(name).replace(r"\ ", r"[\s-]") for name in names)
    return re.compile(
        rf"(?P<lead>[0-9](?:[\s-]?(?:{SIZE_WORD})(?![^\W\d_]))?)[\s-]?(?=[^\W\d_]|[\u00b0%\u2030])"
        rf"(?P<unit>{listed})(?![A-Za-z0-9_\u00b2\u00b3\u00c0-\u052f^/])\.?",
        re.IGNORECASE,
    )


def _quantity(
    reading: Reading, marked: str, written: tuple[str, ...], bare: bool
) -> Quantity | None:
    """A number with the unit behind it or the currency beside it; `None` without these."""
    behind = marked[reading.end : reading.end + 1]
    end, before = reading.end, ""
    if _PRIVATE.compiled.match(behind):
        name, end = written[ord(behind) - _MARKS], end + 1
        found = meanings(name)
    elif reading.percent:
        name, found = "%", meanings("%")
    else:
        before, name, end = _currency(reading, marked)
        found = meanings(before or name)
    if not found and bare and reading.values:
        found = (Unit(dimension=BARE, factor=Fraction(1), shown=""),)
    if not found:
        return None
    return Quantity(
        start=reading.start - len(before),
        end=end,
        written=" ".join(filter(None, (before, reading.written, "" if reading.currency else name))),
        usual=_amounts(reading.values, found, far=False),
        numbers=(*reading.values, *reading.doubtful),
        doubtful=(
            *_amounts(reading.values, found, far=True),
            *(_amounts(reading.doubtful, found, far=False) if name != "%" else ()),
        ),
    )


def _currency(reading: Reading, marked: str) -> tuple[str, str, int]:
    """The currency before a number, the one behind it, and the offset of the quantity's end."""
    if reading.currency:
        return "", reading.currency.strip(), reading.end
    before = _MONEY_BEFORE.search(marked[max(0, reading.start - 6) : reading.start])
    if before and _stands_before(before[1]):
        return before[1], "", reading.end
    behind = _MONEY_BEHIND.compiled.match(marked, reading.end)
    if behind:
        # In scripts without blanks, the next word follows the name directly.
        parts = [] if behind[1].isascii() else [behind[1][:length] for length in (3, 2, 1)]
        for name in (behind[1], behind[1].split()[0], *parts):
            if _is_currency(name):
                return "", name, behind.start(1) + len(name)
    return "", "", reading.end


def _is_currency(name: str) -> bool:
    """Whether a word is a currency; most codes only in capitals, as `try` and `mad` are words."""
    if name.upper() in CODES and not name.isupper() and name.lower() not in _WELL_KNOWN:
        return False
    return any(unit.dimension.startswith("money") for unit in meanings(name))


def _stands_before(name: str) -> bool:
    """Whether a currency may stand before its number: codes, signs and a few short forms."""
    bare = name.strip(".")
    short = bare.lower() in {"kr", "rs", "fr", "rp", "rm"}
    return (short or bare.upper() in CODES or not bare.isalpha()) and _is_currency(bare)


def _amounts(
    values: tuple[float, ...], found: tuple[Unit, ...], *, far: bool
) -> tuple[Amount, ...]:
    amounts = (
        Amount(float(unit.offset) + value * float(unit.factor), unit.dimension)
        for value in values
        for unit in found
        if unit.far_fetched == far
    )
    return tuple(dict.fromkeys(amounts))


def _compounds(found: list[Quantity], marked: str) -> list[Quantity]:
    kept: list[Quantity] = []
    for one in found:
        last = kept[-1] if kept else None
        if last is not None and (both := _both(last, one, marked)) is not None:
            kept[-1] = both
        else:
            kept.append(one)
    return kept


_COMPOUND = frozenset({"length", "mass", "time", "calendar"})


def _both(left: Quantity, right: Quantity, marked: str) -> Quantity | None:
    """Two quantities beside each other as one, such as `5 h 30 min`; `None` if they are not one."""
    if not left.usual or not right.usual or right.start - left.end > 6:
        return None
    large, small = left.usual[0], right.usual[0]
    fits = (
        large.dimension == small.dimension in _COMPOUND
        and 0 < small.value < large.value
        and len(left.usual) == len(right.usual) == 1
        and _JOINT.compiled.fullmatch(marked[left.end : right.start]) is not None
        and _smaller_unit(left.written, right.written)
    )
    if not fits:
        return None
    total = Amount(large.value + small.value, large.dimension)
    return replace(
        left, end=right.end, written=f"{left.written} {right.written}", usual=(total,), doubtful=()
    )


def _smaller_unit(left: str, right: str) -> bool:
    first, second = (meanings(one.rpartition(" ")[2]) for one in (left, right))
    return bool(first and second) and second[0].factor < first[0].factor
