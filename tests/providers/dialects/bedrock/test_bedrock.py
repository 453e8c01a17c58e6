"""Bedrock's addresses and errors. Every exchange is written from documentation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bedrock_exchanges import BASE, converse, reply, stream
from event_frames import events
from hypothesis import given
from hypothesis import strategies as st
from provider_exchanges import KEY, VARIABLE, Server, answered, ask, failed

from portcheck.errors import ProviderError, UsageError
from portcheck.model.completion import Completion
from portcheck.providers.dialects.bedrock import DIALECT
from portcheck.providers.open_provider import open_provider

# --- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "path"),
    [
        ("eu.probe.m-v1:0", "/model/eu.probe.m-v1%3A0/converse"),
        (
            "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.probe.m",
            "/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Ainference-profile%2F"
            "eu.probe.m/converse",
        ),
    ],
)
def test_a_model_is_one_segment_of_the_path(model: str, path: str) -> None:
    server = Server(body=reply())
    answered(server, converse(model=model))
    answered(server, converse(model=model, base_url=f"{BASE}/proxy/?x=1"))
    first, second = (request.url.raw_path.decode() for request in server.requests)
    assert (first, second) == (path, f"/proxy{path}?x=1")
    headers = server.requests[0].headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert headers["accept"] == "application/json"


def test_a_stream_has_an_address_of_its_own() -> None:
    server = Server(body=stream(("messageStop", {"stopReason": "end_turn"})))
    answered(server, converse(stream=True))
    assert server.requests[0].url.raw_path.endswith(b"/converse-stream")
    assert server.requests[0].headers["accept"] == "application/vnd.amazon.eventstream"
    assert "stream" not in server.sent


@pytest.mark.parametrize(
    ("region", "address"),
    [
        ("us-gov-west-1", "https://bedrock-runtime.us-gov-west-1.amazonaws.com"),
        ("cn-north-1", "https://bedrock-runtime.cn-north-1.amazonaws.com.cn"),
        ("evil.test/", None),
        ("", None),
        (7, None),
        (None, None),
    ],
)
def test_a_region_is_an_address(region: Any, address: str | None) -> None:
    assert DIALECT.base_url_of is not None
    assert DIALECT.base_url_of({"region": region}) == address


def test_no_address_and_no_model() -> None:
    with pytest.raises(UsageError, match="has no region"):
        DIALECT.open(converse(base_url=None), KEY)
    with pytest.raises(UsageError, match="has no model"):
        open_provider(converse(model=None), {VARIABLE: KEY})


# --- errors --------------------------------------------------------------------------------------

LEGACY = "Access denied. This Model is marked by provider as Legacy."


@pytest.mark.parametrize(
    ("status", "kind", "message", "error_class", "flags"),
    [
        (403, "AccessDeniedException", "No access to the model.", "auth", ()),
        (403, "ExpiredTokenException", "The token has expired", "auth", ()),
        (403, "UnrecognizedClientException", "Invalid token", "auth", ()),
        (400, "IncompleteSignatureException", "Not a key", "auth", ()),
        (404, "ResourceNotFoundException", "No such model", "not_found", ()),
        (404, "ResourceNotFoundException", LEGACY, "not_found", ("model_retired",)),
        (
            404,
            "ResourceNotFoundException",
            "This model version has reached the end of its life.",
            "not_found",
            ("model_retired",),
        ),
        (
            403,
            "AccessDeniedException",
            "The model has reached the end of its life.",
            "not_found",
            ("model_retired",),
        ),
        (400, "ValidationException", "The provided model identifier is invalid.", "not_found", ()),
        (400, "ValidationException", "Malformed input", "invalid_request", ()),
        (
            400,
            "ValidationException",
            "Input is too long for requested model.",
            "invalid_request",
            ("context_length",),
        ),
        (
            400,
            "ValidationException",
            "`a` and `b` cannot both be specified for this model.",
            "invalid_request",
            ("unsupported_param",),
        ),
        (429, "ThrottlingException", "Too many tokens, please wait", "rate_limited", ()),
        (429, "ThrottlingException", "Too many tokens per day", "quota_exhausted", ()),
        (429, "ModelNotReadyException", "Not ready", "overloaded", ()),
        (400, "ServiceQuotaExceededException", "Quota", "quota_exhausted", ()),
        (408, "ModelTimeoutException", "Too slow", "timeout", ()),
        (424, "ModelErrorException", "Failed", "server", ()),
        (500, "InternalServerException", "Oops", "server", ()),
        (503, "ServiceUnavailableException", "Busy", "overloaded", ()),
    ],
)
def test_errors(
    status: int, kind: str, message: str, error_class: str, flags: tuple[str, ...]
) -> None:
    header = {"x-amzn-ErrorType": f"{kind}:http://internal.probe.test/doc/"}
    for body, headers in (
        ({"message": message}, header),
        ({"Message": message}, header),
        ({"__type": f"com.probe#{kind}", "message": message}, {}),
    ):
        error = failed(Server(body=body, status=status, headers=headers), converse())
        assert (error.failure.error_class, error.failure.flags, error.failure.vendor_code) == (
            error_class,
            flags,
            kind,
        )
        assert error.message == message
        retried = {"rate_limited", "overloaded", "server", "timeout"}
        assert error.failure.retryable == (error_class in retried)
        assert error.failure.retry_after_s is None


@pytest.mark.parametrize(
    ("status", "error_class"),
    [
        (400, "invalid_request"),
        (403, "auth"),
        (404, "not_found"),
        (408, "timeout"),
        (424, "server"),
        (429, "rate_limited"),
        (500, "server"),
        (503, "overloaded"),
    ],
)
def test_errors_whose_header_was_lost(status: int, error_class: str) -> None:
    error = failed(Server(body={"message": "Sorry"}, status=status), converse())
    assert (error.failure.error_class, error.failure.vendor_code) == (error_class, None)


def test_a_model_that_needs_a_profile() -> None:
    message = "on-demand throughput isn't supported. Retry with the ID of an inference profile."
    headers = {"x-amzn-errortype": "ValidationException"}
    error = failed(Server(body={"message": message}, status=400, headers=headers), converse())
    assert error.failure.error_class == "invalid_request"
    assert "inference profile" in (error.hint or "")


def test_a_blocked_request_is_an_answer() -> None:
    body = {"message": "Output blocked by content filtering policy"}
    headers = {"x-amzn-errortype": "ValidationException"}
    got = answered(Server(body=body, status=400, headers=headers), converse())
    assert got.finish_reason == "content_filter"
    assert got.error is not None
    assert got.error.error_class == "content_blocked"


@pytest.mark.parametrize("body", [{}, {"output": []}, {"message": 1}, [], "x", b"", b"{"])
def test_bodies_that_are_no_answer(body: Any) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    assert failed(Server(body=raw), converse()).failure.error_class == "malformed_response"


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)
NAMES = st.sampled_from(
    ["messageStart", "contentBlockStart", "contentBlockDelta", "messageStop", "metadata"]
)
SHAPES = st.fixed_dictionaries(
    {},
    optional={
        "contentBlockIndex": ANY,
        "start": ANY | st.fixed_dictionaries({"toolUse": ANY}),
        "delta": ANY
        | st.fixed_dictionaries(
            {}, optional={"text": ANY, "toolUse": ANY, "reasoningContent": ANY}
        ),
        "stopReason": ANY,
        "usage": ANY,
        "trace": ANY,
    },
)


@pytest.mark.slow
@given(st.lists(st.tuples(NAMES, SHAPES), max_size=6), st.booleans())
def test_a_fuzzed_stream_brings_an_answer_or_a_typed_error(found: Any, streamed: bool) -> None:
    got = ask(Server(body=events(found)), converse(stream=streamed))
    assert isinstance(got, (Completion, ProviderError))


@given(
    st.fixed_dictionaries({"output": ANY, "stopReason": ANY, "usage": ANY, "trace": ANY}),
    st.lists(ANY | st.fixed_dictionaries({"toolUse": ANY, "reasoningContent": ANY}), max_size=3),
)
def test_a_fuzzed_body_brings_an_answer_or_a_typed_error(body: Any, content: Any) -> None:
    for sent_body in (body, {**body, "output": {"message": {"content": content}}}):
        got = ask(Server(body=sent_body), converse())
        assert isinstance(got, (Completion, ProviderError))
