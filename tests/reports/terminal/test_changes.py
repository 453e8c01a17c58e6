"""Differences on a terminal, by reason."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from portcheck.model.comparison.failure_group import FailureGroup
from portcheck.model.comparison.shown_group import ShownChange, ShownGroup
from portcheck.reports.terminal.changes import render_changes


def group(cases: int = 60, **overrides: object) -> FailureGroup:
    values: dict[str, object] = {
        "workload": "triage",
        "candidate": "claude",
        "criticality": "high",
        "kind": "loss",
        "gate": "task",
        "check": "equals",
        "reason": "a sentence where one word is expected",
        "cases": cases,
        "of": 60,
        "examples": ("c0",),
    }
    return FailureGroup(**(values | overrides))  # type: ignore[arg-type]  # of these types


def change(**overrides: str) -> ShownChange:
    values = {
        "case": "c0",
        "question": "Where to?\n(after 20 earlier turns)",
        "baseline": "billing",
        "candidate": "It is billing.",
        "reason": 'expected "billing"',
    }
    return ShownChange(**(values | overrides))


def shown(*groups: ShownGroup, width: int = 80, **options: bool) -> str:
    options = {"color": False} | options
    return render_changes(groups, baseline="gpt", width=width, **options)


def test_one_reason_with_its_count_and_both_answers() -> None:
    one = ShownGroup(group=group(), changes=(change(baseline="It was billing."),))
    assert shown(one).splitlines() == [
        "- lost, 60 of 60: a sentence where one word is expected",
        "  triage, claude, task",
        "  c0",
        "    asked    Where to?",
        "             (after 20 earlier turns)",
        "    gpt      It [-was-] billing.",
        "    claude   It {+is+} billing.",
        '    because  expected "billing"',
        "  59 more cases like these",
    ]


def test_reasons_are_listed_before_their_cases() -> None:
    text = shown(
        ShownGroup(group=group(3), changes=(change(), change(case="c1"), change(case="c2"))),
        ShownGroup(group=group(2, kind="both"), changes=(), above=2),
        ShownGroup(group=group(1, kind="gain"), changes=(change(reason=""),)),
    )
    lines = text.splitlines()
    assert [line for line in lines if " of 60" in line] == [
        "- lost, 3 of 60: a sentence where one word is expected",
        "= both sides fail, 2 of 60: a sentence where one word is expected",
        "+ gained, 1 of 60: the baseline gives a sentence where one word is expected",
        "- lost, 3 of 60: a sentence where one word is expected",
        "+ gained, 1 of 60: the baseline gives a sentence where one word is expected",
    ]
    assert "  triage, claude, task; 2 of them above" in lines
    assert text.count("because") == 3
    assert "more case" not in text


@pytest.mark.parametrize("width", [40, 80, 140])
@pytest.mark.parametrize("color", [True, False])
def test_every_width_is_kept(width: int, color: bool) -> None:
    long = change(
        question="\u6f22\u5b57" * 300, candidate="x" * 700, baseline="word " * 900, case="c" * 90
    )
    text = shown(ShownGroup(group=group(workload="w" * 70), changes=(long,)), width=width)
    assert max(map(cell_len, text.splitlines())) <= width
    assert "more characters" in text
    narrow = shown(ShownGroup(group=group(), changes=(change(),)), width=width, color=color)
    assert "It is billing." in narrow
    assert ("\x1b[" in narrow) is color


def test_what_both_say_for_long_is_cut_in_its_middle() -> None:
    start, rest = "The first of many words. " * 20, " and all the words after it" * 20
    one = change(baseline=f"{start}YES{rest}", candidate=f"{start}NO{rest}")
    text = " ".join(shown(ShownGroup(group=group(), changes=(one,)), width=200).split())
    assert "[-YES-]" in text
    assert "{+NO+}" in text
    assert text.count("characters alike") == 4
    assert len(text) < 1200


@pytest.mark.parametrize("color", [True, False])
def test_answers_cannot_drive_the_terminal(color: bool) -> None:
    bad = "\x1b[2J\u202e]8;;http://a.example\x07[red]x"
    one = change(
        case=bad, question=bad, baseline=f"{bad} a b c", candidate=f"{bad} a b d", reason=bad
    )
    text = shown(ShownGroup(group=group(workload=bad, reason=bad), changes=(one,)), color=color)
    assert "\x1b[2J" not in text
    assert "\u202e" not in text
    assert "[red]x" in text


def test_ascii_alone_where_nothing_else_can_be_shown() -> None:
    one = ShownGroup(group=group(), changes=(change(candidate="Gr\u00f6\u00dfe \u2713"),))
    assert shown(one, ascii=True).isascii()
