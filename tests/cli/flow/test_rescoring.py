"""What of an edited suite chose its rules once the answers could be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from judged_runs import planned, written
from msgspec.structs import replace

from portcheck import pipeline
from portcheck.cli.flow.rescoring import rescored
from portcheck.model.score import Policy
from portcheck.model.suite import Panel
from portcheck.run.store.folder import RunStore

ANSWERS = {"old": ["sorry 1", "sorry 2"], "new": ["no 1", "sorry 2"]}
HOUSE = Policy(
    id="house",
    statement="Be kind.",
    owner="Ada",
    review="2026-01-01",
    gate="red_line",
    file="house.yaml",
)


@pytest.mark.parametrize(
    ("then", "edits"),
    [
        ({}, ()),
        ({"confidence": 0.9}, ("confidence",)),
        ({"panel": Panel(judges=("one", "two", "three"))}, ("judges",)),
        ({"policies": (HOUSE,)}, ("policies",)),
    ],
)
def test_all_that_a_verdict_rests_on_is_a_rule(
    tmp_path: Path, then: dict[str, Any], edits: tuple[str, ...]
) -> None:
    suite = written(tmp_path, ANSWERS)
    plan = planned(suite)
    was = tuple(replace(workload, **then) for workload in plan.suite.workloads)
    before = replace(plan, suite=replace(plan.suite, workloads=was))
    run = RunStore.create(tmp_path / "run", before, pipeline.new_record("run"))
    made = rescored(run, suite, tmp_path / "again").plan()
    changed = (made.selection.changed if made.selection else None) or {}
    assert changed.get("replies", ()) == edits
