"""Which prompt decides, and that choosing among them buys no `safe`."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from msgspec.structs import replace
from run_builders import make_completion, make_provider, make_suite, make_workload, right_word

from portcheck.model.chat import Variant, Wording
from portcheck.model.parity import CasePair, Verdict
from portcheck.model.run import LateVariant, Look, Sample, Trial
from portcheck.model.suite import Case, Workload
from portcheck.parity.noninferiority import compare_cases
from portcheck.parity.sequential import confidence_of, look_alpha
from portcheck.run.judge.gate_evidence import NOBODY
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.plan.build import build_plan
from portcheck.run.prompts.choose import chosen_prompts

DAY = date(2026, 11, 28)


def workload(cases: int, names: Sequence[str], margin: float = 0.1) -> Workload:
    """Cases with a right answer of their own, which `new` is asked in these variants as well."""
    variants = tuple(Variant(name=name, system=name) for name in names)
    wordings = {"new": {name: Wording(system=name) for name in names}}
    made = make_workload(
        "w",
        [replace(right_word(f"c{n}"), variants=wordings) for n in range(cases)],
        gates={"task": {"margin": margin}},
    )
    return replace(made, variants={"new": variants})


def decided(
    found: Workload, answer: Callable[[Trial, Case], str], look: Look | None = None
) -> tuple[Results, Verdict]:
    """The results behind the verdict, and it."""
    specs = [make_provider("old"), make_provider("new")]
    plan = build_plan(make_suite(found), specs, baseline="old")
    samples = {
        trial.key: Sample(
            trial=trial.key, completion=make_completion(answer(trial, plan.case(trial)))
        )
        for trial in plan.trials
    }
    results = Results.of(plan, samples, score_samples(plan, samples))
    looks = {} if look is None else {("w", "new"): look}
    chosen, (verdict,) = chosen_prompts(results, DAY, looks, lambda _: NOBODY)
    return chosen, verdict


def by_variant(**wrong: int) -> Callable[[Trial, Case], str]:
    """The candidate errs in the first so many cases of each; `plain` is the prompt itself."""

    def answer(trial: Trial, case: Case) -> str:
        number = int(case.id[1:])
        errs = trial.provider == "new" and number < wrong.get(trial.variant or "plain", 0)
        return "wrong" if errs else case.id

    return answer


def test_the_best_prompt_decides_and_all_are_listed() -> None:
    chosen, verdict = decided(workload(60, ["a", "b"]), by_variant(plain=40, a=40, b=0))
    assert (verdict.verdict, verdict.variant, verdict.prompts) == ("safe", "b", 3)
    assert [(one.variant, one.verdict) for one in verdict.variants or ()] == [
        (None, "unsafe"),
        ("a", "unsafe"),
        ("b", "safe"),
    ]
    assert chosen.chosen == {("w", "new"): "b"}
    assert [change.setting for change in verdict.changes] == ["prompt variant"]
    (task,) = [gate for gate in verdict.gates if gate.gate == "task"]
    assert task.confidence == pytest.approx(1 - 0.04 / 3)
    assert verdict.alpha == pytest.approx(0.04 / 3)
    assert "divided among 3 prompts" in verdict.look_meaning


def test_of_equal_verdicts_the_plain_prompt_decides_then_the_first_variant() -> None:
    _, plain = decided(workload(60, ["a", "b"]), by_variant())
    assert (plain.verdict, plain.variant, plain.changes) == ("safe", None, ())
    _, first = decided(workload(60, ["a", "b"]), by_variant(plain=40))
    assert first.variant == "a"


def test_a_plain_prompt_that_barely_clears_the_margin_does_not_beside_variants() -> None:
    alone = decided(workload(31, []), by_variant())[1]
    assert (alone.verdict, alone.prompts or None, alone.variants or ()) == ("safe", None, ())
    beside = decided(workload(31, ["a"]), by_variant())[1]
    assert (beside.verdict, beside.prompts) == ("inconclusive", 2)


def test_variants_of_earlier_runs_count_where_none_is_left_in_the_suite() -> None:
    look = Look(workload="w", candidate="new", prompts=5)
    verdict = decided(workload(31, []), by_variant(), look)[1]
    assert (verdict.verdict, verdict.prompts) == ("inconclusive", 5)
    assert verdict.alpha == pytest.approx(0.04 / 5)


def test_a_variant_that_came_after_the_answers_is_judged_on_new_cases_alone() -> None:
    before = tuple(f"c{n}" for n in range(60))
    look = Look(
        workload="w",
        candidate="new",
        prompts=2,
        late=(LateVariant(name="a", asked_before=before),),
    )
    found, nothing = decided(workload(60, ["a"]), by_variant(plain=40), look)
    assert (nothing.verdict, nothing.rule) == ("inconclusive", "variant_after_answers")
    assert nothing.variant == "a"
    assert "Add at least 71 new cases" in nothing.reasons[0]
    assert nothing.more_cases is None
    _, verdict = decided(workload(120, ["a"]), by_variant(plain=40, a=60), look)
    assert (verdict.verdict, verdict.variant) == ("safe", "a"), "the 60 cases that failed are old"
    (task,) = [gate for gate in verdict.gates if gate.gate == "task"]
    assert task.cases == 60
    assert any("judged on the 60 cases that are new" in text for text in verdict.warnings)
    assert [one.asked_before for one in verdict.variants or ()] == [0, 60]
    assert found.chosen == {("w", "new"): "a"}


@pytest.mark.parametrize("number", [2, 5, 10, 20])
@pytest.mark.parametrize(("cases", "margin"), [(60, 0.1), (120, 0.1), (200, 0.05), (400, 0.05)])
def test_of_prompts_at_the_margin_any_is_safe_in_at_most_5_percent(
    number: int, cases: int, margin: float
) -> None:
    """Exact: independent prompts, each of which loses each case with the margin's chance."""
    confidence = confidence_of(look_alpha(0.05 / number, 1))
    safe = 0.0
    for losses in range(int(cases * margin) + 1):
        pairs = [
            CasePair(case=str(n), group=str(n), baseline=(1.0,), candidate=(float(n >= losses),))
            for n in range(cases)
        ]
        found = compare_cases(pairs, margin=margin, confidence=confidence)
        if found.outcome == "noninferior":
            chance = margin**losses * (1 - margin) ** (cases - losses)
            safe += math.comb(cases, losses) * chance
    assert 1 - (1 - safe) ** number <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 4])
def test_more_variants_at_the_margin_are_safe_no_more_often(number: int) -> None:
    """Every prompt is worse by exactly the margin; any `safe` is a mistake, nominally in 4 %."""
    runs, cases, margin, drawn = 150, 60, 0.1, random.Random(20261128 + number)
    names = [f"v{n}" for n in range(number)]
    found = workload(cases, names, margin)

    def answer(trial: Trial, case: Case) -> str:
        errs = trial.provider == "new" and drawn.random() < margin
        return "wrong" if errs else case.id

    safe = sum(decided(found, answer)[1].verdict == "safe" for _ in range(runs))
    # 5 % and three standard errors.
    assert safe <= runs * 0.05 + 3 * (runs * 0.05 * 0.95) ** 0.5
