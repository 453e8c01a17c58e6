"""Error bodies of all shapes to classes, flags, waits and hints. Written from documentation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace
from provider_exchanges import KEY, QUESTION, VARIABLE, Server, answered, ask, failed, spec

from portcheck.errors import ProviderError
from portcheck.model.chat import Sampling
from portcheck.model.completion import Completion
from portcheck.model.suite import Auth
from portcheck.providers.faults.classify import to_error
from portcheck.providers.faults.vendor_error import from_json


def openai(status: int, **error: Any) -> ProviderError:
    return failed(Server(status=status, body={"error": {"message": "No.", **error}}))


@pytest.mark.parametrize(
    ("status", "error", "error_class", "retryable"),
    [
        (401, {"code": "invalid_api_key"}, "auth", False),
        (403, {"code": "unsupported_country_region_territory"}, "auth", False),
        (404, {"code": "model_not_found"}, "not_found", False),
        (400, {"code": "model_not_found"}, "not_found", False),
        (400, {"message": "foo is not a valid model ID", "code": 400}, "not_found", False),
        (404, {"code": "404", "message": "Resource not found"}, "not_found", False),
        (405, {}, "not_found", False),
        (400, {"code": "unsupported_parameter", "param": "stop"}, "invalid_request", False),
        (400, {"code": "decimal_below_min_value"}, "invalid_request", False),
        (400, {"code": "tool_use_failed"}, "invalid_request", False),
        (413, {"code": "rate_limit_exceeded", "type": "tokens"}, "invalid_request", False),
        (422, {}, "invalid_request", False),
        (402, {"message": "Insufficient Balance"}, "quota_exhausted", False),
        (429, {"type": "insufficient_quota"}, "quota_exhausted", False),
        (429, {"code": "credit_balance_exhausted"}, "quota_exhausted", False),
        (
            429,
            {"message": "Sorry, you have exceeded your current quota today"},
            "quota_exhausted",
            False,
        ),
        (429, {"code": "rate_limit_exceeded", "type": "requests"}, "rate_limited", True),
        (429, {"message": "All machines are at capacity"}, "overloaded", True),
        (408, {}, "timeout", True),
        (409, {}, "server", True),
        (500, {"type": "server_error"}, "server", True),
        (502, {}, "server", True),
        (503, {}, "overloaded", True),
        (504, {}, "server", True),
        (529, {}, "overloaded", True),
    ],
)
def test_classes(status: int, error: dict[str, Any], error_class: str, retryable: bool) -> None:
    got = openai(status, **error)
    assert (got.failure.error_class, got.failure.retryable, got.failure.http_status) == (
        error_class,
        retryable,
        status,
    )
    assert got.hint


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        ({"code": "invalid_prompt"}, "invalid_prompt"),
        ({"code": "content_policy_violation"}, "content_policy_violation"),
        ({"code": "cyber_policy"}, "cyber_policy"),
        (
            {
                "code": "content_filter",
                "innererror": {
                    "content_filter_result": {
                        "jailbreak": {"filtered": True, "detected": True},
                        "hate": {"filtered": False, "severity": "safe"},
                    }
                },
            },
            "jailbreak",
        ),
        (
            {
                "code": "content_filter",
                "inner_error": {
                    "content_filter_results": {"hate": {"filtered": True, "severity": "high"}}
                },
            },
            "hate (high)",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", [400, 200])
def test_a_blocked_prompt_is_an_answer(error: dict[str, Any], detail: str, status: int) -> None:
    body = {"error": {"message": "Filtered.", **error}}
    got = answered(Server(status=status, body=body, headers={"x-request-id": "r"}))
    assert (got.text, got.finish_reason, got.request_id) == ("", "content_filter", "r")
    assert got.refusal_signal is not None
    assert (got.refusal_signal.kind, got.refusal_signal.detail) == ("prompt_blocked", detail)
    assert got.error is not None
    assert (got.error.error_class, got.error.retryable) == ("content_blocked", False)
    assert got.error.http_status == status


def test_the_words_alone_mean_a_block_under_http_400_only() -> None:
    error = {"type": "invalid_request_error", "message": "Your request was blocked."}
    assert answered(Server(status=400, body={"error": error})).finish_reason == "content_filter"
    assert openai(403, **error).failure.error_class == "auth"


@pytest.mark.parametrize(
    ("status", "error", "flags", "hint"),
    [
        (400, {"code": "unsupported_value", "param": "temperature"}, "unsupported_param",
         "temperature"),
        (400, {"message": "top_k: extra inputs are not permitted here"},
         "unsupported_param", "top_k"),
        (400, {"message": "Sorry: `top_p` is deprecated for this model, drop it"},
         "unsupported_param", "top_p"),
        (400, {"message": "the pair `a`, `b` cannot both be specified at once"},
         "unsupported_param", "a"),
        (400, {"code": "context_length_exceeded"}, "context_length", "shorten"),
        (400, {"message": "Its maximum context length is a mere 8192"}, "context_length",
         "shorten"),
        (400, {"message": "prompt is too long: 9 tokens"}, "context_length", "shorten"),
        (500, {"type": "exceed_context_size_error"}, "context_length", "shorten"),
        (404, {"message": "The model `x` has been deprecated"}, "model_retired", "probe-1"),
        (400, {"code": "model_decommissioned", "message": "x has been decommissioned"},
         "model_retired", "probe-1"),
        (410, {}, "model_retired", "probe-1"),
        (404, {"message": "The model `x` does not exist"}, "", "base_url"),
        (400, {"message": "Invalid value"}, "", ""),
    ],
)  # fmt: skip
def test_flags_and_hints(status: int, error: dict[str, Any], flags: str, hint: str) -> None:
    got = openai(status, **error)
    assert got.failure.flags == ((flags,) if flags else ())
    assert hint in got.hint


def test_an_authentication_error_names_the_variable() -> None:
    assert VARIABLE in openai(401).hint
    keyless = ask(Server(status=401, body={}), spec(api_key_env=None))
    assert isinstance(keyless, ProviderError)
    assert "api_key_env" in keyless.hint


@pytest.mark.parametrize("variable", [None, VARIABLE])
def test_an_authentication_error_names_the_command(variable: str | None) -> None:
    auth = Auth(command=("echo", "a-token-that-ends"), ttl_s=60)
    error = ask(Server(status=401, body={}), replace(spec(api_key_env=variable), auth=auth))
    assert isinstance(error, ProviderError)
    assert error.failure.http_status == 401
    assert ": the server rejected its token or signature" in error.hint
    assert "api_key_env" not in error.hint
    assert VARIABLE not in error.hint


@pytest.mark.parametrize(
    ("status", "error", "headers", "error_class", "retryable"),
    [
        (401, {"type": "authentication_error"}, {}, "auth", False),
        (402, {"type": "billing_error"}, {}, "quota_exhausted", False),
        (403, {"type": "permission_error"}, {}, "auth", False),
        (404, {"type": "not_found_error", "message": "model: x"}, {}, "not_found", False),
        (409, {"type": "conflict_error"}, {}, "server", True),
        (413, {"type": "request_too_large"}, {}, "invalid_request", False),
        (429, {"type": "rate_limit_error"}, {"retry-after": "9"}, "rate_limited", True),
        (429, {"type": "rate_limit_error"}, {"anthropic-ratelimit-requests-limit": "5"},
         "rate_limited", True),
        (429, {"type": "rate_limit_error"}, {}, "quota_exhausted", False),
        (429, {"type": "rate_limit_error",
               "details": {"error_code": "enforced_spend_limit_reached"}},
         {"retry-after": "9"}, "quota_exhausted", False),
        (400, {"message": "Your credit balance is too low"}, {}, "quota_exhausted", False),
        (400, {"message": "Output blocked by content filtering policy"}, {}, "content_blocked",
         False),
        (500, {"type": "api_error"}, {}, "server", True),
        (503, {}, {}, "overloaded", True),
        (504, {"type": "timeout_error"}, {}, "timeout", True),
        (529, {"type": "overloaded_error"}, {}, "overloaded", True),
    ],
)  # fmt: skip
def test_anthropic(
    status: int,
    error: dict[str, Any],
    headers: dict[str, str],
    error_class: str,
    retryable: bool,
) -> None:
    body = {"type": "error", "error": {"message": "No.", **error}, "request_id": "req"}
    got = ask(Server(status=status, body=body, headers=headers), spec("anthropic"))
    failure = got.error if isinstance(got, Completion) else None
    if isinstance(got, ProviderError):
        assert (got.failure.error_class, got.failure.retryable) == (error_class, retryable)
    else:
        assert failure is not None
        assert failure.error_class == error_class == "content_blocked"


@pytest.mark.parametrize(
    ("wish", "status", "retryable"),
    [
        ("false", 503, False),
        ("false", 429, False),
        ("true", 429, True),
        ("true", 404, True),
        ("true", 400, False),
        ("true", 401, False),
        ("", 503, True),
    ],
)
def test_x_should_retry(wish: str, status: int, retryable: bool) -> None:
    body = {"error": {"message": "No."}}
    error = failed(Server(status=status, body=body, headers={"x-should-retry": wish}))
    assert error.failure.retryable is retryable


def test_the_wait_that_a_vendor_asks_for() -> None:
    limited = failed(Server(status=429, body={}, headers={"retry-after": "7"}))
    assert (
        limited.failure.error_class,
        limited.failure.retryable,
        limited.failure.retry_after_s,
    ) == (
        "rate_limited",
        True,
        7.0,
    )
    busy = ask(
        Server(status=529, body={"type": "error"}, headers={"retry-after-ms": "250"}),
        spec("anthropic"),
    )
    assert isinstance(busy, ProviderError)
    assert (busy.failure.error_class, busy.failure.retry_after_s) == ("overloaded", 0.25)


@pytest.mark.parametrize(
    ("body", "message", "code"),
    [
        ({"error": {"message": "A", "code": 400}}, "A", "400"),
        ({"error": {"message": "A", "type": "t", "code": None}}, "A", "t"),
        ({"error": "A"}, "A", None),
        ({"object": "error", "message": "A", "code": "3280", "type": "t"}, "A", "3280"),
        ({"detail": "A"}, "A", None),
        ({"detail": [{"loc": ["body", "x"], "msg": "A"}]}, "body.x: A", None),
        ({"message": "A", "request_id": "r"}, "A", None),
        ([{"error": {"message": "A"}}], "A", None),
        ({"error": {"message": "A", "metadata": {"raw": "B"}}}, "A (upstream: B)", None),
        ({"error": {"message": {"detail": "A"}}}, "A", None),
        ({}, "HTTP 400 without an explanation", None),
        ("plain text", "plain text", None),
        ("<html>Bad gateway</html>", "HTTP 400 without an explanation", None),
        ("", "HTTP 400 without an explanation", None),
    ],
)
def test_shapes_of_bodies(body: Any, message: str, code: str | None) -> None:
    raw = body if isinstance(body, (str, dict)) else b'[{"error": {"message": "A"}}]'
    error = failed(Server(status=400, body=raw))
    assert (error.message, error.failure.vendor_code) == (message, code)


def test_a_status_inside_the_body_counts_where_http_says_nothing() -> None:
    for body, error_class in (
        ({"error": {"code": 429, "message": "x"}}, "rate_limited"),
        ({"error": {"code": "502", "message": "x"}}, "server"),
        ({"error": {"status_code": 401, "message": "x"}}, "auth"),
        ({"error": {"code": 7, "message": "x"}}, "server"),
        ({"error": {"code": "invalid_api_key", "message": "x"}}, "auth"),
    ):
        assert failed(Server(body=body)).failure.error_class == error_class
    assert from_json(500, {}, {"error": {"code": 429}}).stated_status == 500


def test_null_errors_are_none() -> None:
    body = {"choices": [{"message": {"content": "A"}, "finish_reason": "stop"}], "error": None}
    assert answered(Server(body=body)).text == "A"
    assert KEY not in repr(answered(Server(body=body)))


def test_googles_wait_and_status_name_are_read_from_any_dialect() -> None:
    retry = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "1.5s"}
    status = {"code": 429, "message": "Slow down.", "status": "RESOURCE_EXHAUSTED"}
    wrapped = json.dumps([{"error": {**status, "details": [retry]}}])
    found = failed(Server(status=429, body=wrapped))
    assert (found.failure.retry_after_s, found.failure.vendor_code) == (1.5, "RESOURCE_EXHAUSTED")
    for odd in ({"details": [{"retryDelay": "soon"}, 3]}, {"details": "x"}, {"status": "odd"}):
        assert (
            failed(Server(status=429, body={"error": {**status, **odd}})).failure.retry_after_s
            is None
        )
    plain = failed(Server(status=429, body={"error": {"message": "No.", "status": "FAILED"}}))
    assert plain.failure.vendor_code is None


@pytest.mark.parametrize("inner", [{"code": []}, {"code": {}}, [], "x"])
def test_an_inner_error_of_any_form_is_read(inner: Any) -> None:
    assert openai(400, innererror=inner, code="odd").failure.error_class == "invalid_request"


@pytest.mark.parametrize("status", [400, 401, 402, 404, 408, 409, 422, 429, 500, 503, 529])
def test_what_to_do_names_the_provider(status: int) -> None:
    assert repr(spec().id) in openai(status).hint


@pytest.mark.parametrize(
    "error",
    [
        {"code": "context_length_exceeded", "message": "maximum context length"},
        {"code": "unsupported_parameter", "param": "stop"},
        {"code": "content_policy_violation"},
    ],
)
def test_what_to_do_names_the_provider_whatever_the_flag(error: dict[str, Any]) -> None:
    made = to_error(from_json(400, {}, {"error": {"message": "No.", **error}}), spec())
    assert f"provider {spec().id!r}" in made.hint


@pytest.mark.parametrize(
    ("status", "error", "cause"),
    [
        (400, {"param": "temperature", "code": "unsupported_value"}, "temperature"),
        (400, {"message": "Invalid schema for response_format 'x'"}, "response_schema"),
        (400, {"code": "tool_use_failed", "message": "Failed to call a function."}, "tools"),
        (400, {"message": "This model's maximum context length is 8192"}, "context_length"),
        (404, {"message": "No endpoints found that support tool use"}, "tools"),
        (400, {"param": "stream_options", "code": "unknown_parameter"}, ""),
        (400, {"message": "Bad request"}, ""),
    ],
)
def test_a_rejection_is_the_candidates_fault_only_where_it_names_something(
    status: int, error: dict[str, Any], cause: str
) -> None:
    asked = replace(QUESTION, sampling=Sampling(temperature=0), response_schema={"type": "object"})
    got = ask(Server(status=status, body={"error": {"message": "No.", **error}}), request=asked)
    assert isinstance(got, ProviderError)
    failure = got.failure
    assert (failure.error_class, bool(failure.cause)) == ("invalid_request", bool(cause))
    assert failure.missing == (not cause)
    if cause:
        assert failure.cause in {cause, "a setting"}
