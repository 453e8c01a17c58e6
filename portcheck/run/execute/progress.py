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
ENOUGH = 4
"""With fewer ends in them it is that since the provider's part began: servers can be slow."""


class ProviderProgress(Struct):
    """How one provider stands."""

    planned: int = 0
    began: float = 0.0
    """When its part of the run began, or went on."""
    done: int = 0
    """Trials that came to their end, those of an earlier start included."""
    fresh: int = 0
    """Trials that came to their end in this start."""
    sent_at: dict[int, float] = field(default_factory=dict)
    """Requests in flight by number, in the order in which they left, and when that was."""
    failed: int = 0
    failed_requests: int = 0
    asked_again: int = 0
    """Judgements that said nothing usable, and were asked for once more."""
    cost_usd: float = 0.0
    """Of the answers whose cost is known."""
    unpriced: int = 0
    """Answers whose cost is not known."""
    waiting_until: float = 0.0
    stopped: str = ""
    slowest_s: float | None = None
    """Seconds of the slowest answer of this start; `None`: none has come yet."""
    ends: deque[float] = field(default_factory=deque)

    def pay(self, cost_usd: float | None) -> None:
        """Adds what an answer cost, in US dollars; `None` where that is not known."""
        if cost_usd is None:
            self.unpriced += 1
        else:
            self.cost_usd += cost_usd

    @property
    def in_flight(self) -> int:
        """Requests that have left and not come back."""
        return len(self.sent_at)

    @property
    def retries(self) -> int:
        """Requests again of what had failed before; the steps of a tool loop are none."""
        return max(0, self.failed_requests - self.failed) + self.asked_again


class RunProgress:
    """All providers of a run; hears events, and is asked by displays."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.began = clock()
        self.providers: dict[str, ProviderProgress] = {}
        self.cost_usd = 0.0
        """Of all answers and judgements whose cost is known, of every part of the run."""
        self.unpriced = 0
        """Those whose cost is not known."""

    def __call__(self, event: Event) -> None:
        """Adds one event."""
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
        """Seconds since the run began, or went on."""
        return self._clock() - self.began

    def oldest_s(self, provider: str) -> float:
        """Seconds for which the provider's slowest request is in flight; 0 without any."""
        sent_at = next(iter(self.providers[provider].sent_at.values()), None)
        return 0.0 if sent_at is None else self._clock() - sent_at

    def waiting_s(self, provider: str) -> float:
        """Seconds for which the provider is not asked; 0 where it is."""
        return max(0.0, self.providers[provider].waiting_until - self._clock())

    def rate(self, provider: str) -> float:
        """Trials that ended per second, lately."""
        state, now = self.providers[provider], self._clock()
        going_s = max(0.1, now - state.began)
        while state.ends and state.ends[0] < now - WINDOW_S:
            state.ends.popleft()
        if len(state.ends) < ENOUGH:
            return state.fresh / going_s
        return len(state.ends) / min(WINDOW_S, going_s)

    def left_s(self, provider: str) -> float | None:
        """Seconds until the provider is done at its present rate; `None` where there is none."""
        state, rate = self.providers[provider], self.rate(provider)
        left = state.planned - state.done
        if left == 0 or state.stopped:
            return 0.0
        return left / rate if rate else None

    @property
    def rest_s(self) -> float | None:
        """Seconds until all providers are done at their present rates; `None`: not known."""
        left = [self.left_s(name) for name in self.providers]
        known = [seconds for seconds in left if seconds is not None]
        return max(known) if known and len(known) == len(left) else None

    def _started(self, name: str, planned: int, done: int) -> ProviderProgress:
        """How a provider stands as a part of the run begins; what it has cost stays."""
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
