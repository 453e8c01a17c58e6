"""What is kept of runs that were judged, as trends and pages read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from histories import judged_rows

from portcheck.run.history.address import Address
from portcheck.run.history.database.connection import Connection
from portcheck.run.history.database.records import keep, nights, prune, trend
from portcheck.run.history.database.transaction import opened

DAYS = {"one": "2027-01-01", "two": "2027-01-02", "three": "2027-01-03"}


def started(run: str) -> str:
    return f"{DAYS[run]}T00:00:00Z"


def gate(run: str, name: str, place: int, **changes: Any) -> dict[str, Any]:
    return {
        "run_key": f"key of {run}", "workload": "w", "candidate": "new", "gate": name,
        "place": place, "hard": True, "outcome": "shown", "scale": "difference", "clusters": 9,
        "pairs": 9, "missing": 0, "baseline_value": 1.0, "candidate_value": 1.0,
        "difference": float(place), "ci_low": -1.0, "ci_high": 1.0, "margin": 0.1, "floor": None,
        "confidence": 0.95, **changes,
    }  # fmt: skip


def cost(run: str, provider: str) -> dict[str, Any]:
    return {
        "run_key": f"key of {run}", "workload": "w", "provider": provider, "calls": 2,
        "answers": 2, "cost_usd": 0.5, "median_s": 1.0, "p95_s": 2.0,
    }  # fmt: skip


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """A history of three nights, of which the last is kept first."""
    with opened(Address(path=tmp_path / "h.sqlite")) as found:
        for run in reversed(DAYS):
            rows = judged_rows(f"key of {run}")
            rows["runs"][0]["started_at"] = started(run)
            # Two hard gates of scores, kept in another order than they have.
            rows["gates"] = [gate(run, "task", 1), gate(run, "tools", 2)][::-1]
            rows["gates"].insert(0, gate(run, "latency", 0, hard=False))
            rows["gates"].append(gate(run, "red_line", 0, candidate="third"))
            rows["costs"] = [cost(run, name) for name in ("old", "new", "judge")]
            keep(found, f"key of {run}", rows)
        yield found


def test_nights_are_read_in_their_order_with_what_belongs_to_them(connection: Connection) -> None:
    found = nights(connection)
    assert [one.run for one in found] == ["one", "two", "three"]
    assert [[each.gate for each in one.gates] for one in found] == [
        ["latency", "task", "tools"]
    ] * 3
    assert [each.hard for each in found[0].gates] == [False, True, True]
    assert {name: one.calls for name, one in found[0].costs.items()} == {"old": 2, "new": 2}


def test_the_last_nights_are_the_newest(connection: Connection) -> None:
    assert [one.run for one in nights(connection, last=2)] == ["two", "three"]


def test_nights_of_a_provider_are_those_of_either_side(connection: Connection) -> None:
    for name, number in (("old", 3), ("new", 3), ("judge", 0)):
        assert len(nights(connection, provider=name)) == number
    assert nights(connection, workload="other") == []


def test_a_trend_has_the_nights_before_the_newest_last_by_their_first_gate(
    connection: Connection,
) -> None:
    points = trend(connection, "w", "new", "key of three")
    assert [(one.run, one.gate, one.difference) for one in points] == [
        ("one", "task", 1.0),
        ("two", "task", 1.0),
    ]
    assert [one.run for one in trend(connection, "w", "new", "none", last=2)] == ["two", "three"]


def test_what_began_at_the_time_itself_is_not_forgotten(connection: Connection) -> None:
    assert prune(connection, started("two")) == 1
    assert [one.run for one in nights(connection)] == ["two", "three"]
