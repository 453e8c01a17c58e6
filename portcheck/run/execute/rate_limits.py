"""Keep limits per minute across all processes on this machine that share a key.

Calls are spaced: each call postpones the moment at which its limit is free again in proportion to
its use (the generic cell rate algorithm without bursts, ITU-T I.371). The moments are stored in a
small locked file, so that parallel processes keep one limit together.

Moments are times of the machine's monotonic clock, which counts from its start and is the same for
all processes, so setting the time of day delays no call.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import asdict

from portcheck.model.chat import Request
from portcheck.model.suite import Limits
from portcheck.run.cost import estimated_tokens

Clock = Callable[[], float]
Nap = Callable[[float], Awaitable[None]]

FARTHEST_S = 3600.0
"""Moments further ahead come from another clock and are ignored."""
WORTH_SAYING_S = 5.0
"""Shorter waits are not reported."""
SAFETY = 1.01
"""Factor on the spacing, so that a window of a minute never holds one call too many."""


class Moments(Struct):
    """The times at which each limit is free again, in seconds of the monotonic clock."""

    requests: float = 0.0
    tokens: float = 0.0
    since: str = ""
    """Identifies the start of the machine, from which the clock counts."""


def _start_of_machine() -> str:
    """An id of this start of the machine, or "unknown": then `FARTHEST_S` still protects."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return "unknown"


class Ledger(Struct):
    """Holds the moments in a file that processes share, or in the memory of this one."""

    path: Path | None = None
    started: str = field(default_factory=_start_of_machine)
    _own: Moments = field(default_factory=Moments)

    @contextlib.contextmanager
    def open(self) -> Iterator[Moments]:
        """Yield the moments for reading and changing, locked against other processes.

        If the file cannot be used (a full or read-only disk), each process keeps its own moments.
        """
        handle = self._handle()
        if handle is None:
            yield self._own
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            moments = _read(handle)
            if moments.since != self.started:
                moments = Moments(since=self.started)
            yield moments
            self._own = moments
            with contextlib.suppress(OSError):
                _write(handle, moments)
        finally:
            os.close(handle)

    def _handle(self) -> int | None:
        if self.path is None:
            return None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            return os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError:
            return None


def ledger_path(folder: Path, *parts: str) -> Path:
    """The file of a shared limit, named by a digest of `parts`, such as host and model."""
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
    return folder / f"{digest}.json"


class RateLimiter:
    """Spaces the calls to one provider to keep its limits per minute."""

    def __init__(
        self,
        limits: Limits,
        *,
        nap: Nap,
        clock: Clock = time.monotonic,
        ledger: Ledger | None = None,
        say: Callable[[float, str], None] = lambda _seconds, _reason: None,
    ) -> None:
        """Make a limiter for one provider.

        Args:
            limits: its limits per minute.
            nap: waits that many seconds.
            clock: the machine's monotonic clock, in seconds.
            ledger: the moments that other processes see.
            say: gets the seconds and the reason of a long wait.
        """
        self._limits = limits
        self._nap = nap
        self._clock = clock
        self._ledger = ledger or Ledger()
        self._say = say
        self._said_until = 0.0
        self._last = 0.0
        """When the previous call is sent."""

    async def wait(self, request: Request) -> None:
        """Wait until the request may be sent; requests are sent in the order of these calls."""
        if not (self._limits.requests_per_minute or self._limits.tokens_per_minute):
            return
        tokens = sum(estimated_tokens(request)) if self._limits.tokens_per_minute else 0
        with self._ledger.open() as moments:
            delay = self._book(moments, tokens)
        self._tell(delay)
        if delay > 0:
            await self._nap(delay)

    def correct(self, request: Request, used: int | None) -> None:
        """Correct the booked tokens of a call by its actual use.

        Args:
            request: the call.
            used: input and output tokens reported by the vendor; `None`: not known.
        """
        rate = self._limits.tokens_per_minute
        if not rate or used is None:
            return
        with self._ledger.open() as moments:
            moments.tokens += 60.0 * (used - sum(estimated_tokens(request))) / rate

    def _tell(self, delay: float) -> None:
        """Report a long gap between two calls; the waits of queued calls do not add up."""
        now = self._clock()
        gap = now + delay - max(now, self._last)
        self._last = now + delay
        if gap < WORTH_SAYING_S or now < self._said_until:
            return
        self._said_until = now + delay
        named = {
            "requests": self._limits.requests_per_minute,
            "tokens": self._limits.tokens_per_minute,
        }
        limits = " and ".join(f"{most:,.12g} {what}" for what, most in named.items() if most)
        self._say(delay, f"its limit is {limits} a minute, of all runs on this machine together")

    def _book(self, moments: Moments, tokens: int) -> float:
        now = self._clock()
        begin = now
        if self._limits.requests_per_minute:
            begin = max(begin, _sane(moments.requests, now))
        if self._limits.tokens_per_minute:
            begin = max(begin, _sane(moments.tokens, now))
        if self._limits.requests_per_minute:
            moments.requests = begin + SAFETY * 60.0 / self._limits.requests_per_minute
        if self._limits.tokens_per_minute:
            moments.tokens = begin + SAFETY * 60.0 * tokens / self._limits.tokens_per_minute
        return begin - now


def _sane(moment: float, now: float) -> float:
    return moment if moment <= now + FARTHEST_S else now


def _read(handle: int) -> Moments:
    try:
        data = json.loads(os.pread(handle, 4096, 0) or b"{}")
        requests, tokens = float(data.get("requests", 0.0)), float(data.get("tokens", 0.0))
        return Moments(requests, tokens, str(data.get("since", "")))
    except (ValueError, TypeError, AttributeError):
        return Moments()


def _write(handle: int, moments: Moments) -> None:
    content = json.dumps(asdict(moments)).encode()
    os.ftruncate(handle, 0)
    os.pwrite(handle, content, 0)
