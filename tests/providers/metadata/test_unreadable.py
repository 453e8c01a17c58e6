"""Answers in a form that cannot be read are none, so that nobody takes them for empty ones."""

from __future__ import annotations

from typing import Any

import pytest
from provider_exchanges import Server, answered, failed, spec

from portcheck.errors import ProviderError

SEARCHED = {"type": "web_search_tool_result", "content": {"error_code": "unavailable"}}
TEXT = {"type": "text", "text": {"value": "Paris."}}


def chat(message: Any, finish: str = "stop") -> dict[str, Any]:
    return {"choices": [{"index": 0, "message": message, "finish_reason": finish}]}


def gemini(content: Any) -> dict[str, Any]:
    return {"candidates": [{"content": content, "finishReason": "STOP"}]}


def refused(dialect: str, body: dict[str, Any]) -> ProviderError:
    return failed(Server(body=body), spec(dialect, model="m"))


@pytest.mark.parametrize(
    ("dialect", "body", "field"),
    [
        ("openai-chat", chat("Paris."), "message"),
        ("openai-chat", chat({"content": {"city": "Paris"}}), "content"),
        ("openai-chat", chat({"content": 7}), "content"),
        ("openai-chat", chat({"content": True}), "content"),
        ("openai-chat", chat({"content": [TEXT]}), "text"),
        ("openai-chat", chat({"content": None, "tool_calls": "look"}, "tool_calls"), "tool_calls"),
        ("mistral", chat({"content": {"city": "Paris"}}), "content"),
        ("anthropic", {"type": "message", "content": 7, "stop_reason": "end_turn"}, "content"),
        ("bedrock", {"output": "Paris.", "stopReason": "end_turn"}, "output"),
        ("cohere", {"finish_reason": "COMPLETE", "message": "Paris."}, "message"),
        ("gemini", gemini({"parts": "Paris."}), "parts"),
        ("ollama", {"message": {"content": {"city": "Paris"}}, "done": True}, "content"),
        ("openai-responses", {"status": "completed", "output": "Paris."}, "output"),
    ],
)
def test_an_answer_in_another_form_is_malformed(
    dialect: str, body: dict[str, Any], field: str
) -> None:
    error = refused(dialect, body)
    assert error.failure.error_class == "malformed_response"
    assert f"'{field}'" in error.message


@pytest.mark.parametrize(
    ("dialect", "body"),
    [
        ("openai-chat", chat({"content": None})),
        ("openai-chat", chat({"content": ""}, "length")),
        ("openai-chat", chat({"content": {"city": "Paris"}}, "content_filter")),
        ("openai-chat", chat({"content": [{"type": "text", "text": ""}]})),
        ("openai-chat", chat({"content": [{"type": "image_url", "image_url": {"url": "x"}}]})),
        ("anthropic", {"type": "message", "content": [SEARCHED], "stop_reason": "pause_turn"}),
        ("gemini", gemini({"role": "model"})),
        ("gemini", gemini({})),
        (
            "openai-responses",
            {"status": "completed", "output": [], "text": {"format": {"type": "text"}}},
        ),
    ],
)
def test_an_empty_answer_is_one(dialect: str, body: dict[str, Any]) -> None:
    assert answered(Server(body=body), spec(dialect, model="m")).text == ""
