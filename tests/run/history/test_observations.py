"""What endpoints did, kept between runs: one file a user, that may be anything."""

from __future__ import annotations

import os
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from provider_exchanges import spec

from portcheck.model.facts import Observation
from portcheck.model.suite import ProviderSpec
from portcheck.run.history.observations import NAME, VALID_DAYS, add, load

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ENTRY = spec(api_key_env=None)
NO = Observation(setting="seed", value="1", taken=False, at="2026-11-19T10:00:00Z", said="no seed")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / NAME


def known(path: Path, entry: ProviderSpec = ENTRY) -> tuple[Observation, ...]:
    found, warning = load(path, [entry], NOW)
    assert warning == ""
    return found[entry.id].found if entry.id in found else ()


def test_what_was_seen_is_known_later_of_this_endpoint_alone(path: Path) -> None:
    assert load(path, [ENTRY], NOW) == ({}, "")
    assert not path.exists()
    assert add(path, {ENTRY.id: [NO]}, [ENTRY]) == ""
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert known(path) == (NO,)
    renamed = replace(ENTRY, id="other", api_key_env="ANOTHER_KEY")
    assert known(path, renamed) == (NO,)
    base = ENTRY.base_url or ""
    for other in (
        replace(ENTRY, model="another"),
        replace(ENTRY, base_url="https://gateway.probe.test/v1"),
        replace(ENTRY, base_url=f"{base}/eu"),
        replace(ENTRY, options={"system_role": "user"}),
        replace(ENTRY, stream=True),
        replace(ENTRY, base_url="nonsense"),
    ):
        assert known(path, other) == ()
    same = replace(ENTRY, base_url=base.replace("api.", "API.") + "/")
    assert known(path, same) == (NO,)


def test_recordings_and_nothing_leave_no_file(path: Path) -> None:
    recorded = spec("recorded", base_url=None, file="r.jsonl")
    assert add(path, {recorded.id: []}, [recorded]) == ""
    assert add(None, {ENTRY.id: [NO]}, [ENTRY]) == ""
    assert not path.exists()


def test_the_address_of_a_dialect_and_of_a_region_count(path: Path) -> None:
    claude = spec("anthropic", base_url=None, api_key_env=None)
    add(path, {claude.id: [NO]}, [claude])
    assert known(path, replace(claude, base_url="https://api.anthropic.com")) == (NO,)
    nova = spec("bedrock", base_url=None, api_key_env=None, options={"region": "us-east-1"})
    add(path, {nova.id: [NO]}, [nova])
    found, _ = load(path, [nova], NOW)
    assert "us-east-1" in found[nova.id].endpoint


def test_later_evidence_replaces_what_it_contradicts(path: Path) -> None:
    add(path, {ENTRY.id: [NO]}, [ENTRY])
    yes = replace(NO, taken=True, at="2026-11-19T11:00:00Z", said="")
    add(path, {ENTRY.id: [yes]}, [ENTRY])
    assert known(path) == (yes,)
    add(path, {ENTRY.id: [NO]}, [ENTRY])
    assert known(path) == (yes,)


def test_what_is_old_is_asked_again(path: Path) -> None:
    add(path, {ENTRY.id: [replace(NO, at="2026-08-01T00:00:00Z")]}, [ENTRY])
    assert VALID_DAYS == 90
    assert known(path) == ()


@pytest.mark.parametrize(
    "content",
    [b"garbage", b"SQLite format 3\x00" + b"\xff" * 5000, b"{}", os.urandom(4096)],
)
def test_a_damaged_file_is_a_warning_and_knows_nothing(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    found, warning = load(path, [ENTRY], NOW)
    assert found == {}
    assert str(path) in warning
    assert "move the file away" in warning
    assert str(path) in add(path, {ENTRY.id: [NO]}, [ENTRY])
    assert path.read_bytes() == content


def table(path: Path, *rows: object, version: int = 1) -> None:
    add(path, {ENTRY.id: [NO]}, [ENTRY])
    with sqlite3.connect(path) as file:
        key = file.execute("SELECT endpoint, model, asked FROM observations").fetchone()
        for row in rows:
            file.execute("INSERT INTO observations VALUES (?, ?, ?, ?)", (*key, row))
        file.execute(f"PRAGMA user_version = {version}")
    file.close()


def test_rows_that_do_not_read_are_left_out(path: Path) -> None:
    odd = '{"setting": "seed", "value": "2", "taken": false, "at": "AT", "said": "\\u001b[31m"}'
    table(
        path,
        7,
        b"\xff",
        "{}",
        "[" * 3000,
        '{"setting": 1}',
        odd,
        odd.replace("AT", "2026-11-19T10:00:00Z"),
        odd.replace("AT", "2026-11-19T10:00:00Z").replace("}", ', "more": 1}'),
        odd + " " * 5000,
    )
    found, warning = load(path, [ENTRY], NOW)
    kept = found[ENTRY.id].found
    assert [one.value for one in kept] == ["1", "2"]
    assert kept[1].said == "\\x1b[31m"
    assert "8 of its rows" in warning


def test_a_file_of_a_newer_version_or_of_something_else(path: Path) -> None:
    table(path, version=2)
    assert "newer portcheck" in load(path, [ENTRY], NOW)[1]
    path.unlink()
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE observations (x)")
    file.close()
    assert load(path, [ENTRY], NOW)[1]


def test_a_file_of_another_program_stays_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE theirs (x)")
    file.close()
    before = path.read_bytes()
    assert "another program" in load(path, [ENTRY], NOW)[1]
    assert "another program" in add(path, {ENTRY.id: [NO]}, [ENTRY])
    assert path.read_bytes() == before


def test_a_file_that_may_not_be_written_or_is_no_file(path: Path, tmp_path: Path) -> None:
    path.mkdir(parents=True)
    assert load(path, [ENTRY], NOW)[1]
    assert add(path, {ENTRY.id: [NO]}, [ENTRY])
    path.rmdir()
    (tmp_path / "elsewhere").write_text("")
    path.symlink_to(tmp_path / "elsewhere")
    assert add(path, {ENTRY.id: [NO]}, [ENTRY])
    assert (tmp_path / "elsewhere").read_text() == ""


def test_two_processes_write_one_file(path: Path) -> None:
    for number in range(3):
        entry = replace(ENTRY, model=f"m-{number}")
        add(path, {entry.id: [NO]}, [entry])
        add(path, {ENTRY.id: [replace(NO, value=str(number))]}, [ENTRY])
    assert len(known(path)) == 3


def test_a_file_that_may_only_be_read_is_read(path: Path) -> None:
    add(path, {ENTRY.id: [NO]}, [ENTRY])
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        assert known(path) == (NO,)
    finally:
        path.parent.chmod(0o700)


def test_an_empty_file_knows_nothing(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    assert load(path, [ENTRY], NOW) == ({}, "")
    assert add(path, {ENTRY.id: [NO]}, [ENTRY]) == ""
    assert known(path) == (NO,)


def test_one_who_reads_does_not_wait_for_one_who_writes(path: Path) -> None:
    add(path, {ENTRY.id: [NO]}, [ENTRY])
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        began = time.monotonic()
        assert known(path) == (NO,)
        assert time.monotonic() - began < 4.5  # who waits for the writer waits 5 s
    finally:
        writer.close()


def test_what_a_clock_that_was_ahead_saw_is_left_out(path: Path) -> None:
    ahead = replace(NO, at="9999-01-01T00:00:00Z")
    add(path, {ENTRY.id: [ahead]}, [ENTRY])
    assert known(path) == ()
    yes = replace(NO, taken=True, said="")
    add(path, {ENTRY.id: [yes]}, [ENTRY])
    assert known(path) == (yes,)
