"""What nobody knows yet, and what was not run."""

from __future__ import annotations

from builders import make_gate, make_report, make_run, make_verdict
from exit_builders import plan, target, workload

from portcheck.reports.decision.open_points import not_run, unknowns


def test_the_best_move_that_is_open_says_what_would_decide_it() -> None:
    verdicts = (
        make_verdict(workload="one", verdict="inconclusive", more_cases=40),
        make_verdict(workload="two", verdict="inconclusive"),
        make_verdict(workload="three"),
        make_verdict(workload="three", candidate="b", verdict="inconclusive"),
        make_verdict(workload="four", verdict="unsafe", more_cases=40),
        make_verdict(workload="five", verdict="conditional", more_cases=40),
    )
    assert unknowns(make_report(verdicts=verdicts)) == (
        "Whether one can move to Anthropic claude-large: about 40 more cases would decide.",
        "Whether two can move to Anthropic claude-large.",
        "Not shown either way: 1 of 6 comparisons, none with the best candidate.",
    )


def test_the_words_of_a_plan_and_what_it_has_no_volume_for() -> None:
    open_ = target("claude", verdict="inconclusive", needs="about 9 more cases.")
    report = make_report(
        verdicts=(make_verdict(workload="one", verdict="inconclusive", more_cases=40),),
        exit_plan=plan([workload("one", open_, monthly_calls=None)]),
    )
    assert unknowns(report) == (
        "Whether one can move to Anthropic claude-large: about 9 more cases.",
        "What moving one costs a month: their monthly calls are unknown.",
    )
    unused = make_report(exit_plan=plan([workload("one", target("claude"), monthly_calls=0)]))
    assert unknowns(unused) == (), "no calls are a known number"


def test_facts_and_flags_that_nobody_settled() -> None:
    unknown = make_gate(gate="policy", outcome="unknown", detail="region is not stated")
    flagged = make_gate(gate="security", unconfirmed=True)
    move = "ticket-triage to Anthropic claude-large"
    expected = (
        f"{move}, policy: region is not stated.",
        f"{move}, security: a flag was raised and nobody has confirmed it.",
    )
    for name in ("safe", "conditional"):
        verdict = make_verdict(verdict=name, gates=(unknown, flagged))
        assert unknowns(make_report(verdicts=(verdict,))) == expected
    refused = make_verdict(verdict="unsafe", gates=(unknown, flagged))
    assert unknowns(make_report(verdicts=(refused,))) == ()


def test_what_was_left_out_is_said() -> None:
    gates = tuple(make_gate(gate=name) for name in ("structure", "tools", "pushback", "red_line"))
    facts = tuple(make_gate(gate=name) for name in ("latency", "cost", "lifecycle"))
    report = make_report(
        run=make_run(partial=True, failures={"timeout": 2}, detectors=("rules 1",)),
        verdicts=(
            make_verdict(gates=(*gates, *facts)),
            make_verdict(workload="two", candidate="b", verdict="unsafe", rule="capability"),
        ),
    )
    assert not_run(report) == (
        "Partial run: it did not ask all cases, so no verdict can be safe.",
        "Anthropic claude-large (claude) was not compared on two.",
        "b was not compared on ticket-triage.",
        "b was not called for two: it does not support its requests.",
        "2 calls of 240 without an answer: timeout 2.",
        "No case checks security controls.",
        "Not judged: requirements on vendors, such as region and retention (no workload has any).",
        "No person has labelled an answer of this run.",
    )


def test_kinds_of_evidence_that_are_missing_altogether() -> None:
    found = "\n".join(not_run(make_report()))
    assert "No case checks security controls, red lines, pushback on false premises" in found
    assert "Not judged: latency (no workload sets a limit); cost" in found
    assert not_run(make_report(verdicts=())) == ()
