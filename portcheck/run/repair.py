"""Repair a damaged run folder: valid parts stay, and lost answers are asked for again.

Only parts that a run can lose are repaired: answers are asked for again, scores are recomputed, and
run.json is rebuilt from its readable parts. The plan cannot be repaired, because without it the
questions are unknown. A file is copied before it is changed, and earlier copies are never
overwritten.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Container, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec.structs import fields

from portcheck import __version__
from portcheck.errors import StoreError, UsageError
from portcheck.model.codec import decode, decode_json
from portcheck.model.numbers import count
from portcheck.model.run import Sample
from portcheck.run.history.address import default_address, read_address
from portcheck.run.history.database.ledger import Ledger
from portcheck.run.history.database.transaction import opened
from portcheck.run.history.record_looks import begin
from portcheck.run.nights.nights_file import NAME as NIGHTS
from portcheck.run.nights.nights_file import read_nights
from portcheck.run.store.consistency import sample_fault
from portcheck.run.store.damage_messages import written_by_newer
from portcheck.run.store.durable_files import regular, reported, sync_folder, whole_lines
from portcheck.run.store.folder import RunRecord, RunStore
from portcheck.run.store.scores import Scores

_TOGETHER_BYTES = 2**20
_LONGEST_RECORD = 2**24
"""Most bytes of a damaged run.json that are read."""


def repaired(store: RunStore, history: str = "") -> tuple[str, ...]:
    """Repair a run folder that was just opened.

    Args:
        store: the run folder.
        history: the history with its looks, as for `--history`; "": the file next to the folder.

    Returns:
        One sentence for each repaired file.

    Raises:
        UsageError: another process writes the folder, or the ledger of looks is damaged.
        StoreError: the folder cannot be read or written, its plan is damaged, or a newer portcheck
            wrote it, so that a repair would lose answers.
    """
    with store.locked(damaged=True):
        if newer := written_by_newer(store.path):
            raise StoreError(
                f"{store.path} was written by a newer portcheck, {newer} (this is {__version__}); "
                "the parts that this one cannot read may not be damaged",
                hint=f"update portcheck to {newer} or later",
            )
        planned = store.planned()
        done = [
            _record(store, history),
            _lines(store.path / "samples.jsonl", _sample_of(planned), "asked for again"),
            _scores(store.path / "scores.jsonl"),
            _lines(store.path / "events.jsonl", _event, "left out"),
            _nights(store.path),
        ]
    return tuple(filter(None, done))


def _record(store: RunStore, history: str) -> str:
    with contextlib.suppress(StoreError):
        store.record()
        return ""
    path = store.path / "run.json"
    # The look is counted before the record is written: without it, verdicts would be too lenient.
    record = begin(store.plan(), store, _rebuilt(path, history), history)
    kept = _kept_beside(path) if path.exists() else ""
    store.write_record(record)
    return f"{path} was damaged: it is rebuilt from the other files{kept}"


def _rebuilt(path: Path, history: str) -> RunRecord:
    """The readable part of a record, and replacements for the rest."""
    stated: Any = None
    with (
        contextlib.suppress(OSError, ValueError, RecursionError),
        os.fdopen(regular(path), "rb") as stream,
    ):
        stated = json.loads(stream.read(_LONGEST_RECORD))
    known: dict[str, Any] = {
        "id": path.parent.resolve().name,
        "portcheck_version": __version__,
        "started_at": _begun(path.parent),
    }
    for field in fields(RunRecord) if isinstance(stated, dict) else ():
        if field.name in stated and field.name != "record_version":
            with contextlib.suppress(ValueError):
                known[field.name] = decode(field.type, stated[field.name])
    for name in ("started_at", "finished_at"):
        try:
            datetime.fromisoformat(known.get(name) or known["started_at"])
        except ValueError:
            known[name] = _begun(path.parent)
    if not known.get("key"):
        known["key"] = _key_of(path.parent, history) or os.urandom(8).hex()
    return RunRecord(**known)


def _key_of(folder: Path, history: str) -> str:
    """The key under which the looks of a run were counted, so that they are not counted twice.

    "" if the ledger has no single key: the run then counts as new, which is stricter.
    """
    with contextlib.suppress(UsageError, StoreError):
        address = read_address(history) if history else default_address(folder)
        if address.path is not None and not address.path.is_file():
            return ""
        with opened(address, read_only=True) as connection:
            keys = Ledger(connection).keys(folder.resolve().name)
            return keys[0] if len(keys) == 1 else ""
    return ""


def _begun(folder: Path) -> str:
    """The time at which a run began: when its plan was written; UTC, ISO 8601."""
    with reported(folder):
        at = (folder / "plan.json").stat().st_mtime
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _sample_of(planned: Container[str]) -> Callable[[bytes], None]:
    def check(line: bytes) -> None:
        if fault := sample_fault(decode_json(Sample, line), planned):
            raise ValueError(fault)

    return check


def _event(line: bytes) -> None:
    decode_json(dict[str, Any], line)


def _lines(path: Path, check: Callable[[bytes], None], what: str) -> str:
    """Remove the lines of a file for which `check` raises ValueError.

    Returns:
        A sentence about the repair, where `what` says what becomes of the content; "" if no line is
        damaged.
    """
    damaged = 0

    def sound() -> Iterator[bytes]:
        nonlocal damaged
        for lines, _ in whole_lines(path):
            for line in lines:
                try:
                    check(line)
                except ValueError:
                    damaged += 1
                else:
                    yield line

    for _ in sound():
        pass
    if not damaged:
        return ""
    number, kept = damaged, _kept_beside(path)
    RunStore(path.parent).write(path.name, sound())
    return f"{path} had {count(number, 'damaged line')}: their content is {what}{kept}"


def _scores(path: Path) -> str:
    with contextlib.suppress(StoreError):
        Scores.read(path)
        return ""
    return f"{path} is damaged: the answers are scored again{_taken_away(path)}"


def _nights(folder: Path) -> str:
    with contextlib.suppress(StoreError):
        read_nights(folder)
        return ""
    path = folder / NIGHTS
    return f"{path} is damaged: it is rebuilt from the history{_taken_away(path)}"


def _taken_away(path: Path) -> str:
    kept = _kept_beside(path)
    with reported(path):
        path.unlink()
    return kept


def _kept_beside(path: Path) -> str:
    """Copy a file to an unused name next to it; returns a message about the copy."""
    with reported(path), os.fdopen(regular(path), "rb") as source:
        for number in range(1, 1000):
            copy = path.with_name(f"{path.name}.damaged{f'-{number}' if number > 1 else ''}")
            with contextlib.suppress(FileExistsError):
                handle = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                break
        else:
            raise StoreError(f"{path} was repaired too often", hint="move the older copies away")
        with os.fdopen(handle, "wb") as target:
            while block := source.read(_TOGETHER_BYTES):
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        sync_folder(path.parent)
    return f"; the old file is {copy}"
