"""Samples in memory and on disk answer alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from run_builders import make_case, make_plan, make_suite, make_workload

from portcheck.error_classes import Failure
from portcheck.model.completion import Completion, Timing
from portcheck.model.run import Sample
from portcheck.run.store.folder import RunRecord, RunStore
from portcheck.run.store.samples import Samples


def sample(key: str, text: str) -> Sample:
    answer = Completion(text=text, finish_reason="stop", timing=Timing(total_s=0.5))
    return Sample(trial=key, completion=answer, started_at="2026-01-01")


@given(
    texts=st.lists(st.tuples(st.integers(0, 9), st.text(max_size=60)), max_size=40),
)
@settings(max_examples=40, deadline=None)
def test_the_last_sample_of_a_trial_counts_wherever_it_stands(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[int, str]]
) -> None:
    cases = [make_case(f"c{number}") for number in range(10)]
    plan = make_plan(make_suite(make_workload("w", cases)))
    record = RunRecord(id="r", portcheck_version="0", started_at="2026-01-01T00:00:00Z")
    store = RunStore.create(tmp_path_factory.mktemp("run") / "r", plan, record)
    growing = store.samples()
    wanted: dict[str, Sample] = {}
    with store.appending() as log:
        for number, text in texts:
            one = sample(plan.trials[number].key, text)
            log.append(one)
            wanted[one.trial] = one
            assert growing[one.trial] == one
    assert dict(growing) == wanted
    assert dict(RunStore(store.path).samples()) == wanted
    assert list(growing) == list(wanted)
    assert len(growing) == len(wanted)


def test_a_missing_answer_is_asked_for_again_until_one_came(tmp_path: Path) -> None:
    found = Samples(tmp_path / "samples.jsonl")
    lost = Sample(trial="a", failure=Failure(error_class="timeout", message="late"))
    refused = Failure(error_class="invalid_request", message="no", cause="tools")
    rejected = Sample(trial="b", failure=refused)
    found.add("a", lost, 0, 10)
    found.add("b", rejected, 10, 10)
    assert found.answered() == {"b"}
    found.add("a", sample("a", "Yes."), 20, 10)
    assert found.answered() == {"a", "b"}
    assert "c" not in found
    with pytest.raises(KeyError):
        found["c"]
