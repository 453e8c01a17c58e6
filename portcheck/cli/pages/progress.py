"""Progress of a run on standard error: a live table on a terminal, lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from portcheck.cli.output import Output
from portcheck.model.numbers import count, dollars, duration, number
from portcheck.model.visible_text import one_line
from portcheck.run.events import (
    Draining,
    Event,
    JudgementFinished,
    ProviderStopped,
    SampleFinished,
    Waiting,
)
from portcheck.run.execute.progress import RunProgress

LINE_EVERY_S = 10.0
"""Between two lines where there is no terminal."""
WIDE_ENOUGH = 100
"""Columns from which on there is room for bars beside the words."""
WORTH_A_LINE_S = 5.0
"""Shorter waits are not reported."""


class Listener:
    """Listens to the events of a run, and reports now and then how it stands."""

    def __init__(
        self,
        output: Output,
        run_progress: RunProgress,
        *,
        lines: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._output = output
        self._run_progress = run_progress
        self._lines = lines
        self._clock = clock
        self._said_at = clock()
        self.finished = 0

    def __call__(self, event: Event) -> None:
        """Takes one event in, and shows it where it matters."""
        self._run_progress(event)
        if isinstance(event, SampleFinished | JudgementFinished):
            self.finished += 1
            self._say_now_and_then()
        elif isinstance(event, ProviderStopped):
            self._note(f"{event.provider} gets no more calls: {event.reason}")
        elif isinstance(event, Draining) and event.in_flight:
            self._note(f"waiting for {count(event.in_flight, 'call')} in flight")
        elif isinstance(event, Waiting) and self._lines and event.seconds >= WORTH_A_LINE_S:
            self._note(f"{event.provider}: waiting {duration(event.seconds)}: {event.reason}")

    def _say_now_and_then(self) -> None:
        if not self._lines or self._clock() - self._said_at < LINE_EVERY_S:
            return
        self._said_at = self._clock()
        for provider in self._run_progress.providers:
            self._note(f"{provider}: {', '.join(words(self._run_progress, provider))}")

    def _note(self, text: str) -> None:
        self._output.note(one_line(text, 400))


def words(run_progress: RunProgress, provider: str) -> list[str]:
    """How one provider stands, in words; what is 0 is left out."""
    state = run_progress.providers[provider]
    found = [f"{number(state.done)} of {number(state.planned)}"]
    counts = {"in flight": state.in_flight, "failed": state.failed, "retries": state.retries}
    found += [f"{number(times)} {name}" for name, times in counts.items() if times]
    if state.stopped:
        return [*found, "given up on"]
    waiting, left = run_progress.waiting_s(provider), run_progress.left_s(provider)
    if waiting:
        found.append(f"waiting {duration(waiting)}")
    if state.done < state.planned:
        found.append(f"{run_progress.rate(provider):.1f}/s")
    if left:
        found.append(f"{duration(left)} left")
    if state.cost_usd:
        more = " or more" if state.unpriced else ""
        found.append(f"{dollars(state.cost_usd)}{more}")
    return found


@contextmanager
def progress(output: Output, *, quiet: bool) -> Iterator[Listener]:
    """A listener that draws where it can be seen."""
    run_progress = RunProgress()
    if quiet or not output.shows_progress:
        yield Listener(output, run_progress, lines=not quiet)
        return
    console = Console(stderr=True)
    with Live(
        console=console,
        transient=True,
        refresh_per_second=4,
        get_renderable=lambda: table(run_progress, bars=console.width >= WIDE_ENOUGH),
        redirect_stdout=False,
        redirect_stderr=True,
    ):
        yield Listener(output, run_progress, lines=False)


def table(run_progress: RunProgress, *, bars: bool = True) -> Table:
    """One row for each provider: how it stands, and a bar where there is room."""
    found = Table.grid(padding=(0, 1))
    found.add_column(max_width=24, no_wrap=True, overflow="ellipsis")
    for name, state in run_progress.providers.items():
        line = Text(", ".join(words(run_progress, name)))
        label = Text(one_line(name, 24))
        if bars:
            bar = ProgressBar(total=max(1, state.planned), completed=state.done, width=20)
            found.add_row(label, bar, line)
        else:
            found.add_row(label, line)
    return found
