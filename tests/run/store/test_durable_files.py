from __future__ import annotations

import contextlib
import errno
import json
import os
import threading
from pathlib import Path

import pytest
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.errors import StoreError
from portcheck.model.run import Plan, Sample
from portcheck.run.events import Draining
from portcheck.run.store import durable_files
from portcheck.run.store import folder as folder_module
from portcheck.run.store.durable_files import BackgroundSync, LineFile, failed, sync_folder
from portcheck.run.store.folder import RunRecord, RunStore


class Disk:
    """Takes the place of the system's sync: remembers how much each sync found, fails if told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.found: list[int] = []
        self.error: OSError | None = None
        self.synced = threading.Event()
        self.at_once = 0
        self.most_at_once = 0
        monkeypatch.setattr(durable_files, "_sync_data", self.sync)
        monkeypatch.setattr(durable_files, "GATHER_S", 0.0)

    def sync(self, handle: int) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        size = os.fstat(handle).st_size
        self.at_once -= 1
        self.synced.set()
        if self.error is not None:
            raise self.error
        self.found.append(size)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


@pytest.fixture
def plan() -> Plan:
    return make_plan(make_suite(make_workload("a", [make_case("a1"), make_case("a2")])))


@pytest.fixture
def store(tmp_path: Path, plan: Plan) -> RunStore:
    record = RunRecord(id="r", portcheck_version="0", started_at="2026-01-01T00:00:00Z")
    return RunStore.create(tmp_path / "run", plan, record)


def test_everything_is_on_the_disk_at_the_end(tmp_path: Path, disk: Disk) -> None:
    file = LineFile(tmp_path / "lines")
    sync = BackgroundSync(file.handle)
    for number in range(500):
        file.append(b"%d\n" % number)
        sync.written()
    sync.close()
    file.close()
    assert disk.found[-1] == (tmp_path / "lines").stat().st_size
    assert disk.most_at_once == 1
    assert threading.active_count() == 1


def test_lines_are_synced_while_others_are_written(tmp_path: Path, disk: Disk) -> None:
    file = LineFile(tmp_path / "lines")
    sync = BackgroundSync(file.handle)
    for _ in range(3):
        disk.synced.clear()
        file.append(b"line\n")
        sync.written()
        assert disk.synced.wait(10)
    assert disk.found[:3] == sorted(disk.found[:3])
    sync.close()
    file.close()
    assert {5, 10, 15} <= set(disk.found)


def test_nothing_written_needs_no_sync(tmp_path: Path, disk: Disk) -> None:
    file = LineFile(tmp_path / "lines")
    BackgroundSync(file.handle).close()
    file.close()
    assert disk.found == []


def test_no_samples_need_no_sync(store: RunStore, disk: Disk) -> None:
    with store.appending() as log:
        log.append()
    assert disk.found == []


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_failed_sync_is_told_with_the_next_sample(
    store: RunStore, plan: Plan, disk: Disk, number: int
) -> None:
    disk.error = OSError(number, os.strerror(number))
    reason = f"samples.jsonl: {os.strerror(number)}"

    def run() -> None:
        with store.appending() as log:
            for _ in range(10_000):
                log.append(Sample(trial=plan.trials[0].key, completion=make_completion()))
                disk.synced.wait(10)

    with pytest.raises(StoreError, match=reason):
        run()
    assert len(RunStore.open(store.path).samples()) == 1


def test_a_failed_sync_of_the_last_sample_is_told_at_the_end(
    store: RunStore, plan: Plan, disk: Disk
) -> None:
    disk.error = OSError(errno.EIO, os.strerror(errno.EIO))
    with pytest.raises(StoreError, match=r"samples\.jsonl"), store.appending() as log:
        log.append(Sample(trial=plan.trials[0].key, completion=make_completion()))


def test_what_ends_the_run_is_not_hidden_by_the_disk(
    store: RunStore, plan: Plan, disk: Disk
) -> None:
    disk.error = OSError(errno.EIO, os.strerror(errno.EIO))

    def run() -> None:
        with store.appending() as log:
            log.append(Sample(trial=plan.trials[0].key, completion=make_completion()))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run()


def test_after_a_line_that_was_cut_short_none_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = LineFile(tmp_path / "lines")
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[: len(data) // 2]))
    with pytest.raises(StoreError, match="No space left"):
        file.append(b"0123456789\n")
    monkeypatch.undo()
    with pytest.raises(StoreError, match="No space left"):
        file.append(b"there is room again\n")
    file.close()
    assert (tmp_path / "lines").read_bytes() == b"01234"
    again = LineFile(tmp_path / "lines")
    again.append(b"healed\n")
    again.close()
    assert (tmp_path / "lines").read_bytes() == b"healed\n"


def test_a_torn_event_heals(store: RunStore) -> None:
    (store.path / "events.jsonl").write_bytes(b'{"event": "one"}\n{"event": "tw')
    with store.events() as events:
        events.write(Draining(in_flight=3))
    lines = (store.path / "events.jsonl").read_text().splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["one", "draining"]


def test_the_names_of_a_new_run_are_synced(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(folder_module, "sync_folder", synced.append)
    record = RunRecord(id="r", portcheck_version="0", started_at="2026-01-01T00:00:00Z")
    store = RunStore.create(tmp_path / "run", plan, record)
    assert synced == [tmp_path / "run", tmp_path]
    with store.appending():
        assert synced == [tmp_path / "run", tmp_path, tmp_path / "run"]


@pytest.mark.parametrize(("number", "raised"), [(errno.EINVAL, False), (errno.EIO, True)])
def test_a_folder_that_cannot_be_synced_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, raised: bool
) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="Input/output") if raised else contextlib.nullcontext():
        sync_folder(tmp_path)


@pytest.mark.parametrize(
    ("number", "cure"),
    [
        (errno.ENOSPC, "free some disk space; "),
        (errno.EROFS, "make it readable and writable, or name another place; "),
        (errno.EACCES, "make it readable and writable, or name another place; "),
        (errno.EIO, ""),
    ],
)
def test_what_the_system_refuses_is_told_with_what_helps(number: int, cure: str) -> None:
    found = failed(Path("elsewhere/report.html"), OSError(number, "reason"))
    assert found.message == "elsewhere/report.html: reason"
    assert found.hint == f"{cure}what was there before is still there"
