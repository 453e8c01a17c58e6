"""Progress of a run on standard error: a bar a provider on a terminal, nothing elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from portcheck.cli.output import Output
from portcheck.model.display import one_line
from portcheck.run.events import Event, ProviderStopped, RunStarted, SampleFinished


class Listener:
    """Hears the events of a run."""

    def __init__(self, output: Output, bar: Progress | None) -> None:
        self._output = output
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}
        self.finished = 0

    def __call__(self, event: Event) -> None:
        """Shows one event."""
        if isinstance(event, RunStarted):
            self._start(event)
        elif isinstance(event, SampleFinished):
            self.finished += 1
            if self._bar is not None:
                self._bar.advance(self._tasks[event.trial.provider])
        elif isinstance(event, ProviderStopped):
            self._output.note(
                one_line(f"{event.provider} is not asked any more: {event.reason}", 400)
            )

    def _start(self, event: RunStarted) -> None:
        if self._bar is None:
            return
        for provider, planned in event.planned.items():
            name = one_line(provider, 40)
            self._tasks[provider] = self._bar.add_task(
                name, total=planned, completed=event.done[provider]
            )


@contextmanager
def progress(output: Output, *, quiet: bool) -> Iterator[Listener]:
    """A listener that draws bars where they can be seen."""
    if quiet or not output.shows_progress:
        yield Listener(output, None)
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Listener(output, bar)
