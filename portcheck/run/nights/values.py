"""The results of earlier nights of an epoch for the cases of a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Raw, json

from portcheck.model.parity import UNSCORED, Breach, Verdict
from portcheck.model.run import TrendPoint
from portcheck.value import Number, Value, Whole

NightValue = Number | Literal["unscored", "held", "confirmed", "unconfirmed"] | None
"""A score 0..1, or that an answer could not be scored; or whether a zero-tolerance gate held.
`None` if the call failed."""
Sides = tuple[tuple[NightValue, ...], tuple[NightValue, ...]]
"""Values of the baseline and of the candidate, one entry per repeat, night after night."""


NO_SIDES: Sides = ((), ())
TOGETHER_BYTES = 64 * 1024
"""Approximate size of the text that is read together."""
_END = re.compile(rb']](?=,")')
"""End of a case if another one follows."""
_BY_NAME = json.Decoder(dict[str, Raw])
_SIDES = json.Decoder(Sides)


class ClaimNights(Value, kw_only=True):
    """The nights before a run in its epoch, for one workload and candidate."""

    workload: str
    candidate: str
    night: Whole = 1
    """Number of the run's night in the epoch, if no drift is shown."""
    runs: tuple[str, ...] = ()
    """Ids of the runs before it whose answers count with its own, the first one first."""
    lacking: tuple[str, ...] = ()
    """Ids of those among the nights before it whose scores were never kept."""
    values: Mapping[str, Mapping[str, Sides]] = {}
    """Gate to case, by its id in this run, to what those runs found."""
    standing: Verdict | None = None
    """The verdict of the last look, if the run is not one."""
    standing_run: str = ""
    """Id of its run."""
    before: tuple[TrendPoint, ...] = ()
    """Earlier runs of the same workload and candidate, for the trend."""


def read_sides(
    content: bytes | Raw, name: Callable[[str], str] = str
) -> Iterator[tuple[str, dict[str, Sides]]]:
    """Each gate, and case to what was found, of JSON text; gates are read one by one.

    What many cases came to is in memory once.

    Args:
        content: The text.
        name: The name of a case to the text that stands for it in memory.

    Raises:
        ValueError: it does not have that form.
    """
    for gate, cases in _BY_NAME.decode(content).items():
        yield gate, _read_gate(memoryview(cases), name)


def _read_gate(text: memoryview, name: Callable[[str], str]) -> dict[str, Sides]:
    try:
        return _read_cases(_pieces(text), name)
    except ValueError:  # the name of a case looks like the end of one
        return _read_cases((text,), name)


def _read_cases(
    pieces: Iterable[bytes | memoryview], name: Callable[[str], str]
) -> dict[str, Sides]:
    known: dict[bytes, Sides] = {}
    found = {}
    for piece in pieces:
        for case, said in _BY_NAME.decode(piece).items():
            text = bytes(said)
            sides = known.get(text)
            if sides is None:
                sides = known[text] = _SIDES.decode(text)
            found[name(case)] = sides
    return found


def _pieces(text: memoryview) -> Iterator[bytes]:
    """An object of many cases as several of a few; all of them at once take twice the memory."""
    start = 0
    while found := _END.search(text, start + TOGETHER_BYTES):
        yield b"{%b}" % bytes(text[start + 1 : found.end()])
        start = found.end()  # at the comma
    yield b"{%b" % bytes(text[start + 1 :])


def kept(value: float | Breach | None) -> NightValue:
    """Convert a value to its stored form."""
    return "unscored" if isinstance(value, float) and value != value else value  # noqa: PLR0124


def as_score(value: NightValue) -> float | None:
    """A kept value as a score; one of a zero-tolerance gate is none."""
    if value == "unscored":
        return UNSCORED
    return None if isinstance(value, str) or value is None else float(value)


def as_scores(values: Sequence[NightValue]) -> tuple[float | None, ...]:
    """Each of them `as_score`; most are one already."""
    return tuple([one if type(one) is float else as_score(one) for one in values])


def as_breaches(values: Sequence[NightValue]) -> tuple[Breach | None, ...]:
    """Each of them `as_breach`."""
    return tuple(map(as_breach, values))


def as_breach(value: NightValue) -> Breach | None:
    """A kept value as what one answer did under zero tolerance; a score is none."""
    return value if value in {"held", "confirmed", "unconfirmed"} else None
