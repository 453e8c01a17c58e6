"""Whether a vendor's own SDK would have sent a body: one check a dialect."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest
from sdk_types import accepting, cohere_fields, unknown

Check = Callable[[dict[str, Any]], None]
"""Fails where a body is none of the vendor's."""


def sdk_check(dialect: str) -> Check:
    """The check of a dialect; skips the test where the SDK is not installed."""
    pytest.importorskip(_CHECKS[dialect][0], reason="needs the extra `sdks`")
    return _made(dialect)


@cache
def _made(dialect: str) -> Check:
    return _CHECKS[dialect][1]()


def _anthropic() -> Check:
    from anthropic.types.message_create_params import (
        MessageCreateParamsNonStreaming,
        MessageCreateParamsStreaming,
    )

    accepts = accepting(MessageCreateParamsNonStreaming, MessageCreateParamsStreaming)
    # These types are of an API version without sampling parameters; the pinned one has them.
    gone = {"temperature", "top_p", "top_k"}

    def check(body: dict[str, Any]) -> None:
        known = {name: value for name, value in body.items() if name not in gone}
        assert accepts(known) == known

    return check


def _chat() -> Check:
    from openai.types.chat.completion_create_params import (
        CompletionCreateParamsNonStreaming,
        CompletionCreateParamsStreaming,
    )

    return _same(accepting(CompletionCreateParamsNonStreaming, CompletionCreateParamsStreaming))


def _responses() -> Check:
    from openai.types.responses.response_create_params import (
        ResponseCreateParamsNonStreaming,
        ResponseCreateParamsStreaming,
    )

    return _same(accepting(ResponseCreateParamsNonStreaming, ResponseCreateParamsStreaming))


def _same(read: Callable[[dict[str, Any]], Any]) -> Check:
    def check(body: dict[str, Any]) -> None:
        assert read(body) == body

    return check


def _bedrock() -> Check:
    import botocore.session
    from botocore.validate import ParamValidator

    service = botocore.session.get_session().get_service_model("bedrock-runtime")
    shape = service.operation_model("Converse").input_shape

    def check(body: dict[str, Any]) -> None:
        report = ParamValidator().validate({"modelId": "probe.m", **_with_bytes(body)}, shape)
        assert not report.has_errors(), report.generate_report()

    return check


def _with_bytes(body: Any) -> Any:
    if isinstance(body, dict):
        return {
            name: base64.b64decode(item, validate=True)
            if name in {"bytes", "redactedContent"}
            else _with_bytes(item)
            for name, item in body.items()
        }
    return [_with_bytes(item) for item in body] if isinstance(body, list) else body


def _cohere() -> Check:
    fields = cohere_fields()

    def check(body: dict[str, Any]) -> None:
        assert body.keys() <= fields.keys()
        assert [one for name, value in body.items() for one in unknown(value, fields[name])] == []

    return check


def _gemini() -> Check:
    from google.genai import types

    def check(body: dict[str, Any]) -> None:
        # Its types forbid fields that they do not know.
        for turn in body["contents"]:
            types.Content.model_validate(turn)
        config = {name: value for name, value in body.items() if name != "contents"}
        config.update(config.pop("generationConfig", {}))
        types.GenerateContentConfig.model_validate(config)

    return check


def _mistral() -> Check:
    from mistralai.client.models import ChatCompletionRequest, ChatCompletionStreamRequest

    def check(body: dict[str, Any]) -> None:
        kind = ChatCompletionStreamRequest if "stream" in body else ChatCompletionRequest
        read = kind.model_validate(body)
        found = read.model_dump(mode="json", by_alias=True, exclude_unset=True)
        assert found == json.loads(json.dumps(body))

    return check


def _ollama() -> Check:
    import ollama._types as types

    def check(body: dict[str, Any]) -> None:
        assert body.keys() <= types.ChatRequest.model_fields.keys()
        for message in body["messages"]:
            bare = {name: item for name, item in message.items() if name != "tool_call_id"}
            calls = [{"function": call["function"]} for call in message.get("tool_calls", [])]
            told = {**bare, **({"tool_calls": calls} if calls else {})}
            images = [types.Image(value=data) for data in message.get("images", [])]
            read = types.Message.model_validate({**told, **({"images": images} if images else {})})
            assert read.model_dump(exclude_none=True) == told

    return check


_CHECKS: Mapping[str, tuple[str, Callable[[], Check]]] = {
    "anthropic": ("anthropic", _anthropic),
    "bedrock": ("botocore", _bedrock),
    "cohere": ("cohere", _cohere),
    "gemini": ("google.genai", _gemini),
    "mistral": ("mistralai", _mistral),
    "ollama": ("ollama", _ollama),
    "openai-chat": ("openai", _chat),
    "openai-responses": ("openai", _responses),
}
