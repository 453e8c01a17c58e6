"""How a run stands, added up from its events: what displays show."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from portcheck.run.execute.events import (
    Event,
    ProviderStopped,
    RequestEnded,
    RequestSent,
    RunStarted,
    SampleFinished,
    Waiting,
)

WINDOW_S = 30.0
"""The rate is that of the last so many seconds."""


@dataclass(slots=True)
class Tally:
    """How one provider stands."""

    planned: int = 0
    done: int = 0
    """Trials that came to their end, those of an earlier start included."""
    fresh: int = 0
    """Trials that came to their end in this start."""
    in_flight: int = 0
    failed: int = 0
    sent: int = 0
    """Requests, retries included."""
    cost_usd: float = 0.0
    """Of the answers whose cost is known."""
    unpriced: int = 0
    """Answers whose cost is not known."""
    waiting_until: float = 0.0
    stopped: str = ""
    ends: deque[float] = field(default_factory=deque)

    @property
    def retries(self) -> int:
        """Requests beyond the first of each trial."""
        return max(0, self.sent - self.fresh - self.in_flight)


class Board:
    """All providers of a run; hears events, and is asked by displays."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.began = clock()
        self.tallies: dict[str, Tally] = {}

    def __call__(self, event: Event) -> None:
        """Adds one event."""
        match event:
            case RunStarted():
                self.tallies = {
                    name: Tally(planned=planned, done=event.done[name])
                    for name, planned in event.planned.items()
                }
            case RequestSent():
                tally = self.tallies[event.provider]
                tally.sent += 1
                tally.in_flight += 1
            case RequestEnded():
                self.tallies[event.provider].in_flight -= 1
            case Waiting():
                self.tallies[event.provider].waiting_until = self._clock() + event.seconds
            case SampleFinished():
                self._finish(event)
            case ProviderStopped():
                self.tallies[event.provider].stopped = event.reason
            case _:
                pass

    def waiting_s(self, provider: str) -> float:
        """Seconds for which the provider is not asked; 0 where it is."""
        return max(0.0, self.tallies[provider].waiting_until - self._clock())

    def rate(self, provider: str) -> float:
        """Trials that ended per second, lately."""
        ends, now = self.tallies[provider].ends, self._clock()
        while ends and ends[0] < now - WINDOW_S:
            ends.popleft()
        return len(ends) / max(0.1, min(WINDOW_S, now - self.began))

    def left_s(self, provider: str) -> float | None:
        """Seconds until the provider is done at its present rate; `None` where there is none."""
        tally, rate = self.tallies[provider], self.rate(provider)
        left = tally.planned - tally.done
        if left == 0 or tally.stopped:
            return 0.0
        return left / rate if rate else None

    def _finish(self, event: SampleFinished) -> None:
        tally = self.tallies[event.trial.provider]
        tally.done += 1
        tally.fresh += 1
        tally.ends.append(self._clock())
        if event.sample.failure is not None:
            tally.failed += 1
        elif event.cost_usd is None:
            tally.unpriced += 1
        else:
            tally.cost_usd += event.cost_usd
