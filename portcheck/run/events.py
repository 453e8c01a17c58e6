"""What happens during a run, as values: progress bars and recorders listen, the runner tells."""

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
class SampleFinished:
    """One call came to its end, well or not."""

    trial: Trial
    sample: Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderStopped:
    """A provider is not asked any more in this run."""

    provider: str
    reason: str


Event = RunStarted | SampleFinished | ProviderStopped
