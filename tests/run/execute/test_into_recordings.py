"""Recordings that gain what they lack: nothing twice, failures of transport never kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from run_builders import (
    make_case,
    make_completion,
    make_plan,
    make_provider,
    make_suite,
    make_workload,
)

from portcheck.error_classes import Failure
from portcheck.errors import UsageError
from portcheck.model.completion import Completion
from portcheck.model.routes.guardrail import Guardrail
from portcheck.model.run import Sample
from portcheck.pipeline import new_record
from portcheck.providers.recording import RecordingWriter, load_recording
from portcheck.run.execute import into_recordings
from portcheck.run.execute.into_recordings import record_run, recorded_trials
from portcheck.run.execute.provenance import provenance
from portcheck.run.plan.build import build_recording_plan
from portcheck.run.store.folder import RunStore

LIVE = make_provider("live", vendor="acme", model="m-1")
SUITE = make_suite(make_workload("w", [make_case(name) for name in ("a", "b", "c", "d")]))


def test_what_is_recorded_is_not_asked_for_again(tmp_path: Path) -> None:
    plan = build_recording_plan(SUITE, [LIVE])
    file = tmp_path / "r.jsonl"
    assert recorded_trials(plan, {"live": file}) == frozenset()
    outcomes: dict[str, Completion | Failure] = {
        "a": make_completion(),
        "b": Failure(error_class="server", message="no"),
        "c": Failure(error_class="invalid_request", message="no", flags=("unsupported_param",)),
    }
    with RecordingWriter(file, {"vendor": "acme", "model": "m-1"}) as writer:
        for trial in plan.trials:
            if trial.case in outcomes:
                outcome = outcomes[trial.case]
                writer.add(trial.request_hash, trial.ordinal, outcome, "2026-01-01")
    done = recorded_trials(plan, {"live": file})
    assert [trial.case for trial in plan.trials if trial.key in done] == ["a", "c"]


def test_the_answers_of_a_route_with_another_guardrail_are_never_added_to(tmp_path: Path) -> None:
    guarded = replace(LIVE, guardrail=Guardrail(settings={"id": "g"}))
    for then, now, said in (
        ({}, guarded, "with no guardrail, and 'live' has the guardrail id=g"),
        ({"guardrail": "id=g"}, LIVE, "with the guardrail id=g, and 'live' has no guardrail"),
    ):
        file = tmp_path / f"{len(then)}.jsonl"
        with RecordingWriter(file, {"vendor": "acme", "model": "m-1", **then}):
            pass
        plan = build_recording_plan(SUITE, [now])
        with pytest.raises(UsageError, match=said):
            recorded_trials(plan, {"live": file})
        assert provenance(plan, "live", "2026-01-01").get("guardrail", "") != then.get(
            "guardrail", ""
        )


@pytest.mark.parametrize(("key", "value"), [("model", "m-2"), ("vendor", "zeta")])
def test_the_answers_of_another_model_are_never_added_to(
    tmp_path: Path, key: str, value: str
) -> None:
    file = tmp_path / "r.jsonl"
    with RecordingWriter(file, {"vendor": "acme", "model": "m-1", key: value}):
        pass
    plan = build_recording_plan(SUITE, [LIVE])
    with pytest.raises(UsageError, match=f"holds answers of the {key} {value}, and 'live' is"):
        recorded_trials(plan, {"live": file})


def test_two_processes_never_write_one_recording(tmp_path: Path) -> None:
    file = tmp_path / "r.jsonl"
    with RecordingWriter(file, {}), pytest.raises(UsageError, match="another process"):
        RecordingWriter(file, {})
    with RecordingWriter(file, {}):
        assert file.is_file()


def test_the_recording_of_a_run_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan(SUITE)
    store = RunStore.create(tmp_path / "r", plan, new_record("r"))
    with store.appending() as log:
        for trial in plan.trials:
            log.append(Sample(trial=trial.key, completion=make_completion()))
    file = tmp_path / "new.jsonl"
    written = iter(range(3))

    def stops(*_: object) -> bytes:
        next(written)
        return b"{}\n"

    with monkeypatch.context() as patch:
        patch.setattr(into_recordings, "outcome_line", stops)
        with pytest.raises(RuntimeError):
            record_run(store, {"new": file})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r"]

    record_run(store, {"new": file})
    assert len(load_recording(file).outcomes) == 4
    with pytest.raises(UsageError, match="exists already"):
        record_run(store, {"new": file})
