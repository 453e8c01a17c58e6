"""Read the lines of a file, each up to a maximum length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from portcheck.imports.files.record import MAX_RECORD


def lines(file: IO[bytes], most: int = MAX_RECORD) -> Iterator[tuple[int, bytes | None]]:
    """Yield number (1-based) and bytes of each line that is not blank; `None` if it is too long.

    Raises:
        OSError, EOFError, zlib.error: the file cannot be read further.
    """
    number = 0
    read = file.readline
    while line := read(most + 1):
        number += 1
        if len(line) > most:
            ended = line.endswith(b"\n")
            while not ended and (rest := read(most + 1)):
                ended = rest.endswith(b"\n")
            yield number, None
            continue
        stripped = line.strip()
        if stripped:
            yield number, stripped
