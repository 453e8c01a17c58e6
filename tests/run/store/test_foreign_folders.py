"""A run folder of somebody else: no link, pipe or device in it leads a command out of it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from commands import imported, in_process

pytestmark = pytest.mark.slow

FILES = ("plan.json", "run.json", "samples.jsonl", "scores.jsonl", "events.jsonl", "lock")
WRITTEN = ("report.json", "report.md", "scores.jsonl", "run.json")
APPENDED = ("samples.jsonl", "events.jsonl", "lock")
COMMANDS = (("score", "r"), ("resume", "r"), ("show", "r"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("made")
    suite = imported(home, {"old": ["yes", "no", "yes"], "new": ["yes", "no", "no"]})
    assert in_process("run", str(suite), "--baseline", "old", "--out", "r", cwd=home).code == 3
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "home")
    return tmp_path / "home"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_what_a_link_leads_to_is_neither_read_nor_written(
    home: Path, command: tuple[str, ...], name: str
) -> None:
    target = home / "elsewhere"
    (home / "r" / name).replace(target)
    before = target.read_bytes()
    (home / "r" / name).symlink_to(target)
    done = in_process(*command, cwd=home)
    assert target.read_bytes() == before
    replaced = name in WRITTEN and not (home / "r" / name).is_symlink()
    unused = command[0] == "show" and name in {"events.jsonl", "lock"}
    unused |= name == "events.jsonl"
    if not (replaced or unused):
        assert done.code in {2, 4}, (done.code, done.err)
        assert "not followed in a run folder" in done.err


@pytest.mark.parametrize("name", ["report.json", "report.md"])
def test_a_report_replaces_a_link_and_leaves_what_it_led_to(home: Path, name: str) -> None:
    target = home / "victim"
    target.write_text("precious")
    (home / "r" / name).unlink()
    (home / "r" / name).symlink_to(target)
    (home / "r" / "digests.json").unlink(missing_ok=True)
    assert in_process("score", "r", cwd=home).code == 3
    assert target.read_text() == "precious"
    assert not (home / "r" / name).is_symlink()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", ["pipe", "zero", "folder"])
def test_what_is_no_file_is_said_and_never_waited_for(home: Path, name: str, kind: str) -> None:
    path = home / "r" / name
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "zero":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    for command in COMMANDS:
        done = in_process(*command, cwd=home)
        assert done.code != 70, done.err
        assert "Traceback" not in done.err


@pytest.mark.parametrize("name", APPENDED)
def test_a_file_with_another_name_is_not_appended_to(home: Path, name: str) -> None:
    other = home / "other"
    os.link(home / "r" / name, other)
    with (home / "r" / "samples.jsonl").open("rb+") as samples:
        lines = samples.read().splitlines(keepends=True)
        samples.truncate(sum(map(len, lines[:-1])))  # one answer is left to be asked for
    (home / "r" / "digests.json").unlink(missing_ok=True)
    before = other.read_bytes()
    done = in_process("resume", "r", cwd=home)
    assert (done.code, other.read_bytes()) == (4, before), done.err
    assert "has another name as well" in done.err
