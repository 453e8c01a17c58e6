"""A folder that cannot be made is said at once, with the hint of the command."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from commands import in_process

from portcheck.errors import UsageError
from portcheck.run.foreign.new_folder import new_folder, require_new


def test_new_and_empty_folders_are_free(tmp_path: Path) -> None:
    require_new(tmp_path / "a" / "b")
    (tmp_path / "empty").mkdir()
    require_new(tmp_path / "empty")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("full", "is not empty"),
        ("file", "is a file"),
        ("file/new", "is a file, so a folder cannot be made in it"),
    ],
)
def test_what_is_taken_is_refused(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "kept").write_text("")
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=said) as raised:
        require_new(tmp_path / name, "name another")
    assert raised.value.hint == "name another"


def test_a_link_is_said_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name, target in (("whole", "empty"), ("broken", "nowhere")):
        (tmp_path / name).symlink_to(tmp_path / target)
        with pytest.raises(UsageError, match="is a link"):
            require_new(tmp_path / name)
    assert not (tmp_path / "nowhere").exists()


def test_a_place_that_takes_no_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != tmp_path)
    with pytest.raises(UsageError, match="you cannot write to"):
        require_new(tmp_path / "new" / "folder")


@pytest.mark.parametrize(
    "command",
    [
        *("init", "init .", "init ../r", "init --ci github", "init --ci gitlab ../r"),
        *("init --from-table ../t.csv ../r", "suites copy quickstart ."),
    ],
)
def test_nothing_is_added_to_a_run(tmp_path: Path, command: str) -> None:
    (tmp_path / "t.csv").write_text("question,answer\nq,a\n")
    run = tmp_path / "r"
    run.mkdir()
    (run / "plan.json").write_text("{}")
    done = in_process(*command.split(), cwd=run)
    assert done.code == 2, done.out
    assert "is a run folder" in done.err or "is not empty" in done.err
    assert [path.name for path in run.rglob("*")] == ["plan.json"]


def test_a_new_folder_appears_when_it_is_whole(tmp_path: Path) -> None:
    place = tmp_path / "above" / "new"
    with new_folder(place, "work") as work:
        (work / "a").write_text("a")
        assert not place.exists()
    assert [path.name for path in place.iterdir()] == ["a"]
    with pytest.raises(FileExistsError), new_folder(tmp_path / "other", "work") as work:
        work.mkdir()  # again, so it fails
    assert [path.name for path in tmp_path.rglob("*")] == ["above", "new", "a"]
