"""What Cohere is sent over real sockets, beside what was recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from replayed import Replay, recorded


def neutral(body: Mapping[str, Any]) -> dict[str, Any]:
    """The neutral request behind a recorded one, without the thoughts of earlier turns."""
    request: dict[str, Any] = {
        "messages": [_message(item) for item in body["messages"]],
        "tools": [item["function"] for item in body.get("tools", [])],
        "sampling": {
            "temperature": body.get("temperature"),
            "top_p": body.get("p"),
            "max_output_tokens": body.get("max_tokens"),
            "stop": body.get("stop_sequences", []),
            "seed": body.get("seed"),
        },
    }
    words = {"REQUIRED": "required", "NONE": "none"}
    if "tool_choice" in body:
        request["tool_choice"] = words[body["tool_choice"]]
    if "response_format" in body:
        request["response_schema"] = body["response_format"]["json_schema"]
    return request


def _message(item: Mapping[str, Any]) -> dict[str, Any]:
    calls = [
        {
            "id": call["id"],
            "name": call["function"]["name"],
            "arguments": json.loads(call["function"]["arguments"]),
        }
        for call in item.get("tool_calls", [])
    ]
    extra = {"tool_call_id": item["tool_call_id"]} if "tool_call_id" in item else {}
    return {"role": item["role"], "content": _text(item), "tool_calls": calls, **extra}


def _text(item: Mapping[str, Any]) -> str:
    content = item.get("content") or ""
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)


def plain(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body without what means the same in both spellings."""
    out = {name: value for name, value in body.items() if value}
    out["messages"] = [{**item, "content": _text(item)} for item in body["messages"]]
    for item in out["messages"]:
        for call in item.get("tool_calls", []):
            call["function"]["arguments"] = json.loads(call["function"]["arguments"])
    return out


def test_the_same_requests_are_sent_that_were_recorded(shared: Path, vendor: Replay) -> None:
    compared = 0
    for exchange in recorded(shared, "cohere", api="cohere.v2.chat"):
        body = exchange.body
        entry = {"vendor": "v", "dialect": "cohere", "model": body["model"]}
        vendor.ask(exchange, request=neutral(body), **entry)
        sent = vendor.sent()
        assert plain(sent["body"]) == plain(body), exchange.where
        assert sent["path"] == exchange.record["request"]["path"]
        compared += 1
    assert compared > 4
