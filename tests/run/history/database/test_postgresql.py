"""A history in PostgreSQL, on a server that .ci/postgresql.sh starts."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import make_verdict
from eight_writers import assert_nothing_is_lost
from histories import JUDGED, differences, judged_rows, ledger_row

from portcheck.errors import StoreError, UsageError
from portcheck.run.history.address import Address, read_address
from portcheck.run.history.database.ledger import Ledger
from portcheck.run.history.database.migrate import migrate
from portcheck.run.history.database.records import (
    keep,
    nights,
    paid_since,
    prune,
    sizes,
    trend,
)
from portcheck.run.history.database.transaction import opened

pytestmark = pytest.mark.server
URL = os.environ.get("PORTCHECK_POSTGRESQL", "")


@pytest.fixture
def address(request: pytest.FixtureRequest) -> Iterator[Address]:
    """Of a database of the test's own."""
    with database(request.node.nodeid) as found:
        yield found


@contextlib.contextmanager
def database(name: str) -> Iterator[Address]:
    if not URL:
        pytest.skip("no server: run it with .ci/postgresql.sh")
    import psycopg

    name = f"t{os.getpid()}_{abs(hash(name)) % 10**8}"
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


def test_what_runs_came_to_is_kept_read_and_forgotten(address: Address) -> None:
    key = {"run_key": "k", "workload": "w", "candidate": "new"}
    gate = {
        **key, "gate": "quality", "place": 0, "hard": True, "outcome": "shown", "clusters": 9,
        "scale": "difference", "pairs": 9, "missing": 0, "baseline_value": 1.0,
        "candidate_value": None, "difference": -0.5, "ci_low": -1, "ci_high": 0.0,
        "margin": None, "floor": None, "confidence": 0.95,
    }  # fmt: skip
    label = {
        "run_key": "k", "trial": "t", "check": "c", "answer": "a", "reviewer": "r\ud800",
        "label": "l", "at": "\0",
    }  # fmt: skip
    with opened(address) as connection:
        book = Ledger(connection)
        book.end(ledger_row("one", run_key="k"), JUDGED, place=None, new_answers=3, ended_at="e")
        rows = {**judged_rows("k"), "gates": [gate], "labels": [label]}
        keep(connection, "k", rows)
        keep(connection, "k", rows)
        book.decide("k", [make_verdict(workload="w", candidate="new", drift=True)])
    with opened(address) as connection:
        (night,) = nights(connection, workload="w", provider="new", last=2)
        assert (night.new_answers, night.gates[0].hard, night.gates[0].ci_low) == (3, True, -1.0)
        (point,) = trend(connection, "w", "new", "another", last=5)
        assert (point.verdict, point.difference) == ("safe", -0.5)
        assert paid_since(connection, "2027-01-01T00:00:00Z") == (0.25, 1)
        (said,) = connection.find("labels", ("reviewer", "at"), run_key="k")
        assert said == {"reviewer": "r\\ud800", "at": "\\x00"}
        (earlier,) = Ledger(connection).earlier(ledger_row("next"), before=9, ended_by="f")
        assert (earlier.drift, earlier.is_look) == (True, True)
        verdict = Ledger(connection).verdict(earlier)
        assert verdict is not None
        assert prune(connection, "2028") == 1
        assert sizes(connection)["gates"] == 0


def test_looks_of_a_file_are_taken_in(address: Address, tmp_path: Path) -> None:
    with opened(Address(path=tmp_path / "h.sqlite")) as connection:
        Ledger(connection).end(
            ledger_row("first"), JUDGED, place=None, new_answers=3, ended_at="e", is_look=False
        )
        with opened(address) as other:
            assert Ledger(other).add_missing(Ledger(connection)) == 1
            assert Ledger(other).add_missing(Ledger(connection)) == 0
            (earlier,) = Ledger(other).earlier(ledger_row("second"))
    assert (earlier.run, earlier.is_look) == ("first", False)


def test_the_tables_are_those_that_migrations_make(address: Address) -> None:
    migrate(address)
    with database("new") as new:
        with opened(new):
            pass
        assert differences(address, new) == []
    with opened(address) as connection:
        Ledger(connection).start(ledger_row("first"))


def test_tables_of_something_else_are_left_alone(address: Address) -> None:
    with opened(Address(url=address.url)) as connection:
        connection.rows("DROP TABLE portcheck_schema")
    with pytest.raises(StoreError, match="tables of another program"), opened(address):
        pass


def test_a_newer_history_is_refused(address: Address) -> None:
    with opened(address) as connection:
        connection.rows("UPDATE portcheck_schema SET version_num = '99'")
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
