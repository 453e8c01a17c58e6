"""Write files that survive a crash: private, without torn ends, synced to disk."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import tempfile
import threading
from collections.abc import Callable, Container, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Generic, TypeVar

from portcheck.errors import FULL_DISK, StoreError, UsageError
from portcheck.model.codec import encode_json
from portcheck.shell_words import file_word
from portcheck.value import Value

GATHER_S = 0.2
"""Seconds for which lines are collected before one sync. A sync costs as much CPU as ten calls:
every 20 ms it took a seventh of a run's CPU time."""
TOGETHER_BYTES = 256 * 1024
"""Approximate size of the lines that are read together."""
_NOT_FOR_FOLDERS = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EPERM})
"""Errors of file systems that cannot or need not sync a folder."""

_LINKS = frozenset({errno.ELOOP, errno.EMLINK})
"""Errors for a link that must not be followed."""

_CURES = dict.fromkeys(
    (errno.EACCES, errno.EPERM, errno.EROFS), "make it readable and writable, or name another place"
)
"""Hints for errors of the system."""

_UNFINISHED = re.compile(r"\.(.+)\.[a-z0-9_]{8}")
"""The name that `write_file` gives a file until it is whole, with the random part of `tempfile`."""

_sync_data = getattr(os, "fdatasync", os.fsync)
"""Not every system has `fdatasync`."""


@contextlib.contextmanager
def reported(path: Path) -> Iterator[None]:
    """Convert an `OSError` about a file into a `StoreError`."""
    try:
        yield
    except OSError as exc:
        raise failed(path, exc) from exc


def failed(path: Path, exc: OSError) -> StoreError:
    """The `StoreError` for a file that could not be read or written."""
    reason = exc.strerror or str(exc)
    cure = "free some disk space" if exc.errno in FULL_DISK else _CURES.get(exc.errno or 0, "")
    hint = "; ".join(filter(None, [cure, "what was there before is still there"]))
    return StoreError(f"{path}: {reason}", hint=hint)


def regular(path: Path, flags: int = os.O_RDONLY) -> int:
    """Open a regular file without following links, as a run folder may come from anyone.

    Raises:
        OSError: the file cannot be opened; it is a link, a device or a pipe; or it is opened for
            writing and has a second name (hard link).
    """
    try:
        handle = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    except OSError as exc:
        if exc.errno in _LINKS and path.is_symlink():
            raise OSError(exc.errno, "a link, which is not followed in a run folder") from None
        raise
    found = os.fstat(handle)
    fault = "" if stat.S_ISREG(found.st_mode) else "not a regular file"
    if not fault and flags & (os.O_WRONLY | os.O_RDWR) and found.st_nlink > 1:
        fault = "the file has another name as well (a hard link), and would change there too"
    if fault:
        os.close(handle)
        raise OSError(errno.EINVAL, fault)
    return handle


def private(path: Path) -> int:
    """Open a file for reading and appending; a new file is readable only by its owner.

    Raises:
        OSError: see `regular`.
    """
    return regular(path, os.O_RDWR | os.O_CREAT | os.O_APPEND)


def cut_torn_tail(handle: int) -> None:
    """Cut off everything after the last complete line of a file."""
    size = os.fstat(handle).st_size
    end, chunk = size, 65536
    while end > 0:
        start = max(0, end - chunk)
        found = os.pread(handle, end - start, start).rfind(b"\n")
        if found >= 0:
            if start + found + 1 < size:  # an unchanged file keeps its modification time
                os.ftruncate(handle, start + found + 1)
            return
        end = start
    os.ftruncate(handle, 0)


def sync_folder(path: Path) -> None:
    """Sync the names in a folder to disk if the file system supports it.

    Raises:
        OSError: the disk failed.
    """
    try:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as exc:
        if exc.errno not in _NOT_FOR_FOLDERS:
            raise


def whole_lines(path: Path) -> Iterator[tuple[list[bytes], int]]:
    """Yield the lines of a file in portions, each with the number of its first line.

    Yields nothing if there is no file; a last line without a line feed is left out. A line with
    zero bytes, which text never has, is shortened: it may be gigabytes long.

    Raises:
        StoreError: the file cannot be read.
    """
    if not os.path.lexists(path):
        return
    first = 1
    with reported(path), os.fdopen(regular(path), "rb") as stream:
        begun: list[bytes] = []
        while block := stream.read(TOGETHER_BYTES):
            end = block.rfind(b"\n") + 1
            if end:
                lines = BytesIO(b"".join((*begun, block[:end]))).readlines()
                yield lines, first
                first += len(lines)
                begun.clear()
            rest = block[end:]
            if b"\0" in rest:
                begun, rest = [], b"\0"
            begun.append(rest)


def write_file(
    path: Path, content: bytes | Iterable[bytes], *, new: bool = False, follow: bool = True
) -> None:
    """Write a file of mode 0600 atomically: a crash leaves the old or the new file.

    Args:
        path: the file.
        content: the whole content, or its pieces in order.
        new: never replace an existing file, even one created at the same moment.
        follow: follow links and write to devices and pipes; otherwise they are replaced.

    Raises:
        StoreError: the file cannot be written.
        UsageError: `new` is set and the file exists.
    """
    pieces = (content,) if isinstance(content, bytes) else content
    with reported(path):
        in_system = path.absolute().parts[1:2] in {("dev",), ("proc",)}
        if follow and (in_system or (path.exists() and not path.is_file())):
            with path.open("wb") as stream:
                stream.writelines(pieces)
            return
        path = path.resolve() if follow else path.absolute()
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as out:
                out.writelines(pieces)
                out.flush()
                os.fsync(out.fileno())
            if new:
                _place_new(Path(name), path)
            else:
                Path(name).replace(path)
        except FileExistsError:
            Path(name).unlink(missing_ok=True)
            raise UsageError(
                f"{path} exists already",
                hint=f"resume it: portcheck resume {file_word(path.parent)}",
            ) from None
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def remove_unfinished(folder: Path, names: Container[str]) -> None:
    """Remove the parts of files that killed processes left.

    Args:
        folder: where nobody else writes these files at the moment.
        names: the files that `write_file` may not have finished.
    """
    with os.scandir(folder) as found:
        for entry in found:
            part = _UNFINISHED.fullmatch(entry.name)
            if part and part[1] in names and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):  # it only takes room
                    Path(entry).unlink()


def _place_new(written: Path, path: Path) -> None:
    """Rename a new file unless the name is taken; atomic on file systems with hard links."""
    try:
        path.hardlink_to(written)
        written.unlink()
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        written.replace(path)


class LineFile:
    """A file that whole lines are appended to.

    Nothing is written after a line that was cut short: it can only be cut off while it is the last.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file and cut off a torn last line.

        Raises:
            StoreError: it cannot be written.
        """
        self.path = path
        self._torn = False
        with reported(path):
            self.handle = private(path)
            try:
                cut_torn_tail(self.handle)
                self._size = os.fstat(self.handle).st_size
            except BaseException:
                os.close(self.handle)
                raise

    def append(self, lines: bytes) -> int:
        """Append lines, each with its line feed, in one write.

        After that they survive the death of the process.

        Returns:
            Offset of the first line in bytes.

        Raises:
            StoreError: the write failed.
        """
        # Called once or twice per answer; `reported` would cost as much as the write.
        try:
            written = 0 if self._torn else os.write(self.handle, lines)
        except OSError as exc:
            raise failed(self.path, exc) from exc
        if written < len(lines):
            self._torn = True
            raise failed(self.path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
        self._size += written
        return self._size - written

    def close(self) -> None:
        """Close the file."""
        os.close(self.handle)


class BackgroundSync:
    """Syncs a file to disk in its own thread.

    One sync runs at a time and the next one covers everything written meanwhile, so that many lines
    share the cost of one sync (group commit: DeWitt et al. 1984) and no caller waits for the disk.
    """

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._error: OSError | None = None
        self._thread: threading.Thread | None = None

    def written(self) -> None:
        """Request a sync after a write.

        Raises:
            OSError: an earlier sync failed, so the file may not be on the disk.
        """
        if self._error is not None:
            raise self._error
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="sync", daemon=True)
            self._thread.start()
        if not self._wake.is_set():
            self._wake.set()

    def close(self) -> None:
        """Wait until everything is on the disk.

        Raises:
            OSError: a sync failed.
        """
        if self._thread is not None:
            self._closing.set()
            self._wake.set()
            self._thread.join()
            self._thread = None
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        while self._error is None:
            self._wake.wait()
            self._closing.wait(GATHER_S)
            # In this order: a line or `close` after the clearing wakes the thread again.
            self._wake.clear()
            last = self._closing.is_set()
            try:
                _sync_data(self._handle)
            except OSError as exc:
                self._error = exc
            if last:
                return


T = TypeVar("T", bound=Value)


class ValueLog(Generic[T]):
    """A file that stores one value per line, such as answers or judgements."""

    def __init__(self, file: LineFile, keep: Callable[[T, int, int], None]) -> None:
        """`keep` gets each value with the offset and length of its line after it was written."""
        self._file = file
        self._keep = keep
        self._sync = BackgroundSync(file.handle)

    def append(self, *values: T) -> None:
        """Append values in one write; after that they survive the death of the process.

        They survive a loss of power as soon as a background thread has synced them.

        Raises:
            StoreError: the write or an earlier sync failed.
        """
        if not values:
            return
        lines = [encode_json(value) + b"\n" for value in values]
        offset = self._file.append(b"".join(lines))
        try:
            self._sync.written()
        except OSError as exc:
            raise failed(self._file.path, exc) from exc
        for value, line in zip(values, lines, strict=True):
            self._keep(value, offset, len(line))
            offset += len(line)

    def close(self) -> None:
        """Wait until every value is on the disk, then close the file.

        Raises:
            StoreError: a sync failed.
        """
        try:
            with reported(self._file.path):
                self._sync.close()
        finally:
            self._file.close()
