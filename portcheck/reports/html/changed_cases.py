"""Group cases that were lost, gained, or fail on both sides, with both answers, by reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from portcheck.model.comparison.failure_group import FailureGroup, FailureKind
from portcheck.model.numbers import number, score
from portcheck.model.parity import Flip, RunReport, Verdict
from portcheck.model.visible_text import visible
from portcheck.reports.decision.gate_titles import gate_title
from portcheck.reports.marked import Piece, marked

SHOWN = 20
"""Most cases of one reason whose answers are shown."""
_MOST = 60
"""Most cases of one verdict whose answers are shown."""
_TEXT = 4000
"""Most characters of a question or an answer; the run folder has the full text."""
_TITLES: dict[FailureKind, str] = {
    "loss": "Lost in the move",
    "gain": "Gained in the move",
    "both": "Fails today and after the move",
}


class ShownFlip(Struct, frozen=True, kw_only=True):
    """One case with both answers."""

    case: str
    change: str
    question: str
    baseline: Sequence[Piece]
    candidate: Sequence[Piece]
    reason: str


class Group(Struct, frozen=True, kw_only=True):
    """Cases with one reason."""

    title: str
    """Title of its kind."""
    kind: FailureKind
    gate: str
    gate_title: str
    reason: str
    """"" if unknown."""
    cases: int
    of: int | None
    """Number of cases that feed the gate; `None` if unknown."""
    flips: tuple[ShownFlip, ...]
    ids: tuple[str, ...]
    """Ids of cases that are named without their answers."""
    more: int
    """Number of cases that are neither shown nor named."""


class _Told(Struct, frozen=True, kw_only=True):
    """What the report tells of a group; `Group` has the same fields."""

    kind: FailureKind
    gate: str
    reason: str = ""
    cases: int
    of: int | None = None
    examples: tuple[str, ...] = ()


def groups(report: RunReport, verdict: Verdict) -> tuple[Group, ...]:
    """The groups of one verdict: losses, failures on both sides, gains, each the largest first."""
    place = verdict.workload, verdict.candidate
    own = [each for each in report.flips if (each.workload, each.candidate) == place]
    failures = report.failures or ()
    told = [_told(each) for each in failures if (each.workload, each.candidate) == place]
    flips: defaultdict[tuple[str, str, str], list[Flip]] = defaultdict(list)
    for each in own:
        flips[each.direction, each.gate, (each.form or "") if told else ""].append(each)
    return tuple(_all(told or _untold(flips), flips, with_text=report.content != "none"))


def _told(one: FailureGroup) -> _Told:
    return _Told(
        kind=one.kind,
        gate=one.gate,
        reason=one.reason,
        cases=one.cases,
        of=one.of,
        examples=one.examples,
    )


def _untold(flips: dict[tuple[str, str, str], list[Flip]]) -> Iterator[_Told]:
    """Yield the groups of a report without reasons: one per gate and direction."""
    for direction in ("loss", "gain"):
        for (way, gate, _), those in flips.items():
            if way == direction:
                yield _Told(kind=those[0].direction, gate=gate, cases=len(those))


def _all(
    told: Iterable[_Told],
    flips: dict[tuple[str, str, str], list[Flip]],
    *,
    with_text: bool,
) -> Iterator[Group]:
    room = _MOST
    for each in told:
        own = flips.get((each.kind, each.gate, each.reason), [])
        shown = own[: min(SHOWN, room)] if with_text else []
        room -= len(shown)
        named = each.examples if not shown else ()
        if not shown and not named:
            named = tuple(flip.case for flip in own[:SHOWN])
        yield Group(
            title=_TITLES[each.kind],
            kind=each.kind,
            gate=each.gate,
            gate_title=gate_title(each.gate),
            reason=each.reason,
            cases=each.cases,
            of=each.of,
            flips=tuple(map(_shown, shown)),
            ids=named,
            more=max(0, each.cases - len(shown) - len(named)),
        )


def _shown(flip: Flip) -> ShownFlip:
    baseline, candidate = marked(cut(flip.baseline_answer), cut(flip.candidate_answer))
    return ShownFlip(
        case=flip.case,
        change=f"{score(flip.baseline_value)} to {score(flip.candidate_value)}",
        question=cut(flip.question),
        baseline=baseline,
        candidate=candidate,
        reason=flip.reason,
    )


def cut(text: str) -> str:
    """Make a text visible, and cut it to the length that a page shows."""
    if len(text) <= _TEXT:
        return visible(text)
    left = len(text) - _TEXT
    return f"{visible(text[:_TEXT])}\n[{number(left)} more characters in the run folder]"
