"""Upgrade the tables of an earlier version with Alembic and SQLAlchemy."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import sqlalchemy
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from portcheck.run.history.address import Address
from portcheck.run.history.database.connection import BEGIN, Connection, connect
from portcheck.run.history.database.revision import NEWEST, REVISIONS, mark, revision_of


def migrate(address: Address) -> None:
    """Upgrade a history to the newest tables in a transaction of its own.

    Raises:
        Exception: The driver reports a failure; `connection.errors` has the types.
    """
    driver = "sqlite" if address.path is not None else "postgresql"
    engine = sqlalchemy.create_engine(
        "sqlite://" if driver == "sqlite" else "postgresql+psycopg://",
        creator=partial(connect, address),
        poolclass=NullPool,
    )

    def begin(on: sqlalchemy.Connection) -> None:
        for statement in BEGIN[driver]:
            on.exec_driver_sql(statement)

    sqlalchemy.event.listen(engine, "begin", begin)
    try:
        with engine.begin() as connection:
            _upgrade(connection, address, is_sqlite=driver == "sqlite")
    except DBAPIError as exc:
        raise exc.orig or exc from exc


def _upgrade(connection: sqlalchemy.Connection, address: Address, *, is_sqlite: bool) -> None:
    ours = Connection(connection.connection, is_sqlite=is_sqlite)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    # Another process may have upgraded it in the meantime.
    if revision_of(ours, address) == REVISIONS[0]:  # revision 1 has no table with its number
        command.stamp(config, REVISIONS[0])
    command.upgrade(config, NEWEST)
    mark(ours)
