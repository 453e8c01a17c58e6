"""How long nothing is left of a limit, by the headers that vendors send."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portcheck.providers.call.rate_headers import exhausted_for_s, rate_headers

NOW = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)
REQUESTS, TOKENS = "x-ratelimit-remaining-requests", "x-ratelimit-remaining-tokens"
REQUESTS_RESET, TOKENS_RESET = "x-ratelimit-reset-requests", "x-ratelimit-reset-tokens"


@pytest.mark.parametrize(
    ("requests", "tokens", "wait"),
    [
        ("0", "0", 90.0),
        ("0", "7", 2.5),
        ("7", "0", 90.0),
        ("7", "7", None),
        ("0.0", "many", 2.5),
    ],
)
def test_the_longer_of_several_waits_counts_and_only_of_limits_that_are_used_up(
    requests: str, tokens: str, wait: float | None
) -> None:
    headers = {
        REQUESTS: requests,
        REQUESTS_RESET: "2.5s",
        TOKENS: tokens,
        TOKENS_RESET: "1m30s",
    }
    assert exhausted_for_s(headers, NOW) == wait
    assert exhausted_for_s(dict(reversed(headers.items())), NOW) == wait


@pytest.mark.parametrize(
    ("reset", "wait"),
    [
        ("0", 0.0),
        ("12", 12.0),
        ("250ms", 0.25),
        ("1h2m3s", 3723.0),
        ("5m", 300.0),
        ("2026-01-01T12:00:45Z", 45.0),
        ("2026-01-01T12:00:45", 45.0),
        ("2026-01-01T13:00:00+02:00", 0.0),
        (str(NOW.timestamp() + 20), 20.0),
        (str((NOW.timestamp() + 20) * 1000), 20.0),
        (str(NOW.timestamp() - 20), 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("1e99", None),
    ],
)
def test_a_reset_is_a_duration_or_a_moment(reset: str, wait: float | None) -> None:
    found = exhausted_for_s({REQUESTS: "0", REQUESTS_RESET: reset}, NOW)
    assert found == (None if wait is None else pytest.approx(wait, abs=1e-3))


def test_a_limit_without_a_reset_says_nothing() -> None:
    assert exhausted_for_s({REQUESTS: "0", TOKENS_RESET: "1m"}, NOW) is None


def test_which_headers_are_kept() -> None:
    headers = {
        "x-ratelimit-remaining-requests": "3",
        "anthropic-ratelimit-tokens-reset": "2026-01-01T00:00:00Z",
        "x-trial-endpoint-call-limit": "9" * 300,
        "content-type": "application/json",
    }
    assert rate_headers(headers) == {
        "x-ratelimit-remaining-requests": "3",
        "anthropic-ratelimit-tokens-reset": "2026-01-01T00:00:00Z",
        "x-trial-endpoint-call-limit": "9" * 200,
    }


def test_only_what_remains_counts_and_not_another_zero() -> None:
    headers = {REQUESTS: "5", REQUESTS_RESET: "0", "x-ratelimit-limit-tokens": "0"}
    assert exhausted_for_s(headers, NOW) is None
