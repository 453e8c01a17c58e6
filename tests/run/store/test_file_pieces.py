"""Pieces of a file that may grow, or go away."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from portcheck.errors import StoreError
from portcheck.run.store.file_pieces import FilePieces


def test_what_is_added_to_the_file_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"one\ntwo\n")
    pieces = FilePieces(path)
    assert [pieces.read(4, 3), pieces.read(0, 3), pieces.read(4, 100)] == [b"two", b"one", b"two\n"]
    with path.open("ab") as stream:
        stream.write(b"three\n")
    assert pieces.read(8, 5) == b"three"


def test_a_file_that_is_not_there_is_an_error_of_the_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="lines"):
        FilePieces(tmp_path / "lines").read(0, 1)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs a list of open files")
def test_the_file_is_closed_with_the_last_reader(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"one")
    pieces = FilePieces(path)
    pieces.read(0, 3)

    def is_open() -> bool:
        return path.resolve() in {one.resolve() for one in Path("/proc/self/fd").iterdir()}

    assert is_open()
    del pieces
    gc.collect()
    assert not is_open()
