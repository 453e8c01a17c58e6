"""Read JSON objects one by one, in an array or one after the other, in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from msgspec import Struct

from portcheck.imports.files.record import MAX_RECORD

BLOCK = 1024 * 1024
_OUTSIDE = re.compile(rb"[^ \t\r\n,]")
_INSIDE = re.compile(rb'"(?:[^"\\]++|\\.)*+("?)|[{}\[\]]', re.DOTALL)
"""A string, which may go on beyond the bytes read so far, or a bracket."""
_TEXT = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)


class Cut(Struct, frozen=True):
    """Content that is not a whole object, and the reason."""

    reason: str


def values(file: IO[bytes], *, block: int = BLOCK, most: int = MAX_RECORD) -> Iterator[bytes | Cut]:
    """Yield the objects in a file, as bytes, in order, without the brackets of an array.

    Raises:
        OSError, EOFError, zlib.error: the file cannot be read further.
    """
    scan = _Scan(file, block, most)
    while (found := scan.next()) is not None:
        yield found


class _Scan(Struct):
    file: IO[bytes]
    block: int
    most: int
    held: bytes = b""
    at: int = 0
    """Where the search for the next token starts."""
    start: int = 0
    """Where the object begins."""
    depth: int = 0
    """Open brackets within the object; 0 outside of one."""
    arrays: int = 0
    """Open arrays around the object."""
    too_long: bool = False
    """The object is too long and will be skipped."""
    strange: bool = False
    """Content between objects has been reported."""

    def next(self) -> bytes | Cut | None:
        while True:
            found = self._within() if self.depth else self._outside()
            if found is not None:
                return found
            if not self._more():
                return self._end()

    def _outside(self) -> Cut | None:
        """Search for the beginning of an object."""
        while (found := _OUTSIDE.search(self.held, self.at)) is not None:
            self.at = found.end()
            if found[0] == b"{":
                self.start, self.depth, self.too_long = found.start(), 1, False
                return self._within()  # type: ignore[return-value]
            if found[0] in b"[]":
                self.arrays += 1 if found[0] == b"[" else -1
                continue
            following = self.held.find(b"{", self.at)
            self.at = len(self.held) if following < 0 else following
            if not self.strange:
                self.strange = True
                return Cut("something between the records is not a JSON object")
        self.at = len(self.held)
        return None

    def _within(self) -> bytes | Cut | None:
        """Search for the end of the object."""
        while (found := _INSIDE.search(self.held, self.at)) is not None:
            if found[1] == b"":
                self.at = found.start()
                return None
            self.at = found.end()
            if found[1]:
                continue
            self.depth += 1 if found[0] in b"{[" else -1
            if not self.depth:
                raw = b"" if self.too_long else self.held[self.start : self.at]
                self.held, self.at = self.held[self.at :], 0
                long = self.too_long or len(raw) > self.most
                return Cut(f"is longer than {self.most // 1024 // 1024} MB") if long else raw
        self.at = len(self.held)
        return None

    def _more(self) -> bool:
        """Read more, and drop what is no longer needed, such as an object that is too long."""
        if self.depth and len(self.held) - self.start > self.most:
            self.too_long = True
        if self.depth and self.too_long and self.held[self.at : self.at + 1] == b'"':
            return self._past_text()
        keep = self.start if self.depth and not self.too_long else self.at
        self.held, self.at, self.start = self.held[keep:], self.at - keep, 0
        more = self.file.read(max(self.block, len(self.held)))
        self.held += more
        return bool(more)

    def _past_text(self) -> bool:
        """Skip a string in an object that is too long; return whether the string ends."""
        rest = self.held[self.at + 1 :]
        while True:
            found = _TEXT.match(rest)
            end = found.end() if found else 0
            if rest[end : end + 1] == b'"':
                self.held, self.at, self.start = rest[end + 1 :], 0, 0
                return True
            more = self.file.read(self.block)
            if not more:
                self.held, self.at = b"", 0
                return False
            rest = rest[end:] + more

    def _end(self) -> Cut | None:
        cut, self.depth = self.depth > 0, 0
        opened, self.arrays = self.arrays > 0, 0
        self.held, self.at = b"", 0
        if cut:
            return Cut("the file ends in the middle of this record")
        return Cut("the file ends before the array does") if opened else None
