"""The run directory: one file a stage, samples append-only, everything else replaced whole.

    plan.json       the plan, with the resolved suite and the providers (never a key)
    run.json        id, times, why it is incomplete
    samples.jsonl   one executed call a line, as soon as it ends
    events.jsonl    what happened when, for monitoring; nothing is read back from it
    judgements.jsonl  what judges said, as soon as they did; see portcheck.run.panel.judgements
    scores.jsonl    one check's outcome a line
    labels.jsonl    what a person says of an answer, one line a label
    report.json     the report, and report.md beside it
    digests.json    SHA-256 sums of these files; see portcheck.run.store.digests

A crash leaves the old or the new file, and at most one torn last line in samples.jsonl,
labels.jsonl and events.jsonl, which is cut off when the file is opened for writing again. A sample
is handed to the system as soon as it ends, and carried to the disk in the background.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shlex
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import UNSET, Struct

from portcheck.errors import StoreError, UsageError
from portcheck.model.codec import encode_json
from portcheck.model.numbers import listing
from portcheck.model.run import EarlyStop, HistoryInfo, LabelLook, Look, Plan, Sample
from portcheck.model.suite import Plugin
from portcheck.run.store import digests
from portcheck.run.store.consistency import plan_fault
from portcheck.run.store.damage_messages import damaged, decoded, require_no_zeros
from portcheck.run.store.durable_files import (
    LineFile,
    ValueLog,
    private,
    regular,
    reported,
    sync_folder,
    whole_lines,
    write_file,
)
from portcheck.run.store.event_log import EventLog
from portcheck.run.store.plan_file.interning import Interned
from portcheck.run.store.plan_file.plan_text import PLAN_START, RECORD_VERSION, PlanFile, PlanText
from portcheck.run.store.samples import Samples, samples_in
from portcheck.run.store.scores import Scores
from portcheck.value import Value, Whole


class RunRecord(Value, kw_only=True):
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
    plugins: tuple[Plugin, ...] = ()
    """The dialects of other distributions that answers came through."""
    key: str = ""
    """Tells the run apart from another one that had the same id before or after it."""
    looks: tuple[Look, ...] = ()
    """Which look at its claims it is, one entry for each workload and candidate that is asked."""
    history: HistoryInfo | None = None
    """The history in which that was counted."""
    history_at: str = ""
    """Where that history is, as `--history` takes it; "": the file beside the run folder."""
    early: tuple[EarlyStop, ...] = ()
    """How far each workload came, where the run may stop early."""
    label_looks: tuple[LabelLook, ...] = ()
    """Each time that labels have decided a gate, by the number of groups that were labelled."""
    record_version: Whole = RECORD_VERSION


class _Versioned(Struct):
    """What is read of a file first: with records of another version, its other fields are too."""

    record_version: Any = UNSET


class RunStore:
    """One run directory. Only one process at a time holds it for writing.

    What was read or written once is kept: a plan never changes, and the holder of the lock is the
    only one who adds samples and scores.
    """

    def __init__(self, path: Path, like: Plan | None = None) -> None:
        """`like` is the plan of another run: what its plan has as well is in memory once."""
        self.path = path
        self._like = like
        self._plan: Plan | None = None
        self._samples: Samples | None = None
        self._scores: Scores | None = None
        self._checked: digests.Seen = {}
        self._unstated: digests.Unstated | None = None
        """Set while the run is held."""

    # --- opening ---------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, plan: Plan, record: RunRecord) -> RunStore:
        """A new run directory.

        Raises:
            UsageError: something stands there already.
            StoreError: it cannot be written.
        """
        store = cls(path)
        with reported(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                path.mkdir(mode=0o700)
            except FileExistsError:
                _require_empty(path)
        # The plan makes it a run folder: without the record beside it, it could not be resumed.
        write_file(path / "run.json", encode_json(record) + b"\n", new=True)
        written = PlanText(plan, path / "plan.json")
        write_file(path / "plan.json", written.pieces(), new=True)
        store._plan = written.stored()
        digests.begin(path, store._checked)
        with reported(path):
            sync_folder(path)
            sync_folder(path.parent)
        return store

    @classmethod
    def open(cls, path: Path, *, like: Plan | None = None) -> RunStore:
        """An existing run directory; `like` as in `RunStore`.

        Raises:
            UsageError: it is not a run directory.
        """
        if not (path / "plan.json").is_file():
            raise UsageError(
                f"{path} is not a run folder", hint="run folders hold a plan.json; see runs/"
            )
        return cls(path, like)

    @contextlib.contextmanager
    def locked(self, *, damaged: bool = False) -> Iterator[None]:
        """Holds the run for writing. May be entered again while it is held.

        Args:
            damaged: the run is held to be repaired, and may not be as portcheck left it.

        Raises:
            UsageError: another process holds it, or a file was changed by hand.
        """
        if self._unstated is not None:
            yield
            return
        with reported(self.path), os.fdopen(private(self.path / "lock"), "a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UsageError(
                    f"another process is writing {self.path}", hint="wait for it, or stop it"
                ) from None
            if not damaged:
                self.require_unchanged()
            with digests.stated(self.path) as unstated:
                self._unstated = unstated
                try:
                    yield
                finally:
                    self._unstated = None

    # --- reading ---------------------------------------------------------------------------

    def require_unchanged(self) -> None:
        """Looks whether its files are as portcheck left them; without digests nobody can tell.

        Raises:
            UsageError: a file was changed by hand.
            StoreError: a file cannot be read, or understood.
        """
        guilty = digests.changed_files(self.path, self._checked)
        if not guilty:
            return
        for read in (self.record, self.plan, self.samples, self.scores):
            read()  # of what is damaged there is more to say
        raise UsageError(
            f"{listing(guilty)} in {self.path} changed after portcheck wrote it: what follows from "
            "it is no evidence",
            hint="put it back as it was; to go on all the same, remove "
            f"{shlex.quote(str(self.path / digests.NAME))}: reports then say that there is none",
        )

    @property
    def has_digests(self) -> bool:
        """Whether a change by hand would be found: earlier versions wrote none."""
        return digests.has_digests(self.path)

    def plan(self) -> Plan:
        """The plan. Raises StoreError where it cannot be understood."""
        if self._plan is None:
            path = self.path / "plan.json"
            plan = self._plan_in_pieces(path)
            if plan is None:
                plan = Interned().plan(decoded(PlanFile, self._versioned(path.name), path).plan)
            if fault := plan_fault(plan):
                raise damaged(path, fault)
            self._plan = plan
        return self._plan

    def _plan_in_pieces(self, path: Path) -> Plan | None:
        """`None` where only a look at all of its file tells what it says, or is wrong with it."""
        try:
            with os.fdopen(regular(path), "rb") as stream:
                return Interned(self._like).plan_in(stream, path)
        except (OSError, ValueError):
            return None

    def record(self) -> RunRecord:
        """The facts of run.json. Raises StoreError where it cannot be understood."""
        path = self.path / "run.json"
        return record_in(self._versioned("run.json"), path)

    def samples(self) -> Samples:
        """Trial key to its last sample; a torn last line is left out. It grows with the run.

        Raises:
            StoreError: another line cannot be understood.
        """
        if self._samples is None:
            path, planned = self.path / "samples.jsonl", self.planned()
            found, offset = Samples(path), 0
            for lines, first in whole_lines(path):
                samples = samples_in(path, lines, first, planned)
                for sample, line in zip(samples, lines, strict=True):
                    found.add(planned[sample.trial], sample, offset, len(line))
                    offset += len(line)
            self._samples = found
        return self._samples

    def answered(self) -> frozenset[str]:
        """Keys of the trials that need not be asked again."""
        return self.samples().answered()

    def scores(self) -> Scores:
        """The scores of the last scoring. Raises StoreError where they cannot be understood."""
        if self._scores is None:
            keys = {} if self._plan is None else self.planned()
            self._scores = Scores.read(self.path / "scores.jsonl", keys)
        return self._scores

    def _versioned(self, name: str) -> bytes:
        """The content of a file of this version of records."""
        path = self.path / name
        if not os.path.lexists(path):
            raise damaged(path, "it is not there")
        with reported(path), os.fdopen(regular(path), "rb") as stream:
            require_no_zeros(path, stream.fileno())
            content = stream.read()
        if content.startswith(PLAN_START):  # of a plan, all of which would be looked through
            return content
        version = decoded(_Versioned, content, path).record_version
        if version is UNSET:
            raise damaged(path, "it has no record_version", 1)
        if version != RECORD_VERSION or isinstance(version, bool):
            raise StoreError(
                f"{path} was written by another version of portcheck: it has records "
                f"of version {str(version)[:20]}, and this one reads version {RECORD_VERSION}",
                hint="read it with the portcheck that wrote it; run.json names its version",
            )
        return content

    def planned(self) -> dict[str, str]:
        """Keys of all trials, each to itself as the plan has it in memory.

        Raises:
            StoreError: as `plan`.
        """
        keys = [trial.key for trial in self.plan().trials]
        return dict(zip(keys, keys, strict=True))

    # --- writing ---------------------------------------------------------------------------

    @contextlib.contextmanager
    def appending(self) -> Iterator[ValueLog[Sample]]:
        """Opens samples.jsonl for appending, after cutting off a torn last line.

        Raises:
            StoreError: it cannot be written; at the end: not all of it is known to be on the disk.
        """
        with (
            self._stated() as unstated,
            digests.growing(self.path, "samples.jsonl", unstated, self._checked),
        ):
            log = ValueLog[Sample](LineFile(self.path / "samples.jsonl"), self._keep)
            try:
                with reported(self.path):
                    sync_folder(self.path)
                yield log
            except BaseException:
                with contextlib.suppress(StoreError):  # what ends the run has a reason of its own
                    log.close()
                raise
            log.close()

    @contextlib.contextmanager
    def events(self) -> Iterator[EventLog]:
        """Opens events.jsonl for appending, after cutting off a torn last line.

        Raises:
            StoreError: it cannot be written.
        """
        file = LineFile(self.path / "events.jsonl")
        try:
            yield EventLog(file.append)
        finally:
            file.close()

    def _keep(self, sample: Sample, offset: int, length: int) -> None:
        if self._samples is not None:
            self._samples.add(sample.trial, sample, offset, length)

    def write_record(self, record: RunRecord) -> None:
        """Replaces run.json. Raises StoreError where it cannot be written."""
        self.write("run.json", encode_json(record) + b"\n")

    def write_scores(self, scores: Scores) -> None:
        """Replaces scores.jsonl. Raises StoreError where it cannot be written."""
        self._scores = scores
        self.write("scores.jsonl", scores.lines())

    def write(self, name: str, content: bytes | Iterable[bytes]) -> None:
        """Replaces one file of the directory, whole or not at all.

        Raises:
            StoreError: it cannot be written.
        """
        with self._stated() as unstated:
            digests.replace(self.path, name, content, unstated)

    @contextlib.contextmanager
    def _stated(self) -> Iterator[digests.Unstated]:
        """In its end the sums of what was written are stated, or once the run is held no more."""
        if self._unstated is not None:
            yield self._unstated
            return
        with digests.stated(self.path) as unstated:
            yield unstated


def _require_empty(path: Path) -> None:
    if path.is_dir() and not any(path.iterdir()):
        return
    begun = (path / "plan.json").exists()
    resume = f"resume it: portcheck resume {shlex.quote(str(path))}"
    hint = resume if begun else "name another with --out"
    raise UsageError(f"{path} exists already", hint=hint)


def point_latest(run: Path) -> None:
    """Makes `latest` beside the run name it; a file system without links is left as it is."""
    link = run.parent / "latest"
    with contextlib.suppress(OSError):
        if link.is_symlink() or not link.exists():
            link.unlink(missing_ok=True)
            link.symlink_to(run.name)


def record_in(content: bytes, path: Path) -> RunRecord:
    """What a run.json says. Raises StoreError where it cannot be understood."""
    record = decoded(RunRecord, content, path)
    for time in filter(None, (record.started_at, record.finished_at)):
        try:
            datetime.fromisoformat(time)
        except ValueError as exc:
            raise damaged(path, str(exc), 1) from exc
    return record
