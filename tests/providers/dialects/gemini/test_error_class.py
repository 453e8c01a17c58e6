"""What Gemini's errors mean. Every body is written from documentation."""

from __future__ import annotations

from typing import Any

import pytest
from provider_exchanges import Server, failed, spec

from portcheck.error_classes import Failure

PLAN = "You exceeded your current quota, please check your plan and billing details."
RPC = "type.googleapis.com/google.rpc."


def error(status: int, name: str, message: str = "Sorry.", *details: Any) -> dict[str, Any]:
    said = {"code": status, "message": message, "status": name}
    return {"error": {**said, **({"details": list(details)} if details else {})}}


def wait(delay: str) -> dict[str, str]:
    return {"@type": f"{RPC}RetryInfo", "retryDelay": delay}


def quota(*names: str, **more: str) -> dict[str, Any]:
    violations = [{"quotaId": name, **more} for name in names]
    return {"@type": f"{RPC}QuotaFailure", "violations": violations}


def reason(name: str) -> dict[str, str]:
    return {"@type": f"{RPC}ErrorInfo", "reason": name, "domain": "googleapis.com"}


def told(status: int, body: Any, **changes: Any) -> Failure:
    entry = spec("gemini", **{"model": "gemini-x", **changes})
    return failed(Server(body=body, status=status), entry).failure


@pytest.mark.parametrize(
    ("status", "name", "error_class", "retryable"),
    [
        (400, "INVALID_ARGUMENT", "invalid_request", False),
        (400, "FAILED_PRECONDITION", "invalid_request", False),
        (401, "UNAUTHENTICATED", "auth", False),
        (403, "PERMISSION_DENIED", "auth", False),
        (404, "NOT_FOUND", "not_found", False),
        (429, "RESOURCE_EXHAUSTED", "rate_limited", True),
        (499, "CANCELLED", "server", True),
        (500, "INTERNAL", "server", True),
        (503, "UNAVAILABLE", "overloaded", True),
        (503, "RESOURCE_EXHAUSTED", "rate_limited", True),
        (504, "DEADLINE_EXCEEDED", "timeout", True),
    ],
)
def test_classes(status: int, name: str, error_class: str, retryable: bool) -> None:
    found = told(status, error(status, name))
    assert (found.error_class, found.retryable) == (error_class, retryable)
    assert (found.http_status, found.vendor_code) == (status, name)
    listed = told(status, [error(status, name)])
    assert listed.error_class == error_class


@pytest.mark.parametrize(
    "body",
    [
        error(400, "INVALID_ARGUMENT", "Bad.", reason("API_KEY_INVALID")),
        error(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key."),
        error(400, "INVALID_ARGUMENT", "API Key not found. Please pass a valid API key."),
        error(403, "PERMISSION_DENIED", "Blocked.", reason("API_KEY_SERVICE_BLOCKED")),
        error(401, "UNAUTHENTICATED", "Expired.", reason("ACCESS_TOKEN_EXPIRED")),
    ],
)
def test_a_bad_key_whatever_the_status(body: Any) -> None:
    found = told(body["error"]["code"], body)
    assert (found.error_class, found.retryable) == ("auth", False)
    assert "PROBE_API_KEY" in found.hint


@pytest.mark.parametrize(
    ("message", "details", "error_class", "seconds"),
    [
        ("Resource exhausted. Try again later.", (), "rate_limited", None),
        (PLAN, (wait("34s"),), "rate_limited", 34.0),
        (PLAN, (quota("RequestsPerMinutePerModel"), wait("34.5s")), "rate_limited", 34.5),
        (PLAN, (quota("RequestsPerMinutePerModel"),), "quota_exhausted", None),
        (PLAN, (), "quota_exhausted", None),
        (f"{PLAN} Please retry in 6.25s.", (), "rate_limited", 6.25),
        (PLAN, (quota("GenerateRequestsPerDayPerProject"), wait("3s")), "quota_exhausted", 3.0),
        (PLAN, (quota("PerMinute", "PerDay"), wait("3s")), "quota_exhausted", 3.0),
        (PLAN, (quota("PerMinute", quotaValue="0"), wait("3s")), "quota_exhausted", 3.0),
        (f"{PLAN} metric: requests, limit: 0, model: x", (wait("3s"),), "quota_exhausted", 3.0),
        (f"{PLAN}{' ' * 900}limit: 0", (wait("3s"),), "quota_exhausted", 3.0),
        (f"{PLAN}{' more' * 200} Please retry in 0.5s.", (), "rate_limited", 0.5),
        (f"{PLAN} metric: requests, limit: 20", (wait("3s"),), "rate_limited", 3.0),
        (f"{PLAN} metric: requests, limit: 0.5", (wait("3s"),), "rate_limited", 3.0),
        ("Quota exceeded for 'requests per day per user'.", (), "quota_exhausted", None),
        ("Your project has exceeded its spending cap.", (), "quota_exhausted", None),
        (PLAN, ("odd", {"retryDelay": 3}, {"violations": "x"}), "quota_exhausted", None),
        (PLAN, (wait("soon"),), "quota_exhausted", None),
    ],
)
def test_quota_is_not_rate(
    message: str, details: tuple[Any, ...], error_class: str, seconds: float | None
) -> None:
    found = told(429, error(429, "RESOURCE_EXHAUSTED", message, *details))
    assert (found.error_class, found.retry_after_s) == (error_class, seconds)
    assert found.retryable == (error_class == "rate_limited")


def test_a_header_about_waiting_comes_first() -> None:
    body = error(429, "RESOURCE_EXHAUSTED", PLAN, wait("34s"))
    server = Server(body=body, status=429, headers={"retry-after": "2"})
    assert failed(server, spec("gemini")).failure.retry_after_s == 2


@pytest.mark.parametrize(
    ("status", "name", "message", "flag"),
    [
        (
            400,
            "INVALID_ARGUMENT",
            "The input token count (9) exceeds the maximum number of tokens allowed (8).",
            "context_length",
        ),
        (
            400,
            "INVALID_ARGUMENT",
            'Invalid JSON payload received. Unknown name "type" at schema.',
            "unsupported_param",
        ),
        (404, "NOT_FOUND", "This model models/x is no longer available.", "model_retired"),
    ],
)
def test_flags(status: int, name: str, message: str, flag: str) -> None:
    assert told(status, error(status, name, message)).flags == (flag,)


def test_a_model_that_never_was_is_not_retired() -> None:
    message = "models/x is not found for API version v1beta, or is not supported."
    assert told(404, error(404, "NOT_FOUND", message)).flags == ()


@pytest.mark.parametrize(
    ("name", "error_class"),
    [
        ("INVALID_ARGUMENT", "invalid_request"),
        ("UNAVAILABLE", "overloaded"),
        ("INTERNAL", "server"),
        ("SOMETHING_NEW", "server"),
    ],
)
def test_errors_in_a_stream_without_a_status(name: str, error_class: str) -> None:
    body = f'data: {{"error": {{"code": 13, "status": "{name}", "message": "Sorry"}}}}\n\n'
    assert told(200, body, stream=True).error_class == error_class


def test_an_error_in_an_event_stream_that_is_plain_json() -> None:
    body = error(400, "INVALID_ARGUMENT", "Bad.", reason("API_KEY_INVALID"))
    server = Server(body=body, status=400, headers={"content-type": "text/event-stream"})
    assert failed(server, spec("gemini", stream=True)).failure.error_class == "auth"
