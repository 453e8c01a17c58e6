"""A report is asked about its verdicts."""

from __future__ import annotations

from builders import make_flip, make_report, make_verdict

from portcheck.model.exit_plan import Change


def test_workloads_and_candidates_are_those_with_a_verdict_in_their_order() -> None:
    report = make_report(
        verdicts=(
            make_verdict(workload="b", candidate="y"),
            make_verdict(workload="b", candidate="x", verdict="unsafe"),
            make_verdict(workload="a", candidate="y"),
        )
    )

    assert (report.workloads, report.candidates) == (("b", "a"), ("y", "x"))
    assert report.matrix == {("b", "y"): "safe", ("b", "x"): "unsafe", ("a", "y"): "safe"}


def test_flips_are_those_of_one_verdict_and_direction() -> None:
    verdict = make_verdict(workload="a", candidate="x")
    lost = make_flip(workload="a", candidate="x", case="1", direction="loss")
    won = make_flip(workload="a", candidate="x", case="2", direction="gain")
    others = (
        make_flip(workload="a", candidate="y", case="1", direction="loss"),
        make_flip(workload="b", candidate="x", case="1", direction="loss"),
    )
    report = make_report(verdicts=(verdict,), flips=(lost, *others, won))

    assert report.flips_of(verdict, "loss") == (lost,)
    assert report.flips_of(verdict, "gain") == (won,)


def test_a_prompt_variant_is_a_change_that_is_to_be_used() -> None:
    change = Change(setting="prompt variant", to="terse", why="it changes system text", diff=())
    assert change.words == "use prompt variant terse: it changes system text"


def test_what_counts_for_the_exit_code_is_the_verdict_or_what_a_waiver_makes_of_it() -> None:
    assert make_verdict(verdict="unsafe").counted == "unsafe"
    assert make_verdict(verdict="unsafe", excused="safe").counted == "safe"
