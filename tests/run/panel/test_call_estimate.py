"""What judges may be asked at most, before there are answers."""

from __future__ import annotations

from pathlib import Path

from judged_runs import JUDGE, PREFER, finished, planned, record_judges, written

from portcheck.run.cost import DEFAULT_OUTPUT_TOKENS, estimated_tokens
from portcheck.run.panel.call_estimate import planned_calls, planned_judgements, settled_keys
from portcheck.run.panel.judgements import read_judgements

ANSWERS = {"old": ["sorry 1", "sorry 2"], "new": ["no 1", "no 2"]}


def test_each_answer_and_each_pair_in_both_orders_is_a_call_to_each_judge(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, ANSWERS, checks=f"{JUDGE}, {PREFER}"))
    assert planned_judgements(plan) == {"one": 8, "two": 8}
    alone = planned(written(tmp_path, ANSWERS, checks=PREFER))
    assert planned_judgements(alone) == {"one": 4, "two": 4}
    nobody = planned(written(tmp_path, ANSWERS, checks="{equals: x}"))
    assert planned_judgements(nobody) == {}


def test_no_answer_is_longer_than_what_is_planned_for(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, ANSWERS, checks=f"{JUDGE}, {PREFER}"))
    tokens = [estimated_tokens(one.request)[0] for one in planned_calls(plan)]
    assert min(tokens) > DEFAULT_OUTPUT_TOKENS
    assert max(tokens) > 2 * DEFAULT_OUTPUT_TOKENS


def test_what_was_said_needs_no_call(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, ANSWERS, checks=f"{JUDGE}, {PREFER}"))
    record_judges(plan, tmp_path)
    store = finished(plan, tmp_path / "run")
    done = settled_keys(read_judgements(store.path))
    assert len(done) == 16
    assert list(planned_calls(plan, done)) == []
    assert sum(one.calls for one in planned_calls(plan, frozenset([*done][:10]))) == 6
