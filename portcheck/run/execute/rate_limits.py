"""Keeps limits per minute, over all processes of this machine that share a key.

A limit is kept by spacing: each call moves the moment at which its limit is free again by what it
uses up (the generic cell rate algorithm without a burst, ITU-T I.371). The moments lie in a small
file under a lock, so that processes side by side keep one limit together.

Moments are of the machine's monotonic clock, which runs since its start and is the same for all
processes: who sets the time of day, forwards or back, makes nobody wait.
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
"""A moment further ahead comes from another clock, and is ignored."""
WORTH_SAYING_S = 5.0
"""Shorter waits are not reported."""
SAFETY = 1.01
"""Spacing beyond the limit's own, so that a window's both ends cannot hold one call too many."""


class Moments(Struct):
    """When each limit is free again, in seconds of the monotonic clock."""

    requests: float = 0.0
    tokens: float = 0.0
    since: str = ""
    """Names the start of the machine, from which the clock counts."""


def _start_of_machine() -> str:
    """Tells starts of this machine apart; where nothing does, moments far ahead are ignored."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return "unknown"


class Ledger(Struct):
    """Where the moments lie: a file that processes share, or the memory of this one."""

    path: Path | None = None
    started: str = field(default_factory=_start_of_machine)
    _own: Moments = field(default_factory=Moments)

    @contextlib.contextmanager
    def open(self) -> Iterator[Moments]:
        """The moments, to be read and changed while nobody else does.

        A file that cannot be used (a full or read-only disk) leaves each process its own.
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
    """The file of those who share a limit, named by a digest of what they have in common."""
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
    return folder / f"{digest}.json"


class RateLimiter:
    """Spaces the calls to one provider so that neither of its limits per minute is exceeded."""

    def __init__(
        self,
        limits: Limits,
        *,
        nap: Nap,
        clock: Clock = time.monotonic,
        ledger: Ledger | None = None,
        say: Callable[[float, str], None] = lambda _seconds, _reason: None,
    ) -> None:
        """Keeps the limits of one provider.

        Args:
            limits: its limits per minute.
            nap: waits that many seconds.
            clock: the machine's monotonic clock, in seconds.
            ledger: where other processes see what is booked.
            say: hears how long the provider gets no call, and why, where that is long.
        """
        self._limits = limits
        self._nap = nap
        self._clock = clock
        self._ledger = ledger or Ledger()
        self._say = say
        self._said_until = 0.0
        self._last = 0.0
        """When the call before leaves."""

    async def wait(self, request: Request) -> None:
        """Returns when the request may be sent; calls are let through in the order they came."""
        if not (self._limits.requests_per_minute or self._limits.tokens_per_minute):
            return
        tokens = sum(estimated_tokens(request)) if self._limits.tokens_per_minute else 0
        with self._ledger.open() as moments:
            delay = self._book(moments, tokens)
        self._tell(delay)
        if delay > 0:
            await self._nap(delay)

    def correct(self, request: Request, used: int | None) -> None:
        """Gives back what the estimate of a call booked too much, or books what it lacked.

        Args:
            request: the call.
            used: tokens that the vendor reports, input and output; `None`: not known.
        """
        rate = self._limits.tokens_per_minute
        if not rate or used is None:
            return
        with self._ledger.open() as moments:
            moments.tokens += 60.0 * (used - sum(estimated_tokens(request))) / rate

    def _tell(self, delay: float) -> None:
        """Says so where no call leaves for long; those in a queue have a wait of their own."""
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
