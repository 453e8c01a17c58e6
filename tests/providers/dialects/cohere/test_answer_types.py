"""All that Cohere's own types allow in an answer is read, counted, or left alone by name."""

from __future__ import annotations

from typing import Any

import pytest
from carried import counts, streamed, whole
from cohere_exchanges import chat, reply
from provider_exchanges import Server, ask
from sdk_types import names, tags, words

from portcheck.errors import ProviderError
from portcheck.providers.dialects.cohere import WIRE
from portcheck.providers.dialects.cohere.metadata import ORDINARY
from portcheck.providers.metadata.unread import Fields

pytest.importorskip("cohere", reason="needs the extra `sdks`")

FINISH = {
    "COMPLETE": "stop",
    "STOP_SEQUENCE": "stop",
    "MAX_TOKENS": "length",
    "TOOL_CALL": "tool_calls",
    "ERROR": "error",
    "TIMEOUT": "error",
}
EVENTS = {
    *("message-start", "message-end", "content-start", "content-delta", "content-end"),
    *("tool-plan-delta", "tool-call-start", "tool-call-delta", "tool-call-end"),
    *("citation-start", "citation-end", "debug"),
}
ERRORS = {
    "BadRequestError": (400, {"invalid_request", "server"}),
    "UnauthorizedError": (401, {"auth"}),
    "ForbiddenError": (403, {"auth"}),
    "NotFoundError": (404, {"not_found"}),
    "UnprocessableEntityError": (422, {"invalid_request", "server"}),
    "TooManyRequestsError": (429, {"rate_limited"}),
    "InvalidTokenError": (498, {"auth"}),
    "ClientClosedRequestError": (499, {"connection"}),
    "InternalServerError": (500, {"server"}),
    "NotImplementedError": (501, {"invalid_request", "server"}),
    "ServiceUnavailableError": (503, {"overloaded"}),
    "GatewayTimeoutError": (504, {"timeout"}),
}


def drawn(*path: str) -> frozenset[str]:
    """The fields that the form of ordinary bodies names at a place."""
    form: Any = ORDINARY
    for step in path:
        form = dict(form.inner)[step]
    assert isinstance(form, Fields)
    return form.drawn


def test_parts_and_fields() -> None:
    import cohere

    assert tags(cohere.AssistantMessageResponseContentItem) == {"text", "thinking"}
    assert names(cohere.V2ChatResponse) - drawn() == {"logprobs"}
    assert names(cohere.AssistantMessageResponse) - drawn("message") == {"citations"}
    assert names(cohere.Usage) <= drawn("usage")
    assert names(cohere.UsageBilledUnits) - drawn("usage", "billed_units") == {
        *("search_units", "classifications")
    }
    kinds = words(cohere.CitationType)
    assert kinds == {"TEXT_CONTENT", "THINKING_CONTENT", "PLAN"}
    for kind in kinds:
        got = whole(WIRE, reply({"citations": [{"type": kind}]}))
        assert counts(got) == {f"citations.{kind}": 1}


def test_events() -> None:
    import cohere

    assert tags(cohere.V2ChatStreamResponse) == EVENTS
    start = {"type": "message-start", "id": "r"}
    end = {"type": "message-end", "delta": {"finish_reason": "COMPLETE"}}
    # It repeats the prompt to who asked for it.
    debug = {"type": "debug", "prompt": "Hello?"}
    assert counts(streamed(WIRE, [start, debug, end])) == {"debug": 1}


def test_finish_reasons() -> None:
    import cohere

    assert words(cohere.ChatFinishReason) == set(FINISH)
    for raw, finish in FINISH.items():
        got = whole(WIRE, reply(finish_reason=raw))
        assert (got.finish_reason, got.raw_finish_reason) == (finish, raw)


INVALID_TOKEN = 498


def test_errors() -> None:
    from cohere import errors

    found = {name for name in dir(errors) if name.endswith("Error")}
    assert found == set(ERRORS)
    for name, (status, classes) in ERRORS.items():
        assert getattr(errors, name)(body="x").status_code == status
        message = "invalid token" if status == INVALID_TOKEN else "no"
        got = ask(Server(status=status, body={"message": message}), chat())
        assert isinstance(got, ProviderError)
        assert got.failure.error_class in classes, name
