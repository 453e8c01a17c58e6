"""Verdicts on a terminal."""

from __future__ import annotations

import re

import pytest
from builders import make_gate, make_mixed_report, make_report, make_run, make_verdict
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from portcheck.model.parity import RunReport
from portcheck.reports.terminal.page import render, render_compact, render_interrupted

WIDTHS = [40, 60, 80, 100, 200]


@pytest.mark.parametrize("width", [60, 100])
def test_page(width: int, snapshot: SnapshotAssertion) -> None:
    assert render(make_mixed_report(), width=width, color=False) == snapshot


def test_details(snapshot: SnapshotAssertion) -> None:
    assert render(make_mixed_report(), width=100, color=False, details=True) == snapshot


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_page(width: int) -> None:
    long_name = "a-workload-with-a-name-" * 5
    report = make_report(
        verdicts=(
            make_verdict(workload=long_name, verdict="unsafe", candidate="\u6f22\u5b57" * 30),
            make_verdict(candidate="b" * 150),
        ),
        findings=("word" * 100,),
    )

    for details in (False, True):
        text = render(report, width=width, color=False, details=details)
        assert max(map(cell_len, text.splitlines())) <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_ids_are_folded_and_never_cut(width: int) -> None:
    names = [f"candidate-number-{number}-of-the-vendor" for number in range(6)]
    verdicts = tuple(make_verdict(candidate=name, workload="w" * 70) for name in names)

    text = re.sub(r"[\s\-\u2500]+", "", render_compact(_report(verdicts), width=width, color=False))

    assert text.count("w" * 10) * 10 >= 70
    assert text.count("safe") == 6 + 6, "once in the matrix, once beside its rates"


def _report(verdicts: object) -> RunReport:
    return make_report(verdicts=verdicts)


def test_matrix_has_a_row_for_each_workload_and_a_word_for_each_verdict() -> None:
    lines = render_compact(make_mixed_report(), width=80, color=False).splitlines()

    assert lines[0].split() == ["workload", "claude", "llama", "mistral-eu"]
    assert lines[2].split() == ["ticket-triage", "✓", "safe", "✕", "unsafe", "◐", "conditional"]
    assert lines[3].split() == ["contract-questions", "?", "inconclusive", "✓", "safe", "-"]
    assert lines[4] == ""
    assert lines[5] == "\u2713 safe  ticket-triage: gpt to claude"


@pytest.mark.parametrize("color", [True, False])
@pytest.mark.parametrize(
    ("name", "sign", "plain"),
    [
        ("safe", "\u2713", "+"),
        ("conditional", "\u25d0", "~"),
        ("unsafe", "\u2715", "x"),
        ("inconclusive", "?", "?"),
    ],
)
def test_a_verdict_is_a_sign_and_a_word_besides_its_colour(
    name: str, sign: str, plain: str, color: bool
) -> None:
    report = _report((make_verdict(verdict=name),))
    for render_one in (render, render_compact):
        assert f"{sign} {name}" in render_one(report, width=80, color=color)
        ascii_only = render_one(report, width=80, color=color, ascii=True)
        assert f"{plain} {name}" in ascii_only
        assert ascii_only.isascii()


def test_an_interrupted_run_shows_what_is_decided_and_no_table_of_what_is_not() -> None:
    run = make_run(interrupted=True, samples=37, trials=120)
    open_ = [make_verdict(workload=f"w{n}", verdict="inconclusive") for n in range(3)]
    nothing = render_interrupted(make_report(run=run, verdicts=open_), width=80, color=False)
    head = "Suite support, interrupted: 37 of 120 calls made; 3 verdicts not decided yet.\n"
    assert nothing == head
    breach = make_verdict(workload="broken", verdict="unsafe", rule="confirmed_breach")
    one = render_interrupted(make_report(run=run, verdicts=[*open_, breach]), width=80, color=False)
    assert one.startswith(head)
    assert "\u2715 UNSAFE  broken: gpt to claude" in one
    assert "w1" not in one


def test_many_candidates_are_split_into_several_matrices() -> None:
    verdicts = tuple(make_verdict(candidate=f"provider-{number:02}") for number in range(12))

    text = render_compact(_report(verdicts), width=60, color=False)

    assert text.count("workload") == 6
    assert all(f"provider-{number:02}" in text for number in range(12))


def test_worst_verdicts_come_first_and_safe_ones_are_short() -> None:
    verdicts = [make_verdict(workload=f"w{number}") for number in range(40)]
    verdicts[30] = make_verdict(workload="w30", verdict="unsafe", rule="hard_gate_inferior")
    verdicts[35] = make_verdict(workload="w35", verdict="inconclusive", rule="not_shown")

    text = render(_report(tuple(verdicts)), width=100, color=False)

    places = [text.index(mark) for mark in ("UNSAFE  w30", "INCONCLUSIVE  w35", "safe  w0:")]
    assert places == sorted(places)
    assert len(text.splitlines()) < 200  # two lines a safe verdict, and what it rests on


def test_colour_is_only_help() -> None:
    report = make_mixed_report()
    plain = render(report, width=100, color=False)
    coloured = render(report, width=100, color=True)

    assert "\x1b" not in plain
    assert "\x1b[" in coloured
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in stripped.splitlines()] == plain.splitlines()


def test_ascii_alone() -> None:
    report = make_report(findings=("caf\u00e9 \u6f22",))

    assert render(report, width=80, color=False, ascii=True).isascii()
    assert "\u6f22" in render(report, width=80, color=False)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("details", [False, True])
def test_every_rate_stands_with_its_n(width: int, details: bool) -> None:
    text = render(make_mixed_report(), width=width, color=False, details=details)
    joined = re.sub(r"\s+", " ", text)

    for found in re.finditer(r"baseline \d+\.\d %; candidate \d+\.\d %;", joined):
        assert re.match(r" n \d+", joined[found.end() :])
    for found in re.finditer(r"\d+\.\d % -> \d+\.\d %", joined):
        assert re.match(r" \([-+]?\d+\.\d \[[^]]+\], n \d+\)", joined[found.end() :])
    rows = [line for line in text.splitlines() if re.match(r"  \w+ +\d+\.\d % +\d+\.\d % ", line)]
    assert all(re.search(r" \d+ +[a-z]", row) for row in rows)
    assert rows or "; n " in joined


def test_says_what_limits_the_run() -> None:
    run = make_run(partial=True, incomplete="the budget is spent")

    text = render(make_report(run=run), width=80, color=False)

    assert "Partial run" in text
    assert "the budget is spent" in text


def test_square_brackets_are_not_markup() -> None:
    verdict = make_verdict(
        workload="[red]w[/red]",
        verdict="unsafe",
        reasons=("[bold]r[/bold] [link=x]y[/link] :smile:",),
    )

    text = render(_report((verdict,)), width=80, color=False)

    assert "[red]w[/red]" in text
    assert "[bold]r[/bold] [link=x]y[/link] :smile:" in text


def test_open_verdicts_say_how_many_more_cases_would_decide() -> None:
    verdict = make_verdict(verdict="inconclusive", more_cases=1)

    text = render(_report((verdict,)), width=80, color=False)

    assert "About 1 more case would decide in 80 % of runs if there is no real difference." in text


def test_intervals_of_several_levels_are_labelled_one_by_one() -> None:
    gates = (make_gate(), make_gate(gate="refusal", confidence=0.96))
    report = _report((make_verdict(verdict="unsafe", gates=gates),))

    text = render(report, width=100, color=False)

    assert "(two-sided 90 %)" in text
    assert "(two-sided 92 %)" in text


def test_the_day_of_the_facts_is_printed() -> None:
    report = make_mixed_report()
    said = f"Facts as of {report.run.as_of}."
    assert said in render(report, width=100, color=False)
    assert said in render_compact(report, width=100, color=False)
