"""Histories for tests: rows of the ledger, and what a process that writes one of its own does."""

from __future__ import annotations

import sys
from array import array
from functools import partial
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from builders import make_verdict
from sqlalchemy import Engine, MetaData, create_engine
from sqlalchemy.pool import NullPool

from portcheck.model.codec import encode_json
from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.run.history.address import Address, read_address
from portcheck.run.history.database.connection import connect
from portcheck.run.history.database.ledger import Ledger, LedgerRow
from portcheck.run.history.database.revision import VERSION
from portcheck.run.history.database.transaction import opened
from portcheck.run.history.fingerprints import RunFingerprints

JUDGED = RunFingerprints(
    cases=array("Q", [1, 2**64 - 1]),
    checks=array("Q", [3, 4]),
    answers=array("Q", [5, 6, 7]),
    served=(("b-1",), ()),
    limits="l",
)


def ledger_row(run: str, **changes: Any) -> LedgerRow:
    """A row of a run of that id."""
    values: dict[str, Any] = {
        "run_key": f"key of {run}",
        "run": run,
        "started_at": "2027-01-01T00:00:00Z",
        "suite": "s",
        "workload": "w",
        "baseline": "old",
        "candidate": "new",
        "baseline_route": "a",
        "candidate_route": "b",
        "look": 1,
        "alpha": 0.04,
        "confidence": 0.95,
        **changes,
    }
    return LedgerRow(**values)


def judged_rows(run_key: str, verdict: VerdictName = "safe") -> dict[str, list[dict[str, Any]]]:
    """What is kept of a run that was judged, by table."""
    run = {
        "run_key": run_key, "run": run_key.removeprefix("key of "), "suite": "s",
        "suite_digest": "", "portcheck_version": "0", "baseline": "old",
        "started_at": "2027-01-01T00:00:00Z", "finished_at": "", "exit_code": 0, "incomplete": "",
        "interrupted": False, "partial": False, "cases": 1, "samples": 2, "paid_usd": 0.25,
        "unpriced": 2,
    }  # fmt: skip
    made = make_verdict(workload="w", candidate="new", verdict=verdict)
    of_verdict = {
        "run_key": run_key, "workload": "w", "candidate": "new", "baseline": "old",
        "verdict": verdict, "rule": "r", "look": 1, "alpha": 0.04, "limits": "", "cases": "",
        "checks": "", "document": encode_json(made).decode(),
    }  # fmt: skip
    return {"runs": [run], "verdicts": [of_verdict]}


def differences(migrated: Address, new: Address, *, types: bool = True) -> list[Any]:
    """How the tables of one history differ from those of another, but for that of the version."""
    wanted = MetaData()
    with _engine(new).connect() as connection:
        wanted.reflect(connection)
    wanted.remove(wanted.tables[VERSION])
    with _engine(migrated).connect() as connection:
        options = {"version_table": VERSION, "compare_type": types}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), wanted))


def _engine(address: Address) -> Engine:
    kind = "sqlite://" if address.path else "postgresql+psycopg://"
    return create_engine(kind, creator=partial(connect, address), poolclass=NullPool)


def write_runs(history: str, writer: str, runs: int) -> None:
    """Starts and counts runs, each in two transactions, and prints each run that is counted."""
    address = read_address(history)
    for number in range(runs):
        row = ledger_row(f"{writer}-{number}")
        with opened(address) as connection:
            Ledger(connection).start(row)
        with opened(address) as connection:
            ledger = Ledger(connection)
            look = 1 + len(ledger.earlier(row))
            ledger.end(
                ledger_row(row.run, look=look), JUDGED, place=None, new_answers=3, ended_at="e"
            )
        print(row.run, flush=True)  # noqa: T201 - the process says what it has kept


if __name__ == "__main__":
    write_runs(sys.argv[1], sys.argv[2], int(sys.argv[3]))
