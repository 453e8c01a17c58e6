"""Bedrock over real sockets: recorded exchanges in pieces of several sizes, and what is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from replaying import Replay, differences, records, replaying

API = "bedrock.converse"
ENTRY: dict[str, Any] = {"dialect": "bedrock"}


@pytest.fixture(scope="module")
def replay(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    with replaying(shared, tmp_path_factory.mktemp("replay")) as found:
        yield found


@pytest.mark.parametrize("chunk", [61, 1, 0], ids=["61 bytes", "1 byte", "whole"])
def test_every_exchange_is_read_right(shared: Path, replay: Replay, chunk: int) -> None:
    wrong, seen = {}, 0
    # Transcribed errors come once: `call` waits before it asks again.
    files = ["bedrock", "reported"] if chunk == 61 else ["bedrock"]
    for where, record in records(shared, *files, api=API):
        stream = record["request"]["stream"]
        answer = replay.call(f"{where}/~chunk={chunk}", stream=stream, **ENTRY)
        seen += 1
        if found := differences(record["expected"], *answer):
            wrong[where] = found
    assert wrong == {}
    assert seen > 10


def test_a_cut_stream_is_a_connection_failure(shared: Path, replay: Replay) -> None:
    streamed = [
        where
        for where, record in records(shared, "bedrock", api=API)
        if record["request"]["stream"] and not record["expected"]["error"]
    ]
    code, found = replay.call(f"{streamed[0]}/~cut=300", stream=True, **ENTRY)
    assert (code, found["error"]["class"]) == (4, "connection")


# --- what is sent --------------------------------------------------------------------------------


def neutral(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """The neutral request behind a recorded one; `None` where it holds what no request can say."""
    parts = [part for turn in body["messages"] for part in turn["content"]]
    if any(set(part) - {"text", "toolUse", "toolResult"} for part in parts):
        return None
    config, format_ = body.get("toolConfig", {}), body.get("outputConfig", {}).get("textFormat")
    inference = body.get("inferenceConfig", {})
    request: dict[str, Any] = {
        "messages": [message for turn in body["messages"] for message in _messages(turn)],
        "tools": [_tool(item["toolSpec"]) for item in config.get("tools", [])],
        "sampling": {
            "temperature": inference.get("temperature"),
            "top_p": inference.get("topP"),
            "max_output_tokens": inference.get("maxTokens"),
            "stop": inference.get("stopSequences", []),
        },
    }
    texts = [part["text"] for part in body.get("system", []) if "text" in part]
    if texts:
        (request["system"],) = texts
    if format_:
        request["response_schema"] = json.loads(format_["structure"]["jsonSchema"]["schema"])
    if "toolChoice" in config:
        ((mode, named),) = config["toolChoice"].items()
        words = {"auto": "auto", "any": "required", "tool": {"name": named.get("name")}}
        request["tool_choice"] = words[mode]
    return request


def _messages(turn: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    said = "".join(part.get("text", "") for part in turn["content"])
    calls = [part["toolUse"] for part in turn["content"] if "toolUse" in part]
    for result in (part["toolResult"] for part in turn["content"] if "toolResult" in part):
        content = "".join(part["text"] for part in result["content"])
        yield {"role": "tool", "tool_call_id": result["toolUseId"], "content": content}
    named = [{"id": c["toolUseId"], "name": c["name"], "arguments": c["input"]} for c in calls]
    if said or named:
        yield {"role": turn["role"], "content": said, "tool_calls": named}


def _tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in tool.items() if name != "inputSchema"}
    return {**rest, "parameters": tool["inputSchema"]["json"]}


def plain(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body without what means the same in both spellings."""
    out: dict[str, Any] = {name: value for name, value in body.items() if value}
    turns: list[dict[str, Any]] = []
    for turn in body["messages"]:
        content = [_plain_block(block) for block in turn["content"]]
        if turns and turns[-1]["role"] == turn["role"]:
            turns[-1]["content"] += content
        else:
            turns.append({"role": turn["role"], "content": content})
    out["messages"] = turns
    if "system" in out:
        out["system"] = [part for part in out["system"] if "text" in part]
    if "outputConfig" in out:
        described = out["outputConfig"]["textFormat"]["structure"]["jsonSchema"]
        out["outputConfig"] = json.loads(described["schema"])
    return out


def _plain_block(block: Mapping[str, Any]) -> dict[str, Any]:
    if "toolResult" not in block:
        return dict(block)
    result = {k: v for k, v in block["toolResult"].items() if (k, v) != ("status", "success")}
    return {"toolResult": result}


def test_the_same_requests_are_sent_that_were_recorded(shared: Path, replay: Replay) -> None:
    compared = 0
    for where, record in records(shared, "bedrock", api=API):
        body, path = record["request"]["body"], record["request"]["path"]
        if not (request := neutral(body)):
            continue
        names = {
            "additional_model_request_fields": "additionalModelRequestFields",
            "guardrail": "guardrailConfig",
        }
        options = {option: body[name] for option, name in names.items() if body.get(name)}
        model = path.split("/")[2].replace("%3A", ":")
        stream = record["request"]["stream"]
        replay.call(where, request, stream=stream, **ENTRY, model=model, options=options)
        sent = replay.last()
        assert plain(sent["body"]) == plain(body), where
        assert sent["path"] == path.replace("%3A", ":")  # the server shows it decoded
        compared += 1
    assert compared > 7
