"""The end of an execution: what is recorded, and what is not."""

from __future__ import annotations

import io
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import (
    make_case,
    make_completion,
    make_plan,
    make_suite,
    make_workload,
)

from portcheck import pipeline
from portcheck.cli.flow import run_or_resume
from portcheck.cli.flow.resuming.flags import RunFlags
from portcheck.cli.flow.run_or_resume import execute
from portcheck.cli.options import Ending
from portcheck.cli.output import Output
from portcheck.error_classes import Failure
from portcheck.errors import StoreError
from portcheck.model.run import Plan, Sample
from portcheck.run.execute.run_policy import RunPolicy
from portcheck.run.store.folder import RunRecord, RunStore


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_only_a_full_disk_is_told_to_free_space(tmp_path: Path) -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case("a")])))
    store = RunStore.create(tmp_path / "r", plan, pipeline.new_record("r"))
    (tmp_path / "elsewhere").touch()
    (store.path / "events.jsonl").unlink(missing_ok=True)
    (store.path / "events.jsonl").symlink_to(tmp_path / "elsewhere")
    ending = Ending(
        targets=[], failing=frozenset({"inconclusive"}), as_json=True, quiet=True, as_of=None
    )
    flags = RunFlags(recordings={}, record=None, policy=RunPolicy(), ending=ending)

    with pytest.raises(StoreError, match="a link") as found:
        execute(store, Output(io.StringIO(), io.StringIO()), flags=flags)

    assert "disk space" not in found.value.hint
    assert "what was there before is still there; resume it: " in found.value.hint


@pytest.mark.parametrize(("answered", "code"), [(0, 130), (1, 130), (2, 3)])
def test_a_run_that_is_stopped_before_it_asks_counts_as_interrupted_where_answers_are_missing(
    answered: int, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case("a")])))
    new = pipeline.new_record("r")
    assert new.interrupted, "as long as it has not ended"
    store = RunStore.create(tmp_path / "r", plan, replace(new, interrupted=False))
    with store.appending() as log:
        for trial in plan.trials[:answered]:
            log.append(Sample(trial=trial.key, completion=make_completion()))

    def stopped(*_: Any, **__: Any) -> RunRecord:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "run", stopped)
    ending = Ending(
        targets=[], failing=frozenset({"inconclusive"}), as_json=True, quiet=True, as_of=None
    )
    flags = RunFlags(recordings={}, record=None, policy=RunPolicy(), ending=ending)

    assert execute(store, Output(io.StringIO(), io.StringIO()), flags=flags) == code


def test_what_fails_after_the_last_call_is_resumed_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case("a")])))
    store = RunStore.create(tmp_path / "r", plan, pipeline.new_record("r"))

    def full(*_: Any, **__: Any) -> int:
        raise StoreError("scores.jsonl: No space left on device", hint="free some disk space")

    monkeypatch.setattr(pipeline, "run", lambda *_, **__: store.record())
    monkeypatch.setattr(run_or_resume, "finish", full)
    ending = Ending(
        targets=[], failing=frozenset({"inconclusive"}), as_json=True, quiet=True, as_of=None
    )
    flags = RunFlags(recordings={}, record=None, policy=RunPolicy(), ending=ending)

    with pytest.raises(StoreError, match="scores") as found:
        execute(store, Output(io.StringIO(), io.StringIO()), flags=flags)

    resumed = f"resume it: portcheck resume {store.path}"
    assert found.value.hint.startswith(f"free some disk space; {resumed}")


@pytest.mark.parametrize(
    ("ends", "code", "recorded"),
    [
        ({}, 3, True),
        ({"incomplete": "new: the budget is spent"}, 4, False),
        ({"interrupted": True}, 130, False),
        (KeyboardInterrupt, 130, False),
    ],
)
def test_only_a_run_that_has_every_answer_is_recorded(
    ends: Any, code: int, recorded: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case("a"), make_case("b")])))
    store = RunStore.create(tmp_path / "r", plan, pipeline.new_record("r"))

    def answered(plan: Plan, store: RunStore, **_: Any) -> RunRecord:
        with store.appending() as log:
            for trial in plan.trials:
                log.append(Sample(trial=trial.key, completion=make_completion()))
        if isinstance(ends, type):
            store.write_record(replace(store.record(), interrupted=True))
            raise ends
        ended = replace(store.record(), **{"interrupted": False, **ends})
        store.write_record(ended)
        return ended

    monkeypatch.setattr(pipeline, "run", answered)
    out, err = io.StringIO(), io.StringIO()
    file = tmp_path / "new recording.jsonl"
    flags = RunFlags(
        recordings={"new": file},
        record=file,
        policy=RunPolicy(),
        ending=Ending(
            targets=[], failing=frozenset({"inconclusive"}), as_json=True, quiet=True, as_of=None
        ),
    )

    assert execute(store, Output(out, err), flags=flags) == code

    said = err.getvalue()
    if recorded:
        assert len(file.read_text().splitlines()) == 1 + 2, "a head, and an answer to each case"
        assert f"recorded new in {file}" in said
    else:
        assert not file.exists()
        assert "nothing recorded, because some calls have no answer" in said
        assert f"portcheck resume {tmp_path / 'r'} --record '{file}'" in said


@pytest.mark.parametrize(
    ("missing", "judged", "score"),
    [(False, False, False), (True, False, True), (False, True, True)],
)
def test_a_scored_run_is_scored_again_where_answers_or_judgements_may_be_new(
    missing: bool, judged: bool, score: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case("a")])))
    plan = replace(plan, judges=(plan.providers[0],)) if judged else plan
    store = RunStore.create(tmp_path / "r", plan, pipeline.new_record("r"))
    lost = Failure(error_class="timeout", message="no answer")
    with store.appending() as log:
        for trial in plan.trials:
            log.append(Sample(trial=trial.key, completion=make_completion()))
        if missing:
            log.append(Sample(trial=plan.trials[0].key, failure=lost))
    monkeypatch.setattr(pipeline, "run", lambda *_, **__: pipeline.new_record("r"))
    monkeypatch.setattr(pipeline, "is_scored", lambda _: True)
    asked: list[bool] = []

    def ended(*_: Any, score: bool, **__: Any) -> int:
        asked.append(score)
        return 0

    monkeypatch.setattr(run_or_resume, "finish", ended)
    ending = Ending(targets=[], failing=frozenset(), as_json=True, quiet=True, as_of=None)
    flags = RunFlags(recordings={}, record=None, policy=RunPolicy(), ending=ending)

    execute(store, Output(io.StringIO(), io.StringIO()), flags=flags)

    assert asked == [score]


def test_consent_to_code_is_kept_and_its_examples_are_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case("a")])))
    ending = Ending(targets=[], failing=frozenset(), as_json=True, quiet=True, as_of=None)
    tried: list[Plan] = []
    monkeypatch.setattr(run_or_resume, "try_examples", tried.append)
    assert run_or_resume.agree_to_code(plan, ending, allowed=True).allow_code
    assert not run_or_resume.agree_to_code(plan, ending, allowed=False).allow_code
    assert not tried, "it runs no code"
    monkeypatch.setattr(run_or_resume, "require_consent", lambda *_, **__: None)
    monkeypatch.setattr(run_or_resume, "code_of", lambda _: ["checks.py:right"])
    run_or_resume.agree_to_code(plan, ending, allowed=True)
    assert tried == [plan]
