"""Pieces of a file, read again when they are asked for."""

from __future__ import annotations

import os
import weakref
from pathlib import Path

from portcheck.run.store.durable_files import failed, regular


class FilePieces:
    """Reads a file, which may grow meanwhile, and which stays open as long as this lives."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def read(self, offset: int, length: int) -> bytes:
        """A piece of the file, in bytes from its start; shorter where the file ends.

        Raises:
            StoreError: the file cannot be read.
        """
        try:
            if self._handle is None:
                self._handle = regular(self.path)
                weakref.finalize(self, os.close, self._handle)
            return os.pread(self._handle, length, offset)
        except OSError as exc:
            raise failed(self.path, exc) from exc
