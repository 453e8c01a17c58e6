"""The run directory: one file a stage, samples append-only, everything else replaced whole.

    plan.json       the plan, with the resolved suite and the providers (never a key)
    run.json        id, times, why it is incomplete
    samples.jsonl   one executed call a line, as soon as it ends
    events.jsonl    what happened when, for whoever watches; nothing is read back from it
    scores.jsonl    one check's outcome a line
    report.json     the report, and report.md beside it

A crash leaves the old or the new file, and at most one torn last line in samples.jsonl, which is
cut off when the directory is opened again.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from portcheck.errors import StoreError, UsageError
from portcheck.model.codec import decode, encode, json_pieces
from portcheck.model.run import Plan, Sample, Trial
from portcheck.model.score import Score
from portcheck.model.suite import Case
from portcheck.run.journal import Journal
from portcheck.run.samples import Samples

RECORD_VERSION = 1
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """The facts of run.json."""

    id: str
    portcheck_version: str
    started_at: str
    """UTC, ISO 8601."""
    finished_at: str = ""
    incomplete: str = ""
    interrupted: bool = False
    providers: tuple[dict[str, Any], ...] = ()
    """What each provider said of itself: host, provenance."""
    record_version: int = RECORD_VERSION


class RunStore:
    """One run directory. Only one process at a time holds it for writing.

    What was read or written once is kept: a plan never changes, and the holder of the lock is the
    only one who adds samples and scores.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._plan: Plan | None = None
        self._samples: Samples | None = None
        self._scores: tuple[Score, ...] | None = None

    # --- opening ---------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, plan: Plan, record: RunRecord) -> RunStore:
        """A new run directory.

        Raises:
            UsageError: something stands there already.
            StoreError: it cannot be written.
        """
        store = cls(path)
        with _reported(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                path.mkdir(mode=0o700)
            except FileExistsError:
                _require_empty(path)
        store._plan = plan
        write_file(path / "plan.json", _plan_pieces(plan), new=True)
        store.write_record(record)
        return store

    @classmethod
    def open(cls, path: Path) -> RunStore:
        """An existing run directory.

        Raises:
            UsageError: it is none.
        """
        if not (path / "plan.json").is_file():
            raise UsageError(
                f"{path} is not a run folder", hint="run folders hold a plan.json; see runs/"
            )
        return cls(path)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the run for writing.

        Raises:
            UsageError: another process holds it.
        """
        with _reported(self.path), os.fdopen(_private(self.path / "lock"), "a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UsageError(
                    f"another process is writing {self.path}", hint="wait for it, or end it"
                ) from None
            yield

    # --- reading ---------------------------------------------------------------------------

    def plan(self) -> Plan:
        """The plan. Raises StoreError where it cannot be understood."""
        if self._plan is None:
            plan = self._decoded(Plan, self._json("plan.json").get("plan"), "plan.json")
            if not _is_whole(plan):
                raise StoreError(f"{self.path / 'plan.json'} is damaged: its trials do not fit")
            self._plan = plan
        return self._plan

    def record(self) -> RunRecord:
        """The facts of run.json. Raises StoreError where it cannot be understood."""
        return self._decoded(RunRecord, self._json("run.json"), "run.json")

    def samples(self) -> Samples:
        """Trial key to its last sample; a torn last line is left out. It grows with the run.

        Raises:
            StoreError: another line cannot be understood.
        """
        if self._samples is None:
            found = Samples(self.path / "samples.jsonl")
            for sample, offset, length in self._lines("samples.jsonl", Sample):
                found.add(sample, offset, length)
            self._samples = found
        return self._samples

    def answered(self) -> frozenset[str]:
        """Keys of the trials that need not be asked again."""
        return self.samples().answered()

    def scores(self) -> tuple[Score, ...]:
        """The scores of the last scoring. Raises StoreError where they cannot be understood."""
        if self._scores is None:
            self._scores = tuple(score for score, _, _ in self._lines("scores.jsonl", Score))
        return self._scores

    def _json(self, name: str) -> dict[str, Any]:
        with _reported(self.path / name):
            content = (self.path / name).read_bytes()
        try:
            data = json.loads(content)
        except (ValueError, RecursionError) as exc:
            raise StoreError(f"{self.path / name} is damaged: {exc}") from exc
        if not isinstance(data, dict) or data.get("record_version") != RECORD_VERSION:
            raise StoreError(
                f"{self.path / name} was written by another version of portcheck",
                hint=f"this version reads records of version {RECORD_VERSION}",
            )
        return data

    def _decoded(self, kind: type[T], data: Any, name: str) -> T:
        try:
            return decode(kind, data)
        except (ValueError, KeyError, TypeError, AttributeError) as exc:
            raise StoreError(f"{self.path / name} is damaged: {exc}") from exc

    def _lines(self, name: str, kind: type[T]) -> Iterator[tuple[T, int, int]]:
        """The value of each whole line, and the line's offset and length in bytes."""
        path = self.path / name
        if not path.exists():
            return
        offset = 0
        with _reported(path), path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                if not line.endswith(b"\n"):
                    return
                try:
                    data = json.loads(line)
                except (ValueError, RecursionError) as exc:
                    raise StoreError(f"{path}:{number} is damaged: {exc}") from exc
                yield self._decoded(kind, data, f"{name}:{number}"), offset, len(line)
                offset += len(line)

    # --- writing ---------------------------------------------------------------------------

    @contextlib.contextmanager
    def appending(self) -> Iterator[SampleLog]:
        """Opens samples.jsonl for appending, after cutting off a torn last line."""
        path = self.path / "samples.jsonl"
        with _reported(path):
            handle = _private(path)
        try:
            with _reported(path):
                _cut_torn_tail(handle)
            yield SampleLog(path, handle, self._keep)
        finally:
            os.close(handle)

    @contextlib.contextmanager
    def journal(self) -> Iterator[Journal]:
        """Opens events.jsonl for appending."""
        path = self.path / "events.jsonl"
        with _reported(path):
            handle = _private(path)
        with _reported(path), os.fdopen(handle, "w", encoding="ascii") as stream:
            yield Journal(stream)

    def _keep(self, sample: Sample, offset: int, length: int) -> None:
        if self._samples is not None:
            self._samples.add(sample, offset, length)

    def write_record(self, record: RunRecord) -> None:
        """Replaces run.json."""
        self.write("run.json", _dumps(encode(record)))

    def write_scores(self, scores: Iterable[Score]) -> None:
        """Replaces scores.jsonl."""
        self._scores = tuple(scores)
        self.write("scores.jsonl", (_line(encode(score)).encode() for score in self._scores))

    def write(self, name: str, content: bytes | Iterable[bytes]) -> None:
        """Replaces one file of the directory, whole or not at all."""
        write_file(self.path / name, content)


class SampleLog:
    """samples.jsonl, open for appending."""

    def __init__(self, path: Path, handle: int, keep: Callable[[Sample, int, int], None]) -> None:
        self._path = path
        self._handle = handle
        self._keep = keep
        self._size = os.fstat(handle).st_size

    def append(self, sample: Sample) -> None:
        """Adds one sample; it survives the death of the process from then on.

        Raises:
            StoreError: the disk did not take it.
        """
        data = _line(encode(sample)).encode()
        with _reported(self._path):
            written = os.write(self._handle, data)
            if written < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._keep(sample, self._size, len(data))
        self._size += len(data)


def write_file(path: Path, content: bytes | Iterable[bytes], *, new: bool = False) -> None:
    """Writes a file of mode 0600 so that a crash leaves the old or the new one, never half.

    Args:
        path: where; a link is followed, a device or pipe is written to.
        content: the whole content, or its pieces in order.
        new: refuse to replace what is there, also when it came there this very moment.

    Raises:
        StoreError: it cannot be written.
        UsageError: `new`, and something is there.
    """
    pieces = (content,) if isinstance(content, bytes) else content
    with _reported(path):
        in_system = path.absolute().parts[1:2] in {("dev",), ("proc",)}
        if in_system or (path.exists() and not path.is_file()):
            with path.open("wb") as stream:
                stream.writelines(pieces)
            return
        path = path.resolve()
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
                f"{path} exists already", hint=f"go on with it: portcheck resume {path.parent}"
            ) from None
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _place_new(written: Path, path: Path) -> None:
    """Gives a written file its name unless that is taken, in one step where links exist."""
    try:
        path.hardlink_to(written)
        written.unlink()
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        written.replace(path)


def _require_empty(path: Path) -> None:
    if path.is_dir() and not any(path.iterdir()):
        return
    begun = (path / "plan.json").exists()
    hint = f"go on with it: portcheck resume {path}" if begun else "name another with --out"
    raise UsageError(f"{path} exists already", hint=hint)


def _is_whole(plan: Plan) -> bool:
    """Whether every case has the repeats of everybody who is asked, and nothing else is in it."""
    wanted = {
        (workload.id, case.id, spec.id, repeat)
        for workload in plan.suite.workloads
        for case in workload.cases
        for spec in plan.providers
        if plan.asks(workload.id, spec.id)
        for repeat in range(case.repeats)
    }
    found = [(trial.workload, trial.case, trial.provider, trial.repeat) for trial in plan.trials]
    ids = {spec.id for spec in plan.providers}
    return (
        len(found) == len(wanted)
        and set(found) == wanted
        and {plan.baseline, *plan.candidates} == ids
    )


def point_latest(run: Path) -> None:
    """Makes `latest` beside the run name it; a file system without links is left as it is."""
    link = run.parent / "latest"
    with contextlib.suppress(OSError):
        if link.is_symlink() or not link.exists():
            link.unlink(missing_ok=True)
            link.symlink_to(run.name)


def _private(path: Path) -> int:
    """A file handle for reading and appending; a new file is readable by its owner alone."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)


def _cut_torn_tail(handle: int) -> None:
    size = os.fstat(handle).st_size
    end, chunk = size, 65536
    while end > 0:
        start = max(0, end - chunk)
        found = os.pread(handle, end - start, start).rfind(b"\n")
        if found >= 0:
            os.ftruncate(handle, start + found + 1)
            return
        end = start
    os.ftruncate(handle, 0)


def _plan_pieces(plan: Plan) -> Iterator[bytes]:
    yield b'{"record_version":%d,"plan":' % RECORD_VERSION
    for piece in json_pieces(plan, _COMPACT.encode, (Case, Trial)):
        yield piece.encode()
    yield b"}\n"


def _dumps(data: Any) -> bytes:
    """ASCII on one line: the fast encoder, and no surrogate can break it."""
    return (json.dumps(data) + "\n").encode()


_COMPACT = json.JSONEncoder(separators=(",", ":"))


def _line(data: Any) -> str:
    return _COMPACT.encode(data) + "\n"


@contextlib.contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        reason = exc.strerror or str(exc)
        raise StoreError(
            f"{path}: {reason}", hint="what is already in the run folder stays there"
        ) from exc
