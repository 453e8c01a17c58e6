"""Read and write judgements.jsonl: one line per call and per answer that shares a judgement."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from portcheck.model.codec import decode_json
from portcheck.model.judgement import Judgement, Order
from portcheck.run.store.damage_messages import unreadable
from portcheck.run.store.digests import growing, stated
from portcheck.run.store.durable_files import LineFile, ValueLog, reported, sync_folder, whole_lines

NAME = "judgements.jsonl"


class Paid(Struct):
    """The calls to one judge, counted."""

    calls: int = 0
    failed: int = 0
    dollars: float = 0.0
    """US dollars of the calls whose cost is known."""
    unpriced: int = 0
    """Calls with an answer whose cost is not known."""


class Judgements:
    """The judgements of a run by call and by answer; the last one of each counts.

    A judgement is identified by the judge and the hash of its request, which includes the answer
    and the rubric.
    """

    def __init__(self) -> None:
        self._by_call: dict[tuple[str, str, str], Judgement] = {}
        self._by_answer: dict[tuple[str, str], dict[tuple[str, str], Judgement]] = {}
        """Trial and check to judge and order."""
        self.paid: dict[str, Paid] = {}
        """Judge to its calls in this run."""

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
        paid = self.paid.setdefault(said.judge, Paid())
        paid.calls += 1
        if said.failure is not None:
            paid.failed += 1
        elif said.cost_usd is None:
            paid.unpriced += 1
        else:
            paid.dollars += said.cost_usd

    def of_call(self, judge: str, sent: str, order: Order | None) -> Judgement | None:
        """The judgement for a request to a judge; `None` if there is none.

        The first of two answers is the candidate's in one order and the baseline's in the other:
        the same request in another order is another question.
        """
        return self._by_call.get((judge, sent, order or ""))

    def of_answer(self, trial: str, check: str) -> tuple[Judgement, ...]:
        """The last that each judge said, in each order, of whatever the trial's answer was."""
        return tuple(self._by_answer.get((trial, check), {}).values())

    def __iter__(self) -> Iterator[Judgement]:
        """The last word of each judge on each answer, in each order."""
        for said in self._by_answer.values():
            yield from said.values()

    def __len__(self) -> int:
        return sum(map(len, self._by_answer.values()))


def is_settled(said: Judgement | None) -> bool:
    """Whether nothing is left to be asked: it was read, or could not be read twice."""
    return (
        said is not None and said.failure is None and (said.label is not None or said.attempt > 0)
    )


def read_judgements(folder: Path) -> Judgements:
    """Read the judgements of a run folder; a torn last line is left out.

    Raises:
        StoreError: another line cannot be understood.
    """
    path = folder / NAME
    return judgements_in(whole_lines(path), path)


def judgements_in(pieces: Iterable[tuple[Sequence[bytes], int]], path: Path) -> Judgements:
    """Decode lines in portions, each with the number of its first line; raises StoreError."""
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
        StoreError: it cannot be written; at the end: not all of it is known to be on the disk.
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
