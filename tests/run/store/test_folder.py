from __future__ import annotations

import json
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.errors import StoreError, UsageError
from portcheck.model.codec import encode_json
from portcheck.model.run import Plan, Sample
from portcheck.run.events import Draining, RequestSent
from portcheck.run.store import digests, durable_files
from portcheck.run.store import folder as folder_module
from portcheck.run.store.durable_files import write_file
from portcheck.run.store.event_log import EventLog
from portcheck.run.store.folder import RunRecord, RunStore, point_latest

RECORD = RunRecord(id="r", portcheck_version="0", started_at="2026-01-01T00:00:00Z")


@pytest.fixture
def plan() -> Plan:
    return make_plan(make_suite(make_workload("a", [make_case("a1"), make_case("a2")])))


@pytest.fixture
def store(tmp_path: Path, plan: Plan) -> RunStore:
    return RunStore.create(tmp_path / "run", plan, RECORD)


def sample(plan: Plan, number: int, text: str = "yes") -> Sample:
    return Sample(trial=plan.trials[number].key, completion=make_completion(text))


def test_what_is_written_is_read(store: RunStore, plan: Plan) -> None:
    with store.appending() as log:
        log.append(sample(plan, 0, "\ud800\u202e\n"))
        log.append(sample(plan, 1))
    again = RunStore.open(store.path)
    assert again.plan() == plan
    assert again.record() == RECORD
    assert list(again.samples().values()) == [sample(plan, 0, "\ud800\u202e\n"), sample(plan, 1)]


def test_samples_that_are_written_together_are_read_one_by_one(store: RunStore, plan: Plan) -> None:
    both = (sample(plan, 0, "caf\u00e9"), sample(plan, 1))
    with store.appending() as log:
        log.append()
        log.append(*both)
        found = store.samples()
        assert [found[one.trial] for one in both] == list(both)
    assert list(RunStore.open(store.path).samples().values()) == list(both)


def test_everything_is_private(store: RunStore, plan: Plan) -> None:
    with store.locked(), store.appending() as log:
        log.append(sample(plan, 0))
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in store.path.iterdir()} == {0o600}


@pytest.mark.slow
def test_a_last_line_torn_at_any_byte_heals(
    store: RunStore, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable_files, "_sync_data", lambda _handle: None)
    monkeypatch.setattr(folder_module, "sync_folder", lambda _path: None)
    path = store.path / "samples.jsonl"
    with store.appending() as log:
        log.append(sample(plan, 0))
        begin = path.stat().st_size
        log.append(sample(plan, 1, "caf\u00e9 \U0001f600"))
    whole = path.read_bytes()
    for end in range(begin, len(whole)):
        path.write_bytes(whole[:end])
        again = RunStore.open(store.path)
        assert list(again.samples()) == [plan.trials[0].key]
        with again.appending() as log:
            log.append(sample(plan, 1, "caf\u00e9 \U0001f600"))
        assert path.read_bytes() == whole


@pytest.mark.parametrize("torn", [b"\xff", b"\x00" * 4096, b"{" * 70_000])
def test_whatever_follows_the_last_line_is_cut_off(
    store: RunStore, plan: Plan, torn: bytes
) -> None:
    with store.appending() as log:
        log.append(sample(plan, 0))
    with (store.path / "samples.jsonl").open("ab") as handle:
        handle.write(torn)
    again = RunStore.open(store.path)
    assert len(again.samples()) == 1
    with again.appending() as log:
        log.append(sample(plan, 1))
    assert RunStore.open(store.path).samples() == again.samples()
    assert len(again.samples()) == 2


def test_damage_elsewhere_is_said_with_its_line(store: RunStore, plan: Plan) -> None:
    (store.path / "samples.jsonl").write_text('{"what": 2}\n')
    with pytest.raises(StoreError, match=r"samples.jsonl:1 is damaged.*what"):
        store.samples()


@pytest.mark.parametrize("bad", [b"", b"{}", b"[]", b"@ @", b"@,@", b"@@", b'{"trial":', b"@\r,"])
def test_among_lines_that_are_right_the_damaged_one_is_named(
    store: RunStore, plan: Plan, bad: bytes
) -> None:
    with store.appending() as log:
        for number in range(2):
            log.append(sample(plan, number))
    path = store.path / "samples.jsonl"
    first, second = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([first, second, bad.replace(b"@", second), first, b""]))
    with pytest.raises(StoreError, match=r"samples.jsonl:3 is damaged"):
        RunStore.open(store.path).samples()


def test_a_line_that_only_a_lenient_reader_takes_is_read_among_others(
    store: RunStore, plan: Plan
) -> None:
    given = [sample(plan, 0), sample(plan, 1, "\ud800"), sample(plan, 0, "no")]
    with store.appending() as log:
        for one in given:
            log.append(one)
    found = RunStore.open(store.path).samples()
    assert [found[one.trial] for one in given[1:]] == given[1:]


def test_more_lines_than_are_read_at_once_stand_where_they_are_said_to(
    store: RunStore, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable_files, "TOGETHER_BYTES", 300)
    given = [sample(plan, number % 2, "yes" * number) for number in range(9)]
    with store.appending() as log:
        for one in given:
            log.append(one)
    found = RunStore.open(store.path).samples()
    assert {key: found[key] for key in found} == {one.trial: one for one in given[-2:]}
    with (store.path / "samples.jsonl").open("ab") as stream:
        stream.write(b"{}\n")
    with pytest.raises(StoreError, match=r"samples.jsonl:10 is damaged"):
        RunStore.open(store.path).samples()


def test_damage_deep_in_a_plan_is_said_with_its_place(store: RunStore, plan: Plan) -> None:
    path = store.path / "plan.json"
    content = path.read_bytes()
    for old, new, place in (
        (b'"repeats":1', b'"repeats":"1"', r"\$\.plan\.suite\.workloads\[0\]\.cases\[0\]\.repeats"),
        (b'"ordinal":0,"request_hash"', b'"ordinal":[],"request_hash"', r"\$\.plan\.trials\[0\]"),
    ):
        assert old in content
        path.write_bytes(content.replace(old, new, 1))
        with pytest.raises(StoreError, match=rf"plan.json:1 is damaged: .*{place}"):
            RunStore.open(store.path).plan()
    path.write_bytes(content.replace(b'"yes"', b'"\\ud800"', 1))
    read = RunStore.open(store.path).plan()
    assert read.suite.workloads[0].cases[0].checks[0].arguments == "\ud800"


def test_an_existing_run_is_not_overwritten(store: RunStore, plan: Plan) -> None:
    with pytest.raises(UsageError) as caught:
        RunStore.create(store.path, plan, RECORD)
    assert "portcheck resume" in caught.value.hint


def test_a_folder_that_is_no_run_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a run folder"):
        RunStore.open(tmp_path)


@pytest.mark.parametrize("name", ["plan.json", "run.json"])
@pytest.mark.parametrize("version", [0, 99, None, "1", True])
def test_records_of_another_version_are_refused(store: RunStore, name: str, version: Any) -> None:
    data = json.loads((store.path / name).read_text())
    (store.path / name).write_text(json.dumps({**data, "record_version": version, "more": 1}))
    with pytest.raises(StoreError, match=rf"{name} .*another version.* {version}, .* version 1"):
        (RunStore.open(store.path).plan, RunStore.open(store.path).record)[name == "run.json"]()


def test_two_processes_never_write_one_run(store: RunStore) -> None:
    code = (
        "import sys; from pathlib import Path; from portcheck.run.store.folder import RunStore\n"
        "with RunStore(Path(sys.argv[1])).locked(): print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(store.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(UsageError, match="another process"), store.locked():
            pass
    finally:
        holder.communicate("")
    with store.locked():
        pass


def test_a_killed_writer_loses_nothing_that_it_wrote(store: RunStore, plan: Plan) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from portcheck.run.store.folder import RunStore\n"
        "from portcheck.model.codec import decode_json; from portcheck.model.run import Sample\n"
        "store = RunStore(Path(sys.argv[1]))\n"
        "with store.appending() as log:\n"
        "    log.append(decode_json(Sample, sys.stdin.buffer.read()))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    given = encode_json(sample(plan, 0))
    done = subprocess.run([sys.executable, "-c", code, str(store.path)], input=given, check=False)
    assert done.returncode == -signal.SIGKILL
    assert list(store.samples()) == [plan.trials[0].key]


def test_a_full_disk_is_an_error_that_keeps_what_is_there(store: RunStore, plan: Plan) -> None:
    with store.appending() as log:
        log.append(sample(plan, 0))
        size = (store.path / "samples.jsonl").stat().st_size
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10, hard))
        try:
            with pytest.raises(StoreError, match=r"samples.jsonl") as found:
                log.append(sample(plan, 1))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, before)
    assert "free some disk space" in found.value.hint
    assert len(store.samples()) == 1


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    write_file(target, b"old")
    with pytest.raises(StoreError):
        write_file(tmp_path / "missing" / "x", b"new")
    write_file(target, b"new")
    assert target.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_latest_names_the_newest(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        point_latest(tmp_path / name)
    assert (tmp_path / "latest").resolve() == tmp_path / "two"


def test_of_two_that_create_a_run_at_once_one_is_refused(tmp_path: Path, plan: Plan) -> None:
    (tmp_path / "run").mkdir()
    RunStore.create(tmp_path / "run", plan, RECORD)
    kept = (tmp_path / "run" / "plan.json").read_bytes()
    with pytest.raises(UsageError, match="exists already"):
        write_file(tmp_path / "run" / "plan.json", b"another", new=True)
    assert (tmp_path / "run" / "plan.json").read_bytes() == kept
    assert not [path for path in (tmp_path / "run").iterdir() if path.name.startswith(".")]


def test_a_link_is_followed_and_a_device_written_to(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write_file(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "new"
    write_file(Path("/dev/null"), b"gone")
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("change", [("baseline", '"nobody"'), ("trials", "[]")])
def test_a_plan_that_does_not_fit_itself_is_damaged(
    store: RunStore, change: tuple[str, str]
) -> None:
    path = store.path / "plan.json"
    data = json.loads(path.read_text())
    data["plan"][change[0]] = json.loads(change[1])
    path.write_text(json.dumps(data))
    with pytest.raises(StoreError, match="damaged"):
        RunStore.open(store.path).plan()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[" * 100_000, b"{", b"5"])
def test_a_broken_plan_is_said_to_be_broken(store: RunStore, content: bytes) -> None:
    (store.path / "plan.json").write_bytes(content)
    with pytest.raises(StoreError):
        RunStore.open(store.path).plan()


def test_a_run_is_never_without_its_record(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def write(path: Path, content: bytes, *, new: bool = False) -> None:
        written.append(path.name)
        assert new
        assert all(content)

    monkeypatch.setattr(folder_module, "write_file", write)
    monkeypatch.setattr(digests, "begin", lambda _path, _seen: None)
    RunStore.create(tmp_path / "run", plan, RECORD)
    assert written == ["run.json", "plan.json"], "the plan is what makes a run folder of it"


def test_a_file_of_somebody_else_s_that_is_called_latest_stays(tmp_path: Path) -> None:
    (tmp_path / "latest").write_text("mine")
    point_latest(tmp_path / "run")
    assert (tmp_path / "latest").read_text() == "mine"


def test_who_gave_a_run_back_has_to_hold_it_again(store: RunStore) -> None:
    with store.locked(), store.locked():
        pass
    with (
        RunStore.open(store.path).locked(),
        pytest.raises(UsageError, match="another process"),
        store.locked(),
    ):
        pass


def test_events_have_the_time_at_which_they_happen() -> None:
    times, lines = iter((0.5, 0.75, 61.25)), list[bytes]()
    events = EventLog(lines.append, clock=lambda: next(times))
    events.write(Draining(in_flight=0))
    events.write()
    unseen = RequestSent(provider="p", number=1)
    events.write(unseen)
    events.write(Draining(in_flight=0), unseen, Draining(in_flight=0))
    assert len(lines) == 2
    assert [line.split(b'"')[3] for line in b"".join(lines).splitlines()] == [
        b"1970-01-01T00:00:00.500Z", b"1970-01-01T00:00:00.750Z", b"1970-01-01T00:01:01.250Z"
    ]  # fmt: skip
