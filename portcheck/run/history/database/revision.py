"""Determine the revision of a history's tables."""

from __future__ import annotations

from portcheck.errors import UsageError
from portcheck.run.history.address import Address
from portcheck.run.history.database.connection import Connection

REVISIONS = ("1", "2", "3", "4", "5")
"""Revisions of the tables, oldest first. Revision 1 was only for SQLite, in `user_version`."""
NEWEST = REVISIONS[-1]
VERSION = "portcheck_schema"
"""Table that holds the revision, under a name that no other tool uses."""


def revision_of(connection: Connection, address: Address) -> str | None:
    """The revision of the tables; `None` if there are none yet.

    Raises:
        UsageError: The tables are not those of a history.
    """
    if not connection.is_sqlite:
        there = connection.value("SELECT to_regclass(:name)", name=VERSION)
        return None if there is None else _stated(connection, address)
    version = connection.value("PRAGMA user_version")
    tables = {row["name"] for row in connection.rows("SELECT name FROM sqlite_master")}
    if VERSION in tables:
        return _stated(connection, address)
    if version == 0 and tables:
        raise damaged(address, "it has tables of another program")
    return str(version) if version else None


def _stated(connection: Connection, address: Address) -> str:
    found = connection.rows("SELECT version_num FROM portcheck_schema")
    if len(found) != 1:
        raise damaged(address, f"{VERSION} must have 1 row, and has {len(found)}")
    return str(found[0]["version_num"])


def mark(connection: Connection) -> None:
    """Set `user_version`, so that a portcheck that knows only revision 1 rejects the file."""
    if connection.is_sqlite:
        connection.rows(f"PRAGMA user_version = {NEWEST}")


def damaged(address: Address, reason: str) -> UsageError:
    """The error for a damaged history."""
    return UsageError(
        f"{address.shown} is damaged: {reason}",
        hint="name another --history, or move it away: looks then start again at 1",
    )
