"""Counts the looks of a run: opens the ledger before its first call, and writes at its end."""

from __future__ import annotations

import contextlib
import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from portcheck.errors import StoreError, UsageError
from portcheck.model.parity import HistoryInfo, Verdict
from portcheck.model.run import Look, Plan
from portcheck.model.suite import ProviderSpec, Workload
from portcheck.parity.sequential import look_alpha
from portcheck.providers.dialects.recorded import NAME as RECORDED
from portcheck.run.history.claim import count_look
from portcheck.run.history.judged import Judged, case_fingerprint, judged, limits_digest
from portcheck.run.history.ledger import NAME, Ledger, LedgerRow, opened
from portcheck.run.store.folder import RunRecord, RunStore


def ledger_path(store: RunStore) -> Path:
    """The ledger of a run folder: beside it, wherever a link to it stands."""
    return store.path.resolve().parent / NAME


def begin(plan: Plan, store: RunStore, record: RunRecord) -> RunRecord:
    """Enters a run that starts, or goes on, before its first call.

    Runs that were killed have not been counted; those that left answers are counted first.

    Args:
        plan: of the run.
        store: its folder.
        record: its run.json, with the identities of the providers.

    Returns:
        The record with the looks that this run is if its answers are new, which hold should the
        process be killed. A run that went on keeps those that it has.

    Raises:
        UsageError: the ledger is damaged, or of a newer portcheck.
        StoreError: it cannot be read or written.
    """
    path = ledger_path(store)
    with opened(path, check=True) as ledger:
        killed = ledger.unfinished(_key(record))
    for key, run in killed:
        _count_killed(path.parent / run, key)
    looks = []
    with opened(path) as ledger:
        for workload, row in _rows(plan, record):
            counted = count_look(_planned(plan, workload), ledger.earlier(row))
            looks.append(counted.look(workload.id, row.candidate, answered=False))
            ledger.start(_numbered(row, workload, counted.number))
        history = HistoryInfo(path=_shown(path), earlier_runs=ledger.earlier_runs(_key(record)))
    return replace(record, looks=record.looks or tuple(looks), history=record.history or history)


def end(plan: Plan, store: RunStore, record: RunRecord) -> RunRecord:
    """Counts a run whose calls have ended.

    Returns:
        The record with its looks.

    Raises:
        UsageError: the ledger is damaged, or of a newer portcheck.
        StoreError: it cannot be read or written.
    """
    found = judged(plan, store.samples())
    at = record.finished_at or record.started_at  # of a run that was killed no end is known
    with opened(ledger_path(store)) as ledger:
        looks = tuple(
            _counted(ledger, workload, row, found[workload.id, row.candidate], at)
            for workload, row in _rows(plan, record)
        )
    return replace(record, looks=looks)


def decide(store: RunStore, record: RunRecord, verdicts: Iterable[Verdict]) -> None:
    """Adds the verdicts of a run to the ledger.

    Raises:
        UsageError: the ledger is damaged, or of a newer portcheck.
        StoreError: it cannot be read or written.
    """
    with opened(ledger_path(store)) as ledger:
        ledger.decide(_key(record), verdicts)


def _count_killed(folder: Path, key: str) -> None:
    """Counts a run that was killed, unless its folder is gone or another process goes on with it.

    What is wrong with its folder is said when somebody asks for that run.
    """
    with contextlib.suppress(UsageError, StoreError):
        store = RunStore.open(folder)
        with store.locked():
            record = store.record()
            if _key(record) == key:
                store.write_record(end(store.plan(), store, record))


def _counted(ledger: Ledger, workload: Workload, row: LedgerRow, found: Judged, at: str) -> Look:
    before = ledger.counted(row)
    if before is None:
        counted, place = count_look(found, ledger.earlier(row)), None
    else:  # a run that went on
        counted, place = count_look(found, ledger.earlier(row, before=before.place)), before.place
        if before.new_answers:
            counted = counted.kept(before.look)
        elif counted.new_answers:  # what was no look has become one
            counted, place = count_look(found, ledger.earlier(row)), None
    numbered = _numbered(row, workload, counted.number)
    ledger.end(numbered, found, place=place, new_answers=counted.new_answers, ended_at=at)
    return counted.look(workload.id, row.candidate, answered=bool(found.answers))


def _rows(plan: Plan, record: RunRecord) -> Iterator[tuple[Workload, LedgerRow]]:
    """A row for every workload and candidate that is asked; its look is counted later."""
    routes = {spec.id: _route(spec, record) for spec in plan.providers}
    for workload in plan.suite.workloads:
        for candidate in plan.candidates:
            if plan.lacks(workload.id, candidate) is not None:
                continue
            row = LedgerRow(
                run_key=_key(record),
                run=record.id,
                started_at=record.started_at,
                suite=plan.suite.name,
                workload=workload.id,
                baseline=plan.baseline,
                candidate=candidate,
                baseline_route=routes[plan.baseline],
                candidate_route=routes[candidate],
                look=1,
                alpha=0.0,
                confidence=workload.confidence,
            )
            yield workload, row


def _numbered(row: LedgerRow, workload: Workload, number: int) -> LedgerRow:
    return replace(row, look=number, alpha=look_alpha(1.0 - workload.confidence, number))


def _route(spec: ProviderSpec, record: RunRecord) -> str:
    """Vendor and model; of a recording, those of the service that was recorded."""
    said: Mapping[str, Any] = {}
    if spec.dialect == RECORDED:
        said = next((item for item in record.providers if item.get("id") == spec.id), {})
    vendor, model = said.get("vendor") or spec.vendor, said.get("model") or spec.model or ""
    return json.dumps([vendor, model])


def _key(record: RunRecord) -> str:
    return record.key or f"{record.id} {record.started_at}"


def _planned(plan: Plan, workload: Workload) -> Judged:
    """What will be judged if every call is answered."""
    asked = {trial.request_hash for trial in plan.trials if trial.workload == workload.id}
    return Judged(
        cases=array("Q", map(case_fingerprint, sorted(asked))),
        checks=array("Q"),
        answers=array("Q"),
        limits=limits_digest(workload),
    )


def _shown(path: Path) -> str:
    """As people read it: from the working folder, where it lies inside."""
    with contextlib.suppress(ValueError):
        return str(path.relative_to(Path.cwd().resolve()))
    return str(path)
