"""The scores of a run alone are those that all of its results have."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import imported
from msgspec.structs import replace

from portcheck import pipeline
from portcheck.run.store.folder import RunStore
from portcheck.run.two_runs.run_results import results_of, scores_of

ANSWERS = {"old": ["yes"] * 6, "new": ["yes"] * 4 + ["no"] * 2, "more": ["no"] * 6}


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    suite = imported(tmp_path, ANSWERS)
    plan = pipeline.plan(pipeline.load(suite, suite.parent / "providers.yaml"), baseline="old")
    # The trials of a case may stand in any order.
    found = RunStore.create(
        tmp_path / "run", replace(plan, trials=plan.trials[::-1]), pipeline.new_record("run")
    )
    pipeline.run(found.plan(), found)
    pipeline.score(found)
    return RunStore.open(found.path)


@pytest.mark.parametrize("scored", [True, False])
def test_scores_are_those_of_the_results(store: RunStore, scored: bool) -> None:
    if not scored:
        (store.path / "scores.jsonl").unlink()
    whole, scores = results_of(store), scores_of(store, {"new", "more"})
    (workload,) = whole.plan.suite.workloads
    assert scores.plan == whole.plan
    for provider in ("new", "more"):
        for outline in workload.outlines:
            said = scores.said_in(workload.id, provider)(outline.id)
            assert said == whole.said_in(workload.id, provider)(outline.id)
            assert said


def test_nothing_is_said_of_others(store: RunStore) -> None:
    (workload,) = store.plan().suite.workloads
    (first, *_) = workload.outlines
    scores = scores_of(store, {"new"})
    assert scores.said_in(workload.id, "old")(first.id) == ()
    assert scores.said_in(workload.id, "new")("no such case") == ()
    assert results_of(store).said_in(workload.id, "new")("no such case") == ()


def test_the_keys_of_trials_are_in_memory_once(store: RunStore) -> None:
    keys = {id(trial.key) for trial in store.plan().trials}
    assert {id(key) for key in store.samples()} == {id(key) for key in store.scores()} == keys
