"""What a migration should know besides the verdicts."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.model.completion import OtherContent, RefusalSignal
from portcheck.model.run import Sample
from portcheck.model.suite import Price, Rates
from portcheck.run.judge.migration_notes import migration_notes
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results


def results(answers: dict[str, Any], count: int = 2, **spec: Any) -> Results:
    """Four cases of which the candidate answers the first `count` in a way of its own."""
    plan = make_plan(make_suite(make_workload("w", [make_case(name) for name in "abcd"])))
    old, new = plan.providers
    plan = replace(plan, providers=(old, replace(new, **spec)))
    samples, seen = {}, 0
    for trial in plan.trials:
        completion = make_completion()
        if trial.provider == "new":
            seen += 1
            completion = replace(completion, **answers) if seen <= count else completion
        samples[trial.key] = Sample(trial=trial.key, completion=completion)
    return Results.of(plan, samples, score_samples(plan, samples))


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (
            {"finish_reason": "other", "raw_finish_reason": "brand_new"},
            "new: 2 of 4 answers ended with 'brand_new', which is not a known finish reason",
        ),
        ({"served_model": "other"}, "new: the entry names m, but other answered"),
        (
            {"upstream_provider": "Host A"},
            "new: Host A (2 answers) answered its calls: the region, retention and "
            "certifications of the entry may not apply to them",
        ),
        ({"fallback_model": "m-small"}, "new: fell back to m-small in 2 answers"),
        (
            {"retires": "2027-01-31"},
            "new: its answers say that the model is retired on 2027-01-31",
        ),
        (
            {"impossible_usage": "output_tokens -4"},
            "new: the token counts of 2 of 4 answers are impossible (output_tokens -4): they count "
            "as not reported",
        ),
        ({"served_tier": "flex"}, "new: was served in the tier flex (2 answers)"),
        (
            {"stated_cost_usd": 0.1},
            "new: the cost of 2 of 4 answers is the vendor's own figure",
        ),
        (
            {"other_content": (OtherContent(kind="image", count=3, bytes=9),)},
            "new: 2 of 4 answers held more than text and calls: image (2 answers)",
        ),
    ],
)
def test_what_answers_say_of_how_they_were_served(answers: dict[str, Any], sentence: str) -> None:
    assert migration_notes(results(answers)) == (sentence,)


@pytest.mark.parametrize(
    "answers",
    [
        {"served_model": "m-2026-01-31", "served_tier": "standard"},
        {"upstream_provider": "new"},
        {
            "fallback_model": "m-small",
            "finish_reason": "refusal",
            "refusal_signal": RefusalSignal(kind="model_refusal"),
        },
    ],
)
def test_what_is_as_the_entry_says_is_no_finding(answers: dict[str, Any]) -> None:
    assert migration_notes(results(answers)) == ()


def test_a_deployment_of_azure_may_be_called_anything() -> None:
    named: dict[str, Any] = {"preset": "azure-openai", "vendor": "x", "model": "our-chat"}
    assert migration_notes(results({"served_model": "gpt-5"}, **named)) == ()


def test_a_known_word_beside_other_content_alone_is_no_unknown_ending() -> None:
    image = OtherContent(kind="image", count=1, bytes=9)
    shown = {"text": "", "finish_reason": "other", "raw_finish_reason": "stop"}
    (note,) = migration_notes(results({**shown, "other_content": (image,)}, count=1))
    assert "held more than text and calls" in note
    assert len(migration_notes(results({**shown, "raw_finish_reason": "paused"}, count=1))) == 1


def test_many_kinds_are_named_by_how_often_they_came() -> None:
    kinds = tuple(OtherContent(kind=f"k{n}", count=1, bytes=1) for n in range(10))
    (note,) = migration_notes(results({"other_content": kinds}, count=1))
    assert note.endswith("k6 (1 answer), k7 (1 answer) and 2 more")


def test_a_cost_that_the_vendor_states_counts_before_the_price() -> None:
    found = results({"stated_cost_usd": 0.5}, count=1, price=Price(input=100.0, output=100.0))
    assert sorted(found.counts["new"].dollars) == pytest.approx([0.002, 0.002, 0.002, 0.5])
    unpriced = results({"stated_cost_usd": 0.25}, count=3, price=None)
    assert [*unpriced.counts["new"].dollars] == [0.25, 0.25, 0.25]
    assert migration_notes(results({"stated_cost_usd": 0.0})) == ()


def test_a_tier_without_a_price_is_named_and_its_answers_have_no_cost() -> None:
    rates = {"flex": Rates(input=50.0, output=50.0)}
    price = Price(input=100.0, output=100.0, tiers=rates)
    found = results({"served_tier": "flex"}, count=1, price=price)
    assert sorted(found.counts["new"].dollars) == pytest.approx([0.001, 0.002, 0.002, 0.002])
    assert migration_notes(found) == ("new: was served in the tier flex (1 answer)",)
    unknown = results({"served_tier": "scale"}, count=1, price=price)
    assert [*unknown.counts["new"].dollars] == pytest.approx([0.002, 0.002, 0.002])
    assert migration_notes(unknown) == (
        "new: was served in the tier scale (1 answer); the cost of scale is not known",
    )


@pytest.mark.parametrize("field", ["raw_finish_reason", "fallback_model", "served_model"])
def test_what_differs_in_every_answer_is_a_few_short_lines(field: str) -> None:
    """Whatever stands there: a service may put any text into any field."""
    plan = make_plan(make_suite(make_workload("w", [make_case(str(n)) for n in range(40)])))
    ended = "other" if field == "raw_finish_reason" else "stop"
    samples = {}
    for trial in plan.trials:
        text: Any = f"\x1b[2J{trial.case:0>2}\n::error::{'W' * 500}"
        completion = replace(make_completion(), **{"finish_reason": ended, field: text})
        samples[trial.key] = Sample(trial=trial.key, completion=completion)
    found = Results.of(plan, samples, score_samples(plan, samples))
    notes = [
        note for note in migration_notes(found) if note.startswith("new:") and "::error::" in note
    ]
    assert 0 < len(notes) <= 9
    assert not [note for note in notes if set(note) & {"\n", "\x1b"} or len(note) > 1000]
    others = {
        "raw_finish_reason": "32 other unknown finish reasons",
        "fallback_model": "32 other models",
    }
    assert any(others.get(field, "and 32 more") in note for note in migration_notes(found))
