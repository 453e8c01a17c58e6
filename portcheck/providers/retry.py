"""Asks again where asking again can help.

Whether and when is decided by `wait_s`, which is pure; sleeping is injected.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from portcheck.errors import ProviderError
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.providers.base import Provider

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 8.0
LONGEST_RETRY_AFTER_S = 60.0
"""Who asks for more patience than this is not asked again."""

_TRY_AGAIN_IN = re.compile(
    r"(?:try again in|retry after) (?:(\d+)m)?(\d+(?:\.\d+)?) ?(ms|s|seconds?)\b"
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of a request: exactly one of `completion` and `error` is set."""

    completion: Completion | None
    error: ProviderError | None
    attempts: int
    """Requests that were sent, 1 or more."""


async def complete(
    provider: Provider,
    request: Request,
    *,
    retries: int = 2,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    rng: random.Random | None = None,
) -> Attempt:
    """Asks once, and up to `retries` times more while the error says that it may pass.

    A replayed answer (`provider.replays`) is never asked for twice.

    Args:
        provider: whom to ask.
        request: what to ask.
        retries: 0 or more.
        sleep: waits that many seconds.
        rng: source of the jitter.
    """
    if getattr(provider, "replays", False):
        try:
            return Attempt(await provider.complete(request), None, 1)
        except ProviderError as exc:
            return Attempt(None, exc, 1)
    # tenacity is slow to import, and replaying a recording needs none of it.
    from tenacity import (  # noqa: PLC0415
        AsyncRetrying,
        RetryCallState,
        retry_if_exception,
        stop_after_attempt,
    )

    jitter = rng or random.Random()  # noqa: S311  # spreads retries; guards no secret
    attempts = 0

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        found = wait_s(error, state.attempt_number, jitter)
        return 0.0 if found is None else found

    try:
        async for attempt in AsyncRetrying(
            stop=stop_after_attempt(max(0, retries) + 1),
            retry=retry_if_exception(may_retry),
            wait=wait,
            sleep=sleep,
            reraise=True,
        ):
            with attempt:
                attempts += 1
                return Attempt(await provider.complete(request), None, attempts)
    except ProviderError as exc:
        return Attempt(None, exc, attempts)
    raise AssertionError("the loop above returns or raises")


def may_retry(error: BaseException | None) -> bool:
    """Whether asking again may help, and soon enough."""
    if not isinstance(error, ProviderError) or not error.retryable:
        return False
    asked = _asked_wait(error)
    return asked is None or asked <= LONGEST_RETRY_AFTER_S


def wait_s(error: BaseException | None, attempt: int, rng: random.Random) -> float | None:
    """Seconds to wait after failed attempt number `attempt` (1-based); `None`: do not retry.

    What the vendor asks for is honoured. Otherwise 0.5 s, doubling up to 8 s, less up to a quarter
    at random so that parallel calls do not return together.
    """
    if not may_retry(error):
        return None
    asked = _asked_wait(error)
    if asked is not None:
        return asked
    backoff = min(FIRST_WAIT_S * 2.0 ** (attempt - 1), LONGEST_WAIT_S)
    return float(backoff * (1 - 0.25 * rng.random()))


def _asked_wait(error: BaseException | None) -> float | None:
    if not isinstance(error, ProviderError):
        return None
    if error.retry_after_s is not None:
        return error.retry_after_s
    if error.error_class != "rate_limited":
        return None
    # Some vendors name the time in their message only.
    found = _TRY_AGAIN_IN.search(error.message.lower())
    if found is None:
        return None
    seconds = float(found.group(2)) / (1000 if found.group(3) == "ms" else 1)
    return seconds + 60 * int(found.group(1) or 0)
