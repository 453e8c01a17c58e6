"""Read and write judgements.jsonl: a line for each call, and for each answer that shares one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from portcheck.errors import StoreError
from portcheck.model.codec import decode_json
from portcheck.model.judgement import Judgement, Order
from portcheck.model.suite import CheckSpec
from portcheck.model.visible_text import one_line
from portcheck.plugins import CHECKS
from portcheck.run.store.damage_messages import unreadable
from portcheck.run.store.digests import growing, stated
from portcheck.run.store.durable_files import LineFile, ValueLog, reported, sync_folder, whole_lines

NAME = "judgements.jsonl"


class JudgeCalls(Struct):
    """The number and cost of the calls to one judge."""

    calls: int = 0
    failed: int = 0
    dollars: float = 0.0
    """US dollars of the calls whose cost is known."""
    unpriced: int = 0
    """Calls with an answer whose cost is not known."""


class Judgements:
    """The judgements of a run by call and by answer; for each, the last judgement counts.

    The judge, the hash of the request and the order identify a call. The request includes the
    answer and the rubric.
    """

    def __init__(self) -> None:
        self._by_call: dict[tuple[str, str, str], Judgement] = {}
        self._by_answer: dict[tuple[str, str], dict[tuple[str, str], Judgement]] = {}
        """(trial, check) to (judge, order) to judgement."""
        self.paid: dict[str, JudgeCalls] = {}
        """Judge to the calls that this run made."""

    def add(self, said: Judgement) -> None:
        """Add a judgement; a failure never replaces an answer to the same call."""
        call = said.judge, said.sent, said.order or ""
        if said.failure is None or call not in self._by_call:
            self._by_call[call] = said
        order = said.order or ""
        self._by_answer.setdefault((said.trial, said.check), {})[said.judge, order] = said
        if not said.same_as and not said.reused_from:
            self._count(said)

    def _count(self, said: Judgement) -> None:
        paid = self.paid.setdefault(said.judge, JudgeCalls())
        paid.calls += 1
        if said.failure is not None:
            paid.failed += 1
        elif said.cost_usd is None:
            paid.unpriced += 1
        else:
            paid.dollars += said.cost_usd

    def of_call(self, judge: str, sent: str, order: Order | None) -> Judgement | None:
        """The judgement for a request to a judge; `None` if there is none.

        The same request in another order is another call: the first of the two answers is then of
        the other side.
        """
        return self._by_call.get((judge, sent, order or ""))

    def of_answer(self, trial: str, check: str) -> tuple[Judgement, ...]:
        """The last judgement of each judge in each order, also of an answer that has changed."""
        return tuple(self._by_answer.get((trial, check), {}).values())

    def __iter__(self) -> Iterator[Judgement]:
        """Yield the last judgement of each judge of each answer, in each order."""
        for said in self._by_answer.values():
            yield from said.values()

    def __len__(self) -> int:
        return sum(map(len, self._by_answer.values()))


def is_settled(said: Judgement | None) -> bool:
    """Whether a call need not be made again: its reply was read, or was unreadable twice."""
    return (
        said is not None and said.failure is None and (said.label is not None or said.attempt > 0)
    )


def require_offered(said: Judgement, spec: CheckSpec) -> None:
    """Raise StoreError if a judgement has a label that its check does not offer to judges."""
    offered = {choice.label for choice in CHECKS.get(spec.name).choices(spec)}
    if said.votes and said.label not in offered:
        label = one_line(str(said.label), 40)
        raise StoreError(f"{NAME} is damaged: {label!r} is not a label of the check {spec.id!r}")


def read_judgements(folder: Path) -> Judgements:
    """Read the judgements of a run folder; an incomplete last line is left out.

    Raises:
        StoreError: Another line cannot be read.
    """
    path = folder / NAME
    return judgements_in(whole_lines(path), path)


def judgements_in(pieces: Iterable[tuple[Sequence[bytes], int]], path: Path) -> Judgements:
    """Decode portions of lines, each with the number of its first line.

    Raises:
        StoreError: A line cannot be read.
    """
    found = Judgements()
    for lines, first in pieces:
        for said in _in(path, lines, first):
            found.add(said)
    return found


def _in(path: Path, lines: Sequence[bytes], first: int) -> Iterator[Judgement]:
    for number, line in enumerate(lines, first):
        try:
            yield decode_json(Judgement, line)
        except ValueError as exc:
            raise unreadable(path, line, exc, number) from exc


@contextlib.contextmanager
def judging(folder: Path, known: Judgements) -> Iterator[ValueLog[Judgement]]:
    """Open judgements.jsonl for appending; new judgements are also added to `known`.

    Raises:
        StoreError: The file cannot be written, or, at the end, may not be on the disk completely.
    """

    def keep(said: Judgement, _offset: int, _length: int) -> None:
        known.add(said)

    with stated(folder) as unstated, growing(folder, NAME, unstated):
        log = ValueLog[Judgement](LineFile(folder / NAME), keep)
        try:
            with reported(folder):
                sync_folder(folder)
            yield log
        finally:
            log.close()
