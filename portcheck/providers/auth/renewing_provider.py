"""A provider with an expiring token, for every dialect; each new token reopens the dialect."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from portcheck.errors import ProviderError
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Dialect, Provider
from portcheck.providers.auth.sources import token_source

_EARLY_S = 60.0
"""Seconds before its end at which a token is renewed, or the last tenth of a shorter life."""
_PAUSE_S = 10.0
"""Seconds without a new attempt after a failure to get a token."""
_SHORT_PAUSE_S = 1.0
"""The same after a failure for which another attempt may help."""
_LEAST_LIFE_S = 10.0
"""Seconds for which every token is used, even if it seems to end earlier because clocks differ."""
_UNSENT = "unset"
"""Stands for the token before the first request."""


class _Opened:
    """The dialect with one token."""

    def __init__(self, provider: Provider, until: float, end: float) -> None:
        self.provider = provider
        self.until = until
        """Time at which the token should be renewed."""
        self.end = end
        """Time at which the token ends."""
        self.calls = 0
        self.answered = False


class RenewingProvider:
    """Renews its token before it ends and once after a 401; all calls share one renewal."""

    replays = False

    def __init__(
        self,
        spec: ProviderSpec,
        dialect: Dialect,
        environ: Mapping[str, str],
        *,
        transport: Any = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Check the options without getting a token yet.

        Args:
            spec: the entry, with a command or a login.
            dialect: its dialect.
            environ: the environment variables of a command.
            transport: an `httpx.AsyncBaseTransport` that replaces the network.
            now: a monotonic clock in seconds.

        Raises:
            UsageError: an option has an invalid value.
        """
        self.spec = spec
        self._dialect = dialect
        self._token = token_source(spec, environ)
        self._transport = transport
        self._now = now
        self._plain = dialect.open(spec, _UNSENT, transport=transport)
        self._current: _Opened | None = None
        self._old: list[_Opened] = []
        self._renewal = asyncio.Lock()
        self._fault: tuple[float, ProviderError] | None = None
        self._rejected = False

    def __repr__(self) -> str:
        return repr(self._plain)

    def identity(self) -> Mapping[str, str]:
        """The identity of the dialect, which does not depend on the token."""
        return self._plain.identity()

    async def aclose(self) -> None:
        """Close the connections."""
        for opened in (*self._old, *([self._current] if self._current else [])):
            await opened.provider.aclose()
        await self._plain.aclose()

    async def complete(self, request: Request) -> Completion:
        """Make one attempt at an answer, and a second one after a 401.

        Raises:
            ProviderError: there is no answer or no token.
        """
        opened = await self._opened(None)
        try:
            return await self._asked(opened, request)
        except ProviderError as exc:
            if exc.failure.http_status != 401 or not self._may_help(opened):
                raise
        return await self._asked(await self._opened(opened), request)

    def _may_help(self, refused: _Opened) -> bool:
        """Whether a new token may help: not if the last new one was refused too."""
        return refused is not self._current or refused.answered or not self._rejected

    async def _asked(self, opened: _Opened, request: Request) -> Completion:
        opened.calls += 1
        try:
            answer = await opened.provider.complete(request)
        finally:
            opened.calls -= 1
            if opened in self._old and not opened.calls:
                self._old.remove(opened)
                await opened.provider.aclose()
        opened.answered = True
        self._rejected = False
        return answer

    async def _opened(self, refused: _Opened | None) -> _Opened:
        """The dialect with a valid token other than the refused one."""
        if self._lives(self._current, refused):
            return self._current  # type: ignore[return-value]
        async with self._renewal:
            current = self._current
            if current is not None and self._lives(current, refused):
                return current
            if self._fault is not None and self._now() < self._fault[0]:
                raise self._fault[1]
            if refused is not None:
                self._rejected = True
            try:
                self._current = await self._fresh()
            except ProviderError as exc:
                pause = _SHORT_PAUSE_S if exc.failure.retryable else _PAUSE_S
                if current is not None and refused is None and self._now() < current.end:
                    current.until = min(self._now() + pause, current.end)
                    return current
                self._fault = (self._now() + pause, exc)
                raise
            if current is not None and current.calls:
                self._old.append(current)
            elif current is not None and self._transport is None:
                await current.provider.aclose()
            return self._current

    async def _fresh(self) -> _Opened:
        started = self._now()
        token = await self._token()
        life = max(token.life_s, _LEAST_LIFE_S)
        opened = self._dialect.open(self.spec, token.text, transport=self._transport)
        return _Opened(opened, started + life - min(_EARLY_S, life / 10), started + life)

    def _lives(self, opened: _Opened | None, refused: _Opened | None) -> bool:
        return opened is not None and opened is not refused and self._now() < opened.until
