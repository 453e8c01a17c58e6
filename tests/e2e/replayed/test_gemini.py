"""`call` against recorded exchanges of Gemini and Vertex AI, in pieces of several sizes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from portcheck import pipeline

PROVIDERS = """
portcheck: 1
providers:
  gemini: {vendor: google, dialect: gemini, model: gemini-probe, api_key_env: KEY}
  vertex: {preset: vertex, model: gemini-probe, api_key_env: KEY, options: {project: p-1}}
"""
REQUEST = {"messages": [{"role": "user", "content": "hi"}], "sampling": {"max_output_tokens": 64}}
VENDORS = {"gemini": "gemini", "vertex": "vertex", "reported": "gemini"}


@pytest.fixture(scope="module")
def replay() -> Iterator[str]:
    root = Path(__file__).resolve().parents[3]
    server = Path(os.environ.get("PORTCHECK_SHARED", root.parent / "shared")) / "wire" / "serve.py"
    if not server.is_file():
        pytest.skip(f"no replay server at {server} (set PORTCHECK_SHARED)")
    process = subprocess.Popen(
        [sys.executable, str(server), "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    address = process.stdout.readline().removeprefix("LISTENING ").strip()
    yield address
    process.terminate()
    process.communicate()


def records(shared: Path, vendor: str) -> list[dict[str, Any]]:
    lines = (shared / "wire" / f"{vendor}.jsonl").read_text().splitlines()
    return [r for r in map(json.loads, lines) if r["api"] == "google.generateContent"]


def is_right(expected: Mapping[str, Any], code: int, found: Mapping[str, Any]) -> bool:
    error = expected["error"]
    if error:
        said = found.get("error", {})
        return (
            code == 4
            and said["class"] == error["class"]
            and said["retryable"] == error["retryable"]
            and error["message_contains"] in said["message"]
            and said["vendor_code"] == error["vendor_type"]
        )
    calls = [(call["name"], call["arguments"]) for call in expected["tool_calls"]]
    usage = expected["usage"]
    signal = found["refusal_signal"]
    return (
        code == 0
        and found["finish_reason"] in (expected.get("accept_finish") or [expected["finish"]])
        and found["text"] == expected["text"]
        and bool(found["reasoning_text"]) == expected["has_reasoning_text"]
        and [(call["name"], call["arguments"]) for call in found["tool_calls"]] == calls
        and found["usage"]["input_tokens"] == usage["input"]
        and found["usage"]["output_tokens"] == usage["output"]
        and found["usage"]["reasoning_tokens"] == usage["reasoning"]
        and found["served_model"] == expected["served_model"]
        and found["response_id"] == expected["response_id"]
        and found["raw_finish_reason"] == expected["finish_raw"]
        and (signal is not None) == (expected["refusal_signal"] is not None)
    )


@pytest.mark.parametrize("chunk", [61, 1, 0], ids=["61 bytes", "1 byte", "whole"])
@pytest.mark.parametrize("vendor", VENDORS)
def test_every_exchange_is_read_right(
    tmp_path: Path, shared: Path, replay: str, vendor: str, chunk: int
) -> None:
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    (tmp_path / "request.json").write_text(json.dumps(REQUEST))
    wrong = []
    for record in records(shared, vendor):
        code, found = pipeline.call(
            tmp_path / "request.json",
            tmp_path / "providers.yaml",
            VENDORS[vendor],
            stream=record["request"]["stream"],
            base_url=f"{replay}/{vendor}/{record['n']}/~chunk={chunk}",
            environ={"KEY": "sk-test"},
        )
        if not is_right(record["expected"], code, found):
            wrong.append((record["n"], code, found))
    assert wrong == []


# --- what is sent --------------------------------------------------------------------------------

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


@pytest.mark.parametrize("vendor", ["gemini", "vertex"])
def test_what_is_sent_means_what_was_recorded(
    tmp_path: Path, shared: Path, replay: str, vendor: str
) -> None:
    compared, wrong = 0, []
    for record in records(shared, vendor):
        body = camel(record["request"]["body"])
        model, _, method = record["request"]["path"].rpartition("/")[2].partition(":")
        if not is_sayable(body):
            continue
        settings = json.dumps({"safety_settings": body.get("safetySettings", [])})
        providers = PROVIDERS.replace("gemini-probe", model).replace(
            "api_key_env: KEY}", f"api_key_env: KEY, options: {settings}}}"
        )
        (tmp_path / "providers.yaml").write_text(providers)
        (tmp_path / "request.json").write_text(json.dumps(neutral(body)))
        code, found = pipeline.call(
            tmp_path / "request.json",
            tmp_path / "providers.yaml",
            vendor,
            stream=record["request"]["stream"],
            base_url=f"{replay}/{vendor}/{record['n']}",
            environ={"KEY": "sk-test"},
        )
        assert code in {0, 4}, found
        with urllib.request.urlopen(f"{replay}/_last") as reply:
            (last,) = json.load(reply)
        body.get("systemInstruction", {}).pop("role", None)
        sent = camel(last["body"])
        compared += 1
        if sent != body or not last["path"].endswith(f"/{model}:{method}"):
            wrong.append((record["n"], last["path"], sent, body))
    assert wrong == []
    assert compared >= 5


def test_a_cut_stream_is_a_connection_failure(tmp_path: Path, shared: Path, replay: str) -> None:
    (tmp_path / "providers.yaml").write_text(PROVIDERS)
    (tmp_path / "request.json").write_text(json.dumps(REQUEST))
    streamed = [r for r in records(shared, "gemini") if r["request"]["stream"]]
    for record in streamed[:2]:
        code, found = pipeline.call(
            tmp_path / "request.json",
            tmp_path / "providers.yaml",
            "gemini",
            stream=True,
            base_url=f"{replay}/gemini/{record['n']}/~cut=300",
            environ={"KEY": "sk-test"},
        )
        assert (code, found["error"]["class"]) == (4, "connection")
