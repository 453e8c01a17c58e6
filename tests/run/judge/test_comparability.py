"""Whom, with whom, on what: what a verdict says of its comparison."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace
from run_builders import (
    make_case,
    make_completion,
    make_provider,
    make_suite,
    make_workload,
)

from portcheck.model.parity import Verdict
from portcheck.model.run import Route, Sample
from portcheck.model.suite import CaseNotes
from portcheck.run.judge.comparability import comparison_cautions, shared_recordings
from portcheck.run.judge.migration_notes import migration_notes
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.judge.verdicts import verdicts
from portcheck.run.plan.build import build_plan


def results(
    *routes: Route, served: str | None = None, runs_on: str = "today", **changes: object
) -> Results:
    """Both providers answer a hundred cases right."""
    cases = [make_case(str(i), content=True) for i in range(100)]
    suite = make_suite(make_workload("w", cases, runs_on=runs_on, **changes))
    made = build_plan(suite, [make_provider("old"), make_provider("new")], baseline="old")
    plan = replace(made, routes=routes)
    completion = replace(make_completion(), served_model=served)
    samples = {trial.key: Sample(trial=trial.key, completion=completion) for trial in plan.trials}
    return Results.of(plan, samples, score_samples(plan, samples))


def verdict(found: Results) -> Verdict:
    (only,) = verdicts(found, date(2026, 1, 1))
    return only


OLD = Route(provider="old", vendor="Acme", models=("m",))


@pytest.mark.parametrize(
    ("today", "served"),
    [
        (Route(provider="today", vendor="acme", models=("m",)), None),
        (Route(provider="today", vendor="acme", models=("models/m",)), None),
        (Route(provider="today", vendor="acme", models=("m",)), "m-2026-01-02"),
        (Route(provider="today", vendor="acme", models=("m-2026-01-02",)), "m-2026-01-02"),
    ],
)
def test_another_entry_of_the_same_vendor_and_model_runs_today(
    today: Route, served: str | None
) -> None:
    assert verdict(results(OLD, today, served=served)).verdict == "safe"


@pytest.mark.parametrize(
    ("today", "served"),
    [
        (Route(provider="today", vendor="other", models=("m",)), None),
        (Route(provider="today", vendor="acme", models=("m-mini",)), None),
        (Route(provider="today", vendor="acme", models=("m",)), "n"),
        (Route(provider="today", vendor="acme", models=("m-2026-05-02",)), "m-2026-01-02"),
        (Route(provider="today", vendor="acme"), None),
    ],
)
def test_a_baseline_that_is_not_what_runs_today_is_a_condition(
    today: Route, served: str | None
) -> None:
    found = verdict(results(OLD, today, served=served))
    assert (found.verdict, found.rule) == ("conditional", "not_what_runs_today")
    (condition,) = found.conditions
    assert "what runs today is today (" in condition
    assert condition.endswith("a run with today as the baseline would lift this.")


def test_the_entry_that_runs_today_is_what_runs_today() -> None:
    assert verdict(results(runs_on="old", served="anything")).verdict == "safe"


def test_cases_that_count_as_one_and_cases_without_the_shared_checks_are_named() -> None:
    notes = CaseNotes(alike=(("1", "2", "3"), ("4", "5")), replaced=("7", "8"))
    found = verdict(results(runs_on="old", notes=notes))
    said = " ".join(found.warnings)
    assert (
        "5 cases make the same request as another case; cases with the same request count as one: "
        "1 = 2 = 3, 4 = 5."
    ) in said
    assert "2 cases of 100 replace the checks of the workload (replace_checks): 7, 8." in said
    plan = results(runs_on="old", notes=CaseNotes(replaced=("7",))).plan
    assert list(comparison_cautions(plan, plan.suite.workloads[0], "new")) == [
        "1 case of 100 replaces the checks of the workload (replace_checks): 7."
    ]


def test_one_recording_on_both_sides_is_said_in_the_verdict_and_in_the_report() -> None:
    found = results(runs_on="old")
    shared = replace(found.plan, shared_recordings=(("old", "new"),))
    assert "replay the same recording" in " ".join(
        comparison_cautions(shared, shared.suite.workloads[0], "new")
    )
    assert list(shared_recordings(shared)) == ["old and new replay the same recording"]
    again = Results.of(shared, found.samples, found.scores)
    assert migration_notes(again)[0] == "old and new replay the same recording"
    others = replace(found.plan, shared_recordings=(("new", "third"),))
    assert not list(comparison_cautions(others, others.suite.workloads[0], "new"))
