from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.error_classes import Failure
from portcheck.model.run import Sample
from portcheck.run.judge.migration_notes import migration_notes
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.judge.verdicts import verdicts


def results(served: dict[str, list[str | None]], cases: int = 100) -> Results:
    """Both providers answer everything right; each case in turn by the next of the models."""
    plan = make_plan(
        make_suite(make_workload("w", [make_case(str(i), content=True) for i in range(cases)]))
    )
    samples = {}
    for number, trial in enumerate(plan.trials):
        models = served.get(trial.provider, [None])
        model = models[number // 2 * len(models) // cases]
        completion = replace(make_completion(), served_model=model)
        samples[trial.key] = Sample(trial=trial.key, completion=completion)
    return Results.of(plan, samples, score_samples(plan, samples))


@pytest.mark.parametrize("provider", ["old", "new"])
def test_a_served_model_that_changes_decides_nothing(provider: str) -> None:
    changed = results({provider: ["m-2026-01", "m-2026-02"]})
    (verdict,) = verdicts(changed, date(2026, 1, 1))
    assert (verdict.verdict, verdict.rule) == ("inconclusive", "served_model_changed")
    said = f"{provider}: 2 different models answered: m-2026-01, m-2026-02."
    assert verdict.reasons[0] == said
    assert said in migration_notes(changed)


def test_one_model_or_none_named_is_no_change() -> None:
    steady = results({"old": ["m"], "new": [None, "m"]})
    assert [verdict.verdict for verdict in verdicts(steady, date(2026, 1, 1))] == ["safe"]


@pytest.mark.parametrize(
    ("answering", "rule"),
    [((), "no_evidence"), (("old",), "too_many_missing"), (("new",), "too_many_missing")],
)
def test_only_where_nobody_answers_there_is_no_evidence(
    answering: tuple[str, ...], rule: str
) -> None:
    whole = results({})
    failed = Failure(error_class="server", message="down")
    samples = {
        trial.key: whole.samples[trial.key]
        if trial.provider in answering
        else Sample(trial=trial.key, failure=failed)
        for trial in whole.plan.trials
    }
    known = Results.of(whole.plan, samples, score_samples(whole.plan, samples))
    (verdict,) = verdicts(known, date(2026, 1, 1))
    assert (verdict.verdict, verdict.rule) == ("inconclusive", rule)
