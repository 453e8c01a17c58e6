"""Open a history with the tables of this version for one transaction."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from portcheck.errors import FULL_DISK, StoreError, UsageError
from portcheck.model.visible_text import one_line
from portcheck.run.history.address import Address
from portcheck.run.history.database.connection import Connection, OddRowError, begun, errors
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
"""A row that no portcheck wrote: a look may be counted from it."""


@contextlib.contextmanager
def opened(
    address: Address, *, check: bool = False, read_only: bool = False
) -> Iterator[Connection]:
    """Open a history for one transaction, creating it if it does not exist.

    Args:
        address: of a file, which is then readable by its owner alone, or of a database.
        check: look through all of a file for damage first.
        read_only: nothing will be written, so a file that cannot be written does as well.

    Raises:
        UsageError: it is damaged, or of a newer portcheck, or the driver of PostgreSQL is missing.
        StoreError: it cannot be read or written, or another process holds it for too long.
    """
    with _reported(address):
        with begun(address, read_only=read_only) as connection:
            is_of_today = _prepared(connection, address)
            if is_of_today:
                if check and connection.is_sqlite:
                    _check(connection, address)
                yield connection
        if not is_of_today:
            from portcheck.run.history.database.migrate import migrate  # noqa: PLC0415 - slow

            migrate(address)
            with opened(address, check=check, read_only=read_only) as connection:
                yield connection


def _prepared(connection: Connection, address: Address) -> bool:
    """Whether the tables are of this version, as new ones are; else they are of an earlier one."""
    revision = revision_of(connection, address)
    if revision is None:
        _make(connection)
        return True
    if revision not in REVISIONS:
        raise UsageError(
            f"{address.shown} was written by a newer portcheck: it has schema {revision[:20]}, and "
            f"this one reads schema {NEWEST}",
            hint="update portcheck, or name another history with --history",
        )
    return revision == NEWEST


def _make(connection: Connection) -> None:
    words = {"identity": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", "blob": "BLOB"}
    if not connection.is_sqlite:
        words = {"identity": "SERIAL PRIMARY KEY", "blob": "BYTEA"}
    for statement in TABLES.format(version=VERSION, **words).split(";"):
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
def _reported(address: Address) -> Iterator[None]:
    """Turns what a database and the system say into errors of ours."""
    try:
        yield
    except OddRowError as exc:
        raise damaged(address, str(exc)) from exc
    except OSError as exc:
        raise _unusable(address, exc.strerror or str(exc), full=exc.errno in FULL_DISK) from exc
    except errors(address) as exc:
        reason, name = one_line(str(exc)), getattr(exc, "sqlite_errorname", "")
        if address.path is not None:
            # An error of a statement is the file's: the statements are ours, and right.
            held = name != "SQLITE_ERROR"
            if not (isinstance(exc, sqlite3.OperationalError) and held):
                raise damaged(address, reason) from exc
        elif "already exists" in reason:
            reason = f"it has tables of another program ({reason})"
        raise _unusable(address, reason, full=name == "SQLITE_FULL") from exc


def _unusable(address: Address, reason: str, *, full: bool) -> StoreError:
    cure = "free some disk space" if full else "make it readable and writable"
    hint = f"looks are counted there: {cure}, or name another --history"
    return StoreError(f"{address.shown}: {reason}", hint=hint)
