"""What is said about a run while it goes on."""

from __future__ import annotations

import io
import sys
import time
from datetime import datetime

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console
from run_builders import (
    make_case,
    make_completion,
    make_plan,
    make_provider,
    make_suite,
    make_workload,
)

from portcheck.cli.output import Output
from portcheck.cli.pages.progress import Listener, display, last_calls, progress, summary, words
from portcheck.model.run import Sample
from portcheck.run.events import (
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
SPECS = (make_provider("old", timeout_s=600.0), make_provider("new"))


def one_sample(total_s: float = 1.0) -> SampleFinished:
    trial, answer = PLAN.trials[0], make_completion()
    answer = replace(answer, timing=replace(answer.timing, total_s=total_s))
    return SampleFinished(
        trial=trial, sample=Sample(trial=trial.key, completion=answer), cost_usd=0.5
    )


STARTED = RunStarted(planned={"old": 100, "new": 100}, done={"old": 0, "new": 0})
EVENTS: list[Event] = [
    STARTED,
    RequestSent(provider="old", number=1),
    RequestEnded(provider="old", error_class=None, number=1),
    one_sample(),
]


class Told:
    """A run of which a clock, the events and what is said are at hand."""

    def __init__(self, *, lines: bool = True) -> None:
        self.now = 0.0
        self.err = io.StringIO()
        self.run_progress = RunProgress(clock=lambda: self.now)
        output = Output(io.StringIO(), self.err)
        self.listener = Listener(output, self.run_progress, lines=lines)

    def hear(self, *events: Event) -> None:
        for event in events:
            self.listener(event)

    @property
    def said(self) -> list[str]:
        return self.err.getvalue().splitlines()

    def shown(self, width: int) -> list[str]:
        shown = io.StringIO()
        Console(file=shown, width=width, force_terminal=False).print(
            display(self.run_progress, width)
        )
        return shown.getvalue().splitlines()


def test_lines_say_how_the_run_and_each_provider_stand() -> None:
    told = Told()
    told.listener.say()
    assert told.said == [], "nothing has begun"
    told.hear(*EVENTS)
    told.now = 20.0
    told.listener.say()
    assert told.said == [
        "20 s elapsed, 1 of 200 calls, 0.500 USD",
        "old: 1 of 100, 3.0/min, 33 min 0 s left, 0.500 USD",
        "new: 0 of 100",
    ]


def test_a_server_that_has_not_answered_yet_is_told_from_one_that_was_not_asked() -> None:
    told = Told()
    told.hear(STARTED, RequestSent(provider="old", number=1), RequestSent(provider="old", number=2))
    told.now = 3.0
    assert words(told.run_progress, "old") == ["0 of 100", "2 in flight", "no answer yet"]
    told.now = 40.0
    assert words(told.run_progress, "old") == [
        "0 of 100",
        "2 in flight",
        "no answer yet",
        "slowest 40 s",
    ]
    assert words(told.run_progress, "new") == ["0 of 100"]
    told.hear(RequestEnded(provider="old", error_class=None, number=2), one_sample(40.0))
    assert words(told.run_progress, "old")[1:3] == ["1 in flight", "slowest 40 s"]


def test_the_end_of_a_run_is_estimated_when_every_provider_has_a_rate() -> None:
    told = Told()
    told.hear(RunStarted(planned={"old": 3, "new": 0}, done={"old": 0, "new": 0}))
    told.now = 60.0
    told.hear(one_sample())
    found = summary(told.run_progress, lambda: datetime(2026, 1, 2, 14, 30))  # noqa: DTZ001  # local
    assert found == ["1 min 0 s elapsed", "1 of 3 calls", "0.500 USD", "ends about 14:32"]


def test_what_matters_is_said_at_once() -> None:
    told = Told()
    told.hear(
        STARTED,
        Waiting(provider="new", seconds=2.0, reason="too short to tell"),
        Waiting(provider="new", seconds=60.0, reason="slow\x1b[2J down"),
        ProviderStopped(provider="new", reason="auth: no"),
    )
    assert told.said == [
        "new: waiting 1 min 0 s: slow\\x1b[2J down",
        "new gets no more calls: auth: no",
    ]
    assert words(told.run_progress, "new") == ["0 of 100", "given up on"]


def test_nothing_is_said_between_two_reports_where_the_run_is_drawn() -> None:
    told = Told(lines=False)
    told.hear(*EVENTS, Waiting(provider="new", seconds=60.0, reason="slow down"))
    assert told.said == []


def test_who_ends_a_run_is_told_how_long_it_may_take() -> None:
    told = Told()
    told.hear(STARTED)
    assert last_calls(told.run_progress, SPECS) == "ending the run"
    told.hear(RequestSent(provider="old", number=1))
    assert last_calls(told.run_progress, SPECS) == "waiting for 1 call in flight"
    told.now = 40.0
    assert last_calls(told.run_progress, SPECS) == (
        "waiting for 1 call in flight: old has not answered for 40 s, "
        "and may take 10 min 0 s (timeout_s)"
    )
    told.hear(
        RequestEnded(provider="old", error_class=None, number=1),
        one_sample(40.0),
        RequestSent(provider="old", number=2),
        RequestSent(provider="old", number=3),
    )
    told.now = 45.0
    assert last_calls(told.run_progress, SPECS) == (
        "waiting for 2 calls in flight, about 35 s by the slowest so far"
    )


def test_the_live_table_shows_hostile_names_as_text() -> None:
    told = Told(lines=False)
    told.hear(RunStarted(planned={"[red]\x1b[31m": 3}, done={"[red]\x1b[31m": 1}))
    shown = "\n".join(told.shown(90))
    assert "[red]\\x1b[31m" in shown
    assert "1 of 3" in shown
    assert words(told.run_progress, "[red]\x1b[31m") == ["1 of 3"]


@pytest.mark.parametrize("width", [40, 80, 140])
def test_the_live_table_fits_every_terminal(width: int) -> None:
    told = Told(lines=False)
    told.hear(*EVENTS, RequestSent(provider="new", number=1))
    told.now = 40.0
    lines = told.shown(width)
    assert max(map(cell_len, lines)) <= width
    assert lines[0].startswith("40 s elapsed, 1 of 200 calls")
    text = " ".join(" ".join(lines).split())
    assert "new 0 of 100, 1 in flight, no answer yet, slowest 40 s" in text


def test_a_name_of_wide_letters_takes_no_second_row() -> None:
    name = "\u65e5\u672c" * 12
    told = Told(lines=False)
    told.hear(RunStarted(planned={name: 3}, done={name: 1}))
    assert len(told.shown(80)) == 3, "the run, its one provider, and a line for what is typed"


def test_notes_go_through_a_live_display(monkeypatch: pytest.MonkeyPatch) -> None:
    output, drawn = Output(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", drawn)
    output.note("ending after the calls in flight")
    assert drawn.getvalue() == "ending after the calls in flight\n"


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


@pytest.mark.parametrize("quiet", [True, False])
def test_a_run_that_says_nothing_for_long_reports_all_the_same(
    quiet: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portcheck.cli.pages.progress.LINE_EVERY_S", 0.001)
    told, err = RunProgress(clock=lambda: 0.0), io.StringIO()
    with progress(Output(io.StringIO(), err), told, quiet=quiet) as listener:
        listener(STARTED)
        while not quiet and err.getvalue().count("\n") < 4:
            time.sleep(0.001)
    assert ("0 s elapsed, 0 of 200 calls\nold: 0 of 100\n" in err.getvalue()) is not quiet
