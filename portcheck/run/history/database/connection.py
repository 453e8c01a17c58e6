"""Run statements on a history in SQLite or PostgreSQL, in one transaction.

Writers wait for each other: in SQLite on the file, in PostgreSQL on an advisory lock of the schema.
No other writer changes what one of them has read until its transaction ends, so no two runs are the
same look. If a process is killed, the database undoes its transaction.
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
"""Seconds to wait for another writer; counting a look takes a second or two."""
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
_TOO_LARGE = 2**63
_NAMED = LazyPattern(r":(\w+)")


class OddRowError(Exception):
    """A row has values that portcheck never writes; `transaction.opened` names the history."""


class Row(dict[str, Any]):
    """Column name to value. SQLite returns 0 and 1 where PostgreSQL returns booleans."""

    def __missing__(self, name: str) -> Any:
        """Report a damaged history: `SELECT *` did not return this column."""
        raise OddRowError(f"it has no column {name}")


class Connection:
    """Runs statements in SQLite or PostgreSQL; in both, `:name` stands for a value."""

    def __init__(self, database: Any, *, is_sqlite: bool) -> None:
        """`database` is a connection of the driver (PEP 249)."""
        self._database = database
        self.is_sqlite = is_sqlite

    def rows(self, statement: str, /, **values: Any) -> list[Row]:
        """Run a statement and return its rows."""
        cursor = self._database.cursor()
        cursor.execute(self._in_driver_style(statement), _storable(values))
        if cursor.description is None:
            return []
        names = [column[0] for column in cursor.description]
        return [Row(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def value(self, statement: str, /, **values: Any) -> Any:
        """The first column of the first row; `None` if there is no row."""
        found = self.rows(statement, **values)
        return next(iter(found[0].values())) if found else None

    def find(self, table: str, columns: Sequence[str], **which: Any) -> list[Row]:
        """These columns of the rows whose columns named in `which` have its values."""
        named = ", ".join(columns)
        return self.rows(f"SELECT {named} FROM {table} WHERE {_all(which)}", **which)  # noqa: S608

    def insert(self, table: str, rows: Rows) -> None:
        """Add rows; all must have the same columns."""
        names = tuple(rows[0])
        columns = ", ".join(f'"{name}"' for name in names)  # one of them is a word of SQL
        places = ", ".join(f":{name}" for name in names)
        self._database.cursor().executemany(
            self._in_driver_style(f"INSERT INTO {table} ({columns}) VALUES ({places})"),  # noqa: S608
            [_storable(row) for row in rows],
        )

    def update(self, table: str, values: Mapping[str, Any], **which: Any) -> None:
        """Set these columns in the rows whose columns named in `which` have its values."""
        changed = ", ".join(map(_equal, values))
        self.rows(f"UPDATE {table} SET {changed} WHERE {_all(which)}", **values, **which)  # noqa: S608

    def delete(self, table: str, **which: Any) -> None:
        """Delete the rows whose columns named in `which` have its values."""
        self.rows(f"DELETE FROM {table} WHERE {_all(which)}", **which)  # noqa: S608

    def _in_driver_style(self, statement: str) -> str:
        return statement if self.is_sqlite else _NAMED.sub(r"%(\1)s", statement)


def _all(which: Mapping[str, Any]) -> str:
    return " AND ".join(map(_equal, which))


def _equal(name: str) -> str:
    return f"{name} = :{name}"


def _storable(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _storable_value(value) for name, value in values.items()}


def _storable_value(value: Any) -> Any:
    r"""Convert a value that a database would reject.

    Half a surrogate pair and NUL in a text become escapes such as `\ud800` and `\x00`. An integer
    that needs more than 64 bits becomes a float; only columns of floats can have one.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
    return float(value) if isinstance(value, int) and abs(value) >= _TOO_LARGE else value


@contextlib.contextmanager
def begin_transaction(address: Address, *, read_only: bool = False) -> Iterator[Connection]:
    """Run the body in one transaction; create the SQLite file if it does not exist.

    Args:
        address: Of a file or a database.
        read_only: Nothing will be written, so also open a file that cannot be written.

    Raises:
        UsageError: The driver of PostgreSQL is missing.
        OSError: The file cannot be opened.
        Exception: The driver reports a failure; `errors` has the types.
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
        database.close()  # undoes what was not committed


def errors(address: Address) -> tuple[type[Exception], ...]:
    """The base classes of what the driver raises; empty if the driver is missing."""
    if address.path is not None:
        return (sqlite3.Error,)
    try:
        import psycopg  # noqa: PLC0415 - an optional extra
    except ImportError:
        return ()
    return (psycopg.Error,)


def connect(address: Address) -> Any:
    """A connection of the driver, outside any transaction; raises as `begin_transaction`."""
    return _sqlite(address.path) if address.path is not None else _postgresql(address.url)


def _sqlite(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    return _accept_any_text(sqlite3.connect(path, timeout=WAIT_S, isolation_level=None))


def _is_sealed(path: Path | None) -> bool:
    """Whether a file exists that this user cannot write, such as one on a read-only disk.

    SQLite writes a journal beside the file, so the folder must be writable too.
    """
    if path is None or not path.is_file():
        return False
    return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def _read_only(path: Path) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode=ro"
    return _accept_any_text(
        sqlite3.connect(address, uri=True, timeout=WAIT_S, isolation_level=None)
    )


def _accept_any_text(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Make a connection replace invalid UTF-8 in texts instead of raising an error."""
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
