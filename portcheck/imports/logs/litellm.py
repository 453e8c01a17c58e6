"""Read logs of a LiteLLM proxy: its StandardLoggingPayload, and rows of its spend logs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portcheck.imports.bodies.answers import NOTHING, error_words, parsed_json
from portcheck.imports.bodies.not_read import NotReadError
from portcheck.imports.bodies.requests import Asked, asked
from portcheck.imports.logs.reader import (
    Call,
    Each,
    Found,
    LogFormat,
    Source,
    exchange,
    first,
    number,
    seconds,
    skip_unless_chat,
    usage_of,
    vendor,
)
from portcheck.model.chat import JsonObject
from portcheck.vendor_json import mapping, text

NAME = "litellm"
_CHATS = frozenset(
    {
        *("completion", "acompletion", "text_completion", "atext_completion", "pass_through"),
        *("responses", "aresponses", "anthropic_messages", "generate_content", "chat"),
        "agenerate_content",
    }
)
_REDACTED = "redacted-by-litellm"


def is_payload(data: JsonObject) -> bool:
    """Whether a record is from LiteLLM."""
    return "call_type" in data and ("response_cost" in data or "spend" in data)


def _read(source: Source) -> Iterable[Found]:
    data = source.data
    skip_unless_chat(_CHATS, text(data.get("call_type")))
    sent = _asked(data)
    failed = data.get("status") == "failure"
    answered = NOTHING if failed else source.answers.read(_parsed(data.get("response")))
    start, end = seconds(data.get("startTime")), seconds(data.get("endTime"))
    why = text(data.get("error_str")) or error_words(data.get("error_information"))
    call = Call(
        vendor=vendor(data.get("custom_llm_provider")),
        model=text(data.get("model")),
        call_id=text(first(data, ("id", "request_id", "litellm_call_id"))),
        time=start,
        latency_s=end - start if start is not None and end is not None and end >= start else None,
        cost_usd=number(first(data, ("response_cost", "spend"))),
        error=why[:300] if failed else "",
        usage=usage_of(data.get("prompt_tokens"), data.get("completion_tokens")),
    )
    return (exchange(source, NAME, sent, answered, call),)


def _asked(data: JsonObject) -> Asked:
    """The request: the messages, and the parameters beside them."""
    messages = _parsed(data.get("messages"))
    if not messages:
        sent = mapping(_parsed(data.get("proxy_server_request")))
        body = mapping(sent.get("body")) or sent
        if body:
            return asked(body)
        raise NotReadError("the log holds no messages: set store_prompts_in_spend_logs in LiteLLM")
    if isinstance(messages, list) and messages:
        content = mapping(messages[0]).get("content")
        if isinstance(content, str) and content == _REDACTED:
            raise NotReadError("LiteLLM has redacted the messages")
    parameters = mapping(data.get("model_parameters"))
    body = messages if isinstance(messages, dict) else {"messages": messages}
    return asked({**parameters, **body, "model": data.get("model")})


def _parsed(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "{[" and value:
        return parsed_json(value)
    return value


FORMAT = LogFormat(
    name=NAME,
    summary="LiteLLM proxy logs (StandardLoggingPayload)",
    documented="https://docs.litellm.ai/docs/proxy/logging_spec",
    recognises=is_payload,
    reader=lambda: Each(_read),
)
