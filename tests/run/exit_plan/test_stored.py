from __future__ import annotations

import json
from pathlib import Path

import pytest
from exit_builders import plan, route, target, workload
from msgspec.structs import replace

from portcheck.errors import StoreError
from portcheck.model.codec import encode
from portcheck.model.exit_plan import ExitPlan
from portcheck.run.exit_plan.stored import oldest_first, stored_exit_plan
from portcheck.run.store.folder import RunRecord, RunStore

PLAN = plan([workload("w")], route("a"))


def stored(folder: Path, content: object) -> object:
    (folder / "plan.json").write_text("{}")
    (folder / "report.json").write_text(
        content if isinstance(content, str) else json.dumps(content)
    )
    return stored_exit_plan(RunStore.open(folder))


def test_it_is_read_from_the_report_whatever_else_stands_there(tmp_path: Path) -> None:
    assert stored(tmp_path, {"verdicts": [{"odd": 1}], "exit_plan": encode(PLAN)}) == PLAN


@pytest.mark.parametrize(
    "content",
    ["{", "[]", {}, {"exit_plan": None}, {"exit_plan": {**encode(PLAN), "schema_version": 2}}],
)
def test_what_this_version_cannot_read_is_made_again(tmp_path: Path, content: object) -> None:
    assert stored(tmp_path, content) is None


@pytest.mark.parametrize("name", ["labels.jsonl", "scores.jsonl", "samples.jsonl"])
def test_what_came_after_the_report_makes_it_stale(tmp_path: Path, name: str) -> None:
    made = replace(PLAN, sources={"samples.jsonl": 3})
    (tmp_path / "samples.jsonl").write_text("{}\n")
    assert stored(tmp_path, {"exit_plan": encode(made)}) == made
    with (tmp_path / name).open("a") as file:
        file.write("{}\n")
    assert stored(tmp_path, {"exit_plan": encode(made)}) is None


def test_without_a_report_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("{}")
    assert stored_exit_plan(RunStore.open(tmp_path)) is None


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("{}")
    (tmp_path / "report.json").symlink_to(tmp_path / "plan.json")
    with pytest.raises(StoreError):
        stored_exit_plan(RunStore.open(tmp_path))


@pytest.mark.parametrize(
    "damaged",
    [
        plan([workload("w", target("a"))]),
        plan([workload("w", target("a"), target("a"))], route("a")),
        plan([workload("w"), workload("w")], route("a")),
        plan([workload("w", target("a", judged_on="soon"))], route("a")),
        plan([workload("w", target("a", answers_from="2026-1-1"))], route("a")),
        plan([workload("w")], route("a", retires="20271301")),
        plan([workload("w")], route("a", contract_ends="next year")),
    ],
    ids=[
        "no route",
        "a target twice",
        "a workload twice",
        "judged_on",
        "answers",
        "retires",
        "contract",
    ],
)
def test_one_that_contradicts_itself_is_made_again(tmp_path: Path, damaged: ExitPlan) -> None:
    assert stored(tmp_path, {"exit_plan": encode(damaged)}) is None


def test_days_and_targets_that_fit_are_read(tmp_path: Path) -> None:
    whole = plan([workload("w", target("a"))], route("a", retires="2027-01-31"))
    assert stored(tmp_path, {"exit_plan": encode(whole)}) == whole


def test_runs_come_in_the_order_in_which_they_ended(tmp_path: Path) -> None:
    stores = []
    for name, finished in (("b", "2026-02-01"), ("a", ""), ("c", "2026-01-01")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.json").write_text("{}")
        record = RunRecord(
            id=name, portcheck_version="0", started_at="2026-01-15", finished_at=finished
        )
        (tmp_path / name / "run.json").write_text(json.dumps(encode(record)))
        stores.append(RunStore.open(tmp_path / name))
    assert [store.path.name for store in oldest_first(stores)] == ["c", "a", "b"]
