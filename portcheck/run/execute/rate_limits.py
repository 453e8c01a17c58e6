"""Keeps limits per minute, over all processes of this machine that share a key.

A limit is kept by spacing: each call moves the moment at which its limit is free again by what it
uses up (the generic cell rate algorithm without a burst, ITU-T I.371). The moments lie in a small
file under a lock, so that processes side by side keep one limit together.
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

from portcheck.model.chat import Request
from portcheck.model.suite import Limits
from portcheck.run.cost import estimated_tokens

Clock = Callable[[], float]
Nap = Callable[[float], Awaitable[None]]

FARTHEST_S = 3600.0
"""A moment further ahead comes from a clock that was set back, and is ignored."""
SAFETY = 1.01
"""Spacing beyond the limit's own, so that a window's both ends cannot hold one call too many."""


class Moments(Struct):
    """When each limit is free again, in seconds since 1970."""

    requests: float = 0.0
    tokens: float = 0.0


class Ledger(Struct):
    """Where the moments lie: a file that processes share, or the memory of this one."""

    path: Path | None = None
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
        self, limits: Limits, *, nap: Nap, clock: Clock = time.time, ledger: Ledger | None = None
    ) -> None:
        self._limits = limits
        self._nap = nap
        self._clock = clock
        self._ledger = ledger or Ledger()

    async def wait(self, request: Request) -> None:
        """Returns when the request may be sent; calls are let through in the order they came."""
        if not (self._limits.requests_per_minute or self._limits.tokens_per_minute):
            return
        tokens = sum(estimated_tokens(request)) if self._limits.tokens_per_minute else 0
        with self._ledger.open() as moments:
            delay = self._book(moments, tokens)
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
        return Moments(float(data.get("requests", 0.0)), float(data.get("tokens", 0.0)))
    except (ValueError, TypeError, AttributeError):
        return Moments()


def _write(handle: int, moments: Moments) -> None:
    content = json.dumps({"requests": moments.requests, "tokens": moments.tokens}).encode()
    os.ftruncate(handle, 0)
    os.pwrite(handle, content, 0)
