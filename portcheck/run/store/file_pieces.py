"""Pieces of a file, read again when they are asked for, mostly in the order in which they stand."""

from __future__ import annotations

from pathlib import Path

from portcheck.run.store.durable_files import reported

_BLOCK_BYTES = 256 * 1024
_BLOCKS = 4


class FilePieces:
    """Reads a file in blocks, of which the last few stay in memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._blocks: dict[int, bytes] = {}

    def read(self, offset: int, length: int) -> bytes:
        """A piece of the file, in bytes from its start; shorter where the file ends.

        Raises:
            StoreError: the file cannot be read.
        """
        number, start = divmod(offset, _BLOCK_BYTES)
        piece = self._block(number)[start : start + length]
        return piece if len(piece) == length else self._read_over_blocks(offset, length)

    def forget(self, offset: int) -> None:
        """Says that the file has grown there."""
        self._blocks.pop(offset // _BLOCK_BYTES, None)

    def _read_over_blocks(self, offset: int, length: int) -> bytes:
        pieces = []
        while length > 0:
            number, start = divmod(offset, _BLOCK_BYTES)
            piece = self._block(number)[start : start + length]
            if not piece:
                break
            pieces.append(piece)
            offset, length = offset + len(piece), length - len(piece)
        return b"".join(pieces)

    def _block(self, number: int) -> bytes:
        found = self._blocks.pop(number, None)
        if found is None:
            with reported(self._path), self._path.open("rb") as stream:
                stream.seek(number * _BLOCK_BYTES)
                found = stream.read(_BLOCK_BYTES)
            while len(self._blocks) >= _BLOCKS:
                del self._blocks[next(iter(self._blocks))]
        self._blocks[number] = found  # at the end: the one that was used last
        return found
