"""Pieces of a file, read again when they are asked for."""

from __future__ import annotations

import os
import weakref
from pathlib import Path

from portcheck.run.store.durable_files import failed, regular

BLOCK = 1 << 16
"""Bytes that are read at once, from a multiple of it: a call of the system a piece took a quarter
of the time of `show` on 100,000 answers, which asks for them in about the order of the file.
"""
KEPT = 16
"""Blocks that stay in memory. Several walks through a file, one a provider, go on side by side."""


class FilePieces:
    """Reads a file, which may grow meanwhile, and which stays open as long as this lives."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None
        self._blocks: dict[int, bytes] = {}

    def read(self, offset: int, length: int) -> bytes:
        """A piece of the file, in bytes from its start; shorter where the file ends.

        Raises:
            StoreError: the file cannot be read.
        """
        if length > BLOCK:
            return self._pread(length, offset)
        number, start = divmod(offset, BLOCK)
        piece = self._block(number)[start : start + length]
        if start + length > BLOCK:
            piece += self._block(number + 1)[: start + length - BLOCK]
        return piece

    def _block(self, number: int) -> bytes:
        found = self._blocks.get(number)
        if found is None:
            found = self._pread(BLOCK, number * BLOCK)
            if len(found) == BLOCK:  # the last one of a file may grow
                while len(self._blocks) >= KEPT:
                    del self._blocks[next(iter(self._blocks))]
                self._blocks[number] = found
        return found

    def _pread(self, length: int, offset: int) -> bytes:
        try:
            if self._handle is None:
                self._handle = regular(self.path)
                weakref.finalize(self, os.close, self._handle)
            return os.pread(self._handle, length, offset)
        except OSError as exc:
            raise failed(self.path, exc) from exc
