"""Show the progress of a run on standard error: a live table on a terminal, otherwise lines."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from portcheck.cli.output import Output
from portcheck.model.numbers import count, dollars, duration, number
from portcheck.model.suite import ProviderSpec
from portcheck.model.visible_text import one_line
from portcheck.reports.terminal.console import NARROW
from portcheck.run.events import Event, ProviderStopped, Waiting
from portcheck.run.execute.progress import RunProgress

LINE_EVERY_S = 10.0
"""Seconds between two reports without a terminal, or a tenth of the time so far if longer."""
WIDE_ENOUGH = 100
"""Fewest columns with room for bars next to the text."""
WORTH_A_LINE_S = 5.0
"""Shorter waits are not reported."""
SOON_S = 2.0
"""Shorter waits for the last calls are not announced."""
SLOW_S = 10.0
"""The slowest call in flight is shown if it has taken longer than this."""


class Listener:
    """Receives the events of a run and reports important ones at once."""

    def __init__(self, output: Output, run_progress: RunProgress, *, lines: bool) -> None:
        self._output = output
        self._run_progress = run_progress
        self._lines = lines

    def __call__(self, event: Event) -> None:
        """Add one event, and print it if it is important."""
        self._run_progress(event)
        if isinstance(event, ProviderStopped):
            self._note(f"{event.provider} gets no more calls: {event.reason}")
        elif isinstance(event, Waiting) and self._lines and event.seconds >= WORTH_A_LINE_S:
            self._note(f"{event.provider}: waiting {duration(event.seconds)}: {event.reason}")

    def say(self) -> None:
        """Print the state of the run and each of its providers."""
        found = self._run_progress
        if not found.providers:
            return
        self._note(", ".join(summary(found)))
        for provider in found.providers:
            self._note(f"{provider}: {', '.join(words(found, provider))}")

    def _note(self, text: str) -> None:
        self._output.note(one_line(text, 400))


def summary(run_progress: RunProgress, now: Callable[[], datetime] = datetime.now) -> list[str]:
    """The state of the whole run as short texts."""
    states = run_progress.providers.values()
    done, planned = sum(one.done for one in states), sum(one.planned for one in states)
    found = [
        f"{duration(run_progress.elapsed_s)} elapsed",
        f"{number(done)} of {count(planned, 'call')}",
    ]
    found += _money(run_progress.cost_usd, run_progress.unpriced)
    if (rest := run_progress.rest_s) and done < planned:
        found.append(f"ends about {now() + timedelta(seconds=rest):%H:%M}")
    return found


def words(run_progress: RunProgress, provider: str) -> list[str]:
    """The state of one provider as short texts, without zeros."""
    state = run_progress.providers[provider]
    found = [f"{number(state.done)} of {number(state.planned)}"]
    counts = {"in flight": state.in_flight, "failed": state.failed, "retries": state.retries}
    found += [f"{number(times)} {name}" for name, times in counts.items() if times]
    if state.stopped:
        return [*found, "given up on"]
    oldest = run_progress.oldest_s(provider)
    if state.in_flight and state.slowest_s is None:
        found.append("no answer yet")
    if oldest >= SLOW_S:
        found.append(f"slowest {duration(oldest)}")
    waiting, left = run_progress.waiting_s(provider), run_progress.left_s(provider)
    if waiting:
        found.append(f"waiting {duration(waiting)}")
    if state.fresh and state.done < state.planned:
        found.append(_pace(run_progress.rate(provider)))
    if left:
        found.append(f"{duration(left)} left")
    return [*found, *_money(state.cost_usd, state.unpriced)]


def _money(cost_usd: float, unpriced: int) -> list[str]:
    return [f"{dollars(cost_usd)}{' or more' if unpriced else ''}"] if cost_usd else []


def _pace(rate: float) -> str:
    return f"{rate:.1f}/s" if rate >= 0.1 else f"{60 * rate:.1f}/min"


def last_calls(run_progress: RunProgress, specs: Sequence[ProviderSpec]) -> str:
    """The message about calls that an ending run still waits for, and how long that may take."""
    states = run_progress.providers
    in_flight = sum(state.in_flight for state in states.values())
    if not in_flight:
        return "ending the run"
    found = f"waiting for {count(in_flight, 'call')} in flight"
    likely = 0.0
    for spec in specs:
        if spec.id not in states or not states[spec.id].in_flight:
            continue
        oldest, slowest = run_progress.oldest_s(spec.id), states[spec.id].slowest_s or 0.0
        if oldest > max(slowest, SOON_S):
            return (
                f"{found}: {one_line(spec.id, 60)} has not answered for {duration(oldest)}, and "
                f"may take {duration(spec.timeout_s)} (timeout_s)"
            )
        likely = max(likely, slowest - oldest)
    return f"{found}, about {duration(likely)} by the slowest so far" if likely >= SOON_S else found


@contextmanager
def progress(output: Output, run_progress: RunProgress, *, quiet: bool) -> Iterator[Listener]:
    """Yield a listener that shows the progress of a run."""
    if quiet or not output.shows_progress:
        listener = Listener(output, run_progress, lines=not quiet)
        with _now_and_then(listener, run_progress, quiet=quiet):
            yield listener
        return
    from rich.live import Live

    console = Console(stderr=True, no_color=not output.notes_color)
    with Live(
        console=console,
        transient=True,
        refresh_per_second=4,
        get_renderable=lambda: display(run_progress, console.width),
        redirect_stdout=False,
        redirect_stderr=True,
    ):
        yield Listener(output, run_progress, lines=False)


@contextmanager
def _now_and_then(listener: Listener, run_progress: RunProgress, *, quiet: bool) -> Iterator[None]:
    """Make the listener report the state of the run at intervals, even if no answer arrives."""
    ended = threading.Event()

    def tick() -> None:
        while not ended.wait(max(LINE_EVERY_S, run_progress.elapsed_s / 10)):
            listener.say()

    if quiet:
        yield
        return
    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def display(run_progress: RunProgress, width: int) -> RenderableType:
    """The whole run in one line, then a line for each provider, with bars if there is room.

    Args:
        run_progress: the progress to show.
        width: columns of the terminal.
    """
    providers = run_progress.providers
    if not providers:
        return Text("")
    head = Text(", ".join(summary(run_progress)), style="bold")
    below = Text("")  # terminals echo ^C here
    lines = [(Text(one_line(name, 24)), ", ".join(words(run_progress, name))) for name in providers]
    if width < NARROW:
        rows = ((name, Padding(Text(line), (0, 0, 0, 2))) for name, line in lines)
        return Group(head, *(part for row in rows for part in row), below)
    from rich.progress_bar import ProgressBar

    found = Table.grid(padding=(0, 1))
    found.add_column(max_width=24, no_wrap=True, overflow="ellipsis")
    for (label, line), state in zip(lines, providers.values(), strict=True):
        bar = ProgressBar(total=max(1, state.planned), completed=state.done, width=20)
        found.add_row(label, *([bar] if width >= WIDE_ENOUGH else []), Text(line))
    return Group(head, found, below)
