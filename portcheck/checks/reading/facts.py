"""Find the facts of a text: numbers, dates, amounts, addresses, ids, names.

Each is found once and as one kind only: a part of an address is not an id, and a part of a date is
not a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Literal

from msgspec import Struct

from portcheck.checks.reading.dates import DateRead, Moment, read_dates, same_length
from portcheck.checks.reading.names import names
from portcheck.checks.reading.quantities import BARE, Quantity, read_quantities
from portcheck.checks.reading.units import CODES, meanings
from portcheck.checks.reading.urls import urls
from portcheck.checks.shared.normalise import fold
from portcheck.checks.shared.numbers.forms import set_apart
from portcheck.lazy_pattern import LazyPattern
from portcheck.model.visible_text import without_unseen

FactKind = Literal["numbers", "dates", "amounts", "urls", "emails", "ids", "names"]
KINDS: tuple[FactKind, ...] = ("numbers", "dates", "amounts", "urls", "emails", "ids", "names")
LONGEST = 20_000
"""Most characters of a text that are searched for facts."""
MOST = 600
"""Most facts of one text that are kept."""

_HOST = LazyPattern(
    r"(?<![\w@./-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|edu|gov|io|dev|app|co|eu|de|fr|uk|es|it|nl|"
    r"ch|at|pl|se|br|pt|example|test)(?:/[^\s<>\"'`|\\^\[\]{}]{0,300})?(?![\w@-])",
    re.IGNORECASE,
)
_EMAIL = LazyPattern(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_ID = LazyPattern(
    r"(?<![\w.])#?(?:"
    r"[A-Z]{2}[0-9]{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?|[0-9]{4}(?:[ -][0-9]{4}){2,4}|"
    r"v?[0-9]{1,5}(?:\.[0-9]{1,5}){2,4}|"
    r"(?=[A-Za-z_-]{0,12}[0-9])[A-Za-z][A-Za-z0-9]{0,30}(?:[-_/.:#][A-Za-z0-9]{1,30}){0,8}"
    r"|(?=[0-9]{1,20}[A-Za-z]{1,6}[0-9-])[0-9A-Za-z]{4,40}(?:-[0-9A-Za-z]{1,30}){0,8}"
    r"|[A-Z]{1,8}(?:[-_/#][A-Z0-9]{1,12}){0,3}[-_/#][0-9]{1,20}(?:[-_/][A-Za-z0-9]{1,20}){0,4}"
    r"|\+?[0-9]{1,6}(?:[-/][0-9]{2,8}){2,6}|(?=(?:[-/]?[0-9]){9})[0-9]{1,9}[-/][0-9]{2,9}"
    r"|\+[0-9]{1,3}(?:[ ().-]{1,2}[0-9]{2,9}){2,6}|[0-9]{9,40}"
    r")(?![\w%])"
)
_STOPS = ".,;:!?"
_ID_LEAST = 3
_COUNTED = LazyPattern(
    r"\b(?:step|option|item|part|question|point|example|schritt|punkt|étape|paso)\s[0-9]{1,2}\b",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_WORD = re.compile(r"[^\W_]+")
_MARKER = LazyPattern(r"^[ \t>]*(?:\*\*)?\(?[0-9]{1,3}[.)](?=\s)", re.MULTILINE)


class Fact(Struct, frozen=True, kw_only=True):
    """One fact in a text."""

    kind: FactKind
    written: str
    moments: tuple[Moment, ...] = ()
    """Readings of a date or time."""
    quantity: Quantity | None = None
    """Readings of a number or an amount."""


class Facts(Struct, frozen=True):
    """The facts of one text."""

    text: str
    """The text itself, folded, with ASCII digits and blanks."""
    found: tuple[Fact, ...]
    whole: bool
    """Whether all of the text was searched and all facts were kept."""
    words: str = ""
    """Its words without `and`, with one blank around each."""

    def of(self, *kinds: FactKind) -> Iterator[Fact]:
        """Yield the facts of these kinds."""
        return (fact for fact in self.found if fact.kind in kinds)


@lru_cache(maxsize=64)  # all answers to a context share its facts
def read_facts(text: str, comma: bool = False) -> Facts:
    """The facts of a text: addresses, dates, ids, numbers and amounts, names.

    Numbers that count list items or steps are not facts.

    Args:
        text: an answer, a reference or a source.
        comma: whether its language may write a decimal comma.
    """
    plain = _within_bounds(set_apart(same_length(without_unseen(text[:LONGEST]))))
    whole = len(text) <= LONGEST and len(plain) == len(set_apart(without_unseen(text)))
    found: list[Fact] = []
    rest = _without_addresses(plain, found)
    days = read_dates(rest)
    found += [fact for day in days for fact in _date_facts(day)]
    rest = _blanked(rest, [(day.start, day.end) for day in days])
    ids = [match for match in _ID.compiled.finditer(rest) if _is_id(match[0].strip("#"))]
    found += [Fact(kind="ids", written=match[0].strip("#")) for match in ids]
    rest = _blanked(rest, [match.span() for match in ids])
    named = rest
    rest = _COUNTED.compiled.sub(" ", _MARKER.compiled.sub(" ", rest))
    for quantity in read_quantities(rest, comma=comma, bare=True):
        if not quantity.usual:
            continue
        kind: FactKind = "numbers" if quantity.of(BARE) else "amounts"
        found.append(Fact(kind=kind, written=quantity.written, quantity=quantity))
    found += [
        Fact(kind="names", written=name)
        for name in dict.fromkeys(names(named))
        if name not in CODES
    ]
    folded = fold(plain)
    words = " ".join(_WORD.findall(folded)).replace(" and ", " ")
    return Facts(
        text=folded,
        found=tuple(found[:MOST]),
        whole=whole and len(found) <= MOST,
        words=f" {words} ",
    )


def _without_addresses(text: str, found: list[Fact]) -> str:
    """The text with blanks in place of its addresses, which are added to `found`."""
    finders: tuple[tuple[FactKind, Callable[[str], Iterator[str]]], ...] = (
        ("urls", lambda text: (url.written for url in urls(text) if not url.problem)),
        ("emails", lambda text: (one[0].rstrip(".") for one in _EMAIL.compiled.finditer(text))),
        ("urls", lambda text: (one[0].rstrip(_STOPS) for one in _HOST.compiled.finditer(text))),
    )
    for kind, finder in finders:
        for written in list(islice(finder(text), MOST)):
            found.append(Fact(kind=kind, written=written))
            text = text.replace(written, " " * len(written), 1)
    return text


def _within_bounds(plain: str) -> str:
    """The beginning of the text with at most `2 * MOST` numbers, to bound the time."""
    ends = (match.end() for match in re.finditer("[0-9]+", plain))
    return plain[: next(islice(ends, 2 * MOST, None), None)]


def _is_id(written: str) -> bool:
    """Whether a match is not a number with its unit, nor a number with points between groups."""
    long = len(written) >= _ID_LEAST
    return long and not meanings(written) and not _GROUPED.fullmatch(written)


def _date_facts(day: DateRead) -> Iterator[Fact]:
    """Yield the day and the time of day, each as its own fact."""
    for part in ("month", "minute") if day.moments[0].minute is not None else ("month",):
        moments = tuple(
            dict.fromkeys(
                Moment(year=one.year, month=one.month, day=one.day)
                if part == "month"
                else Moment(minute=one.minute, second=one.second, offset=one.offset)
                for one in day.moments
                if getattr(one, part) is not None
            )
        )
        if moments:
            yield Fact(kind="dates", written=day.written, moments=moments)


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with blanks in place of these spans."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], " " * (end - start)]
        at = max(at, end)
    return "".join([*pieces, text[at:]])
