"""What a run says about each provider as a whole."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.error_classes import Failure
from portcheck.model.completion import Usage
from portcheck.model.run import Sample
from portcheck.model.suite import Price
from portcheck.run.judge.provider_counts import provider_counts


def test_a_request_that_the_candidate_rejects_is_counted_apart_from_missing_answers() -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case(name) for name in "abc"])))
    mine = [trial.key for trial in plan.trials if trial.provider == "new"]
    rejected = Failure(error_class="invalid_request", message="no such parameter", cause="seed")
    late = Failure(error_class="timeout", message="nothing came")
    samples = {
        mine[0]: Sample(trial=mine[0], failure=rejected),
        mine[1]: Sample(trial=mine[1], failure=late),
        mine[2]: Sample(trial=mine[2], completion=make_completion()),
    }

    counts = provider_counts(plan, samples)

    assert counts["new"].rejected == {"no such parameter": 1}
    assert counts["new"].failures == {"invalid_request": 1, "timeout": 1}
    assert counts["new"].failed == {mine[0], mine[1]}
    assert (counts["new"].samples, counts["new"].answers) == (3, 1)
    assert (counts["old"].samples, counts["old"].answers) == (0, 0)


def test_the_oldest_answer_of_each_workload_is_dated_where_a_day_is_stated() -> None:
    works = [make_workload(name, [make_case("a"), make_case("b")]) for name in "vw"]
    plan = make_plan(make_suite(*works))
    days = iter(["2026-03-02T00:00:00Z", "2026-03-01T23:59:59Z", "20260101", "long ago"])
    samples = {
        trial.key: Sample(trial=trial.key, completion=make_completion(), started_at=next(days))
        for trial in plan.trials
        if trial.provider == "new"
    }
    assert provider_counts(plan, samples)["new"].oldest == {"v": "2026-03-01"}


def test_a_run_pays_for_its_own_answers_and_an_unknown_cost_is_not_nothing() -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case(name) for name in "abcd"])))
    mine = [trial.key for trial in plan.trials if trial.provider == "new"]
    answers = {
        mine[0]: replace(make_completion(), stated_cost_usd=0.25),
        mine[1]: make_completion(),  # the entry has no price
        mine[2]: replace(make_completion(), usage=Usage(input_tokens=0, output_tokens=0)),
    }
    samples = {key: Sample(trial=key, completion=answer) for key, answer in answers.items()}
    taken = replace(make_completion(), stated_cost_usd=1.0)
    samples[mine[3]] = Sample(trial=mine[3], completion=taken, reused_from="earlier")
    counts = provider_counts(plan, samples)["new"]
    assert (counts.paid_usd, counts.unpriced) == (0.25, 2)
    assert list(counts.dollars) == [0.25, 1.0]
    priced = tuple(replace(one, price=Price(input=1.0, output=1.0)) for one in plan.providers)
    known = provider_counts(replace(plan, providers=priced), samples)["new"]
    assert known.unpriced == 0, "no tokens cost nothing, which is known"


@pytest.mark.parametrize(("sent", "limit"), [("512", 512), ("9" * 5000, 20), ("a lot", 20)])
def test_the_limit_that_reasoning_used_up_is_the_one_that_was_sent(sent: str, limit: int) -> None:
    plan = make_plan(make_suite(make_workload("w", [make_case("a")])))
    answer = replace(
        make_completion(),
        finish_reason="length",
        usage=Usage(output_tokens=20, reasoning_tokens=20),
        substituted_params={"max_output_tokens": f"256 -> {sent}"},
    )
    samples = {trial.key: Sample(trial=trial.key, completion=answer) for trial in plan.trials}
    assert provider_counts(plan, samples)["new"].starved == {("w", limit): 1}
