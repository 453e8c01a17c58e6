"""Read spans of Vercel's AI SDK, which has its own attributes for messages.

Their names are those of https://ai-sdk.dev/docs/ai-sdk-core/telemetry, of versions 4 to 6.
"""

from __future__ import annotations

from typing import Any

from portcheck.imports.bodies.answers import parsed_json
from portcheck.model.chat import JsonObject
from portcheck.vendor_json import items, mapping, text

_ASKED = "ai.prompt.messages"
_FINISHES = {"tool-calls": "tool_calls", "content-filter": "content_filter"}


def with_messages(found: dict[str, Any]) -> dict[str, Any]:
    """Convert messages in attributes to OpenTelemetry's form; other spans stay unchanged."""
    if _ASKED not in found or "gen_ai.input.messages" in found:
        return found
    made: dict[str, Any] = {
        "gen_ai.input.messages": [_message(one) for one in items(_parsed(found[_ASKED]))]
    }
    made["gen_ai.system"] = text(found.get("gen_ai.system")).partition(".")[0]
    tools = [_parsed(one) for one in items(_parsed(found.get("ai.prompt.tools")))]
    if tools:
        made["gen_ai.tool.definitions"] = [_tool(mapping(one)) for one in tools]
    said = text(found.get("ai.response.text")) or text(found.get("ai.response.object"))
    parts: list[dict[str, Any]] = [{"type": "text", "text": said}] if said else []
    parts += [_call(mapping(one)) for one in items(_parsed(found.get("ai.response.toolCalls")))]
    if parts:
        stop = text(found.get("ai.response.finishReason"))
        reason = _FINISHES.get(stop, stop)
        made["gen_ai.output.messages"] = [
            {"role": "assistant", "parts": parts, "finish_reason": reason}
        ]
    return {**found, "gen_ai.operation.name": "chat", **made}


def _parsed(value: Any) -> Any:
    return parsed_json(value) if isinstance(value, str) else value


def _message(message: Any) -> dict[str, Any]:
    inner = mapping(message)
    content = inner.get("content")
    parts = content if isinstance(content, str) else [_part(mapping(one)) for one in items(content)]
    return {"role": inner.get("role"), "content": parts}


def _part(part: JsonObject) -> dict[str, Any]:
    if part.get("type") == "tool-call":
        return _call(part)
    if part.get("type") != "tool-result":
        return dict(part)
    given = part.get("output", part.get("result"))
    value = mapping(given).get("value", given) if "type" in mapping(given) else given
    return {
        "type": "tool_call_response",
        "id": part.get("toolCallId"),
        "name": part.get("toolName"),
        "response": value,
    }


def _call(part: JsonObject) -> dict[str, Any]:
    return {
        "type": "tool_call",
        "id": part.get("toolCallId"),
        "name": part.get("toolName"),
        "arguments": part.get("input", part.get("args")),
    }


def _tool(tool: JsonObject) -> dict[str, Any]:
    schema = tool.get("inputSchema", tool.get("parameters"))
    return {
        "name": tool.get("name"),
        "description": tool.get("description"),
        "parameters": schema,
    }
