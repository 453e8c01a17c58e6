"""The text of a file with its kind, comments, strings and lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from portcheck.model.exposure.scan_finding import Context, FindingKind
from portcheck.scan.finding.needles import line_starts
from portcheck.scan.reading.file_kinds import Kind
from portcheck.scan.reading.regions import Region, Regions

_LONG_LINE = 2_000
_AROUND = 300


class Found(Struct, frozen=True):
    """One finding in a text, by offset."""

    kind: FindingKind
    name: str
    service: str | None
    offset: int
    context: Context
    version: str = ""
    locked: bool = False
    purpose: str = ""
    """Purpose of a model, otherwise ""."""


class Segment(Struct, frozen=True):
    """A line, or the relevant part of a very long one."""

    start: int
    """Offset in the text."""
    text: str


class SourceText:
    """A text with its kind; offsets are characters."""

    def __init__(self, path: str, text: str, kind: Kind, context: Context = "code") -> None:
        self.path = path
        self.name = path.rpartition("/")[2]
        self.text = text
        self.kind = kind
        self._context = context

    @cached_property
    def regions(self) -> Regions:
        """Its comments and strings."""
        return Regions(self.text, self.kind.grammar)

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each line begins."""
        return line_starts(self.text.split("\n"))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both 1-based."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def context(self, offset: int, region: Region | None = None) -> Context:
        """The context of an offset: documentation, comment or that of the file."""
        if self.kind.style == "prose":
            return "documentation"
        found = region or self.regions.at(offset)
        return "comment" if found and found.kind == "comment" else self._context

    def segments(self, lines: dict[int, list[int]]) -> Iterator[Segment]:
        """Yield the lines with these numbers (0-based), long ones cut to the text around hits."""
        for number, hits in lines.items():
            start = self.starts[number]
            last = number + 1 == len(self.starts)
            end = len(self.text) if last else self.starts[number + 1] - 1
            if end - start <= _LONG_LINE:
                yield Segment(start, self.text[start:end])
                continue
            done = start
            for hit in hits:
                first, stop = max(done, hit - _AROUND), min(end, hit + _AROUND)
                if first < stop:
                    first, stop = self._whole_words(first, stop, start, end)
                    yield Segment(first, self.text[first:stop])
                    done = max(done, stop)

    def _whole_words(self, first: int, stop: int, start: int, end: int) -> tuple[int, int]:
        while first > start and self.text[first - 1] not in " \t,;\"'" and first > stop - 2000:
            first -= 1
        while stop < end and self.text[stop] not in " \t,;\"'" and stop < first + 4000:
            stop += 1
        return first, stop
