"""What a run says about each provider as a whole."""

from __future__ import annotations

from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.error_classes import Failure
from portcheck.model.run import Sample
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
