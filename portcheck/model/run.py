"""What is planned and what was executed."""

from __future__ import annotations

from dataclasses import dataclass

from portcheck.model.completion import Completion, Failure
from portcheck.model.suite import ProviderSpec, Suite


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One planned call."""

    key: str
    """Identifies the trial within its run."""
    workload: str
    case: str
    provider: str
    repeat: int
    """0-based."""
    ordinal: int
    """Which of the identical requests to this provider, counted over the whole suite."""
    request_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that a run needs to know, decided before the first call."""

    suite: Suite
    providers: tuple[ProviderSpec, ...]
    """Those that take part, the baseline first."""
    baseline: str
    candidates: tuple[str, ...]
    trials: tuple[Trial, ...]
    partial: bool = False
    """Cases were left out by `--case` or `--limit`: no verdict of this run is `safe`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One executed call: exactly one of `completion` and `failure` is set."""

    trial: str
    """Key of the trial."""
    completion: Completion | None = None
    failure: Failure | None = None
    attempts: int = 1
    """Requests that were sent for it, retries included."""
    started_at: str = ""
    """UTC, ISO 8601; of a replayed answer: when it was recorded."""
    reused_from: str | None = None
    """Id of the earlier run that the answer was taken from."""
