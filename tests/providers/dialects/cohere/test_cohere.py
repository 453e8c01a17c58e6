"""Cohere's addresses and errors. Every exchange is written from documentation."""

from __future__ import annotations

from typing import Any

import pytest
from cohere_exchanges import chat, reply
from hypothesis import given
from hypothesis import strategies as st
from provider_exchanges import KEY, VARIABLE, Server, answered, ask, failed, sse

from portcheck.errors import ProviderError, UsageError
from portcheck.model.completion import Completion
from portcheck.model.routes.guardrail import Guardrail
from portcheck.providers.open_provider import open_provider

# --- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("https://api.probe.test", "https://api.probe.test/v2/chat"),
        ("https://api.probe.test/v2/", "https://api.probe.test/v2/chat"),
        ("https://api.probe.test/v2/chat", "https://api.probe.test/v2/chat"),
        ("https://h.test/cohere?x=1", "https://h.test/cohere/v2/chat?x=1"),
    ],
)
def test_addresses(base_url: str, url: str) -> None:
    server = Server(body=reply())
    answered(server, chat(base_url=base_url))
    assert str(server.requests[0].url) == url
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_the_safety_mode_identifies_the_route() -> None:
    assert "default" in open_provider(chat(), {VARIABLE: KEY}).identity()["safety_mode"]
    guardrail = Guardrail(settings={"safety_mode": "STRICT"})
    strict = open_provider(chat(guardrail=guardrail), {VARIABLE: KEY})
    assert strict.identity()["safety_mode"] == "STRICT"
    with pytest.raises(UsageError, match="no key 'mode'"):
        open_provider(chat(guardrail=Guardrail(settings={"mode": "OFF"})), {VARIABLE: KEY})


# --- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "message", "error_class", "retryable", "flags"),
    [
        (400, "invalid request: message must not be empty", "invalid_request", False, ()),
        (400, "too many tokens: at most 4096", "invalid_request", False, ("context_length",)),
        (401, "invalid api token", "auth", False, ()),
        (402, "Please add or update your payment method", "quota_exhausted", False, ()),
        (403, "forbidden", "auth", False, ()),
        (404, "model 'm' not found", "not_found", False, ()),
        (404, "model 'm' was removed on May 1", "not_found", False, ("model_retired",)),
        (422, "unprocessable", "invalid_request", False, ()),
        (429, "limited to 20 API calls / minute", "rate_limited", True, ()),
        (429, "limited to 1000 API calls / month", "quota_exhausted", False, ()),
        (498, "invalid token", "auth", False, ()),
        (499, "request was cancelled", "connection", True, ()),
        (500, "internal server error", "server", True, ()),
        (501, "not implemented", "invalid_request", False, ()),
        (503, "service unavailable", "overloaded", True, ()),
        (504, "gateway timeout", "timeout", True, ()),
    ],
)
def test_errors(
    status: int, message: str, error_class: str, retryable: bool, flags: tuple[str, ...]
) -> None:
    for body in ({"message": message}, {"id": "e-1", "message": message}):
        error = failed(Server(body=body, status=status), chat())
        assert (error.failure.error_class, error.failure.retryable, error.failure.flags) == (
            error_class,
            retryable,
            flags,
        )
        assert (error.message, error.failure.http_status) == (message, status)


def test_a_blocked_request_is_an_answer() -> None:
    server = Server(body={"message": "request blocked as unsafe"}, status=498)
    got = answered(server, chat())
    assert (got.finish_reason, got.text) == ("content_filter", "")
    assert got.refusal_signal is not None
    assert got.refusal_signal.kind == "prompt_blocked"
    assert got.error is not None
    assert (got.error.error_class, got.error.retryable) == ("content_blocked", False)


@pytest.mark.parametrize("body", ["{}", '{"message": "x"}', "[]", "1", "", "<html>"])
def test_bodies_that_are_no_answer(body: str) -> None:
    assert failed(Server(body=body), chat()).failure.error_class == "malformed_response"


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)
MESSAGES = st.fixed_dictionaries(
    {}, optional={"content": ANY, "tool_plan": ANY, "tool_calls": ANY, "citations": ANY}
)
DELTAS = st.fixed_dictionaries(
    {}, optional={"message": ANY | MESSAGES, "finish_reason": ANY, "usage": ANY, "error": ANY}
)
KINDS = ["message-start", "content-start", "content-delta", "tool-plan-delta", "tool-call-start"]
KINDS += ["tool-call-delta", "message-end", "error", "brand-new"]


@pytest.mark.slow
@given(st.lists(st.tuples(st.sampled_from(KINDS), ANY, ANY | DELTAS), max_size=5), st.booleans())
def test_a_fuzzed_stream_brings_an_answer_or_a_typed_error(found: Any, streamed: bool) -> None:
    raw = sse({"type": kind, "index": index, "delta": delta} for kind, index, delta in found)
    got = ask(Server(body=raw), chat(stream=streamed))
    assert isinstance(got, (Completion, ProviderError))


@given(st.fixed_dictionaries({"message": ANY | MESSAGES, "finish_reason": ANY, "usage": ANY}))
def test_a_fuzzed_body_brings_an_answer_or_a_typed_error(body: Any) -> None:
    got = ask(Server(body=body), chat())
    assert isinstance(got, (Completion, ProviderError))
