"""What happens during a run, as values that the runner sends to displays and the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portcheck.model.run import Sample, Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """The run begins, or goes on."""

    planned: Mapping[str, int]
    """Provider to its number of calls, done ones included."""
    done: Mapping[str, int]
    """Provider to the calls that an earlier start has answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSent:
    """A request leaves: the first of its trial, or a retry."""

    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEnded:
    """A request came back, or failed."""

    provider: str
    error_class: str | None
    """`None`: with an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A provider is not asked for a while."""

    provider: str
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFinished:
    """One trial came to its end, well or not."""

    trial: Trial
    sample: Sample
    cost_usd: float | None = None
    """US dollars; `None` where the price or the usage is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderStopped:
    """A provider is not asked any more in this run."""

    provider: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draining:
    """The run was asked to end: nothing new is sent, calls in flight come to their end."""

    in_flight: int


Event = (
    RunStarted | RequestSent | RequestEnded | Waiting | SampleFinished | ProviderStopped | Draining
)
