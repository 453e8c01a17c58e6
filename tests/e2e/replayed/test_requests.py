"""What Chat Completions and Messages send over real sockets, beside what was recorded.

The other dialects' comparisons stand in their own files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from replayed import Recorded, Replay, recorded

Body = Mapping[str, Any]


def compared(
    vendor: Replay,
    dialect: str,
    exchanges: Iterator[Recorded],
    neutral: Callable[[Body], dict[str, Any] | None],
    plain: Callable[[Body], dict[str, Any]],
) -> int:
    """Asks for every recording whose request can be said; the number of those that were equal."""
    equal = 0
    for exchange in exchanges:
        body = exchange.body
        request = neutral(body) if body else None
        if request is None:
            continue
        entry = {"vendor": "v", "dialect": dialect, "model": body["model"]}
        vendor.ask(exchange, request=request, **entry)
        assert plain(vendor.sent()["body"]) == plain(body), exchange.where
        equal += 1
    return equal


# --- Chat Completions ----------------------------------------------------------------------------

CHAT = frozenset(
    {
        *("model", "messages", "tools", "tool_choice", "response_format", "max_completion_tokens"),
        *("stop", "seed", "temperature", "top_p", "reasoning_effort", "stream", "stream_options"),
    }
)


def chat_request(body: Body) -> dict[str, Any] | None:
    """The neutral request; `None` where it holds what no request can say."""
    tools = body.get("tools") or []
    sayable = (
        set(body) <= CHAT
        and all(isinstance(m["content"], str) and len(m) == 2 for m in body["messages"])
        and all(tool["type"] == "function" for tool in tools)
    )
    if not sayable:
        return None
    format_ = body.get("response_format") or {}
    choice = body.get("tool_choice")
    first, *rest = body["messages"]
    leads = first["role"] == "system"
    return {
        "system": first["content"] if leads else None,
        "messages": rest if leads else [first, *rest],
        "tools": [tool["function"] for tool in tools],
        "tool_choice": choice,
        "response_schema": format_["json_schema"]["schema"] if format_ else None,
        "sampling": {
            "temperature": body.get("temperature"),
            "top_p": body.get("top_p"),
            "max_output_tokens": body.get("max_completion_tokens"),
            "stop": body.get("stop") or [],
            "seed": body.get("seed"),
            "effort": body.get("reasoning_effort"),
        },
    }


def chat_plain(body: Body) -> dict[str, Any]:
    """A body without defaults, and without the name that its sender gave to the schema."""
    out = {name: value for name, value in body.items() if value is not False and value != []}
    if "tools" in out:
        out["tools"] = [{**tool, "function": _told(tool["function"])} for tool in out["tools"]]
    if "response_format" in out:
        schema = out["response_format"]["json_schema"]
        out["response_format"] = (schema["schema"], bool(schema.get("strict")))
    return out


def test_chat_completions_sends_what_was_recorded(shared: Path, vendor: Replay) -> None:
    exchanges = recorded(shared, "openai_chat", api="openai.chat")
    # The entry's vendor is nobody in particular, for whom the limit has its older name.
    renamed = partial(_renamed, old="max_tokens", new="max_completion_tokens")
    equal = compared(
        vendor, "openai-chat", exchanges, chat_request, lambda body: chat_plain(renamed(body))
    )
    assert equal >= 8


def _told(tool: Body) -> dict[str, Any]:
    """A tool without a description that says nothing."""
    return {name: value for name, value in tool.items() if (name, value) != ("description", "")}


def _renamed(body: Body, *, old: str, new: str) -> dict[str, Any]:
    return {new if name == old else name: value for name, value in body.items()}


# --- Messages ------------------------------------------------------------------------------------

MESSAGES = frozenset(
    {
        *("model", "messages", "system", "max_tokens", "tools", "tool_choice", "stop_sequences"),
        *("temperature", "top_p", "output_config", "stream"),
    }
)
WORDS = {"auto": "auto", "any": "required", "none": "none"}


def messages_request(body: Body) -> dict[str, Any] | None:
    """The neutral request; `None` where it holds what no request can say."""
    parts = [part for turn in body["messages"] for part in _parts(turn)]
    if not set(body) <= MESSAGES or any(part["type"] != "text" for part in parts):
        return None
    output, choice = body.get("output_config") or {}, body.get("tool_choice")
    return {
        "system": body.get("system"),
        "messages": [
            {"role": turn["role"], "content": "".join(part["text"] for part in _parts(turn))}
            for turn in body["messages"]
        ],
        "tools": [_neutral_tool(tool) for tool in body.get("tools") or []],
        "tool_choice": WORDS[choice["type"]] if choice else None,
        "response_schema": (output.get("format") or {}).get("schema"),
        "sampling": {
            "temperature": body.get("temperature"),
            "top_p": body.get("top_p"),
            "max_output_tokens": body["max_tokens"],
            "stop": body.get("stop_sequences") or [],
            "effort": output.get("effort"),
        },
    }


def _neutral_tool(tool: Body) -> dict[str, Any]:
    spelled = {"name": tool["name"], "parameters": tool["input_schema"]}
    return {**spelled, **{key: tool[key] for key in ("description", "strict") if key in tool}}


def _parts(turn: Body) -> list[dict[str, Any]]:
    content = turn["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def messages_plain(body: Body) -> dict[str, Any]:
    """A body without defaults, its texts in one spelling."""
    out = {name: value for name, value in body.items() if value is not False and value != []}
    out["messages"] = [{**turn, "content": _parts(turn)} for turn in body["messages"]]
    if "tools" in out:
        out["tools"] = [_told(tool) for tool in out["tools"]]
    return out


def test_messages_sends_what_was_recorded(shared: Path, vendor: Replay) -> None:
    exchanges = recorded(shared, "anthropic", api="anthropic.messages")
    assert compared(vendor, "anthropic", exchanges, messages_request, messages_plain) >= 7
