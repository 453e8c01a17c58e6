"""How long answers took, provider by provider."""

from __future__ import annotations

from msgspec.structs import replace
from run_builders import ask, make_completion, make_plan, make_suite, make_workload

from portcheck.error_classes import Failure
from portcheck.model.completion import Timing
from portcheck.model.run import Sample
from portcheck.model.suite import Case, CheckSpec
from portcheck.run.judge.report.latencies import latencies
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results

CHECK = CheckSpec(name="equals", arguments="x", id="equals", gate="task")


def test_quantiles_are_those_of_the_answers_that_came() -> None:
    cases = [Case(id=f"c{at}", request=ask(str(at)), checks=(CHECK,)) for at in range(22)]
    plan = make_plan(make_suite(make_workload("w", cases)))
    samples = {}
    for trial in plan.trials:
        took = 1.0 + int(trial.case[1:])
        answer = None
        if trial.provider == "old":
            answer = replace(make_completion("x"), timing=Timing(total_s=took))
        failure = None if answer else Failure(error_class="timeout", message="late")
        samples[trial.key] = Sample(trial=trial.key, completion=answer, failure=failure)

    (found,) = latencies(Results.of(plan, samples, score_samples(plan, samples)))

    assert (found.workload, found.provider, found.answers) == ("w", "old", 22)
    assert found.quantiles == (
        (0.05, 2.0),
        (0.25, 6.0),
        (0.5, 11.0),
        (0.75, 17.0),
        (0.95, 21.0),
        (1.0, 22.0),
    )
    assert found.within(0.5) == 11.0
    assert found.within(0.6) is None
