"""Write events.jsonl, one line per event, for watching a run from outside."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from msgspec.structs import asdict

from portcheck.model.codec import encode_json
from portcheck.model.judgement import Judgement
from portcheck.run.events import (
    Draining,
    Event,
    JudgementFinished,
    ProviderStopped,
    RequestEnded,
    RequestSent,
    RunStarted,
    SampleFinished,
    Waiting,
)
from portcheck.run.utc_text import UtcText

_NAMES = {
    RunStarted: "run_started",
    Waiting: "waiting",
    ProviderStopped: "provider_stopped",
    Draining: "draining",
}


class EventLog:
    """Writes events as JSON lines."""

    def __init__(
        self, append: Callable[[bytes], object], *, clock: Callable[[], float] = time.time
    ) -> None:
        """`append` takes whole lines; `clock` returns the seconds since 1970."""
        self._append = append
        self._time = UtcText(clock)

    def write(self, *events: Event) -> None:
        """Write events; a successful request is part of its sample's event."""
        lines = [
            encode_json({"at": self._time.milliseconds(), **data}) + b"\n"
            for data in map(_data, events)
            if data is not None
        ]
        if lines:
            self._append(b"".join(lines))


def _data(event: Event) -> dict[str, Any] | None:
    if isinstance(event, RequestSent):
        return None
    if isinstance(event, RequestEnded):
        return _failure(event) if event.error_class else None
    if isinstance(event, SampleFinished):
        return _sample(event)
    if isinstance(event, JudgementFinished):
        return _judgement(event.judgement)
    return {"event": _NAMES[type(event)], **asdict(event)}


def _failure(event: RequestEnded) -> dict[str, Any]:
    return {
        "event": "request_failed",
        "provider": event.provider,
        "error_class": event.error_class,
    }


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


def _judgement(said: Judgement) -> dict[str, Any]:
    return {
        "event": "judgement_finished",
        "trial": said.trial,
        "check": said.check,
        "judge": said.judge,
        "order": said.order or None,
        "label": said.label,
        "failure": said.failure.error_class if said.failure else None,
        "cost_usd": said.cost_usd,
    }
