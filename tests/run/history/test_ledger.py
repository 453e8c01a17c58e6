"""The ledger file: private, checked when it is opened, shared by processes."""

from __future__ import annotations

import sqlite3
from array import array
from pathlib import Path

import pytest
from builders import make_verdict

from portcheck.errors import StoreError, UsageError
from portcheck.run.history import ledger
from portcheck.run.history.judged import Judged
from portcheck.run.history.ledger import LedgerRow, opened

JUDGED = Judged(
    cases=array("Q", [1, 2**64 - 1]),
    checks=array("Q", [3, 4]),
    answers=array("Q", [5, 6, 7]),
    served=(("b-1",), ()),
    limits="l",
)


def row(run: str, **changes: object) -> LedgerRow:
    values: dict[str, object] = {
        "run_key": f"key of {run}",
        "run": run,
        "started_at": "2027-01-01T00:00:00Z",
        "suite": "s",
        "workload": "w",
        "baseline": "old",
        "candidate": "new",
        "baseline_route": "a",
        "candidate_route": "b",
        "look": 1,
        "alpha": 0.04,
        "confidence": 0.95,
        **changes,
    }
    return LedgerRow(**values)  # type: ignore[arg-type]  # test data


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ledger.NAME


def test_a_new_ledger_is_private_and_of_schema_1(path: Path) -> None:
    with opened(path):
        pass
    assert path.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(path) as found:
        assert found.execute("PRAGMA user_version").fetchone() == (1,)
    found.close()


def test_what_was_counted_is_read_again_in_its_order(path: Path) -> None:
    with opened(path) as book:
        book.start(row("first"))
        book.start(row("second"))
        book.end(row("second"), JUDGED, place=None, new_answers=3, ended_at="e")
        book.end(row("first", look=2), JUDGED, place=None, new_answers=2, ended_at="e")
        book.end(
            row("elsewhere", candidate_route="c"), JUDGED, place=None, new_answers=3, ended_at="e"
        )
    with opened(path, check=True) as book:
        earlier = book.earlier(row("third"))
        assert [(one.run, one.look, one.new_answers) for one in earlier] == [
            ("second", 1, 3),
            ("first", 2, 2),
        ]
        assert earlier[0].served == JUDGED.served
        assert earlier[0].read("cases") == JUDGED.cases
        assert earlier[0].read("checks") == JUDGED.checks
        assert earlier[0].read("answers") == JUDGED.answers
        assert book.earlier_runs("key of third") == 3
        assert book.earlier_runs("key of first") == 2
        first = book.counted(row("first"))
        assert first is not None
        assert first[1:] == (2, 2)
        assert [one.run for one in book.earlier(row("first"), before=first.place)] == ["second"]


def test_a_run_that_goes_on_has_one_row(path: Path) -> None:
    with opened(path) as book:
        book.start(row("a"))
        book.start(row("a"))
        assert book.counted(row("a")) is None
        assert book.unfinished("key of b") == [("key of a", "a")]
        assert book.unfinished("key of a") == []
        book.end(row("a"), JUDGED, place=None, new_answers=3, ended_at="e")
        book.end(row("a"), JUDGED, place=1, new_answers=4, ended_at="f")
        book.decide("key of a", [make_verdict(workload="w", candidate="new")])
        assert book.unfinished("key of b") == []
    with sqlite3.connect(path) as found:
        rows = found.execute("SELECT place, new_answers, ended_at, verdict, rule FROM looks")
        assert rows.fetchall() == [(1, 4, "f", "safe", "all_gates_shown")]
    found.close()


def test_what_ends_in_an_error_is_undone(path: Path) -> None:
    def fail() -> None:
        with opened(path) as book:
            book.start(row("a"))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with opened(path) as book:
        assert book.earlier_runs("") == 0


def test_a_damaged_ledger_is_refused(path: Path) -> None:
    path.write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(UsageError, match="is damaged") as raised, opened(path):
        pass
    assert raised.value.hint == "move it away; looks are then counted from 1"


def test_a_ledger_with_holes_is_refused(path: Path) -> None:
    with opened(path) as book:
        for number in range(200):
            book.end(row(str(number)), JUDGED, place=None, new_answers=3, ended_at="e")
    content = bytearray(path.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    path.write_bytes(content)
    with pytest.raises(UsageError, match="is damaged"), opened(path, check=True):
        pass


def test_tables_of_something_else_are_no_ledger(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE looks (a)")
    other.close()
    with pytest.raises(UsageError, match="is damaged"), opened(path):
        pass


def test_a_newer_ledger_is_refused(path: Path) -> None:
    with opened(path):
        pass
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 2")
    newer.close()
    with pytest.raises(UsageError, match="newer portcheck: it has schema 2"), opened(path):
        pass


def test_another_process_is_waited_for_and_then_named(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "WAIT_S", 0.05)
    with opened(path), pytest.raises(StoreError, match="database is locked"), opened(path):
        pass


def test_a_folder_in_the_place_of_a_ledger_is_named(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StoreError, match="Is a directory"), opened(path):
        pass


@pytest.mark.parametrize(
    "change",
    [
        "look = 'many'",
        "look = -1",
        "place = 'first'",
        "new_answers = x'00'",
        "alpha = ''",
        "baseline_served = '[5]'",
        "candidate_served = x'ff'",
        "answers = x'0102'",
        "answers = 7",
    ],
)
def test_a_row_that_nobody_wrote_is_damage(path: Path, change: str) -> None:
    with opened(path) as book:
        book.end(row("a"), JUDGED, place=None, new_answers=3, ended_at="e")
    with sqlite3.connect(path) as other:
        other.execute(f"UPDATE looks SET {change}")
    other.close()

    def read() -> None:
        with opened(path, check=True) as book:
            for one in book.earlier(row("b")):
                one.read("answers")

    with pytest.raises(UsageError, match="is damaged"):
        read()


def test_tables_without_their_columns_are_damage(path: Path) -> None:
    with opened(path):
        pass
    with sqlite3.connect(path) as other:
        other.execute("ALTER TABLE looks RENAME COLUMN run TO rum")
    other.close()
    with pytest.raises(UsageError, match="is damaged"), opened(path) as book:
        book.start(row("a"))
