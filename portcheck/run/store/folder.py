"""The run folder: one file per stage; samples are appended, other files are replaced whole.

    plan.json       the plan, with the resolved suite and the providers (never a key)
    run.json        id, times, why the run is incomplete
    samples.jsonl   one executed call per line, written as soon as it ends
    events.jsonl    timestamped events for monitoring; never read back
    judgements.jsonl  judgements, written as they arrive; see portcheck.run.panel.judgements
    scores.jsonl    one outcome of a check per line
    labels.jsonl    one label of a person per line
    report.json     the report, with report.md next to it
    digests.json    SHA-256 sums of these files; see portcheck.run.store.digests

A crash leaves the old or the new file, and at most one torn last line in samples.jsonl,
labels.jsonl and events.jsonl, which is cut off when the file is next opened for writing. A sample
is written as soon as it ends and synced to disk in the background.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
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
    remove_unfinished,
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
from portcheck.shell_words import file_word
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
    """Identity of each provider: id, host, provenance."""
    plugins: tuple[Plugin, ...] = ()
    """Plugins whose dialects the run's providers use."""
    key: str = ""
    """Distinguishes the run from other runs with the same id."""
    looks: tuple[Look, ...] = ()
    """Which look at its claims this is, one entry per workload and candidate."""
    history: HistoryInfo | None = None
    """The history in which the looks are counted."""
    history_at: str = ""
    """Place of that history, in the form of `--history`; "": the file next to the run folder."""
    early: tuple[EarlyStop, ...] = ()
    """Progress of each workload if the run may stop early."""
    label_looks: tuple[LabelLook, ...] = ()
    """Each time that labels decided a gate, with the number of labelled groups."""
    record_version: Whole = RECORD_VERSION


class _Versioned(Struct):
    """Read first: with another record version, the other fields differ too."""

    record_version: Any = UNSET


class RunStore:
    """A run folder; only one process at a time may write to it.

    Plan, samples and scores are cached: a plan never changes, and only the holder of the lock adds
    samples and scores.
    """

    def __init__(self, path: Path, like: Plan | None = None) -> None:
        """`like` is the plan of another run; values that both plans share are kept once."""
        self.path = path
        self._like = like
        self._plan: Plan | None = None
        self._samples: Samples | None = None
        self._scores: Scores | None = None
        self._checked: digests.Seen = {}
        self._unstated: digests.Unstated | None = None
        """Set while the lock is held."""

    # --- opening ---------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, plan: Plan, record: RunRecord) -> RunStore:
        """Create a run folder.

        Raises:
            UsageError: the path exists and is not an empty folder.
            StoreError: it cannot be written.
        """
        store = cls(path)
        with reported(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                path.mkdir(mode=0o700)
            except FileExistsError:
                _require_empty(path)
        # The plan makes it a run folder, so it comes last: resuming also needs run.json.
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
        """Open an existing run folder; for `like` see `RunStore`.

        Raises:
            UsageError: it is not a run folder.
        """
        if not (path / "plan.json").is_file():
            raise UsageError(
                f"{path} is not a run folder", hint="run folders hold a plan.json; see runs/"
            )
        return cls(path, like)

    @contextlib.contextmanager
    def locked(self, *, damaged: bool = False) -> Iterator[None]:
        """Lock the run for writing; reentrant.

        Args:
            damaged: the run is to be repaired, so changed files are accepted.

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
            remove_unfinished(self.path, digests.OWN | {"report.md"})
            with digests.stated(self.path) as unstated:
                self._unstated = unstated
                try:
                    yield
                finally:
                    self._unstated = None

    # --- reading ---------------------------------------------------------------------------

    def require_unchanged(self) -> None:
        """Check by the digests, if there are any, that no file was changed by hand.

        Raises:
            UsageError: a file was changed by hand.
            StoreError: a file is unreadable or damaged.
        """
        guilty = digests.changed_files(self.path, self._checked)
        if not guilty:
            return
        for read in (self.record, self.plan, self.samples, self.scores):
            read()  # raises a more precise error if the file is damaged
        raise UsageError(
            f"{listing(guilty)} in {self.path} changed after portcheck wrote it: what follows from "
            "it is no evidence",
            hint="put it back as it was; to go on all the same, remove "
            f"{file_word(self.path / digests.NAME)}: reports then say that there is none",
        )

    @property
    def has_digests(self) -> bool:
        """Whether changes by hand can be found; earlier versions wrote no digests."""
        return digests.has_digests(self.path)

    def plan(self) -> Plan:
        """The plan. Raises StoreError if it is unreadable."""
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
        """Read the plan in pieces; `None` if the file must be read as a whole."""
        try:
            with os.fdopen(regular(path), "rb") as stream:
                return Interned(self._like).plan_in(stream, path)
        except (OSError, ValueError):
            return None

    def record(self) -> RunRecord:
        """The facts of run.json. Raises StoreError if it is unreadable."""
        path = self.path / "run.json"
        return record_in(self._versioned("run.json"), path)

    def samples(self) -> Samples:
        """Trial key to its last sample, growing with the run; a torn last line is left out.

        Raises:
            StoreError: another line is unreadable.
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
        """Keys of the trials that have an answer or a final failure."""
        return self.samples().answered()

    def scores(self) -> Scores:
        """The scores of the last scoring. Raises StoreError if they are unreadable."""
        if self._scores is None:
            keys = {} if self._plan is None else self.planned()
            self._scores = Scores.read(self.path / "scores.jsonl", keys)
        return self._scores

    def _versioned(self, name: str) -> bytes:
        """The content of a file, after checking its record version."""
        path = self.path / name
        if not os.path.lexists(path):
            raise damaged(path, "it is not there")
        with reported(path), os.fdopen(regular(path), "rb") as stream:
            require_no_zeros(path, stream.fileno())
            content = stream.read()
        if content.startswith(PLAN_START):  # saves decoding a whole plan for its version
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
        """The keys of all trials, each to the plan's own string object.

        Raises:
            StoreError: see `plan`.
        """
        keys = [trial.key for trial in self.plan().trials]
        return dict(zip(keys, keys, strict=True))

    # --- writing ---------------------------------------------------------------------------

    @contextlib.contextmanager
    def appending(self) -> Iterator[ValueLog[Sample]]:
        """Open samples.jsonl for appending, after cutting off a torn last line.

        Raises:
            StoreError: it cannot be written, or (at the end) a sync failed.
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
                with contextlib.suppress(StoreError):  # the first error matters more
                    log.close()
                raise
            log.close()

    @contextlib.contextmanager
    def events(self) -> Iterator[EventLog]:
        """Open events.jsonl for appending, after cutting off a torn last line.

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
        """Replace run.json. Raises StoreError if it cannot be written."""
        self.write("run.json", encode_json(record) + b"\n")

    def write_scores(self, scores: Scores) -> None:
        """Replace scores.jsonl. Raises StoreError if it cannot be written."""
        self._scores = scores
        self.write("scores.jsonl", scores.lines())

    def write(self, name: str, content: bytes | Iterable[bytes]) -> None:
        """Replace one file of the folder atomically.

        Raises:
            StoreError: it cannot be written.
        """
        with self._stated() as unstated:
            digests.replace(self.path, name, content, unstated)

    @contextlib.contextmanager
    def _stated(self) -> Iterator[digests.Unstated]:
        """Write the sums of changed files at the end, or when the lock is released."""
        if self._unstated is not None:
            yield self._unstated
            return
        with digests.stated(self.path) as unstated:
            yield unstated


def _require_empty(path: Path) -> None:
    if path.is_dir() and not any(path.iterdir()):
        return
    begun = (path / "plan.json").exists()
    resume = f"resume it: portcheck resume {file_word(path)}"
    hint = resume if begun else "name another with --out"
    raise UsageError(f"{path} exists already", hint=hint)


def point_latest(run: Path) -> None:
    """Point the link `latest` next to the run at it, if the file system supports links."""
    link = run.parent / "latest"
    with contextlib.suppress(OSError):
        if link.is_symlink() or not link.exists():
            link.unlink(missing_ok=True)
            link.symlink_to(run.name)


def record_in(content: bytes, path: Path) -> RunRecord:
    """Decode a run.json. Raises StoreError if it is unreadable."""
    record = decoded(RunRecord, content, path)
    for time in filter(None, (record.started_at, record.finished_at)):
        try:
            datetime.fromisoformat(time)
        except ValueError as exc:
            raise damaged(path, str(exc), 1) from exc
    return record
