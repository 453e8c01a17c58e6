"""The events of a run, which the runner sends to displays and events.jsonl."""

from __future__ import annotations

from collections.abc import Mapping

from portcheck.model.completion import Completion
from portcheck.model.judgement import Judgement
from portcheck.model.run import Sample, Trial
from portcheck.value import Value


class RunStarted(Value, kw_only=True):
    """The run starts or is resumed."""

    planned: Mapping[str, int]
    """Provider to the number of its calls, including those already answered."""
    done: Mapping[str, int]
    """Provider to the number of calls that an earlier start answered."""


class RequestSent(Value, kw_only=True):
    """A request is sent: the first one of a trial, or a retry."""

    provider: str
    number: int
    """1 for the provider's first request in this start, and so on."""


class RequestEnded(Value, kw_only=True):
    """A request got a response or failed."""

    provider: str
    error_class: str | None
    """Class of the failure; `None`: there is an answer."""
    number: int
    """The number in its `RequestSent`."""


class Waiting(Value, kw_only=True):
    """A provider gets no requests for some seconds."""

    provider: str
    seconds: float
    reason: str


class SampleFinished(Value, kw_only=True):
    """A trial is finished, with an answer or a failure."""

    trial: Trial
    sample: Sample
    cost_usd: float | None = None
    """US dollars; `None` if the price or the usage is unknown."""
    unredacted: Completion | None = None
    """The answer as it arrived, if a key is hidden in the sample: only for scoring, never shown or
    written."""


class JudgementFinished(Value, kw_only=True):
    """A call to a judge is finished, with a reply or a failure."""

    judgement: Judgement


class ProviderStopped(Value, kw_only=True):
    """A provider gets no more calls in this run."""

    provider: str
    reason: str


class Draining(Value, kw_only=True):
    """The run must end: it sends nothing new, and waits for calls in flight."""

    in_flight: int


Event = (
    RunStarted
    | RequestSent
    | RequestEnded
    | Waiting
    | SampleFinished
    | JudgementFinished
    | ProviderStopped
    | Draining
)
