"""Join requests of batches and their answers, whichever comes first, in bounded memory.

Lines that wait for their other half are kept compressed: lines of one batch are alike, so each
takes little space, with the first one as the dictionary. Ids are unique only within a batch, and a
folder may hold several batches: answers to two waiting requests with one id cannot be matched.
"""

from __future__ import annotations

import json
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from portcheck.imports.bodies.not_read import NotReadError
from portcheck.imports.exchange import Place, Repeated, Skipped
from portcheck.imports.logs.batches.lines import Line
from portcheck.imports.logs.reader import Found, Source, attempt
from portcheck.model.chat import JsonObject

MAX_WAITING = 200_000
"""Most lines on one side that wait for the other; a batch has at most 100,000."""
MAX_WAITING_BYTES = 48 * 1024 * 1024
"""Most bytes of waiting lines on one side, compressed."""
_WINDOW = 32 * 1024
"""Bytes of the first line that serve as the dictionary for the others."""
_FASTEST = 1
_RAW = -15
"""`wbits` of zlib: no header, and the largest window."""
_NO_ANSWER_YET = (
    "its answer did not come among the {} lines or {} MB after it: put request and answer closer "
    "together, or import fewer batches at once"
)
_NO_REQUEST = (
    "is an answer of a batch, but its request is not in the log: put the input file of the batch "
    "into the same folder"
)
_SAME_ID = (
    "two lines of batches have this custom_id, so answers cannot be matched: import each batch "
    "from its own folder"
)

ReadJoined = Callable[[Source, Line, JsonObject | None], Found]
"""Makes an exchange from the request's record and the answer's; `None` if no answer came."""


class _Half(Struct, frozen=True, gc=False):
    """A line that waits for its other half."""

    place: Place
    raw_hash: str
    packed: bytes


class _Side(Struct):
    """All waiting lines of one side."""

    waiting: OrderedDict[str, list[_Half]] = field(default_factory=OrderedDict)
    """By id, the oldest first; several lines of one id cannot be matched."""
    first: bytes = b""
    lines: int = 0
    size: int = 0
    """Compressed size in bytes."""

    @property
    def is_full(self) -> bool:
        return self.lines > MAX_WAITING or self.size > MAX_WAITING_BYTES

    def has(self, custom_id: str, raw_hash: str) -> bool:
        return any(half.raw_hash == raw_hash for half in self.waiting.get(custom_id, ()))

    def keep(self, custom_id: str, source: Source) -> None:
        raw = json.dumps(source.data, separators=(",", ":")).encode()
        self.first = self.first or raw[:_WINDOW]
        packing = zlib.compressobj(_FASTEST, wbits=_RAW, zdict=self.first)
        half = _Half(source.place, source.raw_hash, packing.compress(raw) + packing.flush())
        self.waiting.setdefault(custom_id, []).append(half)
        self.lines += 1
        self.size += len(half.packed)

    def pop_oldest(self) -> list[_Half]:
        return self.pop(next(iter(self.waiting)))

    def pop(self, custom_id: str) -> list[_Half]:
        halves = self.waiting.pop(custom_id)
        self.lines -= len(halves)
        self.size -= sum(len(half.packed) for half in halves)
        return halves


class Joined(Struct):
    """Joins the lines of one vendor's batches."""

    line_of: Callable[[JsonObject], Line | None]
    read: ReadJoined
    asked: _Side = field(default_factory=_Side)
    answered: _Side = field(default_factory=_Side)
    last: Source | None = None
    """Any line, as a template for others: the readers of answers are the same for all."""

    def take(self, source: Source) -> Iterator[Found]:
        """Add a line; yield the exchange if it is complete, and lines that waited too long."""
        line = source.seen if isinstance(source.seen, Line) else self.line_of(source.data)
        if line is None:
            raise NotReadError("is not a line of a batch")
        if not line.custom_id:
            raise NotReadError("has no text as custom_id")
        self.last = source
        asks = line.request is not None
        if asks and line.has_answer:
            yield attempt(source, partial(self.read, source, line, source.data))
            return
        mine, others = (self.asked, self.answered) if asks else (self.answered, self.asked)
        waiting = others.waiting.get(line.custom_id, ())
        if len(waiting) > 1:
            raise NotReadError(_SAME_ID)
        if mine.has(line.custom_id, source.raw_hash):
            yield Repeated(place=source.place)
        elif waiting:
            half = others.pop(line.custom_id)[0]
            other = _unpacked(half, others.first, source)
            yield self._made(*((source, other) if asks else (other, source)))
        else:
            mine.keep(line.custom_id, source)
            while mine.is_full:
                yield from self._given_up(mine)

    def close(self) -> Iterator[Found]:
        """Yield lines without another half: requests as unanswered calls, answers as skipped."""
        while self.asked.waiting:
            halves = self.asked.pop_oldest()
            if len(halves) == 1 and self.last is not None:
                yield self._made(_unpacked(halves[0], self.asked.first, self.last), None)
            else:
                yield from self._skipped(halves, _SAME_ID)
        while self.answered.waiting:
            yield from self._skipped(self.answered.pop_oldest(), _NO_REQUEST)

    def _made(self, asked: Source, answered: Source | None) -> Found:
        line = self.line_of(asked.data)
        if line is None:
            raise NotReadError("is not a line of a batch")
        data = None if answered is None else answered.data
        return attempt(asked, partial(self.read, asked, line, data))

    def _given_up(self, side: _Side) -> Iterator[Found]:
        late = _NO_ANSWER_YET.format(f"{MAX_WAITING:,}", MAX_WAITING_BYTES // 1024 // 1024)
        yield from self._skipped(side.pop_oldest(), late if side is self.asked else _NO_REQUEST)

    def _skipped(self, halves: list[_Half], reason: str) -> Iterator[Found]:
        for half in halves:
            yield Skipped(place=half.place, reason=reason if len(halves) == 1 else _SAME_ID)


def _unpacked(half: _Half, first: bytes, like: Source) -> Source:
    unpacking = zlib.decompressobj(wbits=_RAW, zdict=first)
    data: JsonObject = json.loads(unpacking.decompress(half.packed) + unpacking.flush())
    return replace(like, place=half.place, raw_hash=half.raw_hash, data=data, seen=None)
