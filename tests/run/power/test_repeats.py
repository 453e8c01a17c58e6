"""Repeats that a pilot proposes."""

from __future__ import annotations

from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.model.run import Sample
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.power.repeats import PILOT_CASES, PILOT_REPEATS, pilot_suite, propose_repeats

SUITE = make_suite(
    make_workload("w", [make_case(str(n), content=True) for n in range(100)]),
    make_workload("few", [make_case("only", content=True)]),
)


def test_the_pilot_asks_the_first_cases_of_each_workload_again_and_again() -> None:
    small = pilot_suite(SUITE)
    assert [len(each.cases) for each in small.workloads] == [PILOT_CASES, 1]
    assert {case.repeats for each in small.workloads for case in each.cases} == {PILOT_REPEATS}


def test_the_noisiest_candidate_decides_what_is_proposed() -> None:
    pilot = make_plan(pilot_suite(SUITE), ("old", "new", "unsteady"))
    samples = {
        trial.key: Sample(
            trial=trial.key,
            completion=make_completion(
                "no" if trial.provider == "unsteady" and trial.repeat == 1 else "yes"
            ),
        )
        for trial in pilot.trials
    }
    results = Results.of(pilot, samples, score_samples(pilot, samples))
    (found,) = propose_repeats(make_plan(SUITE), results, "pilot-1")
    assert (found.workload, found.gate, found.candidate) == ("w", "task", "unsteady")
    assert (found.pilot, found.cases, found.now, found.groups) == ("pilot-1", 12, 1, 100)
    assert found.noise is not None
    assert found.noise > 0.3
    assert found.repeats is not None
    assert found.repeats > 1
