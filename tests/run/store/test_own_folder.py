"""Whose a run folder is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from commands import imported, in_process

from portcheck.errors import StoreError, UsageError
from portcheck.run.store.own_folder import require_own


@pytest.mark.parametrize("mode", [0o700, 0o755, 0o500])
def test_what_others_cannot_change_is_good(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "r"
    folder.mkdir()
    folder.chmod(mode)
    require_own(folder)
    (tmp_path / "latest").symlink_to(folder)
    require_own(tmp_path / "latest")


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
def test_what_others_can_change_is_not(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "r"
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(UsageError, match="can be changed by other users") as found:
        require_own(folder)
    assert "--trust-folder" in found.value.hint
    require_own(folder, trusted=True)


def test_a_folder_of_another_user_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(UsageError, match="belongs to another user"):
        require_own(tmp_path)


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        require_own(tmp_path / "gone")


def test_commands_that_write_ask_and_those_that_read_do_not(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": ["yes", "no"], "new": ["yes", "no"]})
    run = in_process("run", str(suite), "--baseline", "old", "--out", "r", cwd=tmp_path)
    assert run.code == 3
    assert (tmp_path / "r").stat().st_mode & 0o777 == 0o700
    (tmp_path / "r").chmod(0o777)
    for command in ("score", "resume"):
        refused = in_process(command, "r", cwd=tmp_path)
        assert (refused.code, "--trust-folder" in refused.err) == (2, True)
        assert in_process(command, "r", "--trust-folder", cwd=tmp_path).code == 3
    assert in_process("show", "r", cwd=tmp_path).code == 0
