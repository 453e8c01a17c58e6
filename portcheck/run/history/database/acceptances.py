"""Store and find the runs that people accepted; later runs are compared with them."""

from __future__ import annotations

from operator import itemgetter

from portcheck.errors import UsageError
from portcheck.model.codec import decode_json
from portcheck.model.parity import Verdict
from portcheck.run.history.database.connection import Connection, Row
from portcheck.run.history.database.records import has_run
from portcheck.value import Value


class Accepted(Value, kw_only=True):
    """A person's acceptance of a run."""

    run_key: str
    run: str
    accepted_by: str
    at: str
    """UTC, ISO 8601."""
    digest: str
    """Digest of the report that the person read."""
    note: str = ""


def accept_run(connection: Connection, accepted: Accepted) -> None:
    """Add an acceptance; earlier ones stay.

    Raises:
        UsageError: the history does not have the results of the run.
    """
    if not has_run(connection, accepted.run_key):
        raise UsageError(
            f"run {accepted.run} is not in this history",
            hint="add it: portcheck history --import RUN",
        )
    values = {name: getattr(accepted, name) for name in _NAMES}
    connection.insert("accepted", [values])


def acceptances_of(connection: Connection, run_key: str) -> tuple[Accepted, ...]:
    """Every acceptance of one run, the oldest first."""
    rows = connection.find("accepted", (*_NAMES, "id"), run_key=run_key)
    return tuple(map(_accepted, sorted(rows, key=itemgetter("id"))))


def last_accepted(
    connection: Connection, workload: str, candidate: str, *, routes: tuple[str, str] | None = None
) -> tuple[Accepted, Verdict] | None:
    """The last acceptance of a run that has a verdict on a workload and candidate.

    Args:
        connection: Of an open history.
        workload: Id of the workload.
        candidate: Id of the candidate.
        routes: Only runs with these routes of baseline and candidate, as in `LedgerRow`.

    Returns:
        The acceptance, and the verdict from the run's report; `None` if no run was accepted.
    """
    values = {"workload": workload, "candidate": candidate}
    on_routes = ""
    if routes is not None:
        values |= {"baseline_route": routes[0], "candidate_route": routes[1]}
        on_routes = _ON_ROUTES
    found = connection.rows(_ACCEPTED + on_routes + _LAST, **values)
    if not found:
        return None
    return _accepted(found[0]), decode_json(Verdict, found[0]["document"].encode())


_ACCEPTED = """
SELECT accepted.*, verdicts.document FROM accepted
JOIN verdicts ON verdicts.run_key = accepted.run_key
  AND verdicts.workload = :workload AND verdicts.candidate = :candidate
"""
_ON_ROUTES = """
JOIN looks ON looks.run_key = verdicts.run_key
  AND looks.workload = verdicts.workload AND looks.candidate = verdicts.candidate
  AND looks.baseline_route = :baseline_route AND looks.candidate_route = :candidate_route
"""
_LAST = "ORDER BY accepted.id DESC LIMIT 1"


def _accepted(row: Row) -> Accepted:
    return Accepted(**{name: row[name] for name in _NAMES})


_NAMES = Accepted.__struct_fields__
