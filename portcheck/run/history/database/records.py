"""Store the results of runs, read them for trends, and prune them on request.

Results that a run gets later, as by `resume`, replace its earlier ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import groupby
from operator import itemgetter
from typing import Any

from portcheck.run.history.database.connection import Connection, Row, Rows
from portcheck.run.history.database.tables import PRUNED
from portcheck.run.history.nights import Cost, GateNight, Night
from portcheck.run.nights.values import EarlierPoint


def keep(connection: Connection, run_key: str, rows: Mapping[str, Rows]) -> None:
    """Replace the results of a run; `rows` has the new ones, by table."""
    for table in PRUNED:
        connection.delete(table, run_key=run_key)
    for table in reversed(PRUNED):
        if rows.get(table):
            connection.insert(table, rows[table])


def has_run(connection: Connection, run_key: str) -> bool:
    """Whether the history has the results of a run."""
    return bool(connection.find("runs", ("run",), run_key=run_key))


def nights(
    connection: Connection,
    *,
    workload: str | None = None,
    provider: str | None = None,
    last: int | None = None,
    whole: bool = False,
) -> list[Night]:
    """The results of runs, sorted by workload, candidate and start time.

    Args:
        connection: Of an open history.
        workload: Only this workload.
        provider: Only results with this candidate or baseline.
        last: At most this many of each workload and candidate, the newest; `None`: all.
        whole: Only runs that had all cases and were not interrupted.
    """
    which = ["TRUE"]
    if workload is not None:
        which.append("verdicts.workload = :workload")
    if provider is not None:
        which.append("(verdicts.candidate = :provider OR verdicts.baseline = :provider)")
    if whole:
        which.append("NOT runs.partial AND NOT runs.interrupted")
    rows = connection.rows(
        _NIGHTS.format(which=" AND ".join(which)), workload=workload, provider=provider
    )
    chosen = [
        row
        for _, found in groupby(rows, key=itemgetter("workload", "candidate"))
        for row in list(found)[-(last or 0) :]
    ]
    return list(_nights(connection, chosen))


_NIGHTS = """
SELECT verdicts.run_key, verdicts.workload, verdicts.baseline, verdicts.candidate,
  verdicts.verdict, verdicts.rule, verdicts.look, verdicts.alpha, verdicts.limits,
  verdicts.cases, verdicts.checks, runs.run, runs.suite, runs.started_at, looks.new_answers
FROM verdicts
JOIN runs ON runs.run_key = verdicts.run_key
LEFT JOIN looks ON looks.run_key = verdicts.run_key
  AND looks.workload = verdicts.workload AND looks.candidate = verdicts.candidate
WHERE {which}
ORDER BY verdicts.workload, verdicts.candidate, runs.started_at, runs.run
"""


def _nights(connection: Connection, rows: Iterable[Row]) -> Iterator[Night]:
    known: dict[str, dict[str, dict[str, Any]]] = {}  # by run: most have several rows
    for row in rows:
        key, sides = row["run_key"], {name: row[name] for name in ("baseline", "candidate")}
        if key not in known:
            known[key] = _facts(connection, key)
        yield Night(
            run=row["run"],
            run_key=key,
            suite=row["suite"],
            started_at=row["started_at"],
            workload=row["workload"],
            **sides,
            verdict=row["verdict"],
            rule=row["rule"],
            look=row["look"],
            alpha=row["alpha"],
            new_answers=row["new_answers"] or 0,
            digests={name: row[name] for name in ("cases", "checks", "limits")},
            facts={side: known[key].get(provider, {}) for side, provider in sides.items()},
            gates=_gates(connection, row),
            costs=_costs(connection, row, set(sides.values())),
        )


def _facts(connection: Connection, run_key: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    rows = connection.find("facts", ("provider", "fact", "value"), run_key=run_key)
    for row in sorted(rows, key=itemgetter("provider", "fact")):
        found.setdefault(row["provider"], {})[row["fact"]] = json.loads(row["value"])
    return found


def _gates(connection: Connection, row: Row) -> tuple[GateNight, ...]:
    names = GateNight.__struct_fields__
    verdict = {name: row[name] for name in ("run_key", "workload", "candidate")}
    found = connection.find("gates", (*names, "place"), **verdict)
    return tuple(
        GateNight(**{name: gate[name] for name in names} | {"hard": bool(gate["hard"])})
        for gate in sorted(found, key=itemgetter("place"))
    )


def _costs(connection: Connection, row: Row, providers: Set[str]) -> Mapping[str, Cost]:
    names = Cost.__struct_fields__
    asked = {name: row[name] for name in ("run_key", "workload")}
    return {
        cost["provider"]: Cost(**{name: cost[name] for name in names})
        for cost in connection.find("costs", ("provider", *names), **asked)
        if cost["provider"] in providers
    }


def paid_since(connection: Connection, start: str) -> tuple[float, int]:
    """The cost of runs that began at a time (UTC, ISO 8601) or later.

    Returns:
        US dollars, and the number of runs that cost more than is known, because not all of their
        answers have a price.
    """
    (found,) = connection.rows(
        "SELECT COALESCE(SUM(paid_usd), 0.0) AS paid,"
        " COUNT(CASE WHEN paid_usd IS NULL OR unpriced > 0 THEN 1 END) AS more"
        " FROM runs WHERE started_at >= :start",
        start=start,
    )
    return float(found["paid"]), int(found["more"])


def trend(
    connection: Connection, workload: str, candidate: str, run_key: str, last: int = 60
) -> list[EarlierPoint]:
    """The last runs of a workload and candidate without the run of `run_key`, the newest last.

    The difference of each is that of its first hard gate on the scale `difference`.
    """
    which = {"workload": workload, "candidate": candidate, "own": run_key, "last": last}
    first: dict[str, Row] = {}
    for gate in connection.rows(_THEIR_GATES, **which):
        first.setdefault(gate["run_key"], gate)
    return [
        EarlierPoint(
            run=one["run"],
            at=one["started_at"],
            verdict=one["verdict"],
            **{
                name: first[one["run_key"]][name]
                for name in ("gate", "difference", "ci_low", "ci_high")
                if one["run_key"] in first
            },
        )
        for one in reversed(connection.rows(_LAST_RUNS, **which))
    ]


_LAST_RUNS = """
SELECT runs.run_key, runs.run, runs.started_at, verdicts.verdict
FROM runs JOIN verdicts ON verdicts.run_key = runs.run_key
WHERE verdicts.workload = :workload AND verdicts.candidate = :candidate
  AND verdicts.run_key != :own
ORDER BY runs.started_at DESC, runs.run DESC LIMIT :last
"""
_THEIR_GATES = f"""
SELECT gates.run_key, gates.gate, gates.difference, gates.ci_low, gates.ci_high
FROM ({_LAST_RUNS}) AS shown JOIN gates ON gates.run_key = shown.run_key
WHERE gates.workload = :workload AND gates.candidate = :candidate
  AND gates.hard AND gates.scale = 'difference'
ORDER BY gates.place
"""  # noqa: S608 - the statement above


def prune(connection: Connection, before: str) -> int:
    """Delete the results of runs that began before a time; returns the number of runs.

    Looks of any age stay, because they have spent error rate. Runs that a person accepted stay too.
    """
    old = connection.rows(
        "SELECT run_key FROM runs WHERE started_at < :before"
        " AND run_key NOT IN (SELECT run_key FROM accepted)",
        before=before,
    )
    for row in old:
        for table in PRUNED:
            connection.delete(table, run_key=row["run_key"])
    return len(old)


def sizes(connection: Connection) -> dict[str, int]:
    """The number of rows of each table."""
    return {
        table: connection.value(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 - our own names
        for table in ("looks", *PRUNED, "accepted")
    }
