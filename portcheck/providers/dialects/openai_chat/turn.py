"""Keep a Chat Completions turn with tool calls in its service's own form, for sending it back.

Fields that a service adds to text and calls are sent back unchanged, because some services reject
the conversation without them:

- DeepSeek: `reasoning_content` of turns with tool calls, an empty one too
  (api-docs.deepseek.com/guides/thinking_mode, tool calls); Moonshot and Z.ai have the same rule.
- Gemini's compatible endpoint: `extra_content`, of calls too, with thought signatures
  (ai.google.dev/gemini-api/docs/thought-signatures, OpenAI compatibility).
- OpenRouter: `reasoning_details`, in order and unmodified
  (openrouter.ai/docs/use-cases/reasoning-tokens, preserving reasoning blocks).
- LiteLLM: `thinking_blocks` and `provider_specific_fields`; Copilot: `reasoning_opaque`.
- Groq, vLLM, Ollama: `reasoning`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from portcheck.model.chat import JsonObject, Message
from portcheck.providers.dialects.openai_chat.response import (
    answered,
    calls_in,
    first_choice,
    stated_arguments,
)
from portcheck.vendor_json import integer, items, mapping, text

_DETAILS = "reasoning_details"
_RETURNED = (
    *("reasoning_content", "reasoning", _DETAILS, "thinking_blocks", "reasoning_text"),
    *("reasoning_opaque", "extra_content", "provider_specific_fields"),
)
_GROWING = ("text", "summary")
"""Fields of a reasoning detail that come in pieces."""


def turn(body: JsonObject) -> dict[str, Any] | None:
    """The message of an answer that calls tools, as it goes back; `None` for calls of old forms."""
    message = answered(first_choice(body), body)
    calls = own_calls(message)
    if not calls:
        return None
    found = {name: message[name] for name in _RETURNED if message.get(name) not in (None, [], {})}
    if _DETAILS in found:
        # Either of the two is the reasoning; the details say more.
        found.pop("reasoning", None)
        found[_DETAILS] = _joined(items(found[_DETAILS]))
    return {"content": message.get("content") or None, **found, **calls}


def own_calls(message: JsonObject) -> dict[str, Any]:
    """The field `tool_calls` with the calls that name a tool; nothing without any."""
    calls = [made for call in map(mapping, calls_in(message)) if (made := _call(call))]
    return {"tool_calls": calls} if calls else {}


def with_own_calls(message: Message) -> dict[str, Any]:
    """A turn of the vendor's own; a call without its own id gets the one of its result."""
    own: Mapping[str, Any] = message.turn
    ids = iter([call.id for call in message.tool_calls])
    called = [{**call, "id": next(ids, call.get("id"))} for call in own["tool_calls"]]
    return {"role": "assistant", **own, "tool_calls": called}


def _call(call: JsonObject) -> dict[str, Any]:
    """The call with all of its fields but its place in a stream; arguments are a text."""
    named = {name: value for name, value in call.items() if name != "index" and value is not None}
    if call.get("type") == "custom":
        return named if text(mapping(call.get("custom")).get("name")) else {}
    function = mapping(call.get("function")) or call
    if not text(function.get("name")):
        return {}
    stated = stated_arguments(function)
    written = stated if isinstance(stated, str) else json.dumps(stated or {})
    asked = {"name": function["name"], "arguments": written if written.strip() else "{}"}
    beside = {name: value for name, value in named.items() if name not in asked}
    return {**beside, "type": "function", "function": asked}


def _joined(details: list[Any]) -> list[JsonObject]:
    """Reasoning details, the pieces that a stream makes of one assembled again."""
    found: list[dict[str, Any]] = []
    for detail in map(mapping, details):
        if found and _goes_on(found[-1], detail):
            last = found[-1]
            pieces = {name: text(detail.get(name)) for name in _GROWING}
            grown = {n: text(last.get(n)) + piece for n, piece in pieces.items() if piece}
            stated = {name: value for name, value in detail.items() if value is not None}
            found[-1] = {**last, **stated, **grown}
        else:
            found.append(dict(detail))
    return list(found)


def _goes_on(last: JsonObject, detail: JsonObject) -> bool:
    index = integer(detail.get("index"))
    same = index is not None and index == last.get("index")
    return same and detail.get("type") == last.get("type") and "data" not in detail
