"""The power curves of a run's gates, and how many of its pairs differ."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.model.parity import GateOutcome
from portcheck.model.run import Sample
from portcheck.parity.planning.pass_fail_power import power
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.judge.verdicts import verdicts
from portcheck.run.power.curves import MOST_CURVES, power_curves
from portcheck.run.power.discordance import observed_discordance


def results(cases: int, wrong: int, workloads: int = 1) -> Results:
    """The candidate fails the first cases of each workload, the baseline the last ones."""
    made = [make_case(str(number), content=True) for number in range(cases)]
    plan = make_plan(
        make_suite(*(make_workload(f"w{number}", made) for number in range(workloads)))
    )
    samples = {}
    for trial in plan.trials:
        number = int(trial.case)
        lost = number < wrong if trial.provider == "new" else number >= cases - wrong
        samples[trial.key] = Sample(
            trial=trial.key, completion=make_completion("no" if lost else "yes")
        )
    return Results.of(plan, samples, score_samples(plan, samples))


def test_the_share_of_pairs_that_differ_has_one_loss_and_one_gain_more() -> None:
    assert observed_discordance(results(40, 2))["w0", "task"] == pytest.approx(6 / 42)


def test_an_open_gate_has_a_curve_up_to_the_cases_that_decide_it() -> None:
    found = results(40, 2)
    decided = verdicts(found, date(2026, 1, 1))
    (curve,) = power_curves(found, decided)
    (gate,) = (gate for gate in decided[0].gates if gate.gate == "task")
    assert gate.outcome == "inconclusive"
    assert (curve.groups, curve.confidence) == (40, 0.995)
    assert curve.enough == 40 + (gate.more_cases or 0)
    assert curve.points[-1][0] == round(1.25 * curve.enough)
    size, share = curve.points[3]
    shown = power(size, margin=0.05, confidence=0.995, discordance=curve.discordance)
    assert share == pytest.approx(shown)


def test_a_gate_that_is_decided_is_drawn_at_its_own_look() -> None:
    found = results(70, 0)
    (curve,) = power_curves(found, verdicts(found, date(2026, 1, 1)))
    assert curve.confidence == pytest.approx(0.96)
    assert curve.enough is None


@pytest.mark.parametrize(
    ("outcome", "confidence"),
    [("noninferior", 1 - 0.4 * 0.04 / 3), ("inconclusive", 1 - 0.005 / 3)],
)
def test_a_curve_spends_what_its_look_spends(outcome: GateOutcome, confidence: float) -> None:
    """Variants share the error rate, and so do the stages of a run that may stop early."""
    found = results(70, 0)
    (verdict,) = verdicts(found, date(2026, 1, 1))
    gates = [replace(gate, outcome=outcome) for gate in verdict.gates]
    shared = replace(verdict, gates=tuple(gates), alpha=0.4 * 0.04 / 3, prompts=3)
    (curve,) = power_curves(found, [shared])
    assert curve.confidence == pytest.approx(confidence)


def test_a_large_report_draws_the_first_ones() -> None:
    found = results(3, 0, MOST_CURVES + 1)
    assert len(power_curves(found, verdicts(found, date(2026, 1, 1)))) == MOST_CURVES
