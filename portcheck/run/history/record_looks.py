"""Record the looks of a run in its history, before its first call and at its end."""

from __future__ import annotations

import contextlib
import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.errors import StoreError, UsageError
from portcheck.model.run import HistoryInfo, Plan
from portcheck.model.suite import ProviderSpec, Workload
from portcheck.model.visible_text import one_line
from portcheck.parity.sequential import look_alpha
from portcheck.providers.dialects.recorded import NAME as RECORDED
from portcheck.run.history.address import Address, default_address, read_address
from portcheck.run.history.count_look import CountedRun, EarlierRun, count_look, standing_look
from portcheck.run.history.database.ledger import Ledger, LedgerRow
from portcheck.run.history.database.records import trend
from portcheck.run.history.database.transaction import opened
from portcheck.run.history.fingerprints import (
    FingerprintCollector,
    RunFingerprints,
    case_fingerprint,
    check_fingerprints,
    fingerprint_counted_run,
    fingerprint_run,
    limits_digest,
)
from portcheck.run.history.night_evidence import claim_nights
from portcheck.run.history.prompts import AskedPrompts
from portcheck.run.nights.nights_file import write_nights
from portcheck.run.store.folder import RunRecord, RunStore


def address_of(store: RunStore, record: RunRecord, named: str = "") -> Address:
    """The address of the history that counts the looks of a run.

    A run folder may come from anywhere, so an address that it names is never used: a password could
    go to that host.

    Args:
        store: The run's folder.
        record: Its run.json.
        named: The value of `--history`; "": the file beside the folder.

    Raises:
        UsageError: `named` is not an address, or is empty although the run uses another history.
    """
    if named:
        return read_address(named)
    if record.history_at:
        raise UsageError(
            f"the looks of run {record.id} are counted in {one_line(record.history_at)}",
            hint="pass that history with --history",
        )
    return default_address(store.path)


def begin(plan: Plan, store: RunStore, record: RunRecord, named: str = "") -> RunRecord:
    """Enter a run in its history before its first call, when it starts or is resumed.

    First counts earlier runs that were killed. If another history is named than the file beside the
    run folder, also copies the looks that only that file has.

    Args:
        plan: The run's plan.
        store: Its folder.
        record: Its run.json, with the identities of the providers.
        named: As for `address_of`.

    Returns:
        The record with the looks that the run is if its answers are new; they hold if the process
        is killed. A resumed run keeps the looks that it has.

    Raises:
        UsageError: The history is damaged, or written by a newer portcheck.
        StoreError: It cannot be read or written.
    """
    address, own = address_of(store, record, named), default_address(store.path)
    elsewhere = address.text != own.text  # the same file may be named by another path
    folder, key = store.path.resolve().parent, run_key(record)
    with opened(address, check=True) as connection:
        ledger = Ledger(connection)
        if elsewhere and own.path is not None and own.path.is_file():
            with opened(own) as other:
                ledger.add_missing(Ledger(other))
        killed = ledger.unfinished(key)
    for other_key, run in killed:
        _count_killed(folder / run, other_key, address)
    looks = []
    with opened(address) as connection:
        ledger = Ledger(connection)
        asked = AskedPrompts(plan, _routes(plan, record))
        for workload, row in rows_of(plan, record):
            planned, earlier = _planned(plan, workload), ledger.earlier(row)
            due = asked.any_new(workload, row.candidate, earlier)
            counted = count_look(planned, earlier, due=due)
            look = counted.look(workload.id, row.candidate, answered=False)
            looks.append(asked.with_prompts(look, workload, planned, earlier))
            ledger.start(numbered(row, workload, counted.number))
        history = HistoryInfo(
            path=address.shown,
            earlier_runs=ledger.earlier_runs(key),
            not_in_it=_runs_not_in(ledger, folder) or UNSET,
        )
    return replace(
        record,
        looks=record.looks or tuple(looks),
        history=record.history or history,
        history_at=address.text if elsewhere else "",
    )


def end(
    plan: Plan,
    store: RunStore,
    record: RunRecord,
    named: str = "",
    answers: FingerprintCollector | None = None,
) -> RunRecord:
    """Count a run whose calls have ended.

    Args:
        plan: The run's plan.
        store: Its folder.
        record: Its run.json.
        named: As for `address_of`.
        answers: The fingerprints of all its answers. By default those in the ledger, if there is
            one for each call; otherwise the answers in the folder are read.

    Returns:
        The record with its looks.

    Raises:
        UsageError: The history is damaged, or written by a newer portcheck.
        StoreError: It cannot be read or written.
    """
    at = record.finished_at or record.started_at  # a killed run has no known end
    looks, nights = [], []
    with opened(address_of(store, record, named)) as connection:
        ledger = Ledger(connection)
        asked = AskedPrompts(plan, _routes(plan, record))
        rows = list(rows_of(plan, record))
        found = (
            _fingerprints(ledger, plan, store, rows) if answers is None else answers.fingerprints()
        )
        for workload, row in rows:
            place = workload.id, row.candidate
            counted, earlier = _counted(ledger, asked, workload, row, found[place], at)
            look = counted.look(*place, answered=bool(found[place].answers))
            looks.append(asked.with_prompts(look, workload, found[place], earlier))
            keys = check_fingerprints(plan, workload)
            claim = claim_nights(place, counted, keys, ledger.evidence)
            stands = None if counted.is_look else standing_look(counted, workload.id)
            nights.append(
                replace(
                    claim,
                    standing=None if stands is None else ledger.verdict(stands),
                    standing_run="" if stands is None else stands.run,
                    before=tuple(trend(connection, *place, row.run_key)),
                )
            )
    write_nights(store, tuple(nights))
    return replace(record, looks=tuple(looks))


def run_key(record: RunRecord) -> str:
    """The key of a run in all tables of a history; it distinguishes runs with the same id."""
    return record.key or f"{record.id} {record.started_at}"


def _fingerprints(
    ledger: Ledger, plan: Plan, store: RunStore, rows: Iterable[tuple[Workload, LedgerRow]]
) -> dict[tuple[str, str], RunFingerprints]:
    """The fingerprints of a run, from the ledger if it has all answers, or else from the folder."""
    counted = {(workload.id, row.candidate): ledger.counted_answers(row) for workload, row in rows}
    known = fingerprint_counted_run(plan, counted)
    return fingerprint_run(plan, store.samples()) if known is None else known


def _runs_not_in(ledger: Ledger, folder: Path) -> tuple[str, ...]:
    """Ids of the runs in the folder whose looks this history does not count.

    The history that counted them was deleted, or this run uses another one.
    """
    known, found = ledger.runs(), []
    with contextlib.suppress(OSError):
        for path in sorted(folder.iterdir()):
            if path.is_symlink() or not (path / "run.json").is_file():
                continue
            with contextlib.suppress(UsageError, StoreError):
                record = RunStore(path).record()
                if record.looks and run_key(record) not in known:
                    found.append(record.id)
    return tuple(found)


def _count_killed(folder: Path, key: str, address: Address) -> None:
    """Count a run that was killed, unless its folder is gone or another process resumes it.

    Faults of its folder do not matter here: commands that open that run report them.
    """
    with contextlib.suppress(UsageError, StoreError):
        store = RunStore.open(folder)
        with store.locked():
            record = store.record()
            if run_key(record) == key:
                store.write_record(end(store.plan(), store, record, address.text))


def _counted(
    ledger: Ledger,
    asked: AskedPrompts,
    workload: Workload,
    row: LedgerRow,
    found: RunFingerprints,
    at: str,
) -> tuple[CountedRun, list[EarlierRun]]:
    """Count one workload and candidate of a run; returns the count and the runs before it."""

    def stands(one: EarlierRun) -> bool:
        return ledger.verdict(one) is not None

    before = ledger.counted(row)
    place = None if before is None else before.place
    earlier = ledger.earlier(row, before=place)
    # A verdict that stands says nothing about a variant that no run has judged.
    due = asked.any_new(workload, row.candidate, earlier)
    counted = count_look(found, earlier, stands, due=due)
    if before is not None:  # a resumed run
        if before.new_answers:
            counted = counted.with_count_of(before)
        elif counted.new_answers:  # it was not a night before
            earlier, place = ledger.earlier(row), None
            counted = count_look(found, earlier, stands, due=due)
    row = numbered(row, workload, counted.number)
    ledger.end(
        row,
        found,
        place=place,
        new_answers=counted.new_answers,
        ended_at=at,
        is_look=counted.is_look,
    )
    return counted, earlier


def rows_of(plan: Plan, record: RunRecord) -> Iterator[tuple[Workload, LedgerRow]]:
    """Yield a row of the ledger for every workload and candidate that the run asks, with look 1."""
    routes = _routes(plan, record)
    asked = AskedPrompts(plan, routes)
    for workload in plan.suite.workloads:
        for candidate in plan.candidates:
            if plan.lacks(workload.id, candidate) is not None:
                continue
            row = LedgerRow(
                run_key=run_key(record),
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
                variants=json.dumps(asked.digests(workload, candidate)),
            )
            yield workload, row


def numbered(row: LedgerRow, workload: Workload, number: int) -> LedgerRow:
    """The row with the number of its look and the alpha that this look spends."""
    return replace(row, look=number, alpha=look_alpha(1.0 - workload.confidence, number))


def _routes(plan: Plan, record: RunRecord) -> dict[str, str]:
    return {spec.id: _route(spec, record) for spec in plan.providers}


def _route(spec: ProviderSpec, record: RunRecord) -> str:
    """Vendor and model of a provider, and its guardrail if it has one, as a JSON array.

    For a recording they are those of the service that was recorded.
    """
    said: Mapping[str, Any] = {}
    if spec.dialect == RECORDED:
        said = next((item for item in record.providers if item.get("id") == spec.id), {})
    vendor, model = said.get("vendor") or spec.vendor, said.get("model") or spec.model or ""
    guarded = said.get("guardrail", "") if spec.guardrail is UNSET else spec.guardrail.words
    return json.dumps([vendor, model, guarded] if guarded else [vendor, model])


def _planned(plan: Plan, workload: Workload) -> RunFingerprints:
    """Fingerprints of a workload before any call: its cases and limits, no checks and answers."""
    asked = {
        trial.request_hash
        for trial in plan.trials
        if trial.workload == workload.id and not trial.variant
    }
    return RunFingerprints(
        cases=array("Q", map(case_fingerprint, sorted(asked))),
        checks=array("Q"),
        answers=array("Q"),
        limits=limits_digest(workload),
    )
