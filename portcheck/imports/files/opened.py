"""Open a log file, decompressed."""

from __future__ import annotations

import gzip
import importlib
import zlib
from pathlib import Path
from typing import IO, cast

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_BZIP2 = b"BZh"
_XZ = b"\xfd7zX"
_PARQUET = b"PAR1"
_ZIP = b"PK\x03\x04"

DAMAGE = (OSError, EOFError, zlib.error)
"""Errors of reading a file whose compressed data is damaged or cut off, or that disappears."""


class UnknownPackingError(Exception):
    """A file is packed in a way that portcheck does not read; the message says what to do."""


def opened(path: Path) -> IO[bytes]:
    """Open a file, decompressing gzip and Zstandard, which its first bytes show.

    Raises:
        UnknownPackingError: it is packed in another way, or by Zstandard before Python 3.14.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(_GZIP):
        return cast("IO[bytes]", gzip.GzipFile(path))
    if start == _ZSTD:
        return _zstd(path)
    if start.startswith(_BZIP2):
        raise UnknownPackingError("is compressed by bzip2; decompress it with bunzip2")
    if start == _XZ:
        raise UnknownPackingError("is compressed by xz; decompress it with unxz")
    if start == _PARQUET:
        raise UnknownPackingError("is a Parquet file; export it as JSON Lines")
    if start == _ZIP:
        raise UnknownPackingError("is a ZIP archive; unpack it and import the folder")
    return path.open("rb")


def _zstd(path: Path) -> IO[bytes]:
    try:
        module = importlib.import_module("compression.zstd")
    except ModuleNotFoundError:
        raise UnknownPackingError(
            "is compressed by Zstandard, which needs Python 3.14; decompress it with zstd -d"
        ) from None
    return cast("IO[bytes]", module.ZstdFile(path))
