"""Pieces of a file that may grow, or go away."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portcheck.errors import StoreError
from portcheck.run.store.file_pieces import BLOCK, KEPT, FilePieces


def test_what_is_added_to_the_file_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"one\ntwo\n")
    pieces = FilePieces(path)
    assert [pieces.read(4, 3), pieces.read(0, 3), pieces.read(4, 100)] == [b"two", b"one", b"two\n"]
    with path.open("ab") as stream:
        stream.write(b"three\n")
    assert pieces.read(8, 5) == b"three"


@given(
    pieces=st.lists(
        st.tuples(st.integers(0, 3 * BLOCK), st.integers(0, 2 * BLOCK)), min_size=1, max_size=20
    ),
    size=st.integers(0, 3 * BLOCK),
)
@example(pieces=[(BLOCK - 3, 6), (BLOCK - 3, BLOCK), (0, BLOCK), (BLOCK, 1)], size=3 * BLOCK)
def test_pieces_are_the_files_wherever_they_begin(pieces: list[tuple[int, int]], size: int) -> None:
    content = bytes(number * 7 % 251 for number in range(size))
    with NamedTemporaryFile() as stream:
        stream.write(content)
        stream.flush()
        read = FilePieces(Path(stream.name)).read
        for offset, length in pieces:
            assert read(offset, length) == content[offset : offset + length]


def test_pieces_side_by_side_are_read_by_the_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b"0123456789abcdef" * (2 * KEPT * BLOCK // 16))
    asked: list[int] = []
    pread = os.pread

    def counting(handle: int, length: int, offset: int) -> bytes:
        asked.append(offset)
        return pread(handle, length, offset)

    monkeypatch.setattr(os, "pread", counting)
    read = FilePieces(path).read
    for offset in range(0, 4 * BLOCK, 1024):
        far = offset + KEPT * BLOCK
        assert read(offset, 16) == read(far, 16) == b"0123456789abcdef"
    assert len(asked) == 8
    for offset in range(0, 2 * KEPT * BLOCK, BLOCK):  # more than stay in memory
        assert read(offset, 16) == b"0123456789abcdef"
    before = len(asked)
    assert read(0, 16) == b"0123456789abcdef"
    assert len(asked) == before + 1


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
