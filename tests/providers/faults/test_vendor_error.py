"""Which bodies tell that a call failed, though they came with a success status."""

from __future__ import annotations

from typing import Any

import pytest
from provider_exchanges import Server, ask, failed, spec, sse

from portcheck.errors import ProviderError
from portcheck.providers.faults.vendor_error import from_json, tells_failure

PIECE = {"choices": [{"index": 0, "delta": {"content": "He"}, "finish_reason": None}]}
FAILURES: list[tuple[dict[str, Any], str]] = [
    ({"errors": [{"message": "the daily free allocation is used up"}]}, "quota_exhausted"),
    ({"base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}}, "quota_exhausted"),
    ({"status": "error", "message": "account suspended"}, "auth"),
    ({"code": 50505, "message": "Model service overloaded", "data": None}, "overloaded"),
    ({"detail": "rate limit exceeded: 3 requests per minute"}, "rate_limited"),
    ({"object": "error", "message": "gone wrong", "code": 500}, "server"),
]


@pytest.mark.parametrize(("body", "error_class"), FAILURES)
def test_a_failure_in_place_of_an_answer(body: dict[str, Any], error_class: str) -> None:
    assert failed(Server(body=body)).failure.error_class == error_class


@pytest.mark.parametrize(("body", "error_class"), FAILURES)
def test_a_failure_in_a_stream_is_no_end_of_the_answer(
    body: dict[str, Any], error_class: str
) -> None:
    streams: list[list[dict[str, Any] | str]] = [[body, "[DONE]"], [PIECE, body, "[DONE]"]]
    for events in streams:
        got = ask(Server(body=sse(events)), spec(stream=True))
        assert isinstance(got, ProviderError)
        assert got.failure.error_class == error_class


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"usage": {"prompt_tokens": 1}},
        {"message": {"role": "assistant", "content": "Hi"}, "done": True},
        {"status": "in_progress", "message": "queued"},
        {"status": 200, "message": "ok"},
        {"code": 0, "message": "ok"},
        {"choices": [], "errors": []},
    ],
)
def test_other_bodies_tell_of_no_failure(body: dict[str, Any]) -> None:
    assert not tells_failure(body)


def test_a_name_beside_the_words_is_the_type() -> None:
    read = from_json(403, {}, {"error": "access_denied", "message": "No seat for you"})
    assert (read.type, read.message) == ("access_denied", "No seat for you")
    read = from_json(400, {}, {"error": "no such thing", "message": "other"})
    assert read.message == "no such thing"
