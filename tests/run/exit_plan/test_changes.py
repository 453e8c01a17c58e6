from __future__ import annotations

import math

import pytest
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload
from scipy import stats

from portcheck.model.completion import Usage
from portcheck.model.parity import CasePair
from portcheck.model.run import Sample
from portcheck.run.exit_plan.changes import (
    baseline_mean,
    candidate_mean,
    extra_failures,
    mean_change,
    mean_tokens,
)
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results, timed_cases


def pair(
    case: str, before: tuple[float | None, ...], after: tuple[float | None, ...], group: str = ""
) -> CasePair[float]:
    return CasePair(case=case, group=group or case, baseline=before, candidate=after)


def test_the_interval_is_the_t_interval_of_another_library() -> None:
    changes = [0.01, 0.03, -0.02, 0.05, 0.0]
    found = mean_change([pair(str(n), (1.0,), (1.0 + x,)) for n, x in enumerate(changes)], 0.95)
    assert found is not None
    mean, error = sum(changes) / 5, stats.sem(changes)
    low, high = stats.t.interval(0.90, 4, loc=mean, scale=error)
    assert found.expected == pytest.approx(mean)
    assert found.low == pytest.approx(low)
    assert found.high == pytest.approx(high)


def test_repeats_and_groups_count_once() -> None:
    rows = [
        pair("a", (1.0, 3.0), (3.0,), "g"),
        pair("b", (0.0,), (3.0,), "g"),
        pair("c", (5.0,), (5.0,)),
        pair("left out", (), (9.0,)),
    ]
    found = mean_change(rows, 0.95)
    assert found is not None
    assert found.expected == pytest.approx(((1.0 + 3.0) / 2 + 0.0) / 2)


def test_one_unknown_amount_leaves_all_unknown_and_one_group_has_no_spread() -> None:
    assert mean_change([pair("a", (1.0,), (None,)), pair("b", (1.0,), (1.0,))], 0.95) is None
    assert mean_change([pair("a", (1.0,), (2.0,))], 0.95) is None
    assert mean_change([], 0.95) is None
    assert candidate_mean([pair("a", (1.0,), (None,))]) is None
    assert baseline_mean([]) is None
    assert baseline_mean([pair("a", (1.0, 3.0), ()), pair("b", (4.0,), ())]) == 3.0


def test_a_call_that_failed_has_no_latency() -> None:
    found = results({"old": ["yes"], "new": [None]})
    (workload,) = found.plan.suite.workloads
    (row,) = timed_cases(found, workload, "new")
    assert (len(row.baseline), row.candidate) == (1, ())


def results(answers: dict[str, list[str | None]]) -> Results:
    """One case a position; `None`: no answer of that provider."""
    number = len(next(iter(answers.values())))
    cases = [make_case(str(n), content=True) for n in range(number)]
    plan = make_plan(make_suite(make_workload("w", cases)))
    samples = {}
    for trial in plan.trials:
        text = answers[trial.provider][int(trial.case)]
        if text is not None:
            completion = make_completion(text, tokens=10)
            samples[trial.key] = Sample(trial=trial.key, completion=completion)
    return Results.of(plan, samples, score_samples(plan, samples))


def test_extra_failures_are_losses_less_gains_among_complete_pairs() -> None:
    before: list[str | None] = [*["yes"] * 18, "no", None]
    after: list[str | None] = ["no", "no", *["yes"] * 18]
    found = results({"old": before, "new": after})
    (workload,) = found.plan.suite.workloads
    extra = extra_failures(found, workload, "new")
    assert extra is not None
    assert extra.expected == pytest.approx((2 - 1) / 19)
    assert extra.low is not None
    assert extra.high is not None
    assert extra.low < 1 / 19 < extra.high


def test_without_a_pair_there_is_no_rate() -> None:
    found = results({"old": ["yes"], "new": [None]})
    (workload,) = found.plan.suite.workloads
    assert extra_failures(found, workload, "new") is None


def test_tokens_are_those_of_answers_and_unknown_where_one_reports_none() -> None:
    found = results({"old": ["yes", None], "new": ["yes", "yes"]})
    (workload,) = found.plan.suite.workloads
    assert mean_tokens(found, workload, "old") == 20.0
    assert mean_tokens(found, workload, "nobody") is None
    trial = next(one for one in found.plan.trials if one.provider == "new")
    completion = found.samples[trial.key].completion
    assert completion is not None
    from msgspec.structs import replace

    silent = replace(completion, usage=Usage())
    samples = {**found.samples, trial.key: Sample(trial=trial.key, completion=silent)}
    again = Results.of(found.plan, samples, found.scores)
    assert mean_tokens(again, workload, "new") is None
    assert math.isfinite(mean_tokens(again, workload, "old") or math.nan)
