"""Recorded exchanges of vendors, replayed: what each answer must be read as, and what is sent.

The recordings are no part of the project; without them these tests are skipped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from provider_exchanges import Server, ask, spec, without_timing
from replayed import Recorded, differences, recorded

from portcheck.errors import ProviderError
from portcheck.model.chat import Request
from portcheck.model.codec import completion_to_json, encode, request_from_json
from portcheck.model.completion import Completion

DIALECTS = {
    "anthropic.messages": "anthropic",
    "bedrock.converse": "bedrock",
    "cohere.v2.chat": "cohere",
    "google.generateContent": "gemini",
    "mistral.chat": "mistral",
    "ollama.chat": "ollama",
    "openai.chat": "openai-chat",
    "openai.responses": "openai-responses",
}
READERS = (*DIALECTS.items(), ("mistral.chat", "openai-chat"))
"""Wire formats and the dialects that read them; the commonest one is Mistral's as well."""
UNSENT = frozenset({"content-length", "transfer-encoding", "content-encoding", "connection"})


def exchanges(shared: Path, *apis: str) -> Iterator[Recorded]:
    files = sorted(path.stem for path in (shared / "wire").glob("*.jsonl"))
    for api in apis:
        yield from recorded(shared, *files, api=api)


def server(exchange: Recorded, chunk: int) -> Server:
    response = exchange.record["response"]
    headers = [
        (name, one)
        for name, values in response["headers"].items()
        if name.lower() not in UNSENT
        for one in (values if isinstance(values, list) else [values])
    ]
    return Server(body=exchange.answer, status=response["status"], headers=headers, chunk=chunk)


def replay(
    exchange: Recorded, dialect: str, chunk: int, *, stream: bool
) -> Completion | ProviderError:
    return ask(server(exchange, chunk), spec(dialect, stream=stream))


def printed(got: Completion | ProviderError) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON of `call`."""
    if isinstance(got, ProviderError):
        return 4, {"error": encode(got.failure)}
    return 0, completion_to_json(got)


@pytest.mark.parametrize(("api", "dialect"), READERS)
def test_every_recorded_answer_is_read_rightly_in_any_chunking(
    shared: Path, api: str, dialect: str
) -> None:
    wrong, seen = {}, 0
    for exchange in exchanges(shared, api):
        for chunk in (0, 61, 1):
            got = replay(exchange, dialect, chunk, stream=exchange.stream)
            seen += 1
            if found := differences(exchange.record["expected"], *printed(got)):
                wrong[f"{exchange.where} chunk {chunk}"] = found
    assert wrong == {}
    assert seen


@pytest.mark.parametrize(
    ("api", "dialect"),
    [
        ("anthropic.messages", "anthropic"),
        ("mistral.chat", "openai-chat"),
        ("openai.chat", "openai-chat"),
    ],
)
def test_what_was_asked_for_does_not_change_how_an_answer_is_read(
    shared: Path, api: str, dialect: str
) -> None:
    for exchange in exchanges(shared, api):
        streamed = replay(exchange, dialect, 0, stream=True)
        whole = replay(exchange, dialect, 0, stream=False)
        if isinstance(streamed, ProviderError) or isinstance(whole, ProviderError):
            assert str(streamed) == str(whole), exchange.where
        else:
            assert without_timing(streamed) == without_timing(whole), exchange.where


@pytest.mark.parametrize(("api", "dialect"), READERS)
def test_a_recorded_stream_that_is_cut_anywhere_is_whole_or_a_connection_error(
    shared: Path, api: str, dialect: str
) -> None:
    for exchange in exchanges(shared, api):
        if not exchange.stream or exchange.record["expected"]["outcome"] != "message":
            continue
        whole = replay(exchange, dialect, 0, stream=True)
        assert isinstance(whole, Completion)
        size = len(exchange.answer)
        for cut in {size * part // 10 for part in range(10)}:
            for broken in (True, False):
                stand_in = server(exchange, 61)
                if broken:
                    stand_in.cut = cut
                else:
                    stand_in.body = exchange.answer[:cut]
                got = ask(stand_in, spec(dialect, stream=True))
                if isinstance(got, ProviderError):
                    assert got.failure.error_class in {"connection", "malformed_response"}, (
                        exchange.where
                    )
                    assert got.failure.error_class == "connection" or cut < 200, (
                        exchange.where,
                        cut,
                    )
                else:
                    assert got.text == whole.text, (exchange.where, cut)


# --- what is sent --------------------------------------------------------------------------------


def neutral(body: Mapping[str, Any]) -> Request | None:
    """The neutral request behind a recorded one, where it holds nothing of the vendor's own."""
    messages = [_neutral_message(item) for item in body["messages"]]
    tools = [_neutral_tool(item) for item in body.get("tools") or []]
    if None in messages or None in tools or isinstance(body.get("tool_choice"), dict):
        return None
    schema = (body.get("response_format") or {}).get("json_schema", {}).get("schema")
    output = (body.get("output_config") or {}).get("format", {}).get("schema")
    data = {
        "system": body.get("system"),
        "messages": messages,
        "tools": tools,
        "response_schema": schema or output,
        "sampling": {
            "temperature": body.get("temperature"),
            "top_p": body.get("top_p"),
            "seed": body.get("seed"),
            "stop": body.get("stop") or body.get("stop_sequences") or [],
            "effort": body.get("reasoning_effort")
            or (body.get("output_config") or {}).get("effort"),
            "max_output_tokens": body.get("max_completion_tokens") or body.get("max_tokens"),
        },
    }
    if isinstance(body.get("tool_choice"), str):
        data["tool_choice"] = body["tool_choice"]
    return request_from_json(data)


def _neutral_message(message: Mapping[str, Any]) -> dict[str, Any] | None:
    known = {"role", "content", "tool_calls", "tool_call_id"}
    if set(message) - known or message["role"] == "developer":
        return None
    content = message.get("content")
    if isinstance(content, list):
        if not all(
            part.get("type") == "text" and set(part) == {"type", "text"} for part in content
        ):
            return None
        content = "".join(part["text"] for part in content)
    calls = [
        {
            "id": call["id"],
            "name": call["function"]["name"],
            "arguments": json.loads(call["function"]["arguments"]),
            "arguments_raw": call["function"]["arguments"],
        }
        for call in message.get("tool_calls") or []
    ]
    extra = {"tool_call_id": message["tool_call_id"]} if "tool_call_id" in message else {}
    return {"role": message["role"], "content": content or "", "tool_calls": calls, **extra}


def _neutral_tool(tool: Mapping[str, Any]) -> dict[str, Any] | None:
    if "input_schema" in tool:
        if set(tool) - {"name", "description", "input_schema"}:
            return None
        return {
            **{k: tool[k] for k in tool if k != "input_schema"},
            "parameters": tool["input_schema"],
        }
    return dict(tool["function"]) if tool.get("type") == "function" else None


def plain(body: Mapping[str, Any]) -> dict[str, Any]:
    """A body without what means the same in both spellings."""
    out = {
        k: v
        for k, v in body.items()
        if k not in {"stream", "stream_options", "model", "n", "max_tokens"} and v is not None
    }
    if "max_tokens" in body or "max_completion_tokens" in body:
        out.pop("max_completion_tokens", None)
        out["limit"] = body.get("max_completion_tokens", body.get("max_tokens"))
    out["messages"] = [_plain_message(message) for message in body["messages"]]
    if "tools" in body:
        out["tools"] = json.loads(json.dumps(body["tools"]).replace('"description": "", ', ""))
    if "response_format" in body:
        form = dict(body["response_format"]["json_schema"])
        out["response_format"] = form["schema"], form.get("strict", False)
    return out


def _plain_message(message: Mapping[str, Any]) -> dict[str, Any]:
    content = message.get("content") or ""
    if isinstance(content, list):
        content = "".join(part["text"] for part in content)
    return {**message, "content": content}


def test_the_same_requests_are_sent_that_were_recorded(shared: Path) -> None:
    compared = 0
    for exchange in exchanges(shared, "anthropic.messages", "openai.chat"):
        body = exchange.body
        if not isinstance(body, dict) or "messages" not in body:
            continue
        known = {
            *("messages", "model", "n", "stream", "stream_options", "system", "tools"),
            *("tool_choice", "response_format", "output_config", "temperature", "top_p", "seed"),
            *("stop", "stop_sequences", "max_tokens", "max_completion_tokens", "reasoning_effort"),
        }
        request = None if set(body) - known else neutral(body)
        if request is None:
            continue
        stand_in = server(exchange, 0)
        dialect = DIALECTS[exchange.record["api"]]
        ask(stand_in, spec(dialect, model=body.get("model")), request)
        if dialect == "anthropic":
            body = {**body, "max_tokens": body.get("max_tokens", 4096)}
        assert plain(stand_in.sent) == plain(body), exchange.where
        compared += 1
    assert compared > 25
