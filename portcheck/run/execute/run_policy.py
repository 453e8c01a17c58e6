"""The settings of a run for retries, spending and calls in flight."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from msgspec import Struct, field


class RunPolicy(Struct, frozen=True, kw_only=True):
    """Retries, limits and clocks of a run."""

    retries: int = 2
    """Most retries per call, not counting rate limits."""
    concurrency: int | None = None
    """Most calls in flight over all providers; `None`: the sum of their own limits."""
    max_cost: float | None = None
    """Most US dollars to spend; `None`: no limit."""
    max_calls: int | None = None
    """Most requests to send, including retries; `None`: no limit."""
    max_time_s: float | None = None
    """Longest time in seconds, after which calls in flight are cancelled; `None`: no limit."""
    ledgers: Path | None = None
    """Folder through which processes share limits per minute; `None`: not shared."""
    observations: Path | None = None
    """File that stores for later runs which parameters endpoints reject; `None`: not stored."""
    history: str = ""
    """Where looks are counted, in the form of `--history`; "": where the run is already counted,
    otherwise in the file next to its folder."""
    stop_early: bool = False
    """Make no more calls in a workload whose result is clear."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    """Seconds since the machine's start, the same for all processes that share a limit."""
    now: Callable[[], float] = time.time
    """Seconds since 1970."""
    rng: random.Random = field(default_factory=random.Random)
