"""The ledger of looks, with a row for every workload and candidate of every started run."""

from __future__ import annotations

import contextlib
import json
import sys
from array import array
from collections.abc import Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Literal

from portcheck.model.codec import decode_json
from portcheck.model.parity import Verdict
from portcheck.run.history.count_look import CountedRow, EarlierRun
from portcheck.run.history.database.connection import Connection, OddRowError, Row
from portcheck.run.history.database.tables import NEW_LOOK
from portcheck.run.history.fingerprints import CountedAnswers, Fingerprints, RunFingerprints
from portcheck.value import Value


class LedgerRow(Value, kw_only=True):
    """The ledger's entry for one workload and candidate of a run, without its fingerprints."""

    run_key: str
    """Distinguishes runs with the same id."""
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
    """Digests of the variants of the prompt that the run asks, as a JSON array."""


class Ledger:
    """The looks of an open history. What it reads stays true until the transaction ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def earlier_runs(self, run_key: str) -> int:
        """The number of runs in the ledger, without this one."""
        return int(
            self._connection.value(
                "SELECT COUNT(DISTINCT run_key) FROM looks WHERE run_key != :key", key=run_key
            )
        )

    def unfinished(self, run_key: str) -> list[tuple[str, str]]:
        """Key and id of the other runs that were started but not counted."""
        rows = self._connection.rows(
            "SELECT DISTINCT run_key, run FROM looks WHERE place IS NULL AND run_key != :key",
            key=run_key,
        )
        return [(str(row["run_key"]), str(row["run"])) for row in rows]

    def runs(self) -> frozenset[str]:
        """The keys of all runs."""
        rows = self._connection.rows("SELECT DISTINCT run_key FROM looks")
        return frozenset(str(row["run_key"]) for row in rows)

    def keys(self, run: str) -> list[str]:
        """The keys of the runs with this id."""
        found = self._connection.find("looks", ("run_key",), run=run)
        return list(dict.fromkeys(str(row["run_key"]) for row in found))

    def counted(self, row: LedgerRow) -> CountedRow | None:
        """The count of the run of a row; `None` if it was not counted."""
        columns = ("place", "look", "new_answers", "is_look")
        for found in self._connection.find("looks", columns, **_key(row)):
            if found["place"] is not None:
                return CountedRow(**found | {"is_look": bool(found["is_look"])})
        return None

    def counted_answers(self, row: LedgerRow) -> CountedAnswers | None:
        """The answers that were counted for the run of a row; `None` if it was not counted."""
        columns = ("place", "answers", "baseline_served", "candidate_served")
        for found in self._connection.find("looks", columns, **_key(row)):
            if found["place"] is not None:
                served = _texts(found["baseline_served"]), _texts(found["candidate_served"])
                return CountedAnswers(_unpacked(found["answers"]), served)
        return None

    def earlier(
        self, row: LedgerRow, *, before: int | None = None, ended_by: str | None = None
    ) -> list[EarlierRun]:
        """The other runs on the same two routes, in the order they were counted.

        Args:
            row: Of the run that is left out.
            before: Only runs at places before this one.
            ended_by: Only runs that ended by this time (UTC, ISO 8601).
        """
        rows = self._connection.rows(
            _EARLIER + ("" if ended_by is None else " AND ended_at <= :ended_by") + _IN_ORDER,
            run_key=row.run_key,
            baseline_route=row.baseline_route,
            candidate_route=row.candidate_route,
            before=2**31 - 1 if before is None else before,
            ended_by=ended_by,
        )
        return [
            EarlierRun(
                key=one["run_key"],
                run=one["run"],
                workload=one["workload"],
                candidate=one["candidate"],
                look=one["look"],
                is_look=bool(one["is_look"]),
                drift=bool(one["drift"]),
                new_answers=one["new_answers"],
                served=(_texts(one["baseline_served"]), _texts(one["candidate_served"])),
                limits=one["limits"],
                read=partial(self._read, one["id"]),
                variants=_texts(one["variants"]),
            )
            for one in rows
        ]

    def _read(self, number: int, column: Literal["cases", "checks", "answers"]) -> Fingerprints:
        (found,) = self._connection.find("looks", (column,), id=number)
        return _unpacked(found[column])

    def start(self, row: LedgerRow) -> None:
        """Add a row for a run that starts, unless there is one."""
        if not self._connection.find("looks", ("id",), **_key(row)):
            known = {name: getattr(row, name) for name in row.__struct_fields__}
            self._connection.insert("looks", [{**NEW_LOOK, **known}])

    def end(
        self,
        row: LedgerRow,
        fingerprints: RunFingerprints,
        *,
        place: int | None,
        new_answers: int,
        ended_at: str,
        is_look: bool = True,
    ) -> None:
        """Count a run, also one whose start is not in the ledger.

        Args:
            row: Its row; `look` and `alpha` are stored.
            fingerprints: Its cases, checks and answers.
            place: The place that it has, if it was counted before; `None` puts it last.
            new_answers: Number of answers that no night before it had.
            ended_at: UTC, ISO 8601.
            is_look: Whether it is a look; otherwise an earlier verdict stands.
        """
        self.start(row)
        if place is None:
            place = (self._connection.value("SELECT MAX(place) FROM looks") or 0) + 1
        values: dict[str, Any] = {
            "ended_at": ended_at,
            "place": place,
            "baseline_served": json.dumps(fingerprints.served[0]),
            "candidate_served": json.dumps(fingerprints.served[1]),
            "look": row.look,
            "alpha": row.alpha,
            "is_look": is_look,
            "new_answers": new_answers,
            "limits": fingerprints.limits,
            "cases": _packed(fingerprints.cases),
            "checks": _packed(fingerprints.checks),
            "answers": _packed(fingerprints.answers),
        }
        self._connection.update("looks", values, **_key(row))

    def decide(
        self,
        run_key: str,
        verdicts: Iterable[Verdict],
        evidence: Mapping[tuple[str, str], bytes] = MappingProxyType({}),
    ) -> None:
        """Add the verdicts of a run and their evidence to its rows, for later nights.

        Args:
            run_key: Of the run.
            verdicts: From its report; one that shows drift begins an epoch.
            evidence: Workload and candidate to the packed results of the run (`night_evidence`).
        """
        for one in verdicts:
            values: dict[str, Any] = {
                "verdict": one.verdict,
                "rule": one.rule,
                "evidence": evidence.get((one.workload, one.candidate), b""),
            }
            if one.drift is True:
                values |= {"drift": True, "is_look": True, "look": one.look, "alpha": one.alpha}
            place = {"run_key": run_key, "workload": one.workload, "candidate": one.candidate}
            self._connection.update("looks", values, **place)

    def evidence(self, one: EarlierRun) -> bytes:
        """The evidence of a run as passed to `decide`; b"" if it is not known."""
        (found,) = self._connection.find("looks", ("evidence",), **_key_of(one))
        return bytes(found["evidence"])

    def verdict(self, one: EarlierRun) -> Verdict | None:
        """The verdict of a run; `None` if it was not stored, was pruned, or is unreadable."""
        for found in self._connection.find("verdicts", ("document",), **_key_of(one)):
            with contextlib.suppress(ValueError):  # of another version of portcheck
                return decode_json(Verdict, found["document"].encode())
        return None

    def add_missing(self, other: Ledger) -> int:
        """Add the looks that only another history has, and sort all; returns how many are new."""
        here = {_place(row) for row in self._connection.rows(_PLACES)}
        missing = [
            {name: row[name] for name in _COLUMNS} | {name: bool(row[name]) for name in _FLAGS}
            for row in other._connection.rows("SELECT * FROM looks ORDER BY place, id")
            if _place(row) not in here
        ]
        if missing:
            self._connection.insert("looks", missing)
            self.order()
        return len(missing)

    def order(self) -> None:
        """Number the places of all looks in the order in which their runs ended."""
        rows = self._connection.rows(_AS_THEY_ENDED)
        for place, row in enumerate(rows, start=1):
            if place != row["place"]:
                self._connection.update("looks", {"place": place}, id=row["id"])


_FLAGS = ("is_look", "drift")
_COLUMNS = (*LedgerRow.__struct_fields__, *NEW_LOOK, "place", "verdict", "rule")
"""Columns of `looks` except `id`."""
_PLACES = "SELECT run_key, workload, candidate FROM looks"
_AS_THEY_ENDED = """
SELECT id, place FROM looks WHERE place IS NOT NULL ORDER BY ended_at, place, id
"""
_EARLIER = """
SELECT id, run_key, run, look, new_answers, baseline_served, candidate_served, limits, is_look,
  drift, workload, candidate, variants
FROM looks
WHERE baseline_route = :baseline_route AND candidate_route = :candidate_route
  AND run_key != :run_key AND place < :before
"""
_IN_ORDER = " ORDER BY place, id"


def _place(row: Row) -> tuple[str, str, str]:
    return row["run_key"], row["workload"], row["candidate"]


def _key(row: LedgerRow) -> dict[str, str]:
    return {"run_key": row.run_key, "workload": row.workload, "candidate": row.candidate}


def _key_of(one: EarlierRun) -> dict[str, str]:
    return {"run_key": one.key, "workload": one.workload, "candidate": one.candidate}


def _packed(numbers: Fingerprints) -> bytes:
    return _big_endian(array("Q", numbers)).tobytes()


def _unpacked(blob: Any) -> Fingerprints:
    numbers = array("Q")
    try:
        numbers.frombytes(blob)
    except (TypeError, ValueError):
        raise OddRowError("a row holds incomplete fingerprints") from None
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
