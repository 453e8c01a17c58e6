"""What is said about a run while it goes on."""

from __future__ import annotations

import io
import sys

import pytest
from rich.console import Console
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.cli.output import Output
from portcheck.cli.pages.progress import LINE_EVERY_S, Listener, table, words
from portcheck.model.run import Sample
from portcheck.run.events import (
    Draining,
    Event,
    ProviderStopped,
    RequestEnded,
    RequestSent,
    RunStarted,
    SampleFinished,
    Waiting,
)
from portcheck.run.execute.progress import RunProgress

PLAN = make_plan(make_suite(make_workload("w", [make_case("a"), make_case("b")])))


def one_sample() -> SampleFinished:
    trial = PLAN.trials[0]
    return SampleFinished(
        trial=trial, sample=Sample(trial=trial.key, completion=make_completion()), cost_usd=0.5
    )


def told(events: list[Event], *, lines: bool, step_s: float) -> str:
    now = [0.0]
    err = io.StringIO()
    run_progress = RunProgress(clock=lambda: now[0])
    listener = Listener(Output(io.StringIO(), err), run_progress, lines=lines, clock=lambda: now[0])
    for event in events:
        listener(event)
        now[0] += step_s
    return err.getvalue()


EVENTS: list[Event] = [
    RunStarted(planned={"old": 100, "new": 100}, done={"old": 0, "new": 0}),
    RequestSent(provider="old"),
    RequestEnded(provider="old", error_class=None),
    one_sample(),
]


def test_lines_come_now_and_then_where_there_is_no_terminal() -> None:
    assert told(EVENTS, lines=True, step_s=0.1) == ""
    said = told(EVENTS, lines=True, step_s=LINE_EVERY_S)
    assert said.startswith("old: 1 of 100, 0.0/s, ")
    assert "USD" in said.splitlines()[0]
    assert said.splitlines()[1] == "new: 0 of 100, 0.0/s"
    assert told(EVENTS, lines=False, step_s=LINE_EVERY_S) == ""


def test_what_matters_is_said_at_once() -> None:
    events: list[Event] = [
        EVENTS[0],
        Waiting(provider="new", seconds=2.0, reason="too short to tell"),
        Waiting(provider="new", seconds=60.0, reason="slow\x1b[2J down"),
        ProviderStopped(provider="new", reason="auth: no"),
        Draining(in_flight=0),
        Draining(in_flight=3),
    ]
    said = told(events, lines=True, step_s=0.0).splitlines()
    assert said == [
        "new: waiting 1 min 0 s: slow\\x1b[2J down",
        "new gets no more calls: auth: no",
        "waiting for 3 calls in flight",
    ]


def test_the_live_table_shows_hostile_names_as_text() -> None:
    run_progress = RunProgress(clock=lambda: 0.0)
    run_progress(RunStarted(planned={"[red]\x1b[31m": 3}, done={"[red]\x1b[31m": 1}))
    console = Console(file=io.StringIO(), width=90, force_terminal=False)
    console.print(table(run_progress))
    shown = console.file.getvalue()  # type: ignore[attr-defined]  # it is a StringIO
    assert "[red]\\x1b[31m" in shown
    assert "1 of 3" in shown
    assert words(run_progress, "[red]\x1b[31m") == ["1 of 3", "0.0/s"]


def test_rows_of_a_narrow_terminal_have_words_only() -> None:
    run_progress = RunProgress(clock=lambda: 0.0)
    for event in EVENTS:
        run_progress(event)
    console = Console(file=io.StringIO(), width=80, force_terminal=False)
    console.print(table(run_progress, bars=False))
    shown = console.file.getvalue()  # type: ignore[attr-defined]  # it is a StringIO
    assert [line.split()[0] for line in shown.splitlines()] == ["old", "new"]
    assert "1 of 100" in shown
    assert "0.500 USD" in shown


def test_notes_go_through_a_live_display(monkeypatch: pytest.MonkeyPatch) -> None:
    output, display = Output(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", display)
    output.note("ending after the calls in flight")
    assert display.getvalue() == "ending after the calls in flight\n"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_that_cannot_draw_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    output = Output(_Terminal(), _Terminal())
    monkeypatch.setenv("TERM", "xterm")
    assert (output.color, output.shows_progress) == (True, True)
    monkeypatch.setenv("TERM", "dumb")
    assert (output.color, output.shows_progress) == (False, False)


def test_a_name_of_wide_letters_takes_no_second_row() -> None:
    name = "\u65e5\u672c" * 12
    run_progress = RunProgress(clock=lambda: 0.0)
    run_progress(RunStarted(planned={name: 3}, done={name: 1}))
    console = Console(file=io.StringIO(), width=80, force_terminal=False)
    console.print(table(run_progress, bars=False))
    assert len(console.file.getvalue().splitlines()) == 1  # type: ignore[attr-defined]  # StringIO
