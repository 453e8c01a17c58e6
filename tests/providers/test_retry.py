"""Asking again: when, how often, after how long. Nothing here really waits."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from provider_exchanges import QUESTION, spec

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import Request
from portcheck.model.completion import Completion, Moderated, Timing
from portcheck.model.suite import ProviderSpec
from portcheck.providers.retry import (
    LONGEST_RETRY_AFTER_S,
    MOST_LEARNED,
    CallResult,
    PaidError,
    Turns,
    asked_wait_s,
    backoff_s,
    complete,
    may_retry,
)

ANSWER = Completion(text="Hi.", finish_reason="stop", timing=Timing(total_s=0.1))


def error(error_class: str = "overloaded", **changes: Any) -> ProviderError:
    return ProviderError(
        Failure(message="No.", **{"error_class": error_class, "retryable": True, **changes})
    )


class Scripted:
    """Answers with one outcome after the other, then with an answer."""

    def __init__(self, *outcomes: Exception, replays: bool = False) -> None:
        self.spec: ProviderSpec = spec()
        self.outcomes = list(outcomes)
        self.replays = replays

    async def complete(self, request: Request) -> Completion:
        assert request is QUESTION
        if self.outcomes:
            raise self.outcomes.pop(0)
        return ANSWER

    def identity(self) -> Mapping[str, str]:
        return {}

    async def aclose(self) -> None:
        """Nothing is open."""


class Patient:
    """Lets everything through at once, and every call try again."""

    async def acquire(self) -> None:
        """Never waits."""

    def release(self, error: ProviderError | None, completion: Completion | None) -> None:
        """Learns nothing."""

    def waits(self, error: ProviderError) -> bool:
        return False

    def retries(self, error: ProviderError, failures: int) -> bool:
        return True


def run(
    provider: Scripted, retries: int = 2, turns: Turns | None = None
) -> tuple[CallResult, list[float]]:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    rng = random.Random(1)
    result = asyncio.run(
        complete(provider, QUESTION, retries=retries, sleep=sleep, rng=rng, turns=turns)
    )
    return result, slept


def test_an_answer_at_once() -> None:
    result, slept = run(Scripted())
    assert result == CallResult(ANSWER, 1)
    assert slept == []


def test_an_answer_in_the_end() -> None:
    result, slept = run(Scripted(error(), error("rate_limited", retry_after_s=7.0)))
    assert result == CallResult(ANSWER, 3, ("overloaded", "rate_limited"))
    assert 0.375 <= slept[0] <= 0.5
    assert slept[1] == 7.0


class Breaking(Scripted):
    """Answers first what an error of the vendor, or a mistake of the model, has ended."""

    def __init__(self, raw: str, times: int = 1) -> None:
        super().__init__()
        self.raw, self.times = raw, times

    async def complete(self, request: Request) -> Completion:
        answer = await super().complete(request)
        self.times -= 1
        if self.times < 0:
            return answer
        return replace(answer, finish_reason="error", raw_finish_reason=self.raw)


@pytest.mark.parametrize("raw", ["error", "ERROR", "TIMEOUT", "abort"])
def test_what_an_error_of_the_vendor_ended_is_no_whole_answer(raw: str) -> None:
    def asked(times: int, *, whole: bool) -> CallResult:
        async def sleep(seconds: float) -> None:
            """Takes no time."""

        return asyncio.run(complete(Breaking(raw, times), QUESTION, sleep=sleep, whole=whole))

    assert asked(1, whole=True) == CallResult(ANSWER, 2, ("server",))
    failure = asked(9, whole=True).failure
    assert failure is not None
    assert (failure.error_class, failure.missing, failure.vendor_code) == ("server", True, raw)
    shown = asked(9, whole=False).completion  # to somebody who asks for one answer
    assert shown is not None
    assert (shown.text, shown.finish_reason) == ("Hi.", "error")


@pytest.mark.parametrize("raw", ["MALFORMED_FUNCTION_CALL", "malformed_model_output", ""])
def test_what_a_mistake_of_the_model_ended_is_its_answer(raw: str) -> None:
    result = asyncio.run(complete(Breaking(raw, 9), QUESTION, whole=True))
    assert result.completion is not None
    assert result.completion.finish_reason == "error"


def test_what_failed_calls_cost_all_the_same_is_kept() -> None:
    judged = Moderated(moderator="m", side="input", flagged=False, seconds=0.1, cost_usd=0.5)
    paid = replace(ANSWER, moderation=(judged,))
    unbilled, billed = (PaidError(error(name).failure, paid) for name in ("overloaded", "server"))
    result, _ = run(Scripted(unbilled, billed))
    assert result.completion is not None
    assert result.completion.moderation == (judged, judged)
    assert result.paid == ()
    failed, _ = run(Scripted(unbilled, billed, unbilled))
    assert failed.paid == (paid, paid)  # what is billed is bounded anyway


def test_the_last_error_is_handed_over() -> None:
    errors = [error(), error("server"), error("timeout")]
    result, slept = run(Scripted(*errors))
    assert result == CallResult(errors[2].failure, 3, ("overloaded", "server"))
    assert len(slept) == 2
    assert 0.75 <= slept[1] <= 1.0


@pytest.mark.parametrize(
    "final",
    [
        error("auth", retryable=False),
        error("quota_exhausted", retryable=False),
        error("rate_limited", retry_after_s=120.5),
    ],
)
def test_what_cannot_pass_is_not_asked_again(final: ProviderError) -> None:
    result, slept = run(Scripted(final))
    assert result == CallResult(final.failure, 1)
    assert slept == []


def test_a_vendor_may_ask_to_wait_two_minutes_and_no_longer() -> None:
    result, slept = run(Scripted(error("rate_limited", retry_after_s=LONGEST_RETRY_AFTER_S)))
    assert (result.completion, slept) == (ANSWER, [LONGEST_RETRY_AFTER_S])


def test_complaints_about_the_rate_are_retries_where_nobody_keeps_the_rate() -> None:
    result, _ = run(Scripted(*[error("rate_limited")] * 9))
    assert result.attempts == 3


def test_a_call_that_waits_by_itself_for_the_rate_waits_longer_each_time() -> None:
    result, slept = run(Scripted(*[error("rate_limited")] * 3), turns=Patient())
    assert result.completion == ANSWER
    assert all(0.75 * most <= wait <= most for wait, most in zip(slept, (0.5, 1, 2), strict=True))


def test_what_a_provider_learns_from_is_no_retry_up_to_as_many_settings_as_there_are() -> None:
    learned = error("invalid_request", cause="seed")
    assert learned.failure.traits.retry == "adapt"
    result, _ = run(Scripted(*[learned] * MOST_LEARNED, error(), error()))
    assert result.completion == ANSWER
    result, _ = run(Scripted(*[learned] * (MOST_LEARNED + 1)))
    assert (result.completion, result.attempts) == (None, MOST_LEARNED + 1)


def test_no_retries_wanted_or_needed() -> None:
    assert run(Scripted(error()), retries=0)[0].attempts == 1
    result, slept = run(Scripted(error(), replays=True))
    assert (result.attempts, slept) == (1, [])


def test_other_exceptions_pass_through() -> None:
    with pytest.raises(ValueError, match="a mistake"):
        run(Scripted(ValueError("a mistake")))


def test_a_wait_that_only_the_message_names() -> None:
    said = ProviderError(
        Failure(error_class="rate_limited", message="Try again in 3m2.5s.", retryable=True)
    )
    assert not may_retry(said)
    assert asked_wait_s(said) == 182.5
    busy = ProviderError(Failure(error_class="server", message="Try again in 3m.", retryable=True))
    assert asked_wait_s(busy) is None


@given(st.integers(1, 12), st.integers(0, 1000))
def test_backoff_doubles_up_to_eight_seconds(attempt: int, seed: int) -> None:
    wait = backoff_s(attempt, random.Random(seed))
    ceiling = min(0.5 * 2 ** (attempt - 1), 8.0)
    assert 0.75 * ceiling <= wait <= ceiling
