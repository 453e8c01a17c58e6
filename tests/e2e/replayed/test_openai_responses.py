"""What the dialect `openai-responses` sends over real sockets, beside what was recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from replayed import Replay, recorded

FILES = ("azure_openai", "deepseek", "openai_compat", "openai_responses")
ENTRY: dict[str, Any] = {"vendor": "v", "dialect": "openai-responses"}
NEUTRAL = frozenset(
    {
        *("model", "input", "instructions", "tools", "tool_choice", "text", "temperature"),
        *("top_p", "max_output_tokens", "reasoning", "store", "include", "stream"),
    }
)
"""Fields that a neutral request can stand for, and those that don't change the question."""


def test_the_requests_that_were_recorded_are_sent(shared: Path, vendor: Replay) -> None:
    compared = []
    for exchange in recorded(shared, *FILES, api="openai.responses"):
        body = exchange.body
        request = neutral(body)
        if request is not None:
            vendor.ask(exchange, request=request, **ENTRY, model=body["model"])
            assert plain(vendor.sent()["body"]) == plain(body), exchange.where
            compared.append(exchange.where)
    assert len(compared) >= 6


def neutral(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """The neutral request behind a recorded one, where it holds nothing of the vendor's own."""
    turns = [body["input"]] if isinstance(body["input"], str) else body["input"]
    messages = [_neutral_turn(turn) for turn in turns]
    if (
        set(body) - NEUTRAL
        or None in messages
        or set(body.get("reasoning") or {}) - {"effort"}
        or isinstance(body.get("tool_choice"), dict)
        or any(tool["type"] != "function" for tool in body.get("tools", []))
        or (body.get("temperature") or 0) < 0
    ):
        return None
    tools = [
        {k: v for k, v in tool.items() if k != "type" and v is not None}
        for tool in body.get("tools", [])
    ]
    return {
        "system": body.get("instructions"),
        "messages": messages,
        "tools": tools,
        "tool_choice": body.get("tool_choice"),
        "response_schema": (body.get("text") or {}).get("format", {}).get("schema"),
        "sampling": {
            "temperature": body.get("temperature"),
            "top_p": body.get("top_p"),
            "max_output_tokens": body.get("max_output_tokens"),
            "effort": (body.get("reasoning") or {}).get("effort"),
        },
    }


def _neutral_turn(turn: Any) -> dict[str, Any] | None:
    if isinstance(turn, str):
        return {"role": "user", "content": turn}
    if turn.get("type") == "function_call":
        call = {"id": turn["call_id"], "name": turn["name"], "arguments_raw": turn["arguments"]}
        return {"role": "assistant", "tool_calls": [call]}
    if turn.get("type") == "function_call_output" and isinstance(turn["output"], str):
        return {"role": "tool", "tool_call_id": turn["call_id"], "content": turn["output"]}
    known = set(turn) <= {"role", "content", "type"} and isinstance(turn.get("content"), str)
    return {"role": turn["role"], "content": turn["content"]} if known else None


def plain(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body without what means the same in several spellings."""
    silent = {"store", "include", "stream"}
    out = {k: v for k, v in body.items() if k not in silent and v not in (None, "")}
    if isinstance(out["input"], str):
        out["input"] = [{"role": "user", "content": out["input"]}]
    out["input"] = [{"type": "message", **turn} for turn in out["input"]]
    # An absent `strict` is the vendor's to decide; everything else about a tool must be equal.
    out["tools"] = [
        {k: v for k, v in tool.items() if k != "strict" and v is not None}
        for tool in body.get("tools", [])
    ]
    if "text" in out:
        form = out.pop("text")["format"]
        out["schema"] = json.dumps(form["schema"], sort_keys=True)
    return out
