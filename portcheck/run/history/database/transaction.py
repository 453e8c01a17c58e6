"""Open a history with the tables of this version for one transaction."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from portcheck.errors import FULL_DISK, StoreError, UsageError
from portcheck.model.visible_text import one_line
from portcheck.run.history.address import Address
from portcheck.run.history.database.connection import (
    Connection,
    OddRowError,
    begin_transaction,
    errors,
)
from portcheck.run.history.database.revision import (
    NEWEST,
    REVISIONS,
    VERSION,
    damaged,
    mark,
    revision_of,
)
from portcheck.run.history.database.tables import TABLES

_ODD_ROW = """
SELECT id FROM looks WHERE typeof(look) != 'integer' OR look NOT BETWEEN 1 AND 1000000
  OR typeof(new_answers) != 'integer' OR typeof(place) NOT IN ('integer', 'null')
  OR typeof(alpha) NOT IN ('real', 'integer') OR typeof(limits) != 'text' LIMIT 1
"""
"""Finds a row that portcheck cannot have written and that could make it count looks wrong."""


@contextlib.contextmanager
def opened(
    address: Address, *, check: bool = False, read_only: bool = False
) -> Iterator[Connection]:
    """Open a history for one transaction, creating it if it does not exist.

    Args:
        address: Of a file or a database. Only its owner can read a file that is created.
        check: First search all of an SQLite file for damage.
        read_only: Nothing will be written, so also open a file that cannot be written.

    Raises:
        UsageError: The history is damaged or written by a newer portcheck, or the driver of
            PostgreSQL is missing.
        StoreError: It cannot be read or written, or another process locks it for too long.
    """
    with _as_our_errors(address):
        with begin_transaction(address, read_only=read_only) as connection:
            is_current = _prepare(connection, address)
            if is_current:
                if check and connection.is_sqlite:
                    _check(connection, address)
                yield connection
        if not is_current:
            from portcheck.run.history.database.migrate import migrate  # noqa: PLC0415 - slow

            migrate(address)
            with opened(address, check=check, read_only=read_only) as connection:
                yield connection


def _prepare(connection: Connection, address: Address) -> bool:
    """Create the tables if there are none; returns False if they are of an earlier version."""
    revision = revision_of(connection, address)
    if revision is None:
        _create_tables(connection)
        return True
    if revision not in REVISIONS:
        raise UsageError(
            f"{address.shown} was written by a newer portcheck: it has schema {revision[:20]}, and "
            f"this one reads schema {NEWEST}",
            hint="update portcheck, or name another history with --history",
        )
    return revision == NEWEST


def _create_tables(connection: Connection) -> None:
    types = {"identity": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", "blob": "BLOB"}
    if not connection.is_sqlite:
        types = {"identity": "SERIAL PRIMARY KEY", "blob": "BYTEA"}
    for statement in TABLES.format(version=VERSION, **types).split(";"):
        connection.rows(statement)
    connection.insert(VERSION, [{"version_num": NEWEST}])
    mark(connection)


def _check(connection: Connection, address: Address) -> None:
    said = connection.value("PRAGMA quick_check(1)")
    if said != "ok":
        raise damaged(address, said)
    odd = connection.value(_ODD_ROW)
    if odd is not None:
        raise damaged(address, f"row {odd} is invalid")


@contextlib.contextmanager
def _as_our_errors(address: Address) -> Iterator[None]:
    """Raise errors of the database and the operating system as errors of portcheck."""
    try:
        yield
    except OddRowError as exc:
        raise damaged(address, str(exc)) from exc
    except OSError as exc:
        raise _unusable(address, exc.strerror or str(exc), full=exc.errno in FULL_DISK) from exc
    except errors(address) as exc:
        reason, name = one_line(str(exc)), getattr(exc, "sqlite_errorname", "")
        if address.path is not None:
            # Our statements are valid: if SQLite rejects one, the tables are not as they should be.
            rejected = name == "SQLITE_ERROR"
            if rejected or not isinstance(exc, sqlite3.OperationalError):
                raise damaged(address, reason) from exc
        elif "already exists" in reason:
            reason = f"it has tables of another program ({reason})"
        raise _unusable(address, reason, full=name == "SQLITE_FULL") from exc


def _unusable(address: Address, reason: str, *, full: bool) -> StoreError:
    cure = "free some disk space" if full else "make it readable and writable"
    hint = f"looks are counted there: {cure}, or name another --history"
    return StoreError(f"{address.shown}: {reason}", hint=hint)
