"""What the dialect `mistral` sends over real sockets, beside what was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from replayed import Replay, recorded

FILES = ("mistral", "reported")
ENTRY: dict[str, Any] = {"vendor": "v", "dialect": "mistral"}
NEUTRAL = frozenset(
    {
        *("model", "messages", "tools", "tool_choice", "temperature", "top_p", "max_tokens"),
        *("stop", "random_seed", "reasoning_effort", "response_format", "stream", "n"),
        *("presence_penalty", "frequency_penalty"),
    }
)


def test_the_requests_that_were_recorded_are_sent(shared: Path, vendor: Replay) -> None:
    compared = []
    for exchange in recorded(shared, *FILES, api="mistral.chat"):
        body = exchange.body
        if body is not None and not set(body) - NEUTRAL and "response_format" not in body:
            vendor.ask(exchange, request=neutral(body), **ENTRY, model=body["model"])
            assert plain(vendor.sent()["body"]) == plain(body), exchange.where
            compared.append(exchange.where)
    assert len(compared) >= 5


def neutral(body: Mapping[str, Any]) -> dict[str, Any]:
    """The neutral request behind a recorded one."""
    choice = body.get("tool_choice")
    return {
        "messages": body["messages"],
        "tools": [tool["function"] for tool in body.get("tools") or []],
        "tool_choice": "required" if choice == "any" else choice,
        "sampling": {
            "temperature": body.get("temperature"),
            "top_p": body.get("top_p"),
            "max_output_tokens": body.get("max_tokens"),
            "stop": body.get("stop") or [],
            "seed": body.get("random_seed"),
            "effort": body.get("reasoning_effort"),
        },
    }


def plain(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body without what the vendor assumes anyway: one answer, no penalties, functions."""
    assumed = {"n": 1, "presence_penalty": 0.0, "frequency_penalty": 0.0, "stream": False}
    out = {k: v for k, v in body.items() if v is not None and assumed.get(k) != v}
    out["tools"] = [{"type": "function", **tool} for tool in body.get("tools") or []]
    return out
