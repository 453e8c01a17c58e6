"""Cohere over real sockets: recorded exchanges in pieces of several sizes, and what is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from replaying import Replay, differences, records, replaying

API = "cohere.v2.chat"
ENTRY: dict[str, Any] = {"dialect": "cohere"}


@pytest.fixture(scope="module")
def replay(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    with replaying(shared, tmp_path_factory.mktemp("replay")) as found:
        yield found


@pytest.mark.parametrize("chunk", [61, 1, 0], ids=["61 bytes", "1 byte", "whole"])
def test_every_exchange_is_read_right(shared: Path, replay: Replay, chunk: int) -> None:
    wrong, seen = {}, 0
    # Transcribed errors come once: `call` waits before it asks again.
    files = ["cohere", "reported"] if chunk == 61 else ["cohere"]
    for where, record in records(shared, *files, api=API):
        stream = record["request"]["stream"]
        answer = replay.call(f"{where}/~chunk={chunk}", stream=stream, **ENTRY)
        seen += 1
        if found := differences(record["expected"], *answer):
            wrong[where] = found
    assert wrong == {}
    assert seen > 5


def test_a_cut_stream_is_a_connection_failure(shared: Path, replay: Replay) -> None:
    streamed = [
        where for where, record in records(shared, "cohere", api=API) if record["request"]["stream"]
    ]
    code, found = replay.call(f"{streamed[0]}/~cut=300", stream=True, **ENTRY)
    assert (code, found["error"]["class"]) == (4, "connection")


# --- what is sent --------------------------------------------------------------------------------


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


def test_the_same_requests_are_sent_that_were_recorded(shared: Path, replay: Replay) -> None:
    compared = 0
    for where, record in records(shared, "cohere", api=API):
        body = record["request"]["body"]
        stream = record["request"]["stream"]
        replay.call(where, neutral(body), stream=stream, **ENTRY, model=body["model"])
        sent = replay.last()
        assert plain(sent["body"]) == plain(body), where
        assert sent["path"] == record["request"]["path"]
        compared += 1
    assert compared > 4
