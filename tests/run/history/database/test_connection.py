"""Statements of a history, and the texts that pass through them."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from histories import ledger_row

from portcheck.errors import UsageError
from portcheck.run.history.address import Address
from portcheck.run.history.database.ledger import Ledger
from portcheck.run.history.database.transaction import opened


def test_what_no_database_takes_in_a_text_is_escaped(tmp_path: Path) -> None:
    with opened(Address(path=tmp_path / "h.sqlite")) as connection:
        Ledger(connection).start(ledger_row("half \ud800 and \0", suite="caf\u00e9"))
        (found,) = connection.find("looks", ("run", "suite"), workload="w")
    assert found == {"run": "half \\ud800 and \\x00", "suite": "caf\u00e9"}


def test_a_whole_number_of_more_than_64_bits_is_a_fraction(tmp_path: Path) -> None:
    with opened(Address(path=tmp_path / "h.sqlite")) as connection:
        assert connection.value("SELECT :whole", whole=10**26) == 1e26
        assert connection.value("SELECT :whole", whole=2**63 - 1) == 2**63 - 1


def test_a_text_that_is_no_text_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite"
    with opened(Address(path=path)) as connection:
        Ledger(connection).start(ledger_row("a"))
    with sqlite3.connect(path) as other:
        other.execute("UPDATE looks SET suite = CAST(x'41ff' AS TEXT)")
    other.close()
    with opened(Address(path=path)) as connection:
        assert connection.find("looks", ("suite",), run="a") == [{"suite": "A\ufffd"}]


def test_a_column_that_is_not_there_is_damage(tmp_path: Path) -> None:
    def read() -> None:
        with opened(Address(path=tmp_path / "h.sqlite")) as connection:
            Ledger(connection).start(ledger_row("a"))
            _ = connection.rows("SELECT * FROM looks")[0]["rum"]

    with pytest.raises(UsageError, match="is damaged: it has no column rum"):
        read()


def test_folders_around_a_history_are_made(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there" / "h.sqlite"
    with opened(Address(path=path)):
        pass
    assert path.is_file()


def test_a_writer_waits_for_another_and_reads_what_it_wrote(tmp_path: Path) -> None:
    address, inside, seen = Address(path=tmp_path / "h.sqlite"), threading.Event(), list[int]()

    def second() -> None:
        inside.wait(10)
        with opened(address) as connection:
            seen.append(Ledger(connection).earlier_runs(""))

    thread = threading.Thread(target=second)
    thread.start()
    with opened(address) as connection:
        inside.set()
        thread.join(0.2)  # it can do nothing yet
        assert thread.is_alive()
        Ledger(connection).start(ledger_row("a"))
    thread.join(10)
    assert seen == [1]
