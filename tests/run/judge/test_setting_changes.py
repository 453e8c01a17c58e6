"""Settings that did not reach a model as they were asked for."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.model.chat import Sampling, ThinkingBudget
from portcheck.model.run import Sample
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.setting_changes import setting_changes
from portcheck.run.judge.tabulate import Results


@pytest.mark.parametrize(
    ("asked", "dropped", "was"),
    [
        ({"seed": 7}, "seed", 7),
        ({"thinking": "on"}, "thinking", "on"),
        ({"thinking": ThinkingBudget(budget=2048)}, "thinking.budget", 2048),
        ({"thinking": ThinkingBudget(budget=2048)}, "thinking", '{"budget":2048}'),
    ],
)
def test_what_was_left_out_and_what_was_asked(
    asked: dict[str, Any], dropped: str, was: Any
) -> None:
    case = make_case("a")
    case = replace(case, request=replace(case.request, sampling=Sampling(**asked)))
    plan = make_plan(make_suite(make_workload("w", [case])))
    samples = {
        trial.key: Sample(
            trial=trial.key,
            completion=replace(
                make_completion(), dropped_params=(dropped,) if trial.provider == "new" else ()
            ),
        )
        for trial in plan.trials
    }
    results = Results.of(plan, samples, score_samples(plan, samples))
    (change,) = setting_changes(results, plan.suite.workloads[0], "new")
    assert (change.setting, change.from_, change.to) == (dropped, was, None)


@pytest.mark.parametrize(
    ("sent", "to"),
    [
        ("1", 1.0),
        ("0.25", 0.25),
        ("low", "low"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("1e999", "1e999"),
    ],
)
def test_the_new_value_of_a_recording_may_be_any_text(sent: str, to: str | float) -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case("a")])))
    answer = replace(make_completion(), substituted_params={"temperature": f"0 -> {sent}"})
    samples = {
        trial.key: Sample(trial=trial.key, completion=answer)
        for trial in plan.trials
        if trial.provider == "new"
    }
    results = Results.of(plan, samples, score_samples(plan, samples))
    (change,) = setting_changes(results, plan.suite.workloads[0], "new")
    assert (change.from_, change.to) == (0.0, to)
