"""Run statements on a history in SQLite or PostgreSQL, in one transaction.

Writers wait for each other: in SQLite on the file, in PostgreSQL on an advisory lock of the schema.
What one of them reads stays true until its transaction ends, so no two runs are the same look.
A process that is killed leaves nothing behind, as its transaction is undone.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from portcheck.errors import UsageError
from portcheck.extras import install_command
from portcheck.lazy_pattern import LazyPattern
from portcheck.run.history.address import Address

Rows: TypeAlias = Sequence[Mapping[str, Any]]

WAIT_S = 60.0
"""Seconds to wait for another process that counts its look, which takes a second or two."""
CONNECT_S = 10
BEGIN = {
    "sqlite": ("BEGIN IMMEDIATE",),
    "read-only": ("BEGIN",),
    "postgresql": (
        f"SET LOCAL lock_timeout = '{WAIT_S:g}s'",
        "SELECT pg_advisory_xact_lock(hashtext('portcheck ' || current_schema()))",
    ),
}
"""Kind of connection to the statements that begin a transaction."""
_BEYOND = 2**63
_NAMED = LazyPattern(r":(\w+)")


class OddRowError(Exception):
    """A row has values that portcheck never writes; `transaction.opened` adds the history."""


class Row(dict[str, Any]):
    """A row, by the names of its columns. SQLite has 0 and 1 where PostgreSQL has truth values."""

    def __missing__(self, name: str) -> Any:
        """A statement that asks for all columns may find other ones."""
        raise OddRowError(f"it has no column {name}")


class Connection:
    """Runs statements, which name their values: `:name`."""

    def __init__(self, database: Any, *, is_sqlite: bool) -> None:
        """`database` is the connection of a driver, as PEP 249 has it."""
        self._database = database
        self.is_sqlite = is_sqlite

    def rows(self, statement: str, /, **values: Any) -> list[Row]:
        """Run a statement and return its rows."""
        cursor = self._database.cursor()
        cursor.execute(self._written(statement), _bound(values))
        if cursor.description is None:
            return []
        names = [column[0] for column in cursor.description]
        return [Row(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def value(self, statement: str, /, **values: Any) -> Any:
        """The first column of the first row; `None` if there is no row."""
        found = self.rows(statement, **values)
        return next(iter(found[0].values())) if found else None

    def find(self, table: str, columns: Sequence[str], **which: Any) -> list[Row]:
        """These columns of the rows in which others are `which`."""
        named = ", ".join(columns)
        return self.rows(f"SELECT {named} FROM {table} WHERE {_all(which)}", **which)  # noqa: S608

    def insert(self, table: str, rows: Rows) -> None:
        """Add rows, which have the same columns."""
        names = tuple(rows[0])
        columns = ", ".join(f'"{name}"' for name in names)  # one of them is a word of SQL
        places = ", ".join(f":{name}" for name in names)
        self._database.cursor().executemany(
            self._written(f"INSERT INTO {table} ({columns}) VALUES ({places})"),  # noqa: S608
            [_bound(row) for row in rows],
        )

    def update(self, table: str, values: Mapping[str, Any], **which: Any) -> None:
        """Change these columns in the rows whose other columns equal `which`."""
        changed = ", ".join(map(_equal, values))
        self.rows(f"UPDATE {table} SET {changed} WHERE {_all(which)}", **values, **which)  # noqa: S608

    def delete(self, table: str, **which: Any) -> None:
        """Delete the rows with these values."""
        self.rows(f"DELETE FROM {table} WHERE {_all(which)}", **which)  # noqa: S608

    def _written(self, statement: str) -> str:
        return statement if self.is_sqlite else _NAMED.sub(r"%(\1)s", statement)


def _all(which: Mapping[str, Any]) -> str:
    return " AND ".join(map(_equal, which))


def _equal(name: str) -> str:
    return f"{name} = :{name}"


def _bound(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _taken(value) for name, value in values.items()}


def _taken(value: Any) -> Any:
    r"""Convert a value that no database accepts to one that it does.

    Half a surrogate pair or NUL in a text is `\ud800` and `\x00`. A whole number of more than 64
    bits is a fraction: no column of whole numbers has one.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
    return float(value) if isinstance(value, int) and abs(value) >= _BEYOND else value


@contextlib.contextmanager
def begun(address: Address, *, read_only: bool = False) -> Iterator[Connection]:
    """One transaction; the file of SQLite is made where there is none.

    Args:
        address: of a file or a database.
        read_only: nothing will be written, so a file that cannot be written does as well.

    Raises:
        UsageError: the driver of PostgreSQL is missing.
        OSError: the file cannot be opened.
        Exception: the driver says what is wrong, by one of `errors`.
    """
    sealed = address.path if read_only and _is_sealed(address.path) else None
    database = _read_only(sealed) if sealed else connect(address)
    try:
        connection = Connection(database, is_sqlite=address.path is not None)
        kind = "sqlite" if connection.is_sqlite else "postgresql"
        for statement in BEGIN["read-only" if sealed else kind]:
            connection.rows(statement)
        yield connection
        database.commit()
    finally:
        database.close()  # what was not committed is undone


def errors(address: Address) -> tuple[type[Exception], ...]:
    """The exceptions of the driver."""
    if address.path is not None:
        return (sqlite3.Error,)
    try:
        import psycopg  # noqa: PLC0415 - an optional extra
    except ImportError:
        return ()
    return (psycopg.Error,)


def connect(address: Address) -> Any:
    """A connection of the driver, in which nothing has begun; raises as `begun`."""
    return _sqlite(address.path) if address.path is not None else _postgresql(address.url)


def _sqlite(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    return _text_read(sqlite3.connect(path, timeout=WAIT_S, isolation_level=None))


def _is_sealed(path: Path | None) -> bool:
    """Whether a file exists that this user cannot write, as in an archive or on a read-only disk.

    SQLite writes a journal beside the file, so the folder counts as well.
    """
    if path is None or not path.is_file():
        return False
    return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def _read_only(path: Path) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode=ro"
    return _text_read(sqlite3.connect(address, uri=True, timeout=WAIT_S, isolation_level=None))


def _text_read(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The connection, which reads text that is not UTF-8 as well."""
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    return connection


def _postgresql(url: str) -> Any:
    try:
        import psycopg  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise UsageError(
            "a history in PostgreSQL needs its driver",
            hint=f"install it: {install_command('postgres')}",
        ) from None
    said = psycopg.conninfo.conninfo_to_dict(url)
    ours = {"application_name": "portcheck", "connect_timeout": str(CONNECT_S)}
    lacking = {key: value for key, value in ours.items() if key not in said}
    return psycopg.connect(psycopg.conninfo.make_conninfo(url, **lacking))
