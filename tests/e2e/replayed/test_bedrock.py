"""What Bedrock is sent over real sockets, beside what was recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from replayed import Replay, recorded

from portcheck.providers.dialects.bedrock.guardrail import of_option


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


def test_the_same_requests_are_sent_that_were_recorded(shared: Path, vendor: Replay) -> None:
    compared = 0
    for exchange in recorded(shared, "bedrock", api="bedrock.converse"):
        body, path = exchange.body, exchange.record["request"]["path"]
        if not (request := neutral(body)):
            continue
        own = body.get("additionalModelRequestFields")
        options = {"additional_model_request_fields": own} if own else {}
        model = path.split("/")[2].replace("%3A", ":")
        entry: dict[str, Any] = {"vendor": "v", "dialect": "bedrock", "model": model}
        entry["options"] = options
        if guarded := of_option(body.get("guardrailConfig")):
            entry["guardrail"] = guarded
        vendor.ask(exchange, request=request, **entry)
        sent = vendor.sent()
        assert plain(sent["body"]) == plain(body), exchange.where
        assert sent["path"] == path.replace("%3A", ":")  # the server shows it decoded
        compared += 1
    assert compared > 7
