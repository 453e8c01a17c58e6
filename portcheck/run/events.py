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
    """Provider to its number of calls, done ones included."""
    done: Mapping[str, int]
    """Provider to the calls that an earlier start has answered."""


class RequestSent(Value, kw_only=True):
    """A request is sent, the first one of its trial or a retry."""

    provider: str
    number: int
    """1 for the provider's first request in this start, and so on."""


class RequestEnded(Value, kw_only=True):
    """A request got a response or failed."""

    provider: str
    error_class: str | None
    """`None`: there is an answer."""
    number: int
    """The number of the `RequestSent`."""


class Waiting(Value, kw_only=True):
    """A provider is not asked for a while."""

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
    """The answer as it came, where a key is hidden in that of the sample: to be scored at once, and
    never to be shown or written."""


class JudgementFinished(Value, kw_only=True):
    """A call to a judge is finished, with a reply or a failure."""

    judgement: Judgement


class ProviderStopped(Value, kw_only=True):
    """A provider gets no more calls in this run."""

    provider: str
    reason: str


class Draining(Value, kw_only=True):
    """The run was asked to end: nothing new is sent, and calls in flight finish."""

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
