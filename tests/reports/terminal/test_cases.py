"""Cases on a terminal."""

from __future__ import annotations

import re

import pytest
from builders import make_answer, make_score, make_view
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from portcheck.reports.terminal.cases import render_case, render_cases


def test_list(snapshot: SnapshotAssertion) -> None:
    refused = make_answer(
        provider="claude",
        scores=(make_score(gate="refusal", status="unscored", value=None, reason="no signal"),),
    )
    failed = make_answer(
        provider="claude", text="", failure="timeout: no answer in 60 s", scores=()
    )
    views = [
        make_view(),
        make_view(case="locked-out", group="access", losses=(), gains=("claude: refusal",)),
        make_view(workload="contracts", case="no-answer", answers=(make_answer(), failed)),
        make_view(workload="contracts", case="unscored", answers=(refused,), losses=()),
    ]

    assert render_cases(views, width=80, color=False) == snapshot


def test_what_else_an_answer_carried_is_named() -> None:
    answer = make_answer(upstream_provider="Host\x1b[2J", carried=("image", "server_tool_use"))
    text = render_case(make_view(answers=(answer,)), width=200, color=False)
    assert "by way of Host" in text
    assert "also carries image, server_tool_use" in text
    assert "\x1b" not in text


def test_repeats_are_counted() -> None:
    answers = [
        make_answer(
            repeat=repeat,
            scores=(
                make_score(trial=f"t{repeat}", status="failed" if repeat == 2 else "passed"),
                make_score(trial=f"t{repeat}", check="contains"),
            ),
        )
        for repeat in (1, 2, 3)
    ]

    text = render_cases([make_view(answers=tuple(answers))], width=80, color=False)

    assert "task FAIL 1/3" in text


def test_part_of_the_score_is_shown_as_its_mean() -> None:
    def shown(*values: float) -> str:
        answers = [
            make_answer(
                repeat=repeat,
                scores=(make_score(trial=f"t{repeat}", status="failed", value=value),),
            )
            for repeat, value in enumerate(values)
        ]
        return render_cases([make_view(answers=tuple(answers))], width=80, color=False)

    assert "task 0.75" in shown(0.5, 1.0)
    assert "task 0.25" in shown(0.5, 0.0)
    assert "task FAIL 2/2" in shown(0.0, 0.0)


def test_no_case() -> None:
    assert render_cases([], width=80, color=False) == "No case matches.\n"


@pytest.mark.parametrize("width", [60, 100])
def test_case(width: int, snapshot: SnapshotAssertion) -> None:
    assert render_case(make_view(group="billing"), width=width, color=False) == snapshot


@pytest.mark.parametrize(("width", "beside"), [(79, False), (80, True), (200, True)])
def test_answers_stand_side_by_side_where_there_is_room(width: int, beside: bool) -> None:
    lines = render_case(make_view(), width=width, color=False).splitlines()

    assert (
        any("gpt (baseline)" in line and "claude (candidate)" in line for line in lines) is beside
    )


def test_three_answers_take_a_second_row() -> None:
    third = make_answer(provider="llama", text="outage")
    view = make_view(answers=(*make_view().answers, third))

    lines = render_case(view, width=80, color=False).splitlines()

    assert any("llama (candidate), repeat 1" in line for line in lines)
    assert sum("(baseline)" in line for line in lines) == 2, "the baseline stands beside each"


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize(
    "text", ["\u6f22\u5b57" * 200, "x" * 700, "a\tb\n\n\u0645\u0631\u062d\u0628\u0627 " * 9]
)
def test_wide_characters_and_long_words_wrap(width: int, text: str) -> None:
    view = make_view(question=text, answers=(make_answer(text=text), make_answer(text=text)))

    shown = render_case(view, width=width, color=False)

    assert max(map(cell_len, shown.splitlines())) <= width
    assert shown.count(text[0]) >= text.count(text[0])


def test_answers_cannot_drive_the_terminal() -> None:
    text = "\x1b[2J\x1b]8;;http://a.example\x07link\u202e\x9b31m[red]x[/red]"
    view = make_view(answers=(make_answer(text=text, failure=text),), question=text, system=text)

    for color in (False, True):
        shown = render_case(view, width=120, color=color)
        bare = re.sub(r"\x1b\[[0-9;]*m", "", shown)
        assert not set(bare) & {"\x1b", "\x07", "\x9b", "\u202e"}
        assert "\\x1b[2J" in bare
        assert "[red]x[/red]" in bare


def test_every_check_shows_its_value_label_and_reason() -> None:
    score = make_score(
        gate="pushback",
        check="p1",
        status="failed",
        value=0.5,
        label="partial_challenge",
        detector="pushback-rules 1",
        confirmed=False,
        reason="hedges, then answers",
    )

    text = render_case(make_view(answers=(make_answer(scores=(score,)),)), width=60, color=False)

    flat = " ".join(text.split())
    assert (
        "FAILED pushback/p1 (value 0.5, partial_challenge, by pushback-rules 1, no person has "
        "confirmed it): hedges, then answers" in flat
    )


def test_an_empty_answer_is_called_empty() -> None:
    text = render_case(make_view(answers=(make_answer(text=""),)), width=60, color=False)

    assert "(empty answer)" in text
