"""Runs that people accepted, beside what is kept of runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from histories import JUDGED, judged_rows, ledger_row
from msgspec.structs import replace

from portcheck.errors import UsageError
from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.run.history.address import Address
from portcheck.run.history.database.acceptances import (
    Accepted,
    accept_run,
    acceptances_of,
    last_accepted,
)
from portcheck.run.history.database.ledger import Ledger
from portcheck.run.history.database.records import has_run, keep, prune, sizes
from portcheck.run.history.database.transaction import opened


def accepted(run: str) -> Accepted:
    return Accepted(
        run_key=f"key of {run}", run=run, accepted_by="Ada", at="2027-01-02T00:00:00Z", digest="d"
    )


def test_the_run_that_was_accepted_last_counts_and_is_never_pruned(tmp_path: Path) -> None:
    with opened(Address(path=tmp_path / "h.sqlite")) as connection:
        with pytest.raises(UsageError, match="run one is not in this history"):
            accept_run(connection, accepted("one"))
        assert last_accepted(connection, "w", "new") is None
        verdicts: dict[str, VerdictName] = {"one": "safe", "two": "unsafe", "three": "safe"}
        for run, verdict in verdicts.items():
            keep(connection, f"key of {run}", judged_rows(f"key of {run}", verdict))
        for run in ("one", "two", "one"):
            accept_run(connection, accepted(run))
        found = last_accepted(connection, "w", "new")
        assert found is not None
        assert (found[0], found[1].verdict) == (accepted("one"), "safe")
        assert last_accepted(connection, "w", "other") is None
        assert prune(connection, "2027-06-01T00:00:00Z") == 1
        assert [has_run(connection, f"key of {run}") for run in ("one", "two", "three")] == [
            True, True, False
        ]  # fmt: skip
        assert sizes(connection)["accepted"] == 3


def test_a_run_that_is_judged_again_replaces_what_it_came_to(tmp_path: Path) -> None:
    with opened(Address(path=tmp_path / "h.sqlite")) as connection:
        for verdict in ("safe", "unsafe"):
            keep(connection, "key of one", judged_rows("key of one", verdict))
        accept_run(connection, accepted("one"))
        found = last_accepted(connection, "w", "new")
        assert found is not None
        assert found[1].verdict == "unsafe"
        assert sizes(connection)["runs"] == 1


def test_what_was_accepted_last_is_of_the_workload_and_routes_that_are_asked(
    tmp_path: Path,
) -> None:
    with opened(Address(path=tmp_path / "h.sqlite")) as connection:
        for run, routes in (("one", ("a", "b")), ("two", ("a", "c")), ("three", ("d", "b"))):
            keep(connection, f"key of {run}", judged_rows(f"key of {run}"))
            row = ledger_row(run, baseline_route=routes[0], candidate_route=routes[1])
            Ledger(connection).end(row, JUDGED, place=None, new_answers=3, ended_at="e")
            accept_run(connection, accepted(run))
        last = last_accepted(connection, "w", "new")
        assert last is not None
        assert last[0].run == "three"
        on_routes = last_accepted(connection, "w", "new", routes=("a", "b"))
        assert on_routes is not None
        assert on_routes[0].run == "one"
        assert last_accepted(connection, "w", "new", routes=("d", "c")) is None
        assert last_accepted(connection, "other", "new") is None


def test_every_acceptance_of_a_run_is_told_the_first_one_first(tmp_path: Path) -> None:
    with opened(Address(path=tmp_path / "h.sqlite")) as connection:
        for run in ("one", "two"):
            keep(connection, f"key of {run}", judged_rows(f"key of {run}"))
        for run, by in (("one", "Eve"), ("two", "Bob"), ("one", "Ada")):
            accept_run(connection, replace(accepted(run), accepted_by=by))
        found = acceptances_of(connection, "key of one")
    assert [one.accepted_by for one in found] == ["Eve", "Ada"]
