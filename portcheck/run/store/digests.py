"""digests.json holds a SHA-256 sum for each file of a run folder that its verdicts depend on.

Every intended change updates the sum, so that a file edited by hand is found. This detects slips
and quiet corrections, but not an editor who also recomputes the sums: signed bundles do that. While
a file grows, the part that existed before has a sum, so a killed run does not look edited. Folders
of earlier versions have no sums.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec import UNSET, UnsetType
from msgspec.structs import replace as replace_fields

from portcheck.errors import StoreError
from portcheck.model.codec import decode_json, encode_json
from portcheck.run.store.durable_files import regular, reported, write_file
from portcheck.value import Value, Whole

NAME = "digests.json"
FILES = (
    "plan.json",
    "run.json",
    "nights.json",
    "samples.jsonl",
    "judgements.jsonl",
    "scores.jsonl",
    "labels.jsonl",
    "report.json",
)
"""The files that have a sum if they exist."""
OWN = frozenset({*FILES, NAME, "events.jsonl", "lock"})
"""Reserved file names in a run folder."""
_MADE_AGAIN = frozenset({"nights.json", "scores.jsonl", "report.json"})
"""Files derived from the others, so removing them is no change."""
_ANY = "any"
"""Stands for the next sum of a derived file, which may have any content."""
_BLOCK = 2**20
Seen = dict[str, tuple[int, int, int]]
"""File to its size, time of change in nanoseconds and inode, when its sum was last checked."""


class _Sum(Value, kw_only=True):
    bytes: Whole
    """Number of bytes, from the start of the file, that the sum covers."""
    sha256: str
    growing: bool = False
    """Lines are being added, so the file may be longer."""
    next: str | UnsetType = UNSET
    """Sum of the new file that is about to replace this one, or `_ANY`; a killed run leaves one of
    the two files."""


Unstated = dict[str, _Sum]
"""New sums of files that digests.json only announces so far. They are written together, with the
next announcement or at the end, because each write of digests.json costs as much as any file."""


class _Sums(Value, kw_only=True):
    files: dict[str, _Sum]
    record_version: Whole = 1


def has_digests(folder: Path) -> bool:
    """Whether a run folder has sums; folders of earlier versions do not."""
    return (folder / NAME).is_file()


def begin(folder: Path, seen: Seen) -> None:
    """Write the sums of a new run folder.

    Args:
        folder: the run folder.
        seen: gets the state of its files.

    Raises:
        StoreError: it cannot be read or written.
    """
    files = {}
    for name in FILES:
        if (folder / name).exists():
            place = _stand(folder / name)
            files[name] = _sum(folder / name)
            seen[name] = place
    _write(folder, _Sums(files=files))


def replace(folder: Path, name: str, content: bytes | Iterable[bytes], unstated: Unstated) -> None:
    """Write a file of a run folder atomically.

    The new sum is announced before the file is replaced, so a process killed at any point leaves a
    valid folder.

    Args:
        folder: the run folder.
        name: name of the file.
        content: content of the file.
        unstated: sums to write with the announcement; gets the sum of the file.

    Raises:
        StoreError: the folder cannot be read or written.
    """
    following = _ANY
    if isinstance(content, bytes) and name not in _MADE_AGAIN:
        following = hashlib.sha256(content).hexdigest()
    if name in FILES:
        _announce(folder, name, unstated, following=following)
    write_file(folder / name, content, follow=False)
    if name in FILES:
        unstated[name] = _sum(folder / name)


@contextlib.contextmanager
def growing(
    folder: Path,
    name: str,
    unstated: Unstated,
    seen: Mapping[str, tuple[int, int, int]] = MappingProxyType({}),
) -> Iterator[None]:
    """Announce that a file grows; arguments and errors are those of `replace`.

    A file that is in `seen` and did not grow keeps its sum.
    """
    before, path = _announce(folder, name, unstated, growing=True), folder / name
    try:
        yield
    finally:
        if path.exists():
            place = _stand(path)
            same = seen.get(name) == place and before.bytes == place[0] and before.next is UNSET
            unstated[name] = replace_fields(before, growing=False) if same else _sum(path)


def _announce(
    folder: Path,
    name: str,
    unstated: Unstated,
    *,
    following: str | UnsetType = UNSET,
    growing: bool = False,
) -> _Sum:
    """Write the announced change of a file and all unwritten sums to digests.json.

    Returns:
        The sum of the file before the change.
    """
    sums, before = _read(folder), _Sum(bytes=0, sha256=hashlib.sha256().hexdigest())
    if sums is not None:
        sums.files.update(unstated)
        before = _left(folder / name, sums.files.get(name, before))
        # A killed process may have added lines, which are there until the file is replaced.
        added = growing or before.growing
        sums.files[name] = replace_fields(before, next=following, growing=added)
        _write(folder, sums)
    unstated.clear()
    return before


def _left(path: Path, stated: _Sum) -> _Sum:
    """The sum of the file that a killed process left: the new one, if it replaced the old one."""
    if stated.next is UNSET:
        return stated
    if os.path.lexists(path):
        found = _sum(path)
        if stated.next in {_ANY, found.sha256}:
            return found
    return replace_fields(stated, next=UNSET)


@contextlib.contextmanager
def stated(folder: Path) -> Iterator[Unstated]:
    """Write the sums of all files changed inside the `with` block at its end.

    Raises:
        StoreError: the folder cannot be read or written.
    """
    unstated: Unstated = {}
    try:
        yield unstated
    except BaseException:
        with contextlib.suppress(StoreError):  # the first error matters more
            _state(folder, unstated)
        raise
    _state(folder, unstated)


def _state(folder: Path, unstated: Unstated) -> None:
    if unstated and (sums := _read(folder)) is not None:
        sums.files.update(unstated)
        _write(folder, sums)


def _write(folder: Path, sums: _Sums) -> None:
    write_file(folder / NAME, encode_json(sums) + b"\n", follow=False)


def changed_files(folder: Path, seen: Seen) -> list[str]:
    """The files that portcheck did not leave in this state, in the order of `FILES`.

    Args:
        folder: the run folder; without sums no file counts as changed.
        seen: files that were checked earlier and are not read again; gets the checked files.

    Raises:
        StoreError: a file cannot be read.
    """
    sums = _read(folder)
    while sums is not None:
        guilty = [name for name in FILES if not _is_as_left(folder / name, sums, seen)]
        again = _read(folder)
        if not guilty or again == sums:
            return guilty
        sums = again  # another process has written in the meantime
    return []


def _is_as_left(path: Path, sums: _Sums, seen: Seen) -> bool:
    stated = sums.files.get(path.name)
    if not os.path.lexists(path):
        return stated is None or stated.bytes == 0 or path.name in _MADE_AGAIN
    if stated is None:
        return False
    place = _stand(path)
    if seen.get(path.name) == place:
        return True
    if not _fits(path, place[0], stated):
        return False
    seen[path.name] = place
    return True


def _stand(path: Path) -> tuple[int, int, int]:
    """The entry of a file in `Seen`."""
    with reported(path):
        found = path.lstat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def _fits(path: Path, size: int, stated: _Sum) -> bool:
    if stated.next is not UNSET and stated.next in {_ANY, _sum(path).sha256}:
        return True
    if size < stated.bytes or (size > stated.bytes and not stated.growing):
        return False
    return _sum(path, stated.bytes).sha256 == stated.sha256


def _read(folder: Path) -> _Sums | None:
    """The sums of a folder; without files if digests.json is unreadable."""
    path = folder / NAME
    if not os.path.lexists(path):
        return None
    with reported(path), os.fdopen(regular(path), "rb") as stream:
        content = stream.read()
    try:
        return decode_json(_Sums, content)
    except ValueError:
        return _Sums(files={})


def _sum(path: Path, length: int | None = None) -> _Sum:
    """The sum of the first `length` bytes of a file, or of the whole file."""
    found, size = hashlib.sha256(), 0
    with reported(path), os.fdopen(regular(path), "rb") as stream:
        while block := stream.read(_BLOCK if length is None else min(_BLOCK, length - size)):
            found.update(block)
            size += len(block)
    return _Sum(bytes=size, sha256=found.hexdigest())
