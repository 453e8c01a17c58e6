"""What happens during a run, as values that the runner sends to displays and events.jsonl."""

from __future__ import annotations

from collections.abc import Mapping

from portcheck.model.completion import Completion
from portcheck.model.judgement import Judgement
from portcheck.model.run import Sample, Trial
from portcheck.value import Value


class RunStarted(Value, kw_only=True):
    """The run begins, or goes on."""

    planned: Mapping[str, int]
    """Provider to its number of calls, done ones included."""
    done: Mapping[str, int]
    """Provider to the calls that an earlier start has answered."""


class RequestSent(Value, kw_only=True):
    """A request leaves: the first of its trial, or a retry."""

    provider: str
    number: int
    """1 for the provider's first request in this start, and so on."""


class RequestEnded(Value, kw_only=True):
    """A request came back, or failed."""

    provider: str
    error_class: str | None
    """`None`: with an answer."""
    number: int
    """As of the `RequestSent`."""


class Waiting(Value, kw_only=True):
    """A provider is not asked for a while."""

    provider: str
    seconds: float
    reason: str


class SampleFinished(Value, kw_only=True):
    """One trial came to its end, well or not."""

    trial: Trial
    sample: Sample
    cost_usd: float | None = None
    """US dollars; `None` if the price or the usage is unknown."""
    unredacted: Completion | None = None
    """The answer as it came, where a key is hidden in that of the sample: to be scored at once, and
    never to be shown or written."""


class JudgementFinished(Value, kw_only=True):
    """A judge was asked, and replied or did not."""

    judgement: Judgement


class ProviderStopped(Value, kw_only=True):
    """A provider is not asked any more in this run."""

    provider: str
    reason: str


class Draining(Value, kw_only=True):
    """The run was asked to end: nothing new is sent, calls in flight come to their end."""

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
