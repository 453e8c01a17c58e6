"""Retry calls that may succeed on another attempt.

Pure functions decide whether and when; the sleep is passed in. `Turns` applies limits across calls.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Protocol

from msgspec import UNSET, Struct, field
from msgspec.structs import replace

from portcheck.error_classes import ErrorClass, Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.plugins import Provider
from portcheck.providers.answer_parts import ended_by_an_error
from portcheck.providers.faults.retry_after import in_message_s
from portcheck.providers.possible_usage import with_possible_usage

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 8.0
LONGEST_PAUSE_S = 30.0
"""Longest pause in seconds after a rate-limit error without a time to wait."""
LONGEST_RETRY_AFTER_S = 120.0
"""A vendor that asks for a longer wait in seconds is not asked again."""

MOST_LEARNED = 9
"""Most settings that a provider can learn to leave out in one call."""


class PaidError(ProviderError):
    """A call without an answer that costs something anyway."""

    def __init__(self, failure: Failure, paid: Completion, *, param: str | None = None) -> None:
        super().__init__(failure, param=param)
        self.paid = paid
        """Its usage and facts, without content."""


def without_content(completion: Completion) -> Completion:
    """The usage and the facts of a call, without its answer."""
    return replace(
        completion, text="", reasoning_text=None, refusal_text=None, tool_calls=(), turn=UNSET
    )


class CallResult(Struct, frozen=True):
    """The outcome of a call with its retries."""

    outcome: Completion | Failure
    attempts: int
    """Number of requests that were sent, 1 or more."""
    failures: tuple[ErrorClass, ...] = ()
    """Error classes of the requests before the last one."""
    paid: tuple[Completion, ...] = ()
    """Usage of failed requests that cost something anyway; see `PaidError`."""

    @property
    def completion(self) -> Completion | None:
        """The answer; `None` if there is none."""
        return self.outcome if isinstance(self.outcome, Completion) else None

    @property
    def failure(self) -> Failure | None:
        """The failure; `None` if there is an answer."""
        return self.outcome if isinstance(self.outcome, Failure) else None


class Turns(Protocol):
    """Decides when the next request of a call may be sent."""

    async def acquire(self) -> None:
        """Wait until the next request may be sent."""
        ...

    def release(self, error: ProviderError | None, completion: Completion | None) -> None:
        """End the sent request with its outcome, or without one if it was cancelled."""
        ...

    def waits(self, error: ProviderError) -> bool:
        """Whether `acquire` does the waiting after this error."""
        ...

    def retries(self, error: ProviderError, failures: int) -> bool:
        """Whether a failed call may be retried."""
        ...


async def complete(
    provider: Provider,
    request: Request,
    *,
    retries: int = 2,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    rng: random.Random | None = None,
    turns: Turns | None = None,
    whole: bool = False,
) -> CallResult:
    """Make a call, and retry it while the error allows.

    Replayed calls (`provider.replays`) are not retried.

    Args:
        provider: the provider.
        request: the request.
        retries: most retries, 0 or more; ignored with `turns`, which decide themselves.
        sleep: waits that many seconds.
        rng: source of the jitter.
        turns: asked before and informed after each request.
        whole: an answer that an error of the vendor ended is none.
    """
    call = _RetryingCall(provider, request, retries, turns, rng, whole)
    try:
        return call.done(await call.once())
    except ProviderError as exc:
        if getattr(provider, "replays", False) or not call.again(exc):
            return call.gave_up(exc)
        first = exc
    # Most calls need no retry, so they avoid tenacity's import and bookkeeping.
    from tenacity import AsyncRetrying  # noqa: PLC0415

    pending: list[ProviderError] = [first]
    try:
        async for attempt in AsyncRetrying(
            retry=lambda state: state.attempt_number == 1 or call.again(_raised(state)),
            wait=lambda _state: call.wait_s(),
            sleep=sleep,
            reraise=True,
        ):
            with attempt:
                if pending:
                    raise pending.pop()
                return call.done(await call.once())
    except ProviderError as exc:
        return call.gave_up(exc)
    raise AssertionError("the loop above returns or raises")


class _RetryingCall(Struct):
    """One call and its retries."""

    provider: Provider
    request: Request
    retries: int
    turns: Turns | None
    rng: random.Random | None
    whole: bool
    failed: list[ProviderError] = field(default_factory=list)

    async def once(self) -> Completion:
        if self.turns:
            await self.turns.acquire()
        completion, error = None, None
        try:
            completion = with_possible_usage(await self.provider.complete(self.request))
            if self.whole and (ended := ended_by_an_error(completion)):
                paid, completion = without_content(completion), None
                raise PaidError(ended, paid)
        except ProviderError as exc:
            error = exc
            self.failed.append(exc)
            raise
        finally:
            if self.turns:
                self.turns.release(error, completion)
        return completion

    def again(self, error: BaseException | None) -> bool:
        if not isinstance(error, ProviderError) or not may_retry(error):
            return False
        if _adapts(error):
            if sum(_adapts(failed) for failed in self.failed) > MOST_LEARNED:
                return False
            return self.turns is None or self.turns.retries(error, self._own())
        if self.turns:
            return self.turns.retries(error, self._own())
        return self._own() <= max(0, self.retries)

    def wait_s(self) -> float:
        error = self.failed[-1]
        # Many rate-limit errors pause all calls to the provider: `acquire` waits that long.
        if self.turns and self.turns.waits(error):
            return 0.0
        asked = asked_wait_s(error)
        return backoff_s(self._own() or len(self.failed), self.rng) if asked is None else asked

    def done(self, completion: Completion) -> CallResult:
        classes = tuple(error.failure.error_class for error in self.failed)
        if before := [one for paid in self._paid() for one in paid.moderation or ()]:
            completion = replace(completion, moderation=(*before, *(completion.moderation or ())))
        return CallResult(completion, len(classes) + 1, classes)

    def gave_up(self, error: ProviderError) -> CallResult:
        classes = tuple(failure.failure.error_class for failure in self.failed[:-1])
        paid = tuple(self._paid(billed=False))
        return CallResult(error.failure, len(self.failed), classes, paid)

    def _paid(self, *, billed: bool = True) -> Iterator[Completion]:
        """Yield the usage of failed requests; without `billed`, only of those not billed."""
        for error in self.failed:
            if isinstance(error, PaidError) and (billed or not error.failure.traits.billed):
                yield error.paid

    def _own(self) -> int:
        """Number of failures, without rate limits if `turns` handles them.

        Failures that a provider has learned from do not count, because their number is limited.
        """
        free = {"adapt"} if self.turns is None else {"adapt", "pause"}
        return sum(failed.failure.traits.retry not in free for failed in self.failed)


def _adapts(error: ProviderError) -> bool:
    """Whether the provider has learned from an error which setting to leave out."""
    return error.failure.traits.retry == "adapt"


def _raised(state: Any) -> BaseException | None:
    """The exception of tenacity's last attempt."""
    error: BaseException | None = state.outcome.exception() if state.outcome else None
    return error


def may_retry(error: BaseException | None) -> bool:
    """Whether a retry may help, and soon enough."""
    if not isinstance(error, ProviderError) or not error.failure.retryable:
        return False
    asked = asked_wait_s(error)
    return asked is None or asked <= LONGEST_RETRY_AFTER_S


def backoff_s(
    failures: int, rng: random.Random | None = None, longest_s: float = LONGEST_WAIT_S
) -> float:
    """Seconds to wait after `failures` (1 or more) if the vendor states no time.

    It is 0.5 s, doubled each time up to `longest_s`, minus up to a quarter at random, so that
    parallel calls do not return together.
    """
    wait = min(FIRST_WAIT_S * 2.0 ** (min(failures, 60) - 1), longest_s)
    jitter = (rng or random.Random()).random()  # noqa: S311  # spreads retries; guards no secret
    return float(wait * (1 - 0.25 * jitter))


def asked_wait_s(error: ProviderError) -> float | None:
    """Seconds that the vendor asks to wait, which some state only in their message."""
    if error.failure.retry_after_s is not None:
        return error.failure.retry_after_s
    if error.failure.traits.retry != "pause":
        return None
    return in_message_s(error.message)
