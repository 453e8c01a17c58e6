"""What the labels of a run say of its detectors."""

from __future__ import annotations

from labelled_run import REFUSAL, Run
from msgspec.structs import replace
from run_builders import make_completion

from portcheck.cli.pages.calibration import calibration_page
from portcheck.model.completion import RefusalSignal
from portcheck.model.run import Sample
from portcheck.run.labels.calibrate import CheckCalibration, calibrate


def measured(run: Run) -> CheckCalibration:
    (found,) = calibrate(run.results, run.labels)
    return found


def test_without_labels_nothing_is_measured() -> None:
    run = Run(10)
    assert calibrate(run.results, run.labels) == ()


def test_labels_that_were_drawn_measure_a_detector_by_vendor_and_length() -> None:
    declined = {"old": ["c5", "c6"], "new": ["c7", "c8", "c9"]}
    run = Run(40, declined)
    run.say(run.order)
    refusals = [group for group in run.order if group in {"case:c5", "case:c7", "case:c8"}]
    run.say([g for g in refusals if g == "case:c5"], "full_refusal", sides=("old",))
    run.say([g for g in refusals if g != "case:c5"], "full_refusal", sides=("new",))
    found = measured(run)
    assert (found.workload, found.check, found.gate) == ("w", REFUSAL.id, "refusal")
    assert found.judge.startswith("refusal-rules")
    assert found.measured is not None
    assert found.measured.answers == 80
    assert (found.measured.sensitivity.number, found.measured.sensitivity.of) == (3, 3)
    assert (found.measured.specificity.number, found.measured.specificity.of) == (75, 77)
    assert [(part.name, part.measured.answers) for part in found.by_vendor] == [
        ("new", 40),
        ("old", 40),
    ]
    assert [part.name for part in found.by_length] == ["up to 400 characters"]
    assert found.unequal == ()
    page = calibration_page([found])
    assert "80 labelled answers drawn at random" in page
    assert "people full_compliance, found full_refusal: 2" in page
    assert "sensitivity             100.0 % (3 of 3; 95 % interval" in page
    assert "3 labels of one class; it counts as measured from 100 on" in page


def test_what_measures_nothing_is_counted() -> None:
    run = Run(20)
    run.say(run.order[:3], drawn="flip")
    found = measured(run)
    assert (found.measured, found.chosen) == (None, 2 * len(found_cases(run, 3)))
    assert "no randomly drawn answer has a label to compare" in calibration_page([found])
    run.say(run.order[3:4], "unsure")
    assert measured(run).unsure == 2 * len(run.cases_of(run.order[3]))
    assert "on which people are unsure or disagree" in calibration_page([measured(run)])


def found_cases(run: Run, groups: int) -> list[str]:
    return [case for group in run.order[:groups] for case in run.cases_of(group)]


def test_a_judge_that_is_worse_on_one_vendor_is_said_to_be() -> None:
    named = [f"c{place}" for place in range(10, 40)]
    run = Run(40, {"new": named, "old": named})
    run.say(run.order, "full_refusal")
    run.say([f"case:{name}" for name in named[:20]], "full_compliance", sides=("new",))
    found = measured(run)
    assert found.unequal == ("new, old",)
    assert "not be equally good on new and on old" in calibration_page([found])


def test_a_providers_own_signal_says_nothing_of_a_detector() -> None:
    run = Run(20)
    signal = RefusalSignal(kind="model_refusal")
    trial = next(trial for trial in run.plan.trials if trial.case == "c7")
    declined = replace(make_completion(""), refusal_signal=signal)
    run.samples[trial.key] = Sample(trial=trial.key, completion=declined)
    run.say(run.order, "full_compliance")
    found = measured(run).measured
    assert found is not None
    assert found.answers == 39
