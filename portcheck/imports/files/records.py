"""Read the records of a file: JSON Lines, a JSON array or a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from portcheck.imports.exchange import Place, Skipped
from portcheck.imports.files.lines import lines
from portcheck.imports.files.opened import DAMAGE, UnknownPackingError, opened
from portcheck.imports.files.record import MAX_RECORD, Record, digest_of
from portcheck.imports.files.table import delimiter_of, rows
from portcheck.imports.files.values import Cut, values

_HEAD = 64 * 1024
_BOM = b"\xef\xbb\xbf"
_MARKS = (
    (b"\xff\xfe\0\0", "UTF-32"),
    (b"\0\0\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
"""Byte order marks; UTF-32 comes first, because its mark begins like that of UTF-16."""
_CONVERT = "is {0}, not UTF-8; convert it: iconv -f {0} -t UTF-8 OLD > NEW"
_BEFORE = re.compile(rb"[^{}\t\r\n]{1,300}?(?=\{[\"}])")
"""The prefix that a logger writes before an object: a time, a level, a name, a thread."""
_LOGGED = re.compile(
    rb"^(?:[^\[{}\t\r\n]|\[[^\[{}\t\r\n]{1,100}\])[^{}\t\r\n]{0,300}?\{\"[^\"\\\r\n]{0,100}\":",
    re.MULTILINE,
)
"""A line of such a log. A table's line does not match: its cells double the quotes of JSON."""
_NEITHER = "is neither JSON nor a table"
_BINARY = 512
"""A zero within this many first bytes shows that a file is not text."""
_LONG = f"is longer than {MAX_RECORD // 1024 // 1024} MB"


def records(path: Path, shown: str) -> Iterator[Record | Skipped]:
    """Yield the records of a file in order, and what is not one; never raise for its content."""
    place = Place(file=shown)
    try:
        with opened(path) as file:
            yield from _records(file, shown)
    except UnknownPackingError as exc:
        yield Skipped(place=place, reason=str(exc))
    except DAMAGE as exc:
        why = exc.strerror if isinstance(exc, OSError) and exc.strerror else "damaged, or cut off"
        yield Skipped(place=place, reason=f"cannot be read further: {why}")


def _records(file: IO[bytes], shown: str) -> Iterator[Record | Skipped]:
    try:
        head = file.read(_HEAD)
        while head.isspace() and (following := file.read(_HEAD)):
            head = following
    except DAMAGE:
        file.seek(0)
        head = b""  # whole lines may stand before the damage
    file.seek(0)
    if encoding := _other_encoding(head):
        yield Skipped(place=Place(file=shown), reason=_CONVERT.format(encoding))
        return
    start = head.removeprefix(_BOM).lstrip()
    if not start and head:
        return
    if not head:
        yield from _of_lines(file, shown)
        return
    if start[:1] not in {b"[", b"{"} and b"\0" in head[:_BINARY]:
        yield Skipped(place=Place(file=shown), reason=_no_text(head))
        return
    first = start.partition(b"\n")[0].strip()
    if (start[:1] == b"{" and first != b"{") or (start[:1] != b"{" and _LOGGED.search(start)):
        yield from _of_lines(file, shown)
    elif start[:1] in {b"[", b"{"}:
        yield from _of_values(file, shown)
    elif delimiter := delimiter_of(first):
        yield from _of_table(file, shown, delimiter)
    else:
        yield Skipped(place=Place(file=shown), reason=_NEITHER)


def _no_text(head: bytes) -> str:
    """The reason to skip a file that has zeros in it, so is not text."""
    if head[257:262] == b"ustar":
        return "is a tar archive; unpack it and import the folder"
    return _NEITHER


def _other_encoding(head: bytes) -> str:
    """The encoding of a file that is not UTF-8, by its first bytes; "" if unknown."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    # JSON begins with a character of ASCII, and so do the headings of nearly all tables.
    if head[:1] and head[1:4] == b"\0\0\0":
        return "UTF-32LE"
    if head[:3] == b"\0\0\0":
        return "UTF-32BE"
    if head[1:2] == b"\0" and head[3:4] == b"\0":
        return "UTF-16LE"
    return "UTF-16BE" if head[:1] == b"\0" and head[2:3] == b"\0" else ""


def _of_lines(file: IO[bytes], shown: str) -> Iterator[Record | Skipped]:
    number = 0
    try:
        for number, line in lines(file):
            place = Place(file=shown, line=number)
            if line is None:
                yield Skipped(place=place, reason=_LONG)
                continue
            if line[:1] != b"{":
                before = _BEFORE.match(line) if line[-1:] == b"}" else None
                line = line[before.end() :] if before else line.removeprefix(_BOM)  # noqa: PLW2901
            yield Record(place, digest_of(line), line)
    except DAMAGE:
        yield Skipped(
            place=Place(file=shown, line=number + 1),
            reason="the compressed data is damaged or cut off here: the rest is not read",
        )


def _of_values(file: IO[bytes], shown: str) -> Iterator[Record | Skipped]:
    number = 0
    try:
        for number, raw in enumerate(values(file), start=1):
            place = Place(file=shown, line=number)
            if isinstance(raw, Cut):
                yield Skipped(place=place, reason=raw.reason)
            else:
                yield Record(place, digest_of(raw), raw)
    except DAMAGE:
        yield Skipped(
            place=Place(file=shown, line=number + 1),
            reason="the compressed data is damaged or cut off here: the rest is not read",
        )


def _of_table(file: IO[bytes], shown: str, delimiter: str) -> Iterator[Record | Skipped]:
    for number, row in rows(file, delimiter):
        place = Place(file=shown, line=number)
        if isinstance(row, Cut):
            yield Skipped(place=place, reason=row.reason)
        else:
            yield Record(place, digest_of(repr(row).encode("utf-8", "replace")), b"", row)
