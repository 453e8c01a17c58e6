"""Answers of an earlier run: taken where they fit, refused with a reason where they do not."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_provider, make_suite, make_workload

from portcheck.error_classes import Failure
from portcheck.errors import UsageError
from portcheck.model.run import Plan, Sample
from portcheck.model.suite import ProviderSpec
from portcheck.run.plan.build import build_plan
from portcheck.run.plan.reuse import Earlier, age_days, require_complete, reusable

OLD, NEW = make_provider("old"), make_provider("new")


def plan_of(*names: str, old: ProviderSpec = OLD) -> Plan:
    suite = make_suite(make_workload("w", [make_case(name) for name in names]))
    return build_plan(suite, [old, NEW], baseline="old")


def earlier(plan: Plan, *, failed: str = "") -> Earlier:
    samples = {}
    for trial in plan.trials:
        lost = Failure(error_class="server", message="no") if trial.case == failed else None
        samples[trial.key] = Sample(
            trial=trial.key,
            completion=None if lost else make_completion(),
            failure=lost,
            started_at="2026-01-02T00:00:00Z",
        )
    return Earlier(run="march", plan=plan, samples=samples)


def test_only_the_baseline_and_only_answers_are_taken() -> None:
    found = reusable(plan_of("a", "b", "c"), earlier(plan_of("b", "c", "d"), failed="c"))
    assert [sample.reused_from for sample in found.samples] == ["march"]
    (key,) = found.trials
    (trial,) = [trial for trial in plan_of("b").trials if trial.key == key]
    assert (trial.case, trial.provider) == ("b", "old")
    assert (found.planned, found.oldest) == (3, "2026-01-02T00:00:00Z")


def test_answers_that_were_taken_over_keep_their_origin() -> None:
    before = earlier(plan_of("a"))
    first = {key: replace(s, reused_from="january") for key, s in before.samples.items()}
    (sample,) = reusable(plan_of("a"), dataclasses.replace(before, samples=first)).samples
    assert sample.reused_from == "january"


def test_what_does_not_fit_is_refused_with_a_reason() -> None:
    with pytest.raises(UsageError, match="no answer of run march fits"):
        reusable(plan_of("a"), earlier(plan_of("b")))
    other = make_provider("old", model="another")
    with pytest.raises(UsageError, match="was another model in run march: m, now another"):
        reusable(plan_of("a", old=other), earlier(plan_of("a")))
    swapped = build_plan(plan_of("a").suite, [NEW, make_provider("third")], baseline="new")
    with pytest.raises(UsageError, match="holds no answers of 'old'"):
        reusable(plan_of("a"), earlier(swapped))


@pytest.mark.parametrize("changed", [{"vendor": "another"}, {"dialect": "another"}, {"model": "x"}])
def test_answers_of_another_vendor_dialect_or_model_are_refused(changed: dict[str, str]) -> None:
    other = make_provider("old", **changed)
    with pytest.raises(UsageError, match="another model in run march"):
        reusable(plan_of("a", old=other), earlier(plan_of("a")))


def test_a_baseline_that_is_gone_comes_from_the_earlier_run() -> None:
    before = plan_of("a")
    made = build_plan(before.suite, [NEW], baseline="old", gone=before.providers)
    assert made.providers == (OLD, NEW)
    with pytest.raises(UsageError, match="no provider is called"):
        build_plan(before.suite, [NEW], baseline="older", gone=before.providers)


def test_who_has_no_entry_any_more_is_never_asked() -> None:
    whole = reusable(plan_of("a"), earlier(plan_of("a")))
    require_complete(whole)
    part = reusable(plan_of("a", "b"), earlier(plan_of("a")))
    with pytest.raises(UsageError, match="lacks 1 of 2 answers of 'old'"):
        require_complete(part)


def test_age() -> None:
    now = datetime(2026, 1, 12, tzinfo=UTC)
    assert age_days("2026-01-02T00:00:00Z", now) == 10
    assert age_days("2026-01-11T13:00:00Z", now) == 0
    assert age_days("2026-02-01T00:00:00Z", now) == 0


def test_reasoning_leaves_answers_that_are_taken_over() -> None:
    before = earlier(plan_of("a"))
    said = make_completion(text="<plan>Hm.</plan>Yes.")
    samples = {key: replace(s, completion=said) for key, s in before.samples.items()}
    now = plan_of("a", old=make_provider("old", reasoning_tags=("plan",)))
    (sample,) = reusable(now, dataclasses.replace(before, samples=samples)).samples
    assert sample.completion is not None
    assert (sample.completion.text, sample.completion.reasoning_text) == ("Yes.", "Hm.")
