"""`call` in the dialect `mistral`, against recorded exchanges over real sockets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from replayed import Replay, differences, records

from portcheck import pipeline
from portcheck.providers.retry import complete

API = "mistral.chat"
NEUTRAL = frozenset(
    {
        *("model", "messages", "tools", "tool_choice", "temperature", "top_p", "max_tokens"),
        *("stop", "random_seed", "reasoning_effort", "response_format", "stream", "n"),
        *("presence_penalty", "frequency_penalty"),
    }
)


@pytest.fixture
def vendor(replay: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Replay:
    # A recording says the same whenever it is asked.
    monkeypatch.setattr(pipeline, "complete", partial(complete, retries=0))
    return Replay(replay, tmp_path, "mistral")


@pytest.mark.parametrize("chunk", [61, 1, 0], ids=["61 bytes", "1 byte", "whole"])
def test_every_exchange_is_read_right(shared: Path, vendor: Replay, chunk: int) -> None:
    wrong, seen = {}, 0
    for name, record in records(shared, API):
        code, found = vendor.ask(name, record, f"~chunk={chunk}")
        if differences(record["expected"], code, found):
            wrong[f"{name}/{record['n']}"] = differences(record["expected"], code, found)
        seen += 1
    assert wrong == {}
    assert seen >= 10


def test_a_cut_stream_is_a_connection_failure(shared: Path, vendor: Replay) -> None:
    streamed = [
        (name, record)
        for name, record in records(shared, API)
        if record["request"].get("stream") and record["expected"]["outcome"] == "message"
    ]
    for name, record in streamed:
        size = len(record["response"]["body"].encode())
        for cut in (0, size // 4, size // 2, size * 3 // 4):
            code, found = vendor.ask(name, record, f"~cut={cut}")
            assert (code, found["error"]["class"]) == (4, "connection"), (name, record["n"], cut)
    assert streamed


def test_the_requests_that_were_recorded_are_sent(shared: Path, vendor: Replay) -> None:
    compared = []
    for name, record in records(shared, API):
        body = record["request"]["body"]
        if body is not None and not set(body) - NEUTRAL and "response_format" not in body:
            vendor.ask(name, record, request=neutral(body), model=body["model"])
            assert plain(vendor.sent()) == plain(body), f"{name}/{record['n']}"
            compared.append(f"{name}/{record['n']}")
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
