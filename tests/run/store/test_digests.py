"""A file of a run folder that was edited by hand is found; what portcheck does itself is not."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from pathlib import Path

import pytest
from commands import imported, in_process
from labelled_run import Run
from msgspec.structs import replace

from portcheck.errors import StoreError, UsageError
from portcheck.run.store import digests
from portcheck.run.store.digests import FILES, NAME, changed_files
from portcheck.run.store.durable_files import write_file
from portcheck.run.store.folder import RunStore
from portcheck.run.store.labels import labelling


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("digests")
    suite = imported(folder, {"old": ["yes"] * 5, "new": ["yes"] * 4 + ["no"]})
    flags = ("--baseline", "old", "--providers", str(suite.parent / "providers.yaml"))
    in_process("run", str(suite), *flags, "--out", "runs/one", cwd=folder)
    return folder / "runs" / "one"


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "run"))


def stated(run: Path) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads((run / NAME).read_text())["files"]
    return found


def test_a_run_ends_with_the_sums_of_all_that_it_wrote(run: Path) -> None:
    assert set(stated(run)) == {name for name in FILES if (run / name).exists()}
    assert {"plan.json", "run.json", "samples.jsonl", "scores.jsonl", "report.json"} <= set(
        stated(run)
    )
    assert not any(one.get("growing") for one in stated(run).values())
    assert changed_files(run, {}) == []


@pytest.mark.parametrize("name", ["plan.json", "run.json", "samples.jsonl", "scores.jsonl"])
def test_an_edited_file_is_named_by_every_command(made: Path, run: Path, name: str) -> None:
    content = (run / name).read_bytes()
    (run / name).write_bytes(content.replace(b'":', b'": ', 1))
    suite = ("made/suite.yaml", "--providers", "made/providers.yaml")
    move = ("--workload", "answers", "--to", "new", "--out", str(run.parent / "move"))
    for arguments in (
        ("score", str(run)),
        ("show", str(run)),
        ("report", str(run)),
        ("bundle", str(run)),
        ("suggest", str(run)),
        ("compare", str(run), str(made)),
        ("drift", str(made), str(run)),
        ("drill", str(made), str(run), "--every"),
        ("cutover", str(run), *move),
        ("review", str(run), "--json"),
        ("judge", "calibrate", str(run)),
        ("label", "refusal", str(run), "--calibrate", "--card", "cards.json"),
        ("plan", *suite, "--baseline", "old", "--reuse", str(run)),
        ("plan", *suite, "--baseline", "old", "--failed", str(run)),
    ):
        done = in_process(*arguments, cwd=made.parent.parent)
        assert done.code == 2, arguments
        assert f"{name} in {run} changed after portcheck wrote it" in done.err, arguments
    done = in_process("history", "--import", str(run), cwd=run.parent)
    assert f"warning: {run} is left out: {name} in {run} changed" in done.out + done.err
    (run / name).write_bytes(content)
    assert in_process("show", str(run), cwd=run.parent).code == 0


@pytest.mark.parametrize("name", ["run.json", "nights.json", "scores.jsonl", "report.json"])
@pytest.mark.parametrize("writes", range(4))
def test_a_process_that_is_killed_while_it_writes_has_changed_nothing(
    run: Path, monkeypatch: pytest.MonkeyPatch, name: str, writes: int
) -> None:
    done: list[Path] = []

    def until_killed(path: Path, content: bytes, **options: bool) -> None:
        if len(done) == writes:
            raise KeyboardInterrupt
        write_file(path, content, **options)
        done.append(path)

    new = (run / name).read_bytes() + b"\n" if (run / name).exists() else b"{}\n"
    with monkeypatch.context() as patched, contextlib.suppress(KeyboardInterrupt):
        patched.setattr(digests, "write_file", until_killed)
        RunStore(run).write(name, new)
    assert len(done) == min(writes, 3)
    assert changed_files(run, {}) == []
    if name == "run.json":
        (run / name).write_bytes(b'{"id": "another"}\n')
        assert changed_files(run, {}) == [name]
    RunStore(run).write(name, new)
    assert "next" not in stated(run)[name]
    (run / name).write_bytes(b"{ }\n")
    assert changed_files(run, {}) == [name]


def test_what_killed_processes_did_not_finish_goes_when_the_run_is_held_again(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_handle: int) -> None:
        raise SystemExit

    store = RunStore(run)
    for name in ("run.json", "report.md", NAME):
        with monkeypatch.context() as patched, contextlib.suppress(SystemExit):
            patched.setattr(os, "fsync", killed)
            patched.setattr(Path, "unlink", lambda *_args, **_options: None)
            write_file(run / name, b"{")
    left = [path.name for path in run.iterdir() if path.name.startswith(".")]
    assert len(left) == 3
    theirs = (".notes.md.abcdefgh", ".run.json.swp", ".env")
    for name in theirs:
        (run / name).write_text("by a person")
    with store.locked():
        pass
    assert {path.name for path in run.iterdir() if path.name.startswith(".")} == set(theirs)
    assert changed_files(run, {}) == []


CHANGES = [(kind, writes) for kind in ("old", "new", "any", "lines") for writes in range(4)]
"""What a process does to a file, and after how many writes it is killed; three are all of them."""


def change(folder: Path, kind: str, writes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    left = writes

    def until_killed(path: Path, content: bytes, **options: bool) -> None:
        nonlocal left
        if not left:
            raise KeyboardInterrupt
        left -= 1
        write_file(path, content, **options)

    name = "scores.jsonl" if kind == "any" else "samples.jsonl"
    with monkeypatch.context() as patched, contextlib.suppress(KeyboardInterrupt):
        patched.setattr(digests, "write_file", until_killed)
        with digests.stated(folder) as unstated:
            if kind == "lines":
                with digests.growing(folder, name, unstated):
                    with (folder / name).open("ab") as stream:
                        stream.write(b"[3]\n")
                    until_killed(folder / "other", b"")
            else:
                content = {"old": b"[1]\n", "new": b"[2]\n", "any": b"%d\n" % writes}[kind]
                digests.replace(folder, name, content, unstated)


@pytest.mark.parametrize("first", CHANGES)
def test_processes_that_are_killed_one_after_the_other_have_changed_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: tuple[str, int]
) -> None:
    for number, second in enumerate(CHANGES):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name in ("samples.jsonl", "scores.jsonl"):
            (folder / name).write_bytes(b"[1]\n")
        digests.begin(folder, {})
        for kind, writes in (first, second):
            change(folder, kind, writes, monkeypatch)
            assert changed_files(folder, {}) == [], (first, second)
        change(folder, "new", 3, monkeypatch)
        (folder / "samples.jsonl").write_bytes(b"[2]\n[3]\n")
        assert changed_files(folder, {}) == ["samples.jsonl"]


@pytest.mark.parametrize("writes", range(6))
def test_sums_of_a_run_that_is_held_are_stated_with_the_next_file(
    run: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    done: list[str] = []

    def until_killed(path: Path, content: bytes, **options: bool) -> None:
        if len(done) == writes:
            raise KeyboardInterrupt
        write_file(path, content, **options)
        done.append(path.name)
        assert changed_files(run, {}) == []

    store = RunStore(run)
    with monkeypatch.context() as patched, contextlib.suppress(KeyboardInterrupt), store.locked():
        patched.setattr(digests, "write_file", until_killed)
        for name in ("run.json", "scores.jsonl"):
            store.write(name, (run / name).read_bytes() + b"\n")
    assert done == [NAME, "run.json", NAME, "scores.jsonl", NAME][:writes]
    assert changed_files(run, {}) == []
    assert any("next" in one for one in stated(run).values()) == (0 < writes < 5)


@pytest.mark.parametrize("name", ["labels.jsonl", "samples.jsonl", "judgements.jsonl"])
def test_lines_that_were_added_or_taken_away_are_found(run: Path, name: str) -> None:
    path = run / name
    before = path.read_bytes() if path.exists() else b""
    path.write_bytes(before + b"{}\n")
    assert changed_files(run, {}) == [name]
    if before:
        path.write_bytes(before[: before.index(b"\n") + 1])
        assert changed_files(run, {}) == [name]
        path.unlink()
        assert changed_files(run, {}) == [name]


def test_what_is_made_again_may_be_removed(run: Path) -> None:
    for name in ("scores.jsonl", "report.json"):
        (run / name).unlink()
    assert changed_files(run, {}) == []
    in_process("score", str(run), cwd=run.parent)
    assert changed_files(run, {}) == []
    assert (run / "scores.jsonl").exists()


def test_a_label_and_another_scoring_are_no_edits(tmp_path: Path) -> None:
    labelled = Run(3)
    labelled.say(labelled.order[:1])
    store = labelled.stored(tmp_path / "run")
    with store.locked(), labelling(store.path) as append:
        append(next(iter(labelled.labels)))
    assert changed_files(store.path, {}) == []
    with store.locked():
        pass


def test_what_a_killed_process_added_is_no_edit_and_what_stood_before_is_kept(run: Path) -> None:
    store = RunStore.open(run)
    before = (run / "samples.jsonl").read_bytes()
    with store.appending():
        killed = (run / NAME).read_bytes()
    (run / NAME).write_bytes(killed)  # as if it had never come to an end
    (run / "samples.jsonl").write_bytes(before + before[: before.index(b"\n") + 1])
    assert stated(run)["samples.jsonl"]["growing"] is True
    assert changed_files(run, {}) == []
    (run / "samples.jsonl").write_bytes(before.replace(b"yes", b"no ", 1))
    assert changed_files(run, {}) == ["samples.jsonl"]


def test_a_file_is_read_once_while_nobody_touches_it(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = RunStore.open(run)
    store.require_unchanged()
    monkeypatch.setattr(digests, "_sum", lambda *_: pytest.fail("read again"))
    store.require_unchanged()
    os.utime(run / "plan.json", ns=(1, 1))
    with pytest.raises(pytest.fail.Exception):
        store.require_unchanged()


def test_a_file_to_which_nothing_was_added_is_not_read_again(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, before = RunStore.open(run), stated(run)["samples.jsonl"]
    with store.locked():
        monkeypatch.setattr(digests, "_sum", lambda *_: pytest.fail("read again"))
        with store.appending():
            pass
    assert stated(run)["samples.jsonl"] == before
    monkeypatch.undo()
    assert changed_files(run, {}) == []


@pytest.mark.parametrize(("after", "guilty"), [("new", []), ("old", ["report.json"])])
def test_what_another_process_writes_meanwhile_is_no_edit(
    run: Path, monkeypatch: pytest.MonkeyPatch, after: str, guilty: list[str]
) -> None:
    new = digests._read(run)
    assert new is not None
    stale = replace(new.files["report.json"], sha256="0" * 64)
    old = replace(new, files={**new.files, "report.json": stale})
    read = iter([old, {"new": new, "old": old}[after], new])
    monkeypatch.setattr(digests, "_read", lambda _folder: next(read))
    assert changed_files(run, {}) == guilty


def test_a_file_that_was_replaced_before_has_the_sum_of_what_it_is(run: Path) -> None:
    sums = json.loads((run / NAME).read_text())
    sums["files"]["samples.jsonl"] |= {"next": "any", "sha256": "0" * 64}
    (run / NAME).write_text(json.dumps(sums))
    store = RunStore.open(run)
    with store.locked(), store.appending():
        pass
    assert changed_files(run, {}) == []


def test_sums_that_cannot_be_read_are_of_nothing(run: Path) -> None:
    (run / NAME).write_bytes(b"{")
    assert "plan.json" in changed_files(run, {})


def test_a_folder_without_sums_is_read_and_says_so(run: Path) -> None:
    (run / NAME).unlink()
    (run / "scores.jsonl").write_bytes((run / "scores.jsonl").read_bytes())
    for command in ("show", "score", "report"):
        done = in_process(command, str(run), cwd=run.parent)
        assert done.code != 2, done.err
        assert "no digests: an older version wrote it" in done.err
    assert not (run / NAME).exists(), "nobody knows what it was before"


def test_damage_is_said_to_be_damage_and_can_be_repaired(run: Path) -> None:
    content = (run / "samples.jsonl").read_bytes()
    (run / "samples.jsonl").write_bytes(b"{\n" + content)
    with pytest.raises(StoreError, match="damaged"), RunStore.open(run).locked():
        pass
    in_process("resume", str(run), "--repair", "--yes", cwd=run.parent)
    assert changed_files(run, {}) == []


def test_a_lock_is_not_had_on_an_edited_folder(run: Path) -> None:
    text = (run / "samples.jsonl").read_text()
    (run / "samples.jsonl").write_text(text.replace('"text":"no"', '"text":"yes"'))
    with pytest.raises(UsageError, match=r"samples\.jsonl in"), RunStore.open(run).locked():
        pass


SAMPLES = "samples.jsonl"


def grown(folder: Path, seen: digests.Seen, content: bytes | None = None) -> None:
    """The lines of a file are added to, or not; then its sum is stated."""
    with digests.stated(folder) as unstated, digests.growing(folder, SAMPLES, unstated, seen):
        if content is not None:
            (folder / SAMPLES).write_bytes(content)
            os.utime(folder / SAMPLES, ns=(1, 1))


def killed_while_it_grew(folder: Path, content: bytes) -> None:
    digests.growing(folder, SAMPLES, {}).__enter__()
    (folder / SAMPLES).write_bytes(content)


@pytest.fixture
def begun(tmp_path: Path) -> tuple[Path, digests.Seen]:
    seen: digests.Seen = {}
    (tmp_path / SAMPLES).write_bytes(b"a\nb\n")
    digests.begin(tmp_path, seen)
    return tmp_path, seen


def test_a_line_in_the_place_of_another_of_its_length_has_a_new_sum(
    begun: tuple[Path, digests.Seen],
) -> None:
    folder, seen = begun
    grown(folder, seen, b"a\nc\n")
    assert digests.changed_files(folder, {}) == []


def test_what_a_killed_process_added_is_part_of_the_next_sum(
    begun: tuple[Path, digests.Seen],
) -> None:
    folder, seen = begun
    killed_while_it_grew(folder, b"a\nb\nc\n")
    assert digests.changed_files(folder, seen) == []
    grown(folder, seen)
    assert digests.changed_files(folder, {}) == []


def test_a_file_that_grows_no_more_is_found_where_somebody_adds_to_it(
    begun: tuple[Path, digests.Seen],
) -> None:
    folder, seen = begun
    killed_while_it_grew(folder, b"a\nb\n")
    assert digests.changed_files(folder, seen) == []
    grown(folder, seen)
    (folder / SAMPLES).write_bytes(b"a\nb\nc\n")
    assert digests.changed_files(folder, {}) == [SAMPLES]
