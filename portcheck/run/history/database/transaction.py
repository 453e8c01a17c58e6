"""Opens a history for one transaction, whose tables are those of this version.

Writers wait for each other: in SQLite on the file, in PostgreSQL on an advisory lock of the schema.
What one of them reads stays true until its transaction ends, so that no two runs are the same look.
A process that is killed leaves nothing behind, as its transaction is undone.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, MetaData, String, Table, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from portcheck.errors import StoreError, UsageError
from portcheck.extras import install_command
from portcheck.model.visible_text import one_line
from portcheck.run.history.address import Address
from portcheck.run.history.database.tables import METADATA

REVISIONS = ("1", "2", "3", "4", "5")
"""Of the tables, the first one first. Revision 1 was SQLite alone, by `user_version`."""
NEWEST = REVISIONS[-1]
WAIT_S = 60.0
"""How long to wait for another process that counts its look; that takes a second or two."""
CONNECT_S = 10
VERSION = Table("portcheck_schema", MetaData(), Column("version_num", String(32), primary_key=True))
"""In which revision the tables are; of a name that no other tool's tables have."""
_ODD_ROW = """
SELECT id FROM looks WHERE typeof(look) != 'integer' OR look NOT BETWEEN 1 AND 1000000
  OR typeof(new_answers) != 'integer' OR typeof(place) NOT IN ('integer', 'null')
  OR typeof(alpha) NOT IN ('real', 'integer') OR typeof(limits) != 'text' LIMIT 1
"""
"""A row that no portcheck wrote: a look may be counted from it."""


class OddRowError(Exception):
    """A row holds what no portcheck wrote; `opened` says where."""


@contextlib.contextmanager
def opened(address: Address, *, check: bool = False) -> Iterator[Connection]:
    """Opens a history for one transaction, and makes it where there is none.

    Args:
        address: of a file, which is then readable by its owner alone, or of a database.
        check: look through all of a file for damage first.

    Raises:
        UsageError: it is damaged, or of a newer portcheck, or the driver of PostgreSQL is missing.
        StoreError: it cannot be read or written, or another process holds it for too long.
    """
    with _reported(address):
        engine = _sqlite(address.path) if address.path else _postgresql(address.url)
        with engine() as connection:
            _prepare(connection, address, check=check)
            yield connection


def _sqlite(path: Path) -> Callable[[], contextlib.AbstractContextManager[Connection]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    event.listen(engine, "begin", lambda on: on.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine.begin


def _postgresql(url: str) -> Callable[[], contextlib.AbstractContextManager[Connection]]:
    try:
        import psycopg  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise UsageError(
            "a history in PostgreSQL needs its driver",
            hint=f"install it: {install_command('postgres')}",
        ) from None

    def connect() -> Any:
        said = psycopg.conninfo.conninfo_to_dict(url)
        ours = {"application_name": "portcheck", "connect_timeout": str(CONNECT_S)}
        lacking = {key: value for key, value in ours.items() if key not in said}
        return psycopg.connect(psycopg.conninfo.make_conninfo(url, **lacking))

    engine = create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool)

    def begin(on: Connection) -> None:
        on.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_S:g}s'")
        on.exec_driver_sql(
            "SELECT pg_advisory_xact_lock(hashtext('portcheck ' || current_schema()))"
        )

    event.listen(engine, "begin", begin)
    return engine.begin


def _prepare(connection: Connection, address: Address, *, check: bool) -> None:
    revision = _revision(connection, address)
    if revision is None:
        METADATA.create_all(connection, checkfirst=False)
        VERSION.create(connection)
        connection.execute(VERSION.insert().values(version_num=NEWEST))
        _mark(connection)
    elif revision not in REVISIONS:
        raise UsageError(
            f"{address.shown} was written by a newer portcheck: it has schema {revision[:20]}, and "
            f"this one reads schema {NEWEST}",
            hint="update portcheck, or name another history with --history",
        )
    elif revision != NEWEST:
        _migrate(connection, revision)
    if check and address.path is not None:
        said = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if said == "ok":
            odd = connection.exec_driver_sql(_ODD_ROW).first()
            said = "" if odd is None else f"row {odd[0]} cannot be"
        if said:
            raise _damaged(address, said)


def _revision(connection: Connection, address: Address) -> str | None:
    """The revision of the tables; `None` where there are none yet."""
    if connection.dialect.name != "sqlite":
        there = connection.execute(text("SELECT to_regclass('portcheck_schema')")).scalar_one()
        return None if there is None else _stated(connection, address)
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    tables = {
        row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master").fetchall()
    }
    if VERSION.name in tables:
        return _stated(connection, address)
    if version == 0 and tables:
        raise _damaged(address, "it has tables of something else")
    return str(version) if version else None


def _stated(connection: Connection, address: Address) -> str:
    found = connection.execute(VERSION.select()).scalars().all()
    if len(found) != 1:
        raise _damaged(address, f"{VERSION.name} has {len(found)} rows, and not one")
    return str(found[0])


def _migrate(connection: Connection, revision: str) -> None:
    """Brings the tables of an earlier version up to date, within the transaction."""
    from alembic import command  # noqa: PLC0415 - slow to load, and needed once
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    if revision == REVISIONS[0]:  # was written before there was a table that says so
        command.stamp(config, revision)
    command.upgrade(config, NEWEST)
    _mark(connection)


def _mark(connection: Connection) -> None:
    """Lets a portcheck of before this table refuse the file as one of a newer version."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {NEWEST}")


def _damaged(address: Address, reason: str) -> UsageError:
    return UsageError(
        f"{address.shown} is damaged: {reason}", hint="move it away; looks are then counted from 1"
    )


@contextlib.contextmanager
def _reported(address: Address) -> Iterator[None]:
    """Turns what a database and the system say into errors of ours."""
    hint = "looks are counted there: make it readable and writable, or name another --history"
    try:
        yield
    except OddRowError as exc:
        raise _damaged(address, str(exc)) from exc
    except (DBAPIError, sqlite3.Error) as exc:
        cause = exc.orig if isinstance(exc, DBAPIError) else exc
        reason = one_line(str(cause))
        if address.path is not None:
            # An error of a statement is the file's: the statements are ours, and right.
            held = getattr(cause, "sqlite_errorname", "") != "SQLITE_ERROR"
            if not (isinstance(cause, sqlite3.OperationalError) and held):
                raise _damaged(address, reason) from exc
        elif "already exists" in reason:
            reason = f"it has tables of something else ({reason})"
        raise StoreError(f"{address.shown}: {reason}", hint=hint) from exc
    except OSError as exc:
        raise StoreError(f"{address.shown}: {exc.strerror or exc}", hint=hint) from exc
