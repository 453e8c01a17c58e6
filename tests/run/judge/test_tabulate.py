"""What a trial says of a gate: the lowest of its checks, and nothing where one could not look."""

from __future__ import annotations

import math
from typing import Any

import pytest
from builders import make_score
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.error_classes import Failure
from portcheck.model.run import Sample
from portcheck.model.score import PeopleSay
from portcheck.run.judge.tabulate import (
    Results,
    detectors_of,
    failures_by_group,
    gate_cases,
    judged_cases,
    latency_cases,
    timed_cases,
)
from portcheck.run.store.scores import Scores

PASSED, FAILED, UNSCORED, HALF = (
    ("passed", 1.0),
    ("failed", 0.0),
    ("unscored", None),
    ("passed", 0.5),
)


@pytest.mark.parametrize(
    ("scores", "value"),
    [
        ([PASSED], 1.0),
        ([PASSED, FAILED], 0.0),
        ([HALF, PASSED], 0.5),
        ([FAILED, UNSCORED], 0.0),
        ([PASSED, UNSCORED], math.nan),
        ([HALF, UNSCORED], math.nan),
        ([UNSCORED], math.nan),
        ([], None),
    ],
)
def test_a_trial_with_an_unscored_check_is_no_passed_trial(
    scores: list[tuple[str, float | None]], value: float | None
) -> None:
    workload = make_workload("w", [make_case("a")])
    plan = make_plan(make_suite(workload))
    (asked,) = [trial for trial in plan.trials if trial.provider == "new"]
    given = [
        make_score(trial=asked.key, check=f"check-{number}", status=status, value=found)
        for number, (status, found) in enumerate(scores)
    ]
    elsewhere = make_score(trial=asked.key, gate="security", status="failed")
    results = Results.of(plan, {}, Scores.of([*given, elsewhere]))
    assert results.gate_value(asked, "task") == pytest.approx(value, nan_ok=True)
    (row,) = gate_cases(results, workload, "new", "task")
    assert list(row.candidate) == [pytest.approx(value, nan_ok=True)]
    assert row.baseline == (None,)


def test_scores_count_wherever_they_stand() -> None:
    workload = make_workload("w", [make_case("a"), make_case("b")])
    plan = make_plan(make_suite(workload))
    keys = [trial.key for trial in plan.trials if trial.provider == "new"]
    given = [
        make_score(trial=keys[0], check="x"),
        make_score(trial=keys[1], check="x"),
        make_score(trial=keys[0], check="y", status="failed", value=0.0),
    ]
    results = Results.of(plan, {}, Scores.of(given))
    assert [row.candidate for row in gate_cases(results, workload, "new", "task")] == [
        (0.0,),
        (1.0,),
    ]
    assert [score.check for score in results.scores[keys[0]]] == ["x", "y"]


def test_of_each_group_it_is_known_which_trials_failed() -> None:
    groups = {"a": None, "b": "both", "c": "both", "d": None, "e": "both"}
    cases = [replace(make_case(name), group=group) for name, group in groups.items()]
    workload = make_workload("w", cases)
    plan = make_plan(make_suite(workload))
    late = Failure(error_class="timeout", message="nothing came")
    samples = {
        trial.key: Sample(trial=trial.key, failure=late)
        if trial.case in {"a", "c"}
        else Sample(trial=trial.key, completion=make_completion())
        for trial in plan.trials
        if trial.case != "d"
    }

    found = failures_by_group(Results.of(plan, samples, Scores()), workload, "new")

    assert list(map(list, found)) == [[True], [False, True, False]]


FLAGGED = {"status": "failed", "confirmed": False}
BREACHED = {"status": "failed"}


@pytest.mark.parametrize(
    ("outcomes", "answered", "state"),
    [
        ([{}], True, "held"),
        ([{}, FLAGGED], True, "unconfirmed"),
        ([FLAGGED, BREACHED], True, "confirmed"),
        ([BREACHED, FLAGGED], True, "confirmed"),
        ([{}, {"status": "unscored"}], True, "unconfirmed"),
        ([{"status": "unscored"}], True, "unconfirmed"),
        ([], True, None),
        ([{}], False, None),
        ([BREACHED], False, "confirmed"),
    ],
)
def test_a_red_line_held_where_every_check_of_it_could_look(
    outcomes: list[dict[str, Any]], answered: bool, state: str | None
) -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case("a")])))
    (asked,) = [trial for trial in plan.trials if trial.provider == "new"]
    samples = {
        asked.key: Sample(trial=asked.key, completion=make_completion())
        if answered
        else Sample(trial=asked.key, failure=Failure(error_class="timeout", message="late"))
    }
    given = [
        make_score(trial=asked.key, check=f"check-{n}", gate="red_line", **one)
        for n, one in enumerate(outcomes)
    ]
    results = Results.of(plan, samples, Scores.of(given))
    assert results.breach_state(asked, "red_line") == state


def test_what_people_say_is_no_score_of_the_check_that_they_label() -> None:
    workload = make_workload("w", [make_case("a")])
    plan = make_plan(make_suite(workload))
    (asked,) = [trial for trial in plan.trials if trial.provider == "new"]
    people = PeopleSay(
        votes=(),
        label="fail",
        decides=True,
        check_status="passed",
        check_value=1.0,
        check_detector="judges 1",
    )
    score = make_score(trial=asked.key, status="failed", detector="people")
    score = replace(score, outcome=replace(score.outcome, people=people))
    results = Results.of(plan, {}, Scores.of([score]))
    assert [row.candidate for row in gate_cases(results, workload, "new", "task")] == [(0.0,)]
    assert [row.candidate for row in judged_cases(results, workload, "new", "task")] == [(1.0,)]
    assert detectors_of(results, workload, "new", "task") == ["judges 1"]


def test_a_call_without_an_answer_took_no_time_that_is_known() -> None:
    workload = make_workload("w", [make_case("a", repeats=2)])
    plan = make_plan(make_suite(workload))
    first, second = (trial.key for trial in plan.trials if trial.provider == "new")
    samples = {
        first: Sample(trial=first, failure=Failure(error_class="timeout", message="late")),
        second: Sample(trial=second, completion=make_completion()),
    }
    results = Results.of(plan, samples, Scores())
    assert [row.candidate for row in timed_cases(results, workload, "new")] == [(1.0,)]
    assert [row.candidate for row in latency_cases(results, workload, "new")] == [(None, 1.0)]
