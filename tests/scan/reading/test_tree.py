from __future__ import annotations

import os
from pathlib import Path

import pytest

from portcheck.scan.reading import tree
from portcheck.scan.reading.tree import Tree


def names(found: Tree) -> list[str]:
    return [file.path for file in found.files()]


def put(folder: Path, name: str, text: str = "x = 1\n") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_no_link_leads_out_of_the_folder(tmp_path: Path) -> None:
    outside = put(tmp_path, "outside/secret.py")
    inside = tmp_path / "inside"
    put(inside, "a.py")
    (inside / "file.py").symlink_to(outside)
    (inside / "folder").symlink_to(outside.parent)
    found = Tree(inside)
    assert names(found) == ["a.py"]
    assert found.skipped == {"symbolic link": 2}


def test_a_file_that_became_a_link_or_a_pipe_is_not_opened(tmp_path: Path) -> None:
    path = put(tmp_path, "a.py")
    found = Tree(tmp_path)
    (file,) = found.files()
    path.unlink()
    path.symlink_to("/etc/passwd")
    assert found.read(file) is None
    path.unlink()
    os.mkfifo(path)
    assert found.read(file) is None
    assert found.skipped == {"unreadable": 2}


def test_gitignore_files_hold_where_they_lie_and_nearer_ones_win(tmp_path: Path) -> None:
    put(tmp_path, ".gitignore", "*.py\nbuild/\n!keep.py\n")
    put(tmp_path, "keep.py")
    put(tmp_path, "a.py")
    put(tmp_path, "build/b.py")
    put(tmp_path, "sub/.gitignore", "!c.py\n/d.go\n")
    put(tmp_path, "sub/c.py")
    put(tmp_path, "sub/d.go")
    put(tmp_path, "sub/deep/d.go")
    found = Tree(tmp_path)
    assert names(found) == ["keep.py", "sub/c.py", "sub/deep/d.go"]
    assert found.skipped[".gitignore"] == 3


def test_other_peoples_code_is_passed_by_and_named(tmp_path: Path) -> None:
    put(tmp_path, "node_modules/x.js")
    put(tmp_path, "vendor/modules.txt")
    put(tmp_path, "vendor/x.go")
    put(tmp_path, "src/vendor/ours.go")
    put(tmp_path, "env/pyvenv.cfg")
    put(tmp_path, "env/x.py")
    put(tmp_path, ".git/config.py")
    found = Tree(tmp_path)
    assert names(found) == ["src/vendor/ours.go"]
    assert found.skipped == {
        "other people's code": 2,
        "environments and caches": 1,
        "version control": 1,
    }
    assert found.examples["other people's code"] == ["node_modules/", "vendor/"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.py", b"x = 1\0", "binary"),
        ("a.min.js", b"x", "minified"),
        ("a.js", b"x" * 30_000, "minified"),
    ],
)
def test_what_nobody_wrote_is_not_read(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    found = Tree(tmp_path)
    (file,) = found.files()
    assert found.read(file) is None
    assert found.skipped == {reason: 1}


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [
        ("LARGEST_FILE", 3, "too large"),
        ("MOST_FILES", 0, "limit of the whole scan"),
        ("MOST_BYTES", 3, "limit of the whole scan"),
        ("MOST_DEPTH", 0, "too deep"),
    ],
)
def test_the_walk_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, reason: str
) -> None:
    put(tmp_path, "a.py")
    monkeypatch.setattr(tree, limit, value)
    found = Tree(tmp_path)
    assert names(found) == []
    assert found.skipped == {reason: 1}
