"""Histories for tests: rows of the ledger, and what a process that writes one of its own does."""

from __future__ import annotations

import sys
from array import array
from typing import Any

from portcheck.run.history.address import read_address
from portcheck.run.history.database.ledger import Ledger, LedgerRow
from portcheck.run.history.database.transaction import opened
from portcheck.run.history.judged import Judged

JUDGED = Judged(
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
