"""What runs came to: kept when a run is judged, read for trends, pruned on request.

A run that is judged again (`resume`) replaces what it came to before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, and_, delete, exists, func, select

from portcheck.model.run import TrendPoint
from portcheck.run.history.database.tables import (
    ACCEPTED,
    COSTS,
    FACTS,
    GATES,
    LOOKS,
    PRUNED,
    RUNS,
    VERDICTS,
)
from portcheck.run.history.nights import Cost, GateNight, Night

Rows: TypeAlias = Sequence[Mapping[str, Any]]


def keep(connection: Connection, run_key: str, rows: Mapping[Table, Rows]) -> None:
    """Puts the rows of a run in place of those that it had."""
    for table in PRUNED:
        connection.execute(delete(table).where(table.c.run_key == run_key))
    for table in reversed(PRUNED):
        if rows.get(table):
            connection.execute(table.insert(), rows[table])


def has_run(connection: Connection, run_key: str) -> bool:
    """Whether it is known what a run came to."""
    which = select(RUNS.c.run_key).where(RUNS.c.run_key == run_key)
    return connection.execute(which).first() is not None


def nights(
    connection: Connection,
    *,
    workload: str | None = None,
    provider: str | None = None,
    last: int | None = None,
) -> list[Night]:
    """What runs came to, by workload and candidate, then by when they began.

    Args:
        connection: of an open history.
        workload: only this one.
        provider: only where it is the candidate or the baseline.
        last: the newest of each workload and candidate, at most this number.
    """
    counted = select(
        LOOKS.c.run_key, LOOKS.c.workload, LOOKS.c.candidate, LOOKS.c.suite, LOOKS.c.new_answers
    ).subquery()
    same = and_(
        counted.c.run_key == VERDICTS.c.run_key,
        counted.c.workload == VERDICTS.c.workload,
        counted.c.candidate == VERDICTS.c.candidate,
    )
    which = (
        select(VERDICTS, RUNS.c.run, RUNS.c.suite, RUNS.c.started_at, counted.c.new_answers)
        .join(RUNS, RUNS.c.run_key == VERDICTS.c.run_key)
        .outerjoin(counted, same)
        .order_by(VERDICTS.c.workload, VERDICTS.c.candidate, RUNS.c.started_at, RUNS.c.run)
    )
    if workload is not None:
        which = which.where(VERDICTS.c.workload == workload)
    if provider is not None:
        which = which.where((VERDICTS.c.candidate == provider) | (VERDICTS.c.baseline == provider))
    chosen = [
        row
        for _, rows in groupby(
            connection.execute(which).all(), key=lambda row: (row.workload, row.candidate)
        )
        for row in list(rows)[-(last or 0) :]
    ]
    return list(_nights(connection, chosen))


def _nights(connection: Connection, rows: Iterable[Any]) -> Iterator[Night]:
    known: dict[str, dict[str, dict[str, Any]]] = {}  # most runs have several rows
    for row in rows:
        if row.run_key not in known:
            known[row.run_key] = _facts(connection, row.run_key)
        facts = known[row.run_key]
        yield Night(
            run=row.run,
            run_key=row.run_key,
            suite=row.suite,
            started_at=row.started_at,
            workload=row.workload,
            baseline=row.baseline,
            candidate=row.candidate,
            verdict=row.verdict,
            rule=row.rule,
            look=row.look,
            alpha=row.alpha,
            new_answers=row.new_answers or 0,
            digests={name: getattr(row, name) for name in ("cases", "checks", "limits")},
            facts={
                side: facts.get(name, {})
                for side, name in (("baseline", row.baseline), ("candidate", row.candidate))
            },
            gates=_gates(connection, row),
            costs=_costs(connection, row),
        )


def _facts(connection: Connection, run_key: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    which = select(FACTS).where(FACTS.c.run_key == run_key).order_by(FACTS.c.provider, FACTS.c.fact)
    for row in connection.execute(which):
        found.setdefault(row.provider, {})[row.fact] = json.loads(row.value)
    return found


def _gates(connection: Connection, row: Any) -> tuple[GateNight, ...]:
    which = select(GATES).where(
        GATES.c.run_key == row.run_key,
        GATES.c.workload == row.workload,
        GATES.c.candidate == row.candidate,
    )
    names = GateNight.__struct_fields__
    found = [
        GateNight(**{name: getattr(gate, name) for name in names})
        for gate in connection.execute(which.order_by(GATES.c.place))
    ]
    return tuple(found)


def _costs(connection: Connection, row: Any) -> Mapping[str, Cost]:
    which = select(COSTS).where(COSTS.c.run_key == row.run_key, COSTS.c.workload == row.workload)
    return {
        cost.provider: Cost(**{name: getattr(cost, name) for name in Cost.__struct_fields__})
        for cost in connection.execute(which)
        if cost.provider in {row.baseline, row.candidate}
    }


def paid_since(connection: Connection, start: str) -> tuple[float, int]:
    """What runs cost that began at that moment (UTC, ISO 8601) or later.

    Returns:
        US dollars, and how many runs cost more than that, as not all of their answers have a price.
    """
    which = select(
        func.coalesce(func.sum(RUNS.c.paid_usd), 0.0),
        func.count().filter((RUNS.c.paid_usd.is_(None)) | (RUNS.c.unpriced > 0)),
    ).where(RUNS.c.started_at >= start)
    paid, more = connection.execute(which).one()
    return float(paid), int(more)


def trend(
    connection: Connection, workload: str, candidate: str, run_key: str, last: int = 60
) -> list[TrendPoint]:
    """The last runs of a workload and candidate but for one, the newest last."""
    which = (
        select(RUNS.c.run_key, RUNS.c.run, RUNS.c.started_at, VERDICTS.c.verdict)
        .join(VERDICTS, VERDICTS.c.run_key == RUNS.c.run_key)
        .where(
            VERDICTS.c.workload == workload,
            VERDICTS.c.candidate == candidate,
            VERDICTS.c.run_key != run_key,
        )
        .order_by(RUNS.c.started_at.desc(), RUNS.c.run.desc())
        .limit(last)
    )
    runs = connection.execute(which).all()[::-1]
    gates = select(GATES).where(
        GATES.c.workload == workload,
        GATES.c.candidate == candidate,
        GATES.c.hard,
        GATES.c.scale == "difference",
        GATES.c.run_key.in_([one.run_key for one in runs]),
    )
    first: dict[str, Any] = {}
    for gate in connection.execute(gates.order_by(GATES.c.place)):
        first.setdefault(gate.run_key, gate)
    return [
        TrendPoint(
            run=one.run,
            at=one.started_at,
            verdict=one.verdict,
            **{
                name: getattr(first.get(one.run_key), name, None)
                for name in ("difference", "ci_low", "ci_high")
            },
        )
        for one in runs
    ]


def prune(connection: Connection, before: str) -> int:
    """Takes out what runs came to that began before a time; how many runs that were.

    Looks stay, whatever their age: error rates were spent by them. So does what a person accepted.
    """
    accepted = exists().where(ACCEPTED.c.run_key == RUNS.c.run_key)
    old = [
        key
        for (key,) in connection.execute(
            select(RUNS.c.run_key).where(RUNS.c.started_at < before, ~accepted)
        ).all()
    ]
    for key in old:
        for table in PRUNED:
            connection.execute(delete(table).where(table.c.run_key == key))
    return len(old)


def sizes(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = (LOOKS, *PRUNED, ACCEPTED)
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables
    }
