"""events.jsonl: what happened when, one line an event, for whoever watches a run from outside."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, TextIO

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

FLUSH_EVERY_S = 0.5
_NAMES = {
    RunStarted: "run_started",
    RequestEnded: "request_failed",
    Waiting: "waiting",
    ProviderStopped: "provider_stopped",
    Draining: "draining",
}


class Journal:
    """Writes events as JSON lines; the file lags behind by half a second at most."""

    def __init__(self, stream: TextIO, *, clock: Callable[[], float] = time.time) -> None:
        self._stream = stream
        self._clock = clock
        self._flushed = 0.0

    def write(self, event: Event) -> None:
        """Adds one event; requests that went well are told by their sample."""
        data = _data(event)
        if data is None:
            return
        now = self._clock()
        at = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
        self._stream.write(json.dumps({"at": at.replace("+00:00", "Z"), **data}) + "\n")
        if now - self._flushed >= FLUSH_EVERY_S:
            self._stream.flush()
            self._flushed = now


def _data(event: Event) -> dict[str, Any] | None:
    if isinstance(event, SampleFinished):
        return _sample(event)
    if isinstance(event, RequestSent) or (
        isinstance(event, RequestEnded) and not event.error_class
    ):
        return None
    return {"event": _NAMES[type(event)], **asdict(event)}


def _sample(event: SampleFinished) -> dict[str, Any]:
    trial, sample = event.trial, event.sample
    return {
        "event": "sample_finished",
        "trial": trial.key,
        "provider": trial.provider,
        "workload": trial.workload,
        "case": trial.case,
        "repeat": trial.repeat,
        "attempts": sample.attempts,
        "finish_reason": sample.completion.finish_reason if sample.completion else None,
        "failure": sample.failure.error_class if sample.failure else None,
        "total_s": round(sample.completion.timing.total_s, 6) if sample.completion else None,
        "cost_usd": event.cost_usd,
    }
