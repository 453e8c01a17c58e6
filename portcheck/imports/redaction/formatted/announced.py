"""Find numbers that a word near them marks as personal: in the sentence, line, key or column."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.imports.redaction.cues.columns import cells
from portcheck.imports.redaction.formatted.phones import may_ring
from portcheck.imports.redaction.owners.governed import governed, is_joined
from portcheck.imports.redaction.owners.numbers import FEWEST, Number, numbers
from portcheck.imports.redaction.owners.words_of_numbers import Cue, cues
from portcheck.imports.redaction.span import Span
from portcheck.lazy_pattern import LazyPattern

_FEWEST_SIGNS = 5
_FEWEST_OF_CARD = 13
_CARD = LazyPattern(r"[2-6]\d{3}([ -]?)\d{4,6}\1\d{4,5}(?:\1\d{3,4})?")
_PHONE = range(6, 16)
_ROUND = "0000"
_SURE = frozenset({"named_number", "any_number", "number_sign"})


def announced_spans(text: str) -> Iterator[Span]:
    """Yield such numbers, in no order; spans may overlap."""
    said = cues(text)
    if not said or all(cue.family == "other_number" for cue in said):
        return
    found = [*numbers(text)]
    if not found:
        return
    for cue, number in governed(text, said, found):
        kind = _kind(text, cue, number)
        if kind:
            yield Span(start=number.start, end=number.end, kind=kind)
    yield from _columns(text)


def _kind(text: str, cue: Cue, number: Number) -> str:
    """The kind of a number that a word governs; "" if it is not personal, such as a short one."""
    value = text[number.start : number.end]
    if cue.family == "phoned":
        rings = number.letters == 0 and number.digits in _PHONE and not value.endswith(_ROUND)
        rings = rings and may_ring(value)
        return "phone" if rings else ""
    if cue.family == "born":
        return ""
    between = text[min(cue.end, number.end) : max(cue.start, number.start)]
    if not _is_long_enough(cue, number, joined=is_joined(between)):
        return ""
    return _of_shape(value, number)


def _of_shape(value: str, number: Number) -> str:
    """The kind of a number by its form: a card, otherwise an id."""
    card = number.digits > _FEWEST_OF_CARD and _CARD.compiled.fullmatch(value)
    return "card" if card else "ID number"


def _is_long_enough(cue: Cue, number: Number, *, joined: bool) -> bool:
    if joined and cue.family in _SURE:
        return number.digits >= FEWEST or number.signs > _FEWEST_SIGNS
    return number.signs >= _FEWEST_SIGNS and number.digits > 1


def _columns(text: str) -> Iterator[Span]:
    """Yield numbers in columns whose heading marks them as personal."""
    known: dict[str, str] = {}
    for cell in cells(text):
        if cell.heading not in known:
            families = {cue.family for cue in cues(cell.heading)}
            order = ("phoned", "other_number", "named_number", "any_number", "holder")
            known[cell.heading] = next((one for one in order if one in families), "")
        family = known[cell.heading]
        if family in {"", "other_number"}:
            continue
        value = text[cell.start : cell.end]
        for number in numbers(value):
            cue = Cue(start=0, end=0, family=family)
            kind = _kind(value, cue, number) if number.start == 0 else ""
            if kind:
                yield Span(start=cell.start, end=cell.start + number.end, kind=kind)
