"""The short Markdown page: what changed first, and never longer than people read."""

from __future__ import annotations

import pytest
from builders import (
    make_flip,
    make_gate,
    make_mixed_report,
    make_report,
    make_run,
    make_since,
    make_verdict,
)

from portcheck.model.comparison.failure_group import FailureGroup
from portcheck.model.parity import Verdict
from portcheck.reports.summary import MOST_BYTES, MOST_LINES, REPORT

LONG = "a reason with a few more words than anybody wants to read twice. " * 20


def page(**overrides: object) -> str:
    return REPORT.render(make_report(**overrides)).decode()


def make_verdicts(number: int, candidates: int = 1) -> tuple[Verdict, ...]:
    names = ("safe", "unsafe", "inconclusive", "conditional")
    return tuple(
        make_verdict(
            workload=f"workload {place}",
            candidate=f"candidate {candidate}",
            verdict=names[place % 4],
            reasons=(LONG,),
            conditions=(LONG,),
        )
        for place in range(number)
        for candidate in range(candidates)
    )


def test_what_got_worse_stands_before_everything_else() -> None:
    lines = page(since=(make_since(worse=("task fell by 9.0 points",)),)).splitlines()

    assert lines[2] == "## Since the last night"
    assert "task fell by 9.0 points" in lines[4]
    assert "that ann accepted on 2027-02-28" in lines[4]
    assert "can leave OpenAI today" in lines[6]


def test_what_turned_and_what_stayed_is_said_shortly() -> None:
    verdicts = tuple(make_verdict(workload=name) for name in ("a", "b", "c", "d"))
    since = (
        make_since(workload="a", then="inconclusive"),
        make_since(workload="b"),
        make_since(workload="c"),
    )
    text = page(verdicts=verdicts, since=since)

    assert "- a to claude, since the night that ann accepted" in text
    assert "inconclusive then, safe now." in text
    assert "- 2 verdicts, since the night that ann accepted" in text
    assert "- 1 verdict without an earlier night." in text
    assert "There is no earlier night to compare with." in page()


@pytest.mark.parametrize(("workloads", "candidates"), [(20, 1), (10, 2), (4, 5), (1, 20), (90, 12)])
def test_it_stays_short_and_names_every_workload_of_a_usual_run(
    workloads: int, candidates: int
) -> None:
    verdicts = make_verdicts(workloads, candidates)
    since = tuple(
        make_since(workload=each.workload, candidate=each.candidate, worse=(LONG,))
        for each in verdicts
    )
    run = make_run(incomplete=LONG, interrupted=True, partial=True)
    text = page(verdicts=verdicts, since=since, run=run, findings=(LONG,) * 50)

    assert text.count("\n") <= MOST_LINES
    assert len(text.encode()) <= MOST_BYTES
    shown = sum(f"| workload {place} |" in text for place in range(workloads))
    assert shown >= min(workloads, 20)
    assert "more line" in text


def test_the_worst_workloads_are_kept() -> None:
    verdicts = [*make_verdicts(90), make_verdict(workload="last", candidate="candidate 0")]
    verdicts[-1] = make_verdict(workload="last", candidate="candidate 0", verdict="unsafe")
    assert "| last | unsafe |" in page(verdicts=tuple(verdicts))


def test_details_are_folded_and_losses_are_grouped() -> None:
    group = FailureGroup(
        workload="ticket-triage",
        candidate="claude",
        criticality="high",
        kind="loss",
        gate="task",
        check="one_of",
        reason="a sentence where one word is expected",
        cases=60,
        of=60,
        examples=("a",),
    )
    text = page(failures=(group,), flips=(make_flip(),))

    assert "<details><summary>Why (1)</summary>" in text
    assert "lost, 60 of 60: a sentence where one word is expected (task)" in text
    assert text.count("<details>") == text.count("</details>") == 2


def test_raw_it_has_no_references_by_number() -> None:
    text = REPORT.render(make_mixed_report()).decode()

    assert "&#" not in text
    assert "ticket-triage | safe | unsafe | conditional (2 conditions)" in text


def test_a_waiver_and_the_code_of_the_command_are_said() -> None:
    verdict = make_verdict(verdict="unsafe", excused="safe", gates=(make_gate(),))
    text = page(verdicts=(verdict,), exit_code=1, process_exit_code=0)

    assert "(a waiver excuses it)" in text
    assert "Exit code 0, 1 without flags and waivers: at least one verdict is unsafe." in text


def test_without_verdicts() -> None:
    assert "**No verdict was reached.**" in page(verdicts=())
