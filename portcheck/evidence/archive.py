"""Read and write ZIP archives in a canonical form: the same files always give the same bytes.

Nothing is compressed, so no archive grows when it is read, and nothing is extracted. An archive is
valid if packing its files again gives the same bytes. So it cannot contain anything else that a ZIP
file can have (a second file of one name, links, comments, bytes between the files, other times or
permissions).
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from msgspec import Struct

from portcheck.errors import UsageError
from portcheck.model.visible_text import one_line
from portcheck.shell_words import file_word

LARGEST = 2**31 - 1
"""Most bytes of an archive; larger ZIP files have another format."""
MOST_FILES = 1_000
_NAME = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*(/[a-z0-9_-]+(\.[a-z0-9_-]+)*)*", re.ASCII)
"""A valid name: relative and without `..`."""
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


class Unpacked(Struct, frozen=True):
    """The content of an archive."""

    files: Mapping[str, bytes]
    """Name to content; empty if the archive cannot be read."""
    faults: tuple[str, ...]
    """Deviations from our format, a sentence each."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """Pack files into an archive, in the order of their names.

    Args:
        files: Name to content; names are plain, relative and in lower case.

    Raises:
        UsageError: they are more than an archive can hold.
    """
    if sum(map(len, files.values())) > LARGEST - 2**20:
        raise UsageError(
            "the run is too large for one archive", hint="leave texts out: --content flips or none"
        )
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED, allowZip64=False) as archive:
        for name in sorted(files):
            archive.writestr(_entry(name), files[name])
    return out.getvalue()


def _entry(name: str) -> ZipInfo:
    found = ZipInfo(name, _EARLIEST)
    found.create_system = _UNIX
    found.external_attr = (stat.S_IFREG | 0o600) << 16
    return found


def read_archive(path: Path) -> bytes:
    """Read the bytes of an archive at once.

    Raises:
        UsageError: there is no such file, or it is too large to be a bundle.
    """
    if path.is_dir():
        made = f"portcheck bundle {file_word(path)}"
        raise UsageError(f"{path} is a folder", hint=f"make a bundle of the run: {made}")
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as exc:
        raise UsageError(f"{path}: {exc.strerror or exc}") from exc
    if len(content) > LARGEST:
        raise UsageError(f"{path} is larger than {LARGEST} bytes, the limit of a bundle")
    return content


def unpack(content: bytes) -> Unpacked:
    """Unpack an archive in memory without trusting its own statements."""
    try:
        archive = ZipFile(BytesIO(content))
    except (BadZipFile, ValueError, OverflowError, NotImplementedError) as exc:
        return Unpacked({}, (f"it is not a complete ZIP archive: {one_line(str(exc), 200)}",))
    with archive:
        entries = archive.infolist()
        faults = list(_entry_faults(entries, len(content)))
        if faults:
            return Unpacked({}, tuple(faults))
        files = {}
        for entry in entries:
            try:
                files[entry.filename] = archive.read(entry)
            except (BadZipFile, EOFError, RuntimeError, ValueError, OverflowError) as exc:
                faults.append(f"{entry.filename} has changed: {one_line(str(exc), 200)}")
    if not faults and pack(files) != content:
        faults.append(
            "it holds bytes that belong to none of its files, or the header of a file has changed"
        )
    return Unpacked(files, tuple(faults))


def _entry_faults(entries: list[ZipInfo], size: int) -> Iterator[str]:
    if len(entries) > MOST_FILES:
        yield f"it holds {len(entries)} files, more than the limit of {MOST_FILES}"
        return
    seen = set()
    for entry in entries:
        name = one_line(entry.filename, 80)
        if not _NAME.fullmatch(entry.filename) or entry.is_dir():
            yield f"it holds a file whose name is unsafe: {name!r}"
        if entry.filename in seen:
            yield f"it holds two files with the name {name}"
        seen.add(entry.filename)
        if stat.S_ISLNK(entry.external_attr >> 16):
            yield f"{name} is a link"
        if entry.compress_type != ZIP_STORED or entry.compress_size != entry.file_size:
            yield f"{name} is compressed or encrypted, which a bundle does not allow"
    if sum(entry.file_size for entry in entries) > size:
        yield "its files overlap, or claim to be larger than the archive"
