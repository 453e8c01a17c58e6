"""What the history counts of a run whose calls have ended."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from commands import imported

from portcheck import load, plan, run
from portcheck.model.run import Plan
from portcheck.pipeline import new_record
from portcheck.run.history.judged import judged
from portcheck.run.store.folder import RunStore


@pytest.fixture
def planned(tmp_path: Path) -> Plan:
    suite = imported(tmp_path, {"old": ["yes"] * 6, "new": ["yes"] * 5 + ["no"]})
    return plan(load(suite, suite.parent / "providers.yaml"), baseline="old")


def counted_answers(folder: Path) -> list[int]:
    """The answers of the only look in the history beside these run folders, sorted."""
    connection = sqlite3.connect(folder / "history.sqlite")
    ((found,),) = connection.execute("SELECT answers FROM looks").fetchall()
    connection.close()
    return sorted(int.from_bytes(found[at : at + 8], "big") for at in range(0, len(found), 8))


@pytest.mark.parametrize("before", [0, 5, 12])
def test_answers_of_before_and_those_that_come_count_alike(
    tmp_path: Path, planned: Plan, before: int
) -> None:
    whole = RunStore.create(tmp_path / "whole" / "run", planned, new_record("run"))
    run(planned, whole)
    samples = [whole.samples()[trial.key] for trial in planned.trials]
    begun = RunStore.create(tmp_path / "begun" / "run", planned, new_record("run"))
    with begun.appending() as log:
        for sample in samples[:before]:
            log.append(sample)
    run(planned, begun)
    (claim,) = judged(planned, whole.samples()).values()
    assert len(claim.answers) == 12
    assert counted_answers(begun.path.parent) == sorted(claim.answers)
    assert counted_answers(whole.path.parent) == sorted(claim.answers)
