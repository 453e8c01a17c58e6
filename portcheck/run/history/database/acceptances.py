"""Which runs people accepted: later runs are held against them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from portcheck.errors import UsageError
from portcheck.model.codec import decode_json
from portcheck.model.parity import Verdict
from portcheck.run.history.database.records import has_run
from portcheck.run.history.database.tables import ACCEPTED, LOOKS, VERDICTS
from portcheck.value import Value


class Accepted(Value, kw_only=True):
    """One run that a person accepted."""

    run_key: str
    run: str
    accepted_by: str
    at: str
    """UTC, ISO 8601."""
    digest: str
    """Of the report that the person read, as the caller makes it."""
    note: str = ""


def accept_run(connection: Connection, accepted: Accepted) -> None:
    """Adds one; what was accepted before stays on record.

    Raises:
        UsageError: the history does not know what the run came to.
    """
    if not has_run(connection, accepted.run_key):
        raise UsageError(
            f"run {accepted.run} is not in this history",
            hint="add it: portcheck history --import RUN",
        )
    values = {name: getattr(accepted, name) for name in accepted.__struct_fields__}
    connection.execute(ACCEPTED.insert().values(values))


def acceptances_of(connection: Connection, run_key: str) -> tuple[Accepted, ...]:
    """Every acceptance of one run, the first one first."""
    rows = connection.execute(
        select(ACCEPTED).where(ACCEPTED.c.run_key == run_key).order_by(ACCEPTED.c.id)
    )
    names = Accepted.__struct_fields__
    return tuple(Accepted(**{name: getattr(row, name) for name in names}) for row in rows)


def last_accepted(
    connection: Connection, workload: str, candidate: str, *, routes: tuple[str, str] | None = None
) -> tuple[Accepted, Verdict] | None:
    """The run that was accepted last of those with a verdict on a workload and candidate.

    Args:
        connection: of an open history.
        workload: its id.
        candidate: its id.
        routes: only of these routes of baseline and candidate, as `LedgerRow` has them.

    Returns:
        It and that verdict as its report had it; `None` where none was accepted.
    """
    which = (
        select(ACCEPTED, VERDICTS.c.document)
        .join(VERDICTS, VERDICTS.c.run_key == ACCEPTED.c.run_key)
        .where(VERDICTS.c.workload == workload, VERDICTS.c.candidate == candidate)
        .order_by(ACCEPTED.c.id.desc())
        .limit(1)
    )
    if routes is not None:
        which = which.join(
            LOOKS,
            (LOOKS.c.run_key == VERDICTS.c.run_key)
            & (LOOKS.c.workload == VERDICTS.c.workload)
            & (LOOKS.c.candidate == VERDICTS.c.candidate),
        ).where(LOOKS.c.baseline_route == routes[0], LOOKS.c.candidate_route == routes[1])
    found = connection.execute(which).first()
    if found is None:
        return None
    names = Accepted.__struct_fields__
    accepted = Accepted(**{name: getattr(found, name) for name in names})
    return accepted, decode_json(Verdict, found.document.encode())
