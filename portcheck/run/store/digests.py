"""digests.json: the SHA-256 sum of each file of a run folder that its verdicts are made from.

Whatever changes one of them on purpose brings its sum up to date, so that a file which was edited
by hand is found. That guards against slips and against quiet corrections, and not against somebody
who makes the sums again as well: for that a bundle is signed. While a file grows, what stood in it
before has a sum, so that a killed run is no edited one. A folder of an earlier version has none.
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
"""That have a sum, where they are there."""
OWN = frozenset({*FILES, NAME, "events.jsonl", "lock"})
"""Names in a run folder that no other file may take."""
_MADE_AGAIN = frozenset({"nights.json", "scores.jsonl", "report.json"})
"""From the others: who removes one of these changes nothing."""
_ANY = "any"
"""In place of the sum of what is made from other files: it is made again."""
_BLOCK = 2**20
Seen = dict[str, tuple[int, int, int]]
"""File to its size, time of change in nanoseconds and inode, when its sum was last checked."""


class _Sum(Value, kw_only=True):
    bytes: Whole
    """How many of the file, from its start, the sum is of."""
    sha256: str
    growing: bool = False
    """Lines are being added: more may follow."""
    next: str | UnsetType = UNSET
    """Sum of what is about to replace the file, or `_ANY`; a run that is killed leaves one of the
    two."""


Unstated = dict[str, _Sum]
"""Sums of files that were written and of which it is only stated that they may be new. With the
next one to be written, or in the end, they are stated together: each time takes the disk as long as
writing a file."""


class _Sums(Value, kw_only=True):
    files: dict[str, _Sum]
    record_version: Whole = 1


def has_digests(folder: Path) -> bool:
    """Whether a run folder has any: folders of earlier versions have none."""
    return (folder / NAME).is_file()


def begin(folder: Path, seen: Seen) -> None:
    """Gives a new run folder its sums.

    Args:
        folder: the run folder.
        seen: gets its files, which nobody can have changed since.

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
    """Writes a file of a run folder, whole or not at all.

    That it may be the new one is stated before the file is there: whenever this is ended, what is
    left is ours.

    Args:
        folder: the run folder.
        name: of the file.
        content: of the file.
        unstated: sums that are stated as well; gets that of the file.

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
    """Says that lines are added to a file; arguments and what it raises as in `replace`.

    The sum of a file that was `seen`, and to which nothing was added, is as it was.
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
    """States what may become of a file, and all that was not stated before.

    Returns:
        What is stated of the file as it is.
    """
    sums, before = _read(folder), _Sum(bytes=0, sha256=hashlib.sha256().hexdigest())
    if sums is not None:
        sums.files.update(unstated)
        before = sums.files.get(name, before)
        sums.files[name] = replace_fields(before, next=following, growing=growing)
        _write(folder, sums)
    unstated.clear()
    return before


@contextlib.contextmanager
def stated(folder: Path) -> Iterator[Unstated]:
    """In its end, the sums of all that was written within it are stated.

    Raises:
        StoreError: the folder cannot be read or written.
    """
    unstated: Unstated = {}
    try:
        yield unstated
    except BaseException:
        with contextlib.suppress(StoreError):  # what ends it has a reason of its own
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
    """The files that are not as portcheck left them, in the order of `FILES`.

    Args:
        folder: the run folder; one without sums has none that changed.
        seen: files that were checked before and are not read again; added to.

    Raises:
        StoreError: a file cannot be read.
    """
    sums = _read(folder)
    while sums is not None:
        guilty = [name for name in FILES if not _is_as_left(folder / name, sums, seen)]
        again = _read(folder)
        if not guilty or again == sums:
            return guilty
        sums = again  # another process has written meanwhile
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
    """What `Seen` holds of a file."""
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
    """The sums of a folder; none of files where they cannot be understood."""
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
    """Of the first bytes of a file, or of all of it."""
    found, size = hashlib.sha256(), 0
    with reported(path), os.fdopen(regular(path), "rb") as stream:
        while block := stream.read(_BLOCK if length is None else min(_BLOCK, length - size)):
            found.update(block)
            size += len(block)
    return _Sum(bytes=size, sha256=found.hexdigest())
