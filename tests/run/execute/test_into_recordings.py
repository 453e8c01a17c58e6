"""Recordings that gain what they lack: nothing twice, failures of transport never kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from run_builders import make_case, make_completion, make_provider, make_suite, make_workload

from portcheck.error_classes import Failure
from portcheck.errors import UsageError
from portcheck.model.completion import Completion
from portcheck.providers.recording import RecordingWriter
from portcheck.run.execute.into_recordings import recorded_trials
from portcheck.run.plan.build import build_recording_plan

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
