"""Runs that people accepted, beside what is kept of runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from histories import judged_rows

from portcheck.errors import UsageError
from portcheck.model.exit_plan import VerdictName
from portcheck.run.history.address import Address
from portcheck.run.history.database.acceptances import Accepted, accept_run, last_accepted
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
