"""Read plan.json in pieces, because the text of a large plan takes too much memory.

Nearly all of it is lists of cases and trials. The end of a piece of a list is guessed from the way
portcheck formats the file, and the guess is right if the piece is valid JSON. The rest of the file
is the frame, in which a number replaces the elements of each list; the frame shows whether
every list is really one of cases or of trials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Generic, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.json import Decoder

T = TypeVar("T", bound=Struct)
TOGETHER_BYTES = 64 * 1024
"""Approximate size of the text that is read together."""
_TRIED = 8
"""Most places tried as the end of a piece: a case can contain objects that look like cases."""
_LIST = re.compile(rb'"(cases|trials)":\[(?=\{)')
_LONGEST = len(b'"trials":[{')
_END = re.compile(rb'\}(?=\],"(?:about|partial)":)')
"""End of the last case of a workload or of the last trial, followed by the next field."""


class Piece(NamedTuple, Generic[T]):
    """Consecutive elements of a list."""

    values: list[T]
    text: bytes
    """The elements as the text of a JSON list."""
    offset: int
    """Offset of the first element in bytes from the start of the file."""


class PlanPieces:
    """Reads a plan.json once, from start to end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._text = b""
        """Text that was read and belongs to no piece yet."""
        self._offset = 0
        self._frame: list[bytes] = []
        self._lists = 0

    @property
    def frame(self) -> bytes:
        """The text outside the lists so far; each list is replaced by its number, from 0."""
        return b"".join(self._frame)

    def lists(self) -> Iterator[str]:
        """Yield `cases` or `trials` at each non-empty list; the caller must then read its `pieces`.

        Raises:
            ValueError: the file contains a zero byte, which text never does.
        """
        while True:
            found = _LIST.search(self._text)
            if found is not None:
                self._frame.append(b"%b%d" % (self._taken(found.end()), self._lists))
                self._lists += 1
                yield found[1].decode()
                continue
            self._frame.append(self._taken(len(self._text) - _LONGEST))
            if not self._read_on():
                self._frame.append(self._taken(len(self._text)))
                return

    def pieces(self, kind: type[T]) -> Iterator[Piece[T]]:
        """Yield the elements of the list that begins here.

        Raises:
            ValueError: they are not of that kind, or no end of the list was found.
        """
        decoder = Decoder(list[kind])  # type: ignore[valid-type]
        first = kind.__struct_encode_fields__[0].encode()
        ended = False
        while not ended:
            piece, ended = self._piece(decoder, b'},{"%b":' % first)
            if piece is not None:
                yield piece
            elif not self._read_on():
                raise ValueError("a list of the plan has no end")

    def _piece(self, decoder: Decoder[list[T]], between: bytes) -> tuple[Piece[T] | None, bool]:
        """The elements in the text read so far, and whether the list ends with them."""
        for end, ends_list in self._ends(between):
            text = b"[%b]" % self._text[:end]
            try:
                values = decoder.decode(text)
            except (ValueError, RecursionError):
                continue
            piece = Piece(values, text, self._offset)
            self._taken(end if ends_list else end + 1)  # with the comma
            return piece, ends_list
        return None, False

    def _ends(self, between: bytes) -> Iterator[tuple[int, bool]]:
        """Yield the places where an element may end, and whether the list would end there too."""
        for found, _ in zip(_END.finditer(self._text), range(_TRIED), strict=False):
            yield found.end(), True
        end = len(self._text)
        for _ in range(_TRIED):
            end = self._text.rfind(between, 0, end + 1)
            if end < 0:
                return
            yield end + 1, False

    def _read_on(self) -> bool:
        """Read more, at least doubling the text so that long elements are retried only a few times.

        Returns False at the end of the file.
        """
        block = self._stream.read(max(TOGETHER_BYTES, len(self._text)))
        if b"\0" in block:
            raise ValueError("a zero byte")
        self._text += block
        return bool(block)

    def _taken(self, length: int) -> bytes:
        """Remove the start of the text and return it."""
        taken, self._text = self._text[: max(0, length)], self._text[max(0, length) :]
        self._offset += len(taken)
        return taken
