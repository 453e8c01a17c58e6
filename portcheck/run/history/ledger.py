"""history.sqlite, the ledger of the runs in one folder; processes share it.

Table `looks` has a row for every workload and candidate of every run that was started. Fingerprints
(`portcheck.run.history.judged`) are kept as blobs, 8 bytes each, the most significant first.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import sys
from array import array
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

from portcheck.errors import StoreError, UsageError
from portcheck.model.codec import decode_json
from portcheck.model.parity import Verdict
from portcheck.run.history.claim import EarlierRun
from portcheck.run.history.judged import Fingerprints, Judged
from portcheck.value import Value

NAME = "history.sqlite"
SCHEMA = 1
"""Version of the tables, in SQLite's `user_version`."""
WAIT_S = 60.0
"""How long to wait for another process that counts its look; that takes a second or two."""

_TABLES = """
CREATE TABLE looks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run_key TEXT NOT NULL,
  run TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT NOT NULL DEFAULT '',
  place INTEGER,
  suite TEXT NOT NULL,
  workload TEXT NOT NULL,
  baseline TEXT NOT NULL,
  candidate TEXT NOT NULL,
  baseline_route TEXT NOT NULL,
  candidate_route TEXT NOT NULL,
  baseline_served TEXT NOT NULL DEFAULT '[]',
  candidate_served TEXT NOT NULL DEFAULT '[]',
  look INTEGER NOT NULL,
  alpha REAL NOT NULL,
  confidence REAL NOT NULL,
  new_answers INTEGER NOT NULL DEFAULT 0,
  limits TEXT NOT NULL DEFAULT '',
  cases BLOB NOT NULL DEFAULT x'',
  checks BLOB NOT NULL DEFAULT x'',
  answers BLOB NOT NULL DEFAULT x'',
  verdict TEXT,
  rule TEXT,
  UNIQUE (run_key, workload, candidate)
);
CREATE INDEX looks_by_routes ON looks (baseline_route, candidate_route);
"""
_ODD_ROW = """
SELECT id FROM looks WHERE typeof(look) != 'integer' OR look NOT BETWEEN 1 AND 1000000
  OR typeof(new_answers) != 'integer' OR typeof(place) NOT IN ('integer', 'null')
  OR typeof(alpha) NOT IN ('real', 'integer') OR typeof(limits) != 'text' LIMIT 1
"""
"""A row that no portcheck wrote: a look may be counted from it."""
_AT_START = (
    "run_key", "run", "started_at", "suite", "workload", "baseline", "candidate",
    "baseline_route", "candidate_route", "look", "alpha", "confidence",
)  # fmt: skip


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


class CountedRow(NamedTuple):
    """What a row was counted as."""

    place: int
    """The order in which rows were counted."""
    look: int
    new_answers: int


class Ledger:
    """An open ledger, in one transaction: what it reads stays true until it is closed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def earlier_runs(self, run_key: str) -> int:
        """How many other runs it holds."""
        rows = self._connection.execute(
            "SELECT count(DISTINCT run_key) FROM looks WHERE run_key != ?", (run_key,)
        )
        return int(rows.fetchone()[0])

    def unfinished(self, run_key: str) -> list[tuple[str, str]]:
        """Key and id of the other runs that were started and never counted."""
        rows = self._connection.execute(
            "SELECT DISTINCT run_key, run FROM looks WHERE place IS NULL AND run_key != ?",
            (run_key,),
        )
        return [(str(key), str(run)) for key, run in rows]

    def keys(self, run: str) -> list[str]:
        """The keys of the runs that had this id."""
        rows = self._connection.execute("SELECT DISTINCT run_key FROM looks WHERE run = ?", (run,))
        return [str(key) for (key,) in rows]

    def counted(self, row: LedgerRow) -> CountedRow | None:
        """What a row was counted as; `None` where it never was."""
        found = self._connection.execute(
            "SELECT place, look, new_answers FROM looks"
            " WHERE run_key = ? AND workload = ? AND candidate = ? AND place IS NOT NULL",
            (row.run_key, row.workload, row.candidate),
        ).fetchone()
        return None if found is None else CountedRow(*found)

    def earlier(self, row: LedgerRow, *, before: int | None = None) -> list[EarlierRun]:
        """What other runs judged on the same two routes, in the order in which they were counted.

        Args:
            row: of the run that is counted.
            before: where it was counted itself, if it was.
        """
        rows = self._connection.execute(
            "SELECT id, run_key, run, look, new_answers, baseline_served, candidate_served, limits"
            " FROM looks WHERE baseline_route = ? AND candidate_route = ? AND run_key != ?"
            " AND place < ? ORDER BY place, id",
            (row.baseline_route, row.candidate_route, row.run_key, before or sys.maxsize),
        )
        return [
            EarlierRun(
                key=key,
                run=run,
                look=look,
                new_answers=new,
                served=(_texts(ours), _texts(theirs)),
                limits=limits,
                read=partial(self._read, number),
            )
            for number, key, run, look, new, ours, theirs, limits in rows.fetchall()
        ]

    def _read(self, number: int, column: Literal["cases", "checks", "answers"]) -> Fingerprints:
        found = self._connection.execute(
            f"SELECT {column} FROM looks WHERE id = ?",  # noqa: S608 - one of three names
            (number,),
        ).fetchone()
        return _unpacked(found[0])

    def start(self, row: LedgerRow) -> None:
        """Adds a run that starts; one that is there stays as it is."""
        places = ", ".join("?" * len(_AT_START))
        self._connection.execute(
            f"INSERT OR IGNORE INTO looks ({', '.join(_AT_START)}) VALUES ({places})",  # noqa: S608
            [getattr(row, name) for name in _AT_START],
        )

    def end(
        self,
        row: LedgerRow,
        judged: Judged,
        *,
        place: int | None,
        new_answers: int,
        ended_at: str,
    ) -> None:
        """Counts a run, whether its start is there or not.

        Args:
            row: what is known of it.
            judged: what it judged.
            place: where it was counted before; `None` puts it behind all others.
            new_answers: how many answers no look before it had.
            ended_at: UTC, ISO 8601.
        """
        self.start(row)
        if place is None:
            found = self._connection.execute("SELECT coalesce(max(place), 0) + 1 FROM looks")
            place = int(found.fetchone()[0])
        values: dict[str, Any] = {
            "ended_at": ended_at,
            "place": place,
            "baseline_served": json.dumps(judged.served[0]),
            "candidate_served": json.dumps(judged.served[1]),
            "look": row.look,
            "alpha": row.alpha,
            "new_answers": new_answers,
            "limits": judged.limits,
            "cases": _packed(judged.cases),
            "checks": _packed(judged.checks),
            "answers": _packed(judged.answers),
        }
        self._connection.execute(
            f"UPDATE looks SET {', '.join(f'{name} = ?' for name in values)}"  # noqa: S608 - ours
            " WHERE run_key = ? AND workload = ? AND candidate = ?",
            [*values.values(), row.run_key, row.workload, row.candidate],
        )

    def decide(self, run_key: str, verdicts: Iterable[Verdict]) -> None:
        """Adds the verdicts of a run to its rows."""
        self._connection.executemany(
            "UPDATE looks SET verdict = ?, rule = ?"
            " WHERE run_key = ? AND workload = ? AND candidate = ?",
            [(one.verdict, one.rule, run_key, one.workload, one.candidate) for one in verdicts],
        )


@contextlib.contextmanager
def opened(path: Path, *, check: bool = False) -> Iterator[Ledger]:
    """Opens a ledger for one transaction, and makes it where there is none.

    Args:
        path: of the file; a new one is readable by its owner alone.
        check: look through all of it for damage first.

    Raises:
        UsageError: it is damaged, or of a newer portcheck.
        StoreError: it cannot be read or written, or another process holds it for too long.
    """
    with _reported(path):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        try:
            connection.execute("BEGIN IMMEDIATE")
            _prepare(connection, path, check=check)
            yield Ledger(connection)
            connection.execute("COMMIT")
        finally:
            connection.close()  # what was not committed is undone


def _prepare(connection: sqlite3.Connection, path: Path, *, check: bool) -> None:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > SCHEMA:
        raise UsageError(
            f"{path} was written by a newer portcheck: it has schema {version}, and this one reads "
            f"schema {SCHEMA}",
            hint="update portcheck, or name a run folder elsewhere with --out",
        )
    if version == 0:
        if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise _damaged(path, "it has tables of something else")
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
    if check:
        said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if said == "ok":
            said = connection.execute(_ODD_ROW).fetchone()
            said = "" if said is None else f"row {said[0]} cannot be"
        if said:
            raise _damaged(path, said)


def _damaged(path: Path, reason: str) -> UsageError:
    return UsageError(
        f"{path} is damaged: {reason}", hint="move it away; looks are then counted from 1"
    )


@contextlib.contextmanager
def _reported(path: Path) -> Iterator[None]:
    """Turns what SQLite and the system say of the file into errors of ours."""
    hint = "looks are counted there: make it readable and writable, or name another --out"
    try:
        yield
    except sqlite3.OperationalError as exc:
        if exc.sqlite_errorname == "SQLITE_ERROR":  # of a statement, and ours are right
            raise _damaged(path, str(exc)) from exc
        raise StoreError(f"{path}: {exc}", hint=hint) from exc
    except sqlite3.DatabaseError as exc:
        raise _damaged(path, str(exc)) from exc
    except OSError as exc:
        raise StoreError(f"{path}: {exc.strerror or exc}", hint=hint) from exc


def _packed(numbers: Fingerprints) -> bytes:
    return _big_endian(array("Q", numbers)).tobytes()


def _unpacked(blob: Any) -> Fingerprints:
    numbers = array("Q")
    try:
        numbers.frombytes(blob)
    except (TypeError, ValueError):
        raise sqlite3.DatabaseError("a row holds no whole fingerprints") from None
    return _big_endian(numbers)


def _texts(column: object) -> tuple[str, ...]:
    try:
        return decode_json(tuple[str, ...], str(column).encode())
    except ValueError:
        raise sqlite3.DatabaseError("a row holds no list of models") from None


def _big_endian(numbers: Fingerprints) -> Fingerprints:
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers
