"""How a run retries, what it may spend, and how many calls are in flight."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct, field


class RunPolicy(Struct, frozen=True, kw_only=True):
    """Retries, limits and clocks of a run."""

    retries: int = 2
    """Per call, for reasons other than the rate."""
    concurrency: int | None = None
    """Calls in flight over all providers; `None`: what their own limits add up to."""
    max_cost: float | None = None
    """US dollars; `None`: no limit."""
    max_calls: int | None = None
    """Requests sent, retries included; `None`: no limit."""
    max_time_s: float | None = None
    """Seconds; calls still in flight then are given up; `None`: no limit."""
    ledgers: Path | None = None
    """Folder through which processes share limits per minute; `None`: they don't."""
    observations: Path | None = None
    """File in which what endpoints reject is kept for later runs; `None`: it is not kept."""
    history: str = ""
    """Where looks are counted, as `--history` takes it; "": where the run is counted already, or in
    the file beside its folder."""
    stop_early: bool = False
    """Ask no further in a workload whose answer is clear."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    """Seconds since the machine's start, the same for all processes that share a limit."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    rng: random.Random = field(default_factory=random.Random)
