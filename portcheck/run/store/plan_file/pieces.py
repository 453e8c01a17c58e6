"""plan.json as it is read: in pieces, since a large plan is more text than memory should hold.

Nearly all of it are the lists of its cases and trials. Where a piece of a list ends is guessed from
how portcheck writes it, and right where that piece reads as JSON. What is left beside the lists is
the frame, in which the number of each list stands in place of its elements: who reads that sees
whether every list is one of cases or of trials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Generic, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.json import Decoder

T = TypeVar("T", bound=Struct)
TOGETHER_BYTES = 64 * 1024
"""Of the text that is read together, roughly."""
_TRIED = 8
"""Places where a piece may end: a case can hold objects that look like one."""
_LIST = re.compile(rb'"(cases|trials)":\[(?=\{)')
_LONGEST = len(b'"trials":[{')
_END = re.compile(rb'\}(?=\],"(?:about|partial)":)')
"""Of the last case of a workload, or the last trial: what follows the list is its next field."""


class Piece(NamedTuple, Generic[T]):
    """Elements of a list that follow each other."""

    values: list[T]
    text: bytes
    """Their text, as a list of its own."""
    offset: int
    """Of the first one, in bytes from the start of the file."""


class PlanPieces:
    """A plan.json that is read once, from its start to its end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._text = b""
        """What was read, and belongs to no piece yet."""
        self._offset = 0
        self._frame: list[bytes] = []
        self._lists = 0

    @property
    def frame(self) -> bytes:
        """What was read so far beside the lists; each is the number of those before it."""
        return b"".join(self._frame)

    def lists(self) -> Iterator[str]:
        """`cases` or `trials` for each list that is not empty, whose `pieces` are then to be read.

        Raises:
            ValueError: a zero byte stands in the file, which text never holds.
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
        """The elements of a list that begins here.

        Raises:
            ValueError: they are not of that kind, or the list has no end where one is looked for.
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
        """As many elements as there are in what was read, and whether the list ends with them."""
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
        """Where an element may end, and whether the list would end with it."""
        for found, _ in zip(_END.finditer(self._text), range(_TRIED), strict=False):
            yield found.end(), True
        end = len(self._text)
        for _ in range(_TRIED):
            end = self._text.rfind(between, 0, end + 1)
            if end < 0:
                return
            yield end + 1, False

    def _read_on(self) -> bool:
        """Reads more, and at least as much as lies there: a long element is looked at a few times.

        It is false where the file ends.
        """
        block = self._stream.read(max(TOGETHER_BYTES, len(self._text)))
        if b"\0" in block:
            raise ValueError("a zero byte")
        self._text += block
        return bool(block)

    def _taken(self, length: int) -> bytes:
        """The start of what was read, which is none of it any more."""
        taken, self._text = self._text[: max(0, length)], self._text[max(0, length) :]
        self._offset += len(taken)
        return taken
