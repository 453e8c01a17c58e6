"""The progress of a run, added up from its events, for displays."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from msgspec import Struct, field

from portcheck.model.judgement import Judgement
from portcheck.run.events import (
    Event,
    JudgementFinished,
    ProviderStopped,
    RequestEnded,
    RequestSent,
    RunStarted,
    SampleFinished,
    Waiting,
)

WINDOW_S = 30.0
"""The rate is that of this many seconds before now."""


class ProviderProgress(Struct):
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

    def pay(self, cost_usd: float | None) -> None:
        """Adds what an answer cost, in US dollars; `None` where that is not known."""
        if cost_usd is None:
            self.unpriced += 1
        else:
            self.cost_usd += cost_usd

    @property
    def retries(self) -> int:
        """Requests beyond the first of each trial."""
        return max(0, self.sent - self.fresh - self.in_flight)


class RunProgress:
    """All providers of a run; hears events, and is asked by displays."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.began = clock()
        self.providers: dict[str, ProviderProgress] = {}

    def __call__(self, event: Event) -> None:
        """Adds one event."""
        match event:
            case RunStarted():
                self.providers = {
                    name: ProviderProgress(planned=planned, done=event.done[name])
                    for name, planned in event.planned.items()
                }
            case RequestSent():
                state = self.providers[event.provider]
                state.sent += 1
                state.in_flight += 1
            case RequestEnded():
                self.providers[event.provider].in_flight -= 1
            case Waiting():
                self.providers[event.provider].waiting_until = self._clock() + event.seconds
            case SampleFinished():
                self._finish(event)
            case JudgementFinished():
                self._judged(event.judgement)
            case ProviderStopped():
                self.providers[event.provider].stopped = event.reason
            case _:
                pass

    def waiting_s(self, provider: str) -> float:
        """Seconds for which the provider is not asked; 0 where it is."""
        return max(0.0, self.providers[provider].waiting_until - self._clock())

    def rate(self, provider: str) -> float:
        """Trials that ended per second, lately."""
        ends, now = self.providers[provider].ends, self._clock()
        while ends and ends[0] < now - WINDOW_S:
            ends.popleft()
        return len(ends) / max(0.1, min(WINDOW_S, now - self.began))

    def left_s(self, provider: str) -> float | None:
        """Seconds until the provider is done at its present rate; `None` where there is none."""
        state, rate = self.providers[provider], self.rate(provider)
        left = state.planned - state.done
        if left == 0 or state.stopped:
            return 0.0
        return left / rate if rate else None

    def _finish(self, event: SampleFinished) -> None:
        state = self.providers[event.trial.provider]
        state.done += 1
        state.fresh += 1
        state.ends.append(self._clock())
        if event.sample.failure is not None:
            state.failed += 1
        else:
            state.pay(event.cost_usd)

    def _judged(self, said: Judgement) -> None:
        state = self.providers[said.judge]
        if said.failure is None:
            state.pay(said.cost_usd)
            if said.label is None and not said.attempt:
                return  # it is asked once more
        state.failed += said.failure is not None
        state.done += 1
        state.fresh += 1
        state.ends.append(self._clock())
