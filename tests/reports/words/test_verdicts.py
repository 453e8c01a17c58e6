"""Sentences that all reports share."""

from __future__ import annotations

from typing import Any

import pytest
from builders import make_gate, make_mixed_report, make_report, make_run, make_verdict
from msgspec.structs import replace

from portcheck.errors import ExitCode
from portcheck.gates.shared.outlook import Outlook
from portcheck.model.exit_plan import Change
from portcheck.model.numbers import dollars
from portcheck.model.parity import CheckEvidence, GateResult, Verdict
from portcheck.model.run import EarlyStop, HistoryInfo, SelectionInfo
from portcheck.parity.claim import Claim
from portcheck.parity.verdict import decide
from portcheck.reports.words.gates import gate_text
from portcheck.reports.words.verdicts import (
    EXIT_MEANING,
    by_severity,
    changes,
    evidence,
    history,
    more_cases,
    provider_facts,
    reasons,
    selection_text,
    states,
    summary,
    unsaid,
)


def test_nothing_is_said_twice() -> None:
    text = gate_text(make_gate(detail="a sentence"))
    silent = make_verdict(verdict="inconclusive", more_cases=40)
    told = make_verdict(
        reasons=(
            "task: a sentence.",
            "About 40 more cases would decide in 80 % of runs if there is no real difference.",
        ),
        conditions=("task: a sentence.",),
        more_cases=40,
    )

    assert unsaid(text, silent) == ("a sentence",)
    assert unsaid(text, told) == ()
    assert (
        more_cases(silent)
        == "About 40 more cases would decide in 80 % of runs if there is no real difference."
    )
    assert more_cases(told) == ""
    assert reasons(told) == told.reasons[1:]


OPEN = make_gate(
    gate="task", outcome="inconclusive", p_inferior=0.4, more_cases=40, more_alone=None
)


def open_verdict(detail: str, *others: GateResult, **about: Any) -> Verdict:
    """What is decided of a gate that is open, and says so in its own sentence."""
    gates = (replace(OPEN, detail=detail, **about), *others)
    evidence = tuple(
        CheckEvidence(gate=one.gate, check="equals", speaks_of="content", cases=40) for one in gates
    )
    claim = Claim(workload="w", candidate="c", baseline="b", evidence=evidence)
    found = decide(claim, gates, {one.gate: "score" for one in gates})
    assert found.verdict == "inconclusive"
    return found


@pytest.mark.parametrize(
    ("detail", "about"),
    [
        (Outlook(look=2, more=40).sentence, {}),
        (Outlook(look=2, more=40, if_real=90, repeats=0).sentence, {}),
        (Outlook(look=2, more=40, alone=20, if_real=90).sentence, {"more_alone": 20}),
        (Outlook(look=2).sentence, {"more_cases": None}),
        (Outlook(look=2, worse=9).sentence, {"more_cases": None}),
        (
            "not shown; about 1,200 labelled groups would decide in 80 % of runs if there is no "
            "real difference",
            {"more_cases": None, "labels_needed": 1_200},
        ),
    ],
)
def test_what_would_decide_one_open_gate_is_said_once(detail: str, about: Any) -> None:
    verdict = open_verdict(detail, **about)
    assert len(verdict.reasons) == 2
    (only,) = reasons(verdict)
    assert detail in only


@pytest.mark.parametrize("more", [90, None])
def test_what_would_decide_several_gates_is_said_of_them_together(more: int | None) -> None:
    sentence = Outlook(look=2, more=more).sentence
    other = replace(OPEN, gate="format", detail=sentence, more_cases=more)
    verdict = open_verdict(Outlook(look=2, more=40).sentence, other)
    assert reasons(verdict) == verdict.reasons
    assert len(reasons(verdict)) == 3


def test_worst_first_and_otherwise_in_order() -> None:
    found = by_severity(make_mixed_report().verdicts)

    assert [item.verdict for item in found] == [
        *("unsafe", "inconclusive", "conditional", "safe", "safe")
    ]
    assert [item.workload for item in found[-2:]] == ["ticket-triage", "contract-questions"]


def test_summary_counts() -> None:
    assert summary(make_report()) == "1 verdict on 1 workload and 1 candidate: 1 safe."
    verdicts = (make_verdict(), make_verdict(candidate="b", verdict="unsafe"))
    assert summary(make_report(verdicts=verdicts)) == (
        "2 verdicts on 1 workload and 2 candidates: 1 unsafe, 1 safe."
    )


def test_every_exit_code_has_a_meaning() -> None:
    assert set(EXIT_MEANING) == {int(code) for code in ExitCode}


def test_providers_show_what_is_known_and_what_they_cost() -> None:
    (name, facts), (_, other) = provider_facts(make_run())

    assert name == "gpt"
    assert facts == (
        ("vendor", "openai"),
        ("dialect", "openai-chat"),
        ("model", "gpt-large"),
        ("served models", "gpt-large-1"),
        ("host", "api.openai.com"),
        ("cost", "0.123 USD"),
    )
    assert other[-1] == ("cost", "unknown: a price or a usage is not reported")
    (_, free), _ = provider_facts(make_run(cost_usd={"gpt": 0.0}))
    assert free[-1] == ("cost", dollars(0.0)), "what costs nothing has a known cost"


def test_what_a_verdict_rests_on_is_listed_gate_by_gate() -> None:
    found = (
        CheckEvidence(gate="task", check="equals", speaks_of="content", cases=80),
        CheckEvidence(gate="task", check="max_length", speaks_of="form", cases=1, suffices=False),
        CheckEvidence(gate="security", check="contains", speaks_of="conduct", cases=31),
    )
    assert evidence(make_verdict(evidence=found)) == (
        "task: equals (content, 80 cases), max_length (form, 1 case)",
        "security: contains (conduct, 31 cases)",
    )
    assert evidence(make_verdict()) == ("nothing: the suite has no check",)


def test_a_change_says_what_was_asked_for_and_what_was_sent_instead() -> None:
    found = (
        Change(setting="temperature", from_=0.0, why="it takes none"),
        Change(setting="temperature", from_=1.5, to=1.0),
        Change(setting="effort", from_="max", to="high"),
        Change(setting="response_schema", why="it takes none"),
    )

    assert changes(make_verdict(changes=found)) == (
        "temperature 0 is left out: it takes none",
        "temperature 1.5 becomes 1",
        "effort max becomes high",
        "response_schema is left out: it takes none",
    )
    assert changes(make_verdict()) == ()


@pytest.mark.parametrize(
    ("ahead", "last"),
    [
        # Two gates are open, and the last sentence is about both.
        (("a: about 40 more cases decide", "b: about 40 more cases decide"), "About 40 more cases"),
        # The gate says only one of the two ways.
        (("a: about 40 more cases decide",), "About 40 more cases, or labels for 9 of them."),
        # It is about another gate.
        (("a: about 40 more cases decide",), "About 40 more cases: b would stay open."),
    ],
)
def test_what_would_decide_stays_where_no_gate_says_all_of_it(
    ahead: tuple[str, ...], last: str
) -> None:
    found = make_verdict(verdict="inconclusive", reasons=(*ahead, last))
    assert reasons(found) == (*ahead, last)


@pytest.mark.parametrize(("saved", "said"), [(0, False), (12, True)])
def test_a_run_that_saved_no_call_did_not_stop_early(saved: int, said: bool) -> None:
    early = EarlyStop(workload="w", stage=1, cases=20, of=32, saved_calls=saved)
    found = states(make_run(early=(early,)))
    assert any("Stopped early in w" in line for line in found) is said


def test_a_first_run_has_no_history() -> None:
    first = make_run(history=HistoryInfo(path="h.jsonl", earlier_runs=0))
    second = make_run(history=HistoryInfo(path="h.jsonl", earlier_runs=1))
    assert history(first) == "no history found; look 1 of this history (h.jsonl)"
    assert history(second) == "1 earlier run in h.jsonl"


def test_a_selection_is_said_by_its_workloads_or_by_what_it_left_out() -> None:
    assert selection_text(SelectionInfo()) == ""
    named = SelectionInfo(workloads=("a", "b"))
    assert selection_text(named) == "only a, b; 0 cases of the suite left out"
    limited = SelectionInfo(limit=8, left_out=3)
    assert selection_text(limited) == (
        "at most 8 cases of a workload or file; 3 cases of the suite left out"
    )
