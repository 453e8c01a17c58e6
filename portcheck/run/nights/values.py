"""The results of earlier nights of an epoch for the cases of a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Raw, json
from msgspec.structs import replace

from portcheck.model.parity import UNSCORED, Breach, Verdict
from portcheck.model.run import TrendPoint
from portcheck.value import Number, Value, Whole

NightValue = Number | Literal["unscored", "held", "confirmed", "unconfirmed"] | None
"""The stored value of one answer: a score 0..1 or "unscored" at a score gate, one of the other
words at a zero-tolerance gate; `None` if the call failed."""
Sides = tuple[tuple[NightValue, ...], tuple[NightValue, ...]]
"""Values of the baseline and of the candidate, one entry per repeat, night after night."""


NO_SIDES: Sides = ((), ())
PIECE_BYTES = 64 * 1024
"""Approximate size of the pieces in which the text of a gate is read."""
_END = re.compile(rb']](?=,")')
"""End of a case if another one follows."""
_BY_NAME = json.Decoder(dict[str, Raw])
_SIDES = json.Decoder(Sides)


class EarlierPoint(TrendPoint, kw_only=True):
    """An earlier run in a trend, with the gate of its difference."""

    gate: str = ""
    """The first hard gate with a difference; "" if there is none, or an earlier portcheck wrote the
    file."""

    def at_gate(self, gate: str) -> TrendPoint:
        """The run as a point in the trend of a gate; a difference at another gate is left out."""
        point = TrendPoint(run=self.run, at=self.at, verdict=self.verdict)
        if self.gate not in {"", gate}:
            return point
        return replace(point, difference=self.difference, ci_low=self.ci_low, ci_high=self.ci_high)


class ClaimNights(Value, kw_only=True):
    """The nights before a run in its epoch, for one workload and candidate."""

    workload: str
    candidate: str
    night: Whole = 1
    """Number of the run's night in the epoch, if no drift is shown."""
    runs: tuple[str, ...] = ()
    """Ids of the earlier runs whose answers count together with its own, the oldest first."""
    lacking: tuple[str, ...] = ()
    """Ids of the earlier nights whose scores were not stored."""
    values: Mapping[str, Mapping[str, Sides]] = {}
    """Gate to case, by its id in this run, to the results of `runs`."""
    standing: Verdict | None = None
    """The verdict of the last look, if this run is not a look."""
    standing_run: str = ""
    """Id of the run with the verdict in `standing`."""
    before: tuple[EarlierPoint, ...] = ()
    """Earlier runs of the same workload and candidate, the oldest first, for the trend."""


def read_sides(
    content: bytes | Raw, name: Callable[[str], str] = str
) -> Iterator[tuple[str, dict[str, Sides]]]:
    """Yield each gate with its results by case, from JSON text.

    Gates are decoded one by one, and equal results of cases share memory.

    Args:
        content: JSON: gate to case to results.
        name: Returns the string to use for the name of a case.

    Raises:
        ValueError: The text does not have that form.
    """
    for gate, cases in _BY_NAME.decode(content).items():
        yield gate, _read_gate(memoryview(cases), name)


def _read_gate(text: memoryview, name: Callable[[str], str]) -> dict[str, Sides]:
    try:
        return _read_cases(_pieces(text), name)
    except ValueError:  # the name of a case contains what looks like the end of a case
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
    """Split an object of many cases into smaller ones, which take half the memory to decode."""
    start = 0
    while found := _END.search(text, start + PIECE_BYTES):
        yield b"{%b}" % bytes(text[start + 1 : found.end()])
        start = found.end()  # at the comma
    yield b"{%b" % bytes(text[start + 1 :])


def stored_value(value: float | Breach | None) -> NightValue:
    """Convert a value to its stored form."""
    return "unscored" if isinstance(value, float) and value != value else value  # noqa: PLR0124


def as_score(value: NightValue) -> float | None:
    """The score of a stored value; `None` for values of a zero-tolerance gate."""
    if value == "unscored":
        return UNSCORED
    return None if isinstance(value, str) or value is None else float(value)


def as_scores(values: Sequence[NightValue]) -> tuple[float | None, ...]:
    """`as_score` of each value."""
    return tuple([one if type(one) is float else as_score(one) for one in values])


def as_breaches(values: Sequence[NightValue]) -> tuple[Breach | None, ...]:
    """`as_breach` of each value."""
    return tuple(map(as_breach, values))


def as_breach(value: NightValue) -> Breach | None:
    """The state of a stored value at a zero-tolerance gate; `None` for scores."""
    return value if value in {"held", "confirmed", "unconfirmed"} else None
