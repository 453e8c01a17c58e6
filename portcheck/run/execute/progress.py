"""Add up the events of a run to its progress, for displays."""

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
"""The rate covers the last this many seconds."""
ENOUGH = 4
"""With fewer ends in that time, the rate covers the provider's whole part: servers can be slow."""


class ProviderProgress(Struct):
    """The progress of one provider."""

    planned: int = 0
    began: float = 0.0
    """When its part of the run started or was resumed."""
    done: int = 0
    """Finished trials, including those of an earlier start."""
    fresh: int = 0
    """Trials finished since this start."""
    sent_at: dict[int, float] = field(default_factory=dict)
    """Number of each request in flight to the time it was sent, oldest first."""
    failed: int = 0
    failed_requests: int = 0
    asked_again: int = 0
    """Unusable judgements that were asked for again."""
    cost_usd: float = 0.0
    """Total cost of the answers whose cost is known."""
    unpriced: int = 0
    """Number of answers whose cost is not known."""
    waiting_until: float = 0.0
    stopped: str = ""
    slowest_s: float | None = None
    """Seconds of the slowest answer since this start; `None`: there is none yet."""
    ends: deque[float] = field(default_factory=deque)

    def pay(self, cost_usd: float | None) -> None:
        """Add the cost of an answer in US dollars; `None`: not known."""
        if cost_usd is None:
            self.unpriced += 1
        else:
            self.cost_usd += cost_usd

    @property
    def in_flight(self) -> int:
        """Number of requests without a response yet."""
        return len(self.sent_at)

    @property
    def retries(self) -> int:
        """Number of requests that repeat a failed one; steps of a tool loop do not count."""
        return max(0, self.failed_requests - self.failed) + self.asked_again


class RunProgress:
    """The progress of all providers of a run; receives its events."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.began = clock()
        self.providers: dict[str, ProviderProgress] = {}
        self.cost_usd = 0.0
        """Total cost of the answers and judgements whose cost is known, in all parts of the run."""
        self.unpriced = 0
        """Number of answers and judgements whose cost is not known."""

    def __call__(self, event: Event) -> None:
        """Add one event."""
        match event:
            case RunStarted():
                self.providers = {
                    name: self._started(name, planned, event.done[name])
                    for name, planned in event.planned.items()
                }
            case RequestSent():
                self.providers[event.provider].sent_at[event.number] = self._clock()
            case RequestEnded():
                state = self.providers[event.provider]
                state.sent_at.pop(event.number, None)
                state.failed_requests += event.error_class is not None
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

    @property
    def elapsed_s(self) -> float:
        """Seconds since the run started or was resumed."""
        return self._clock() - self.began

    def oldest_s(self, provider: str) -> float:
        """Seconds since the provider's oldest request in flight was sent; 0 if there is none."""
        sent_at = next(iter(self.providers[provider].sent_at.values()), None)
        return 0.0 if sent_at is None else self._clock() - sent_at

    def waiting_s(self, provider: str) -> float:
        """Seconds until the provider is asked again; 0 if it does not wait."""
        return max(0.0, self.providers[provider].waiting_until - self._clock())

    def rate(self, provider: str) -> float:
        """Recently finished trials per second."""
        state, now = self.providers[provider], self._clock()
        going_s = max(0.1, now - state.began)
        while state.ends and state.ends[0] < now - WINDOW_S:
            state.ends.popleft()
        if len(state.ends) < ENOUGH:
            return state.fresh / going_s
        return len(state.ends) / min(WINDOW_S, going_s)

    def left_s(self, provider: str) -> float | None:
        """Seconds until the provider is done at its current rate; `None`: the rate is 0."""
        state, rate = self.providers[provider], self.rate(provider)
        left = state.planned - state.done
        if left == 0 or state.stopped:
            return 0.0
        return left / rate if rate else None

    @property
    def rest_s(self) -> float | None:
        """Seconds until all providers are done at their current rates; `None`: not known."""
        left = [self.left_s(name) for name in self.providers]
        known = [seconds for seconds in left if seconds is not None]
        return max(known) if known and len(known) == len(left) else None

    def _started(self, name: str, planned: int, done: int) -> ProviderProgress:
        """A provider's progress at the start of a part of the run; its costs are kept."""
        before = self.providers.get(name, ProviderProgress())
        return ProviderProgress(
            planned=planned,
            began=self._clock(),
            done=done,
            cost_usd=before.cost_usd,
            unpriced=before.unpriced,
            slowest_s=before.slowest_s,
        )

    def _pay(self, state: ProviderProgress, cost_usd: float | None) -> None:
        state.pay(cost_usd)
        self.cost_usd += cost_usd or 0.0
        self.unpriced += cost_usd is None

    def _finish(self, event: SampleFinished) -> None:
        state = self.providers[event.trial.provider]
        state.done += 1
        state.fresh += 1
        state.ends.append(self._clock())
        completion = event.sample.completion
        if completion is None:
            state.failed += 1
        else:
            self._pay(state, event.cost_usd)
            state.slowest_s = max(state.slowest_s or 0.0, completion.timing.total_s)

    def _judged(self, said: Judgement) -> None:
        state = self.providers[said.judge]
        if said.failure is None:
            self._pay(state, said.cost_usd)
            if said.label is None and not said.attempt:
                state.asked_again += 1
                return
        state.failed += said.failure is not None
        state.done += 1
        state.fresh += 1
        state.ends.append(self._clock())
