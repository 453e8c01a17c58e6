"""Store the results of a run in its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from statistics import median
from typing import Any

from portcheck.model.codec import encode_json
from portcheck.model.comparison.latency import nearest_rank
from portcheck.model.parity import RunReport, Verdict
from portcheck.model.run import Plan
from portcheck.run.cost import total
from portcheck.run.history.address import read_address
from portcheck.run.history.count_look import count_look
from portcheck.run.history.database.connection import Connection, Rows
from portcheck.run.history.database.ledger import Ledger
from portcheck.run.history.database.records import keep
from portcheck.run.history.database.transaction import opened
from portcheck.run.history.fingerprints import check_fingerprints, fingerprint_run
from portcheck.run.history.night_evidence import night_values, packed
from portcheck.run.history.record_looks import address_of, numbered, rows_of, run_key
from portcheck.run.judge.index.case_calls import CaseCalls
from portcheck.run.judge.tabulate import Results
from portcheck.run.panel.judgements import read_judgements
from portcheck.run.plan.preflight import is_live
from portcheck.run.store.folder import RunRecord, RunStore
from portcheck.run.store.labels import read_labels

_NO_FACTS = frozenset({"id", "host"})
"""Parts of a provider's identity that cannot affect a verdict."""

_GATE_COLUMNS = (
    "gate", "hard", "outcome", "scale", "clusters", "pairs", "missing", "difference",
    "ci_low", "ci_high", "margin", "floor", "confidence",
)  # fmt: skip


def keep_run(
    store: RunStore, record: RunRecord, report: RunReport, results: Results, named: str = ""
) -> None:
    """Store the verdicts of a run with its looks, and its other results.

    Args:
        store: The run's folder.
        record: Its run.json.
        report: Its report.
        results: Its answers and scores.
        named: As for `portcheck.run.history.record_looks.address_of`.

    Raises:
        UsageError: The history is damaged, or written by a newer portcheck.
        StoreError: It cannot be read or written.
    """
    plan, costs = store.plan(), list(_costs(results))
    labels = [
        {
            "trial": one.trial,
            "check": one.check,
            "answer": one.answer,
            "reviewer": one.reviewer,
            "label": one.label,
            "at": one.at,
        }
        for one in read_labels(store.path)
    ]
    evidence = {
        (workload.id, candidate): packed(night_values(results, workload, candidate), keys)
        for workload in plan.suite.workloads
        for keys in [check_fingerprints(plan, workload)]
        for candidate in plan.candidates
    }
    paid = _paid(store, plan, results)
    with opened(address_of(store, record, named)) as connection:
        Ledger(connection).decide(run_key(record), report.verdicts, evidence)
        write_run(connection, record, report, plan, {"costs": costs, "labels": labels}, paid)


def import_looks(store: RunStore, named: str) -> int:
    """Add the looks of a finished run, in the order in which runs ended.

    Args:
        store: The run's folder.
        named: The history, as `--history` names it.

    Returns:
        The number of looks that the history did not have.

    Raises:
        UsageError: The history is damaged, or written by a newer portcheck.
        StoreError: It cannot be read or written.
    """
    plan, record = store.plan(), store.record()
    found = fingerprint_run(plan, store.samples())
    ended = record.finished_at or record.started_at
    looks = {(one.workload, one.candidate): one for one in record.looks}
    with opened(read_address(named)) as connection:
        ledger, new = Ledger(connection), 0
        for workload, row in rows_of(plan, record):
            if ledger.counted(row) is not None:
                continue
            place = workload.id, row.candidate
            counted = count_look(found[place], ledger.earlier(row, ended_by=ended))
            look = looks[place].number if place in looks else counted.number
            ledger.end(
                numbered(row, workload, look),
                found[place],
                place=None,
                new_answers=counted.new_answers,
                ended_at=ended,
                is_look=looks[place].stands == "" if place in looks else counted.is_look,
            )
            new += 1
        if new:
            ledger.order()
    return new


def write_run(
    connection: Connection,
    record: RunRecord,
    report: RunReport,
    plan: Plan,
    found: Mapping[str, Rows],
    paid: Mapping[str, Any],
) -> None:
    """Store the results of a run in an open history, without changing its looks.

    Args:
        connection: Of the history.
        record: The run's run.json.
        report: Its report.
        plan: Its plan.
        found: Its rows of `costs` and `labels`.
        paid: Its columns `paid_usd` and `unpriced` of `runs`.
    """
    key = run_key(record)
    rows: dict[str, Rows] = {
        "runs": [{**_run(record, report), **paid}],
        "verdicts": [_verdict(connection, key, one) for one in report.verdicts],
        "gates": [row for one in report.verdicts for row in _gates(one)],
        "facts": list(_facts(report, plan)),
        **found,
    }
    keep(
        connection,
        key,
        {table: [{"run_key": key, **row} for row in found] for table, found in rows.items()},
    )


def _run(record: RunRecord, report: RunReport) -> dict[str, Any]:
    run = report.run
    return {
        "run": record.id,
        "suite": run.suite,
        "suite_digest": run.suite_digest,
        "portcheck_version": record.portcheck_version,
        "started_at": record.started_at,
        "finished_at": record.finished_at,
        "baseline": run.baseline,
        "exit_code": int(report.exit_code),
        "incomplete": run.incomplete,
        "interrupted": run.interrupted,
        "partial": run.partial,
        "cases": run.cases,
        "samples": run.samples,
    }


def _verdict(connection: Connection, key: str, one: Verdict) -> dict[str, Any]:
    place = {"run_key": key, "workload": one.workload, "candidate": one.candidate}
    looks = connection.find("looks", ("limits", "cases", "checks"), **place)
    limits, cases, checks = looks[0].values() if looks else ("", b"", b"")
    return {
        "workload": one.workload,
        "candidate": one.candidate,
        "baseline": one.baseline,
        "verdict": one.verdict,
        "rule": one.rule,
        "look": one.look,
        "alpha": one.alpha,
        "limits": limits,
        "cases": _digest(cases),
        "checks": _digest(checks),
        "document": encode_json(one).decode(),
    }


def _digest(fingerprints: bytes) -> str:
    """Digest of a set of fingerprints, regardless of their order."""
    found = sorted({fingerprints[at : at + 8] for at in range(0, len(fingerprints), 8)})
    return blake2b(b"".join(found), digest_size=8).hexdigest()


def _gates(verdict: Verdict) -> Iterator[dict[str, Any]]:
    for place, gate in enumerate(verdict.gates):
        yield {
            "workload": verdict.workload,
            "candidate": verdict.candidate,
            "place": place,
            "baseline_value": gate.baseline,
            "candidate_value": gate.candidate,
            **{name: getattr(gate, name) for name in _GATE_COLUMNS},
        }


def _facts(report: RunReport, plan: Plan) -> Iterator[dict[str, Any]]:
    facts = {spec.id: spec.facts for spec in plan.providers}
    for said in report.run.providers:
        provider = str(said["id"])
        known = {**facts.get(provider, {}), **said}
        for name, value in known.items():
            if name not in _NO_FACTS:
                yield {"provider": provider, "fact": name, "value": encode_json(value).decode()}


def _paid(store: RunStore, plan: Plan, results: Results) -> Mapping[str, Any]:
    """The columns of `runs` for what the run paid: recorded answers and judges cost nothing."""
    counts = [results.counts[spec.id] for spec in plan.providers if is_live(spec)]
    live = {spec.id for spec in plan.judges or () if is_live(spec)}
    judged = read_judgements(store.path).paid if live else {}
    said = [paid for judge, paid in judged.items() if judge in live]
    return {
        "paid_usd": sum(one.paid_usd for one in counts) + sum(one.dollars for one in said),
        "unpriced": sum(one.unpriced for one in counts) + sum(one.unpriced for one in said),
    }


def _costs(results: Results) -> Iterator[Mapping[str, Any]]:
    places: dict[tuple[str, str], list[CaseCalls]] = {}
    for (workload, provider, _), cases in results.arms.items():
        places.setdefault((workload, provider), []).extend(cases.values())
    for (workload, provider), asked in places.items():
        seconds = sorted(took for one in asked for took in one.seconds if took is not None)
        failed = results.counts[provider].failed
        calls = len(seconds) + sum(trial.key in failed for one in asked for trial in one.trials)
        costs = [spent.dollars for one in asked for spent in one.spent if spent is not None]
        if calls:
            yield {
                "workload": workload,
                "provider": provider,
                "calls": calls,
                "answers": len(seconds),
                "cost_usd": total(costs) if costs else None,
                "median_s": median(seconds) if seconds else None,
                "p95_s": nearest_rank(seconds, 0.95) if seconds else None,
            }
