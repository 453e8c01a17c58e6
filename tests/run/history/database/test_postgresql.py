"""A history in PostgreSQL, on a server that .ci/postgresql.sh starts."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from eight_writers import assert_nothing_is_lost
from histories import JUDGED, ledger_row
from sqlalchemy import text

from portcheck.errors import StoreError, UsageError
from portcheck.run.history.address import Address, read_address
from portcheck.run.history.database import transaction
from portcheck.run.history.database.ledger import Ledger
from portcheck.run.history.database.tables import METADATA
from portcheck.run.history.database.transaction import opened

pytestmark = pytest.mark.server
URL = os.environ.get("PORTCHECK_POSTGRESQL", "")


@pytest.fixture
def address(request: pytest.FixtureRequest) -> Iterator[Address]:
    """Of a database of the test's own."""
    if not URL:
        pytest.skip("no server: run it with .ci/postgresql.sh")
    import psycopg

    name = f"t{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**8}"
    with psycopg.connect(URL, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        yield read_address(URL.removesuffix("postgres") + name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_what_was_counted_is_read_again(address: Address) -> None:
    with opened(address, check=True) as connection:
        book = Ledger(connection)
        book.start(ledger_row("first"))
        book.start(ledger_row("first"))
        book.end(ledger_row("first"), JUDGED, place=None, new_answers=3, ended_at="e")
    with opened(address, check=True) as connection:
        (earlier,) = Ledger(connection).earlier(ledger_row("second"))
        assert (earlier.run, earlier.look, earlier.served) == ("first", 1, JUDGED.served)
        assert earlier.read("answers") == JUDGED.answers


def test_the_tables_are_those_that_migrations_make(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "_revision", lambda *_: "0")
    monkeypatch.setattr(transaction, "REVISIONS", ("", "0", transaction.NEWEST))
    with opened(address) as connection:
        options = {"version_table": transaction.VERSION.name}
        found = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(found, METADATA) == []


def test_tables_of_something_else_are_left_alone(address: Address) -> None:
    with opened(Address(url=address.url)) as connection:
        connection.execute(text("DROP TABLE portcheck_schema"))
    with pytest.raises(StoreError, match="tables of something else"), opened(address):
        pass


def test_a_newer_history_is_refused(address: Address) -> None:
    with opened(address) as connection:
        connection.execute(text("UPDATE portcheck_schema SET version_num = '99'"))
    with pytest.raises(UsageError, match="newer portcheck: it has schema 99"), opened(address):
        pass


def test_a_wrong_password_is_not_repeated(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "not-the-password")
    wrong = pytest.raises(StoreError, match="password authentication failed")
    with wrong as raised, opened(address):
        pass
    assert "not-the-password" not in str(raised.value)


@pytest.mark.slow
def test_eight_writers_lose_nothing(address: Address) -> None:
    assert_nothing_is_lost(address, kills=4)
