"""The ledger file: private, checked when it is opened, shared by processes."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import make_verdict
from eight_writers import assert_nothing_is_lost
from histories import JUDGED, differences, judged_rows
from histories import ledger_row as row
from msgspec import UNSET, UnsetType

from portcheck.errors import StoreError, UsageError
from portcheck.run.history.address import NAME, Address
from portcheck.run.history.database import connection, migrate, transaction
from portcheck.run.history.database.ledger import Ledger
from portcheck.run.history.database.records import keep
from portcheck.run.history.database.revision import NEWEST


@contextlib.contextmanager
def opened(path: Path, *, check: bool = False) -> Iterator[Ledger]:
    with transaction.opened(Address(path=path), check=check) as found:
        yield Ledger(found)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / NAME


def test_a_new_history_is_private_and_of_the_newest_schema(path: Path) -> None:
    with opened(path):
        pass
    assert path.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(path) as found:
        assert found.execute("PRAGMA user_version").fetchone() == (int(NEWEST),)
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
        assert first[1:] == (2, 2, True)
        assert [one.run for one in book.earlier(row("first"), before=first.place)] == ["second"]
        assert [one.run for one in book.earlier(row("first"))] == ["second"]
        second = book.counted(row("second"))
        assert second is not None
        assert book.earlier(row("third"), before=second.place) == []


def test_only_what_ended_by_a_time_was_before_it(path: Path) -> None:
    with opened(path) as book:
        for run, at in (("a", "2027-01-01T00:00:00Z"), ("b", "2027-01-02T00:00:00Z")):
            book.end(row(run), JUDGED, place=None, new_answers=3, ended_at=at)
        found = book.earlier(row("c"), ended_by="2027-01-01T00:00:00Z")
        assert [one.run for one in found] == ["a"]


@pytest.mark.parametrize("drift", [True, False, UNSET])
def test_only_a_verdict_that_shows_drift_begins_an_epoch(
    path: Path, drift: bool | UnsetType
) -> None:
    made = make_verdict(workload="w", candidate="new", look=3, drift=drift)
    with opened(path) as book:
        book.end(row("a"), JUDGED, place=None, new_answers=3, ended_at="e", is_look=False)
        book.decide("key of a", [made])
        (found,) = book.earlier(row("b"))
        assert (found.drift, found.is_look, found.look) == (
            (True, True, 3) if drift is True else (False, False, 1)
        )


def test_a_verdict_that_does_not_read_is_none(path: Path) -> None:
    with opened(path) as book:
        book.end(row("a"), JUDGED, place=None, new_answers=3, ended_at="e")
        (one,) = book.earlier(row("b"))
        assert book.verdict(one) is None
    with transaction.opened(Address(path=path)) as connection:
        rows = judged_rows("key of a")
        rows["verdicts"][0]["document"] = '{"of": "another version"}'
        keep(connection, "key of a", rows)
        assert Ledger(connection).verdict(one) is None


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


def test_a_history_that_cannot_be_written_can_be_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(path) as book:
        book.start(row("first"))

    def refused(file: str | Path, flags: int, mode: int = 0o777) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", str(file))

    monkeypatch.setattr(os, "access", lambda file, mode: Path(file) != path.parent)
    monkeypatch.setattr(os, "open", refused)
    before = path.read_bytes()
    address = Address(path=path)
    with transaction.opened(address, check=True, read_only=True) as found:
        assert found.value("SELECT run FROM looks") == "first"
    with (
        pytest.raises(StoreError, match="readonly database"),
        transaction.opened(address, read_only=True) as found,
    ):
        Ledger(found).start(row("second"))
    with pytest.raises(StoreError, match="Permission denied"), opened(path):
        pass
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == (before, [path])


def test_a_damaged_ledger_is_refused(path: Path) -> None:
    path.write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(UsageError, match="is damaged") as raised, opened(path):
        pass
    assert (
        raised.value.hint == "name another --history, or move it away: looks then start again at 1"
    )


def test_a_ledger_with_holes_is_refused(path: Path) -> None:
    with opened(path) as book:
        for number in range(40):
            book.end(row(str(number)), JUDGED, place=None, new_answers=3, ended_at="e")
    content = bytearray(path.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    path.write_bytes(content)
    with pytest.raises(UsageError, match="is damaged"), opened(path, check=True):
        pass


@pytest.mark.parametrize("table", ["looks", "notes"])
def test_tables_of_something_else_are_no_ledger(path: Path, table: str) -> None:
    with sqlite3.connect(path) as other:
        other.execute(f"CREATE TABLE {table} (a)")
    other.close()
    with pytest.raises(UsageError, match="it has tables of another program"), opened(path):
        pass


@pytest.mark.parametrize("version", ["99", "0", "six"])
def test_a_ledger_of_a_version_that_is_not_known_is_refused(path: Path, version: str) -> None:
    with opened(path):
        pass
    with sqlite3.connect(path) as newer:
        newer.execute("UPDATE portcheck_schema SET version_num = ?", (version,))
    newer.close()
    with (
        pytest.raises(UsageError, match=f"newer portcheck: it has schema {version}"),
        opened(path),
    ):
        pass


@pytest.mark.parametrize(
    "statement", ["DELETE FROM portcheck_schema", "INSERT INTO portcheck_schema VALUES ('4')"]
)
def test_a_ledger_that_does_not_say_its_version_once_is_damaged(path: Path, statement: str) -> None:
    with opened(path):
        pass
    with sqlite3.connect(path) as other:
        other.execute(statement)
    other.close()
    with (
        pytest.raises(UsageError, match=r"portcheck_schema must have 1 row, and has [02]"),
        opened(path),
    ):
        pass


def test_another_process_is_waited_for_and_then_named(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "WAIT_S", 0.05)
    with opened(path), pytest.raises(StoreError, match="database is locked"), opened(path):
        pass


@pytest.mark.parametrize("full", [True, False])
def test_only_a_full_disk_is_told_to_free_space(path: Path, full: bool) -> None:
    def fail() -> None:
        with transaction.opened(Address(path=path)) as found:
            if not full:
                raise PermissionError(errno.EACCES, "Permission denied")
            found.rows("PRAGMA max_page_count = 1")
            book = Ledger(found)
            for number in range(1000):
                book.start(row(f"key {number}"))

    with pytest.raises(StoreError) as raised:
        fail()
    assert ("free some disk space" in raised.value.hint) == full
    assert ("readable and writable" in raised.value.hint) != full


def test_a_folder_in_the_place_of_a_ledger_is_named(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StoreError, match="Is a directory"), opened(path):
        pass


@pytest.mark.parametrize(
    "change",
    [
        "look = 'many'",
        "look = -1",
        "look = 0",
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


RELEASED = """
CREATE TABLE looks (
  id INTEGER PRIMARY KEY AUTOINCREMENT, run_key TEXT NOT NULL, run TEXT NOT NULL,
  started_at TEXT NOT NULL, ended_at TEXT NOT NULL DEFAULT '', place INTEGER, suite TEXT NOT NULL,
  workload TEXT NOT NULL, baseline TEXT NOT NULL, candidate TEXT NOT NULL,
  baseline_route TEXT NOT NULL, candidate_route TEXT NOT NULL,
  baseline_served TEXT NOT NULL DEFAULT '[]', candidate_served TEXT NOT NULL DEFAULT '[]',
  look INTEGER NOT NULL, alpha REAL NOT NULL, confidence REAL NOT NULL,
  new_answers INTEGER NOT NULL DEFAULT 0, limits TEXT NOT NULL DEFAULT '',
  cases BLOB NOT NULL DEFAULT x'', checks BLOB NOT NULL DEFAULT x'',
  answers BLOB NOT NULL DEFAULT x'', verdict TEXT, rule TEXT,
  UNIQUE (run_key, workload, candidate)
);
CREATE INDEX looks_by_routes ON looks (baseline_route, candidate_route);
INSERT INTO looks (run_key, run, started_at, ended_at, place, suite, workload, baseline, candidate,
  baseline_route, candidate_route, baseline_served, look, alpha, confidence, new_answers, limits,
  cases, checks, answers, verdict, rule)
VALUES ('k', 'old run', '2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z', 1, 's', 'w', 'old', 'new',
  'a', 'b', '["b-1"]', 1, 0.04, 0.95, 2, 'l', x'0000000000000007', x'0000000000000008',
  x'00000000000000090000000000000010', 'safe', 'all_gates_shown');
PRAGMA user_version = 1;
"""
"""A file of the first release, with one run."""


@pytest.fixture
def released(path: Path) -> Path:
    with sqlite3.connect(path) as first:
        first.executescript(RELEASED)
    first.close()
    return path


def test_a_file_of_the_first_release_is_looked_through_as_well(released: Path) -> None:
    with sqlite3.connect(released) as other:
        other.execute("UPDATE looks SET look = -1")
    other.close()
    with (
        pytest.raises(UsageError, match="is damaged: row 1 is invalid"),
        opened(released, check=True),
    ):
        pass


def test_a_ledger_of_the_first_release_keeps_its_looks(released: Path) -> None:
    with opened(released, check=True) as book:
        book.start(row("new run"))
        (earlier,) = book.earlier(row("new run"))
        assert (earlier.run, earlier.look, earlier.new_answers) == ("old run", 1, 2)
        assert list(earlier.read("cases")) == [7]
        assert list(earlier.read("answers")) == [9, 16]
    with sqlite3.connect(released) as found:
        assert found.execute("PRAGMA user_version").fetchone() == (int(NEWEST),)
        assert found.execute("SELECT verdict, rule FROM looks WHERE run_key = 'k'").fetchall() == [
            ("safe", "all_gates_shown")
        ]
    found.close()


def test_a_migration_that_is_cut_short_leaves_the_file_as_it_was(
    released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = released.read_bytes()

    def end(_connection: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(migrate, "mark", end)
    with pytest.raises(KeyboardInterrupt), opened(released):
        pass
    assert released.read_bytes() == before


def test_what_the_driver_says_of_a_migration_is_told_as_of_any_statement(
    released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "BEGIN", {"sqlite": ("SOMETHING",)})
    with pytest.raises(UsageError, match='is damaged: near "SOMETHING"'), opened(released):
        pass


def test_migrated_tables_are_those_of_a_new_history(released: Path, tmp_path: Path) -> None:
    new, migrated = (Address(path=tmp_path / name) for name in ("new.sqlite", "empty.sqlite"))
    for address in (new, Address(path=released)):
        with transaction.opened(address):
            pass
    migrate.migrate(migrated)
    # REAL and FLOAT are one to SQLite; it says of the key of the first release that it may be null,
    # which it never is.
    found = differences(Address(path=released), new, types=False)
    assert [one[0][0:4:3] for one in found] == [("modify_nullable", "id")]
    assert differences(migrated, new) == []


def test_looks_of_another_history_are_taken_in_once_and_in_order(
    released: Path, tmp_path: Path
) -> None:
    with sqlite3.connect(released) as many:
        many.execute("UPDATE looks SET place = 7")
    many.close()
    with opened(tmp_path / "new.sqlite") as book:
        book.end(row("between"), JUDGED, place=None, new_answers=3, ended_at="2026-06-01T00:00:00Z")
        with opened(released) as other:
            assert book.add_missing(other) == 1
            assert book.add_missing(other) == 0
        assert [one.run for one in book.earlier(row("next"))] == ["old run", "between"]
        first, second = book.counted(row("x", run_key="k")), book.counted(row("between"))
        assert (first and first.place, second and second.place) == (1, 2)
        assert book.runs() == {"k", "key of between"}


@pytest.mark.slow
@pytest.mark.server
def test_eight_writers_lose_nothing(path: Path) -> None:
    assert_nothing_is_lost(Address(path=path), kills=4)
