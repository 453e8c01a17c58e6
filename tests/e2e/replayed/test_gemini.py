"""What Gemini and Vertex AI are sent over real sockets, beside what was recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from replayed import Replay, recorded

from portcheck.providers.dialects.gemini.guardrail import of_option

ENTRIES: dict[str, dict[str, Any]] = {
    "gemini": {"vendor": "google", "dialect": "gemini"},
    "vertex": {"preset": "vertex"},
}
UNSAYABLE = frozenset({"executableCode", "codeExecutionResult", "fileData"})
"""Parts that the neutral request has no word for; a conversation with them is not compared."""
UNSAID = frozenset({"responseModalities", "responseLogprobs", "logprobs", "modelArmorConfig"})
"""Settings that the neutral request has no word for; all else is compared without them."""


def camel(value: Any) -> Any:
    """The recorded body with one spelling of each name, and without what says nothing."""
    if isinstance(value, list):
        return [camel(item) for item in value]
    if not isinstance(value, dict):
        return value
    out = {}
    for name, item in value.items():
        head, *rest = name.split("_")
        plain = head + "".join(word.capitalize() for word in rest)
        whole = plain in {"parametersJsonSchema", "responseJsonSchema", "args", "response"}
        found = item if whole else camel(item)
        silent = plain in UNSAID | {"thoughtSignature", "includeThoughts"}
        if whole or not (silent or found in ("", {}, [])):
            out[plain] = found
    return out


def neutral(body: Mapping[str, Any]) -> dict[str, Any]:
    """The request behind a recorded body, as `call` takes it."""
    config = body.get("generationConfig", {})
    names = {
        "maxOutputTokens": "max_output_tokens",
        "temperature": "temperature",
        "topP": "top_p",
        "stopSequences": "stop",
        "seed": "seed",
    }
    found: dict[str, Any] = {
        "messages": [message for turn in body["contents"] for message in messages(turn)],
        "sampling": {ours: config[theirs] for theirs, ours in names.items() if theirs in config},
    }
    if "systemInstruction" in body:
        found["system"] = "".join(part["text"] for part in body["systemInstruction"]["parts"])
    if "responseJsonSchema" in config:
        found["response_schema"] = config["responseJsonSchema"]
    declared = [d for tool in body.get("tools", []) for d in tool.get("functionDeclarations", [])]
    if declared:
        found["tools"] = [
            {
                "name": tool["name"],
                "description": tool.get("description", ""),
                "parameters": tool["parametersJsonSchema"],
            }
            for tool in declared
        ]
    calling = body.get("toolConfig", {}).get("functionCallingConfig", {})
    if calling.get("allowedFunctionNames"):
        found["tool_choice"] = {"name": calling["allowedFunctionNames"][0]}
    elif calling:
        modes = {"AUTO": "auto", "ANY": "required", "NONE": "none"}
        found["tool_choice"] = modes[calling["mode"]]
    return found


def messages(turn: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    role = "assistant" if turn["role"] == "model" else "user"
    content: list[dict[str, Any]] = []
    calls = []
    for part in turn["parts"]:
        if "functionResponse" in part:
            answer = part["functionResponse"]
            yield {
                "role": "tool",
                "tool_call_id": answer.get("id"),
                "content": json.dumps(answer["response"]),
            }
        elif "functionCall" in part:
            call = part["functionCall"]
            calls.append({"id": call.get("id"), "name": call["name"], "arguments": call["args"]})
        elif "inlineData" in part:
            data = part["inlineData"]
            content.append({"type": "image", "media_type": data["mimeType"], "data": data["data"]})
        else:
            content.append({"type": "text", "text": part["text"]})
    if content or calls:
        yield {"role": role, "content": content, **({"tool_calls": calls} if calls else {})}


def is_sayable(body: Mapping[str, Any]) -> bool:
    parts = [part for turn in body["contents"] for part in turn["parts"]]
    images = [part["inlineData"] for part in parts if "inlineData" in part]
    roles = {turn.get("role") for turn in body["contents"]}
    return (
        not any(UNSAYABLE & part.keys() for part in parts)
        and all(image["mimeType"].startswith("image/") for image in images)
        and roles <= {"user", "model"}
        and body.get("generationConfig", {}).get("temperature", 0) <= 2
    )


@pytest.mark.parametrize("file", ENTRIES)
def test_what_is_sent_means_what_was_recorded(shared: Path, vendor: Replay, file: str) -> None:
    compared, wrong = 0, []
    for exchange in recorded(shared, file, api="google.generateContent"):
        body = camel(exchange.body)
        model, _, method = exchange.record["request"]["path"].rpartition("/")[2].partition(":")
        if not is_sayable(body):
            continue
        guarded = of_option(body.get("safetySettings"))
        further = {"guardrail": guarded} if guarded else {}
        code, found = vendor.ask(
            exchange, request=neutral(body), **{**ENTRIES[file], **further}, model=model
        )
        assert code in {0, 4}, found
        body.get("systemInstruction", {}).pop("role", None)
        path, sent = vendor.sent()["path"], camel(vendor.sent()["body"])
        compared += 1
        if sent != body or not path.endswith(f"/{model}:{method}"):
            wrong.append((exchange.where, path, sent, body))
    assert wrong == []
    assert compared >= 5
