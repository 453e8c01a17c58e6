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
