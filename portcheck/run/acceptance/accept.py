"""Record that a person accepted a run."""

from __future__ import annotations

from portcheck.errors import UsageError
from portcheck.model.parity import RunReport
from portcheck.run.execute.into_run_folder import utc_now
from portcheck.run.history.database.acceptances import Accepted, accept_run
from portcheck.run.history.database.transaction import opened
from portcheck.run.history.record_looks import address_of, run_key
from portcheck.run.store.folder import RunStore
from portcheck.shell_words import file_word


def accept(store: RunStore, report: RunReport, *, by: str, note: str = "", named: str = "") -> None:
    """Accept a run: portcheck compares later runs with it.

    Args:
        store: the folder of the run.
        report: the report of the run.
        by: the name of the person who accepts it.
        note: the reason.
        named: the history, as for `portcheck.run.history.record_looks.address_of`.

    Raises:
        UsageError: the run was not finished, or is not in the history.
        StoreError: the history cannot be written.
    """
    record = store.record()
    if record.incomplete or record.interrupted:
        raise UsageError(
            f"run {record.id} was not finished",
            hint=f"finish it: portcheck resume {file_word(store.path)}; then accept it",
        )
    with opened(address_of(store, record, named)) as connection:
        accept_run(
            connection,
            Accepted(
                run_key=run_key(record),
                run=record.id,
                accepted_by=by,
                at=utc_now(),
                digest=report.digest or "",
                note=note,
            ),
        )
