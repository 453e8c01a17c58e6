"""The ledger of looks: a row for every workload and candidate of every run that was started."""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy import Connection, and_, distinct, func, select, true

from portcheck.model.codec import decode_json
from portcheck.model.parity import Verdict
from portcheck.run.history.claim import CountedRow, EarlierRun
from portcheck.run.history.database.tables import LOOKS, VERDICTS
from portcheck.run.history.database.transaction import OddRowError
from portcheck.run.history.judged import Fingerprints, Judged
from portcheck.value import Value


class LedgerRow(Value, kw_only=True):
    """What the ledger says of one workload and candidate of a run, but for what it judged."""

    run_key: str
    """Tells the run apart from others of the same id."""
    run: str
    started_at: str
    """UTC, ISO 8601."""
    suite: str
    workload: str
    baseline: str
    candidate: str
    baseline_route: str
    candidate_route: str
    look: int
    alpha: float
    confidence: float
    variants: str = "[]"
    """Digests of the variants of the prompt that the run asked as well, as a JSON array."""


class Ledger:
    """The looks of an open history; what it reads stays true until the transaction ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def earlier_runs(self, run_key: str) -> int:
        """How many other runs it holds."""
        which = select(func.count(distinct(LOOKS.c.run_key))).where(LOOKS.c.run_key != run_key)
        return int(self._connection.execute(which).scalar_one())

    def unfinished(self, run_key: str) -> list[tuple[str, str]]:
        """Key and id of the other runs that were started and never counted."""
        rows = self._connection.execute(
            select(LOOKS.c.run_key, LOOKS.c.run)
            .where(LOOKS.c.place.is_(None), LOOKS.c.run_key != run_key)
            .distinct()
        )
        return [(str(key), str(run)) for key, run in rows]

    def runs(self) -> frozenset[str]:
        """The keys of all runs."""
        rows = self._connection.execute(select(LOOKS.c.run_key).distinct())
        return frozenset(str(key) for (key,) in rows)

    def keys(self, run: str) -> list[str]:
        """The keys of the runs that had this id."""
        rows = self._connection.execute(
            select(LOOKS.c.run_key).where(LOOKS.c.run == run).distinct()
        )
        return [str(key) for (key,) in rows]

    def counted(self, row: LedgerRow) -> CountedRow | None:
        """What a row was counted as; `None` where it never was."""
        found = self._connection.execute(
            select(LOOKS.c.place, LOOKS.c.look, LOOKS.c.new_answers, LOOKS.c.is_look).where(
                _of(row), LOOKS.c.place.is_not(None)
            )
        ).first()
        return None if found is None else CountedRow(*found)

    def earlier(
        self, row: LedgerRow, *, before: int | None = None, ended_by: str | None = None
    ) -> list[EarlierRun]:
        """What other runs judged on the same two routes, in the order in which they were counted.

        Args:
            row: of the run that asks.
            before: only what was counted before this place.
            ended_by: only what ended by this time.
        """
        shown = (
            "id", "run_key", "run", "look", "new_answers",
            "baseline_served", "candidate_served", "limits", "is_look", "drift",
            "workload", "candidate", "variants",
        )  # fmt: skip
        rows = self._connection.execute(
            select(*(LOOKS.c[name] for name in shown))
            .where(
                LOOKS.c.baseline_route == row.baseline_route,
                LOOKS.c.candidate_route == row.candidate_route,
                LOOKS.c.run_key != row.run_key,
                LOOKS.c.place < (2**31 - 1 if before is None else before),
                true() if ended_by is None else LOOKS.c.ended_at <= ended_by,
            )
            .order_by(LOOKS.c.place, LOOKS.c.id)
        ).all()
        return [
            EarlierRun(
                key=one.run_key,
                run=one.run,
                workload=one.workload,
                candidate=one.candidate,
                look=one.look,
                is_look=one.is_look,
                drift=one.drift,
                new_answers=one.new_answers,
                served=(_texts(one.baseline_served), _texts(one.candidate_served)),
                limits=one.limits,
                read=partial(self._read, one.id),
                variants=_texts(one.variants),
            )
            for one in rows
        ]

    def _read(self, number: int, column: Literal["cases", "checks", "answers"]) -> Fingerprints:
        which = select(LOOKS.c[column]).where(LOOKS.c.id == number)
        return _unpacked(self._connection.execute(which).scalar_one())

    def start(self, row: LedgerRow) -> None:
        """Adds a run that starts; one that is there stays as it is."""
        there = self._connection.execute(select(LOOKS.c.id).where(_of(row))).first()
        if there is None:
            values = {name: getattr(row, name) for name in row.__struct_fields__}
            self._connection.execute(LOOKS.insert().values(values))

    def end(
        self,
        row: LedgerRow,
        judged: Judged,
        *,
        place: int | None,
        new_answers: int,
        ended_at: str,
        is_look: bool = True,
    ) -> None:
        """Counts a run, whether its start is there or not.

        Args:
            row: what is known of it.
            judged: what it judged.
            place: where it was counted before; `None` puts it behind all others.
            new_answers: how many answers no look before it had.
            ended_at: UTC, ISO 8601.
            is_look: whether it is one.
        """
        self.start(row)
        if place is None:
            last = self._connection.execute(select(func.max(LOOKS.c.place))).scalar_one()
            place = (last or 0) + 1
        values: dict[str, Any] = {
            "ended_at": ended_at,
            "place": place,
            "baseline_served": json.dumps(judged.served[0]),
            "candidate_served": json.dumps(judged.served[1]),
            "look": row.look,
            "alpha": row.alpha,
            "is_look": is_look,
            "new_answers": new_answers,
            "limits": judged.limits,
            "cases": _packed(judged.cases),
            "checks": _packed(judged.checks),
            "answers": _packed(judged.answers),
        }
        self._connection.execute(LOOKS.update().where(_of(row)).values(values))

    def decide(
        self,
        run_key: str,
        verdicts: Iterable[Verdict],
        evidence: Mapping[tuple[str, str], bytes] = MappingProxyType({}),
    ) -> None:
        """Adds the verdicts of a run to its rows, with what they stand on, for later nights.

        Args:
            run_key: of the run.
            verdicts: as its report has them; one that shows drift began an epoch.
            evidence: workload and candidate to what the run found, as `evidence` gives it back.
        """
        for one in verdicts:
            values: dict[str, Any] = {
                "verdict": one.verdict,
                "rule": one.rule,
                "evidence": evidence.get((one.workload, one.candidate), b""),
            }
            if one.drift is True:
                values |= {"drift": True, "is_look": True, "look": one.look, "alpha": one.alpha}
            self._connection.execute(
                LOOKS.update()
                .where(
                    LOOKS.c.run_key == run_key,
                    LOOKS.c.workload == one.workload,
                    LOOKS.c.candidate == one.candidate,
                )
                .values(values)
            )

    def evidence(self, one: EarlierRun) -> bytes:
        """What a run found, as `decide` was given it; b"" where it is not known."""
        which = select(LOOKS.c.evidence).where(
            LOOKS.c.run_key == one.key,
            LOOKS.c.workload == one.workload,
            LOOKS.c.candidate == one.candidate,
        )
        return bytes(self._connection.execute(which).scalar_one())

    def verdict(self, one: EarlierRun) -> Verdict | None:
        """What a run came to; `None` where that was never kept, is forgotten, or does not read."""
        found = self._connection.execute(
            select(VERDICTS.c.document).where(
                VERDICTS.c.run_key == one.key,
                VERDICTS.c.workload == one.workload,
                VERDICTS.c.candidate == one.candidate,
            )
        ).scalar()
        if found is None:
            return None
        try:
            return decode_json(Verdict, found.encode())
        except ValueError:  # of another version of portcheck
            return None

    def take_in(self, other: Ledger) -> int:
        """Adds the looks of another history that are not here; how many were added.

        All looks then stand in the order in which they ended.
        """
        here = set(self._connection.execute(select(*_KEY)).all())
        rows = other._connection.execute(select(LOOKS).order_by(LOOKS.c.place, LOOKS.c.id))
        missing = [
            {name: value for name, value in row.items() if name != "id"}
            for row in rows.mappings()
            if tuple(row[column.name] for column in _KEY) not in here
        ]
        if missing:
            self._connection.execute(LOOKS.insert(), missing)
            self.order()
        return len(missing)

    def order(self) -> None:
        """Puts all looks in the order in which they ended."""
        rows = self._connection.execute(
            select(LOOKS.c.id, LOOKS.c.place)
            .where(LOOKS.c.place.is_not(None))
            .order_by(LOOKS.c.ended_at, LOOKS.c.place, LOOKS.c.id)
        ).all()
        for place, (number, before) in enumerate(rows, start=1):
            if place != before:
                self._connection.execute(
                    LOOKS.update().where(LOOKS.c.id == number).values(place=place)
                )


_KEY = (LOOKS.c.run_key, LOOKS.c.workload, LOOKS.c.candidate)


def _of(row: LedgerRow) -> Any:
    return and_(*(column == getattr(row, column.name) for column in _KEY))


def _packed(numbers: Fingerprints) -> bytes:
    return _big_endian(array("Q", numbers)).tobytes()


def _unpacked(blob: Any) -> Fingerprints:
    numbers = array("Q")
    try:
        numbers.frombytes(blob)
    except (TypeError, ValueError):
        raise OddRowError("a row holds no whole fingerprints") from None
    return _big_endian(numbers)


def _texts(column: object) -> tuple[str, ...]:
    try:
        return decode_json(tuple[str, ...], str(column).encode())
    except ValueError:
        raise OddRowError("a row holds no list of models") from None


def _big_endian(numbers: Fingerprints) -> Fingerprints:
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers
