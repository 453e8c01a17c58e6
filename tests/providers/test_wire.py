"""Recorded exchanges of vendors, replayed: what each answer must be read as, and what is sent.

The recordings are no part of the project; without them these tests are skipped.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from provider_exchanges import Server, ask, spec, without_timing

from portcheck.errors import ProviderError
from portcheck.model.chat import Request
from portcheck.model.codec import request_from_json
from portcheck.model.completion import Completion, Failure

DIALECTS = {
    "openai.chat": "openai-chat",
    "mistral.chat": "openai-chat",
    "anthropic.messages": "anthropic",
}
SIGNALS = {
    "model_refusal": "model_refusal",
    "classifier_refusal": "model_refusal",
    "azure_prompt_filter": "prompt_blocked",
    "azure_output_filter": "content_filter",
}
UNSENT = frozenset({"content-length", "transfer-encoding", "content-encoding", "connection"})


def records(shared: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((shared / "wire").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if record["api"] in DIALECTS:
                yield f"{path.stem}/{record['n']}", record


def server(record: Mapping[str, Any], chunk: int) -> Server:
    response = record["response"]
    body = response["body"].encode()
    if response.get("body_encoding") == "base64":
        body = base64.b64decode(response["body"])
    headers = [
        (name, one)
        for name, values in response["headers"].items()
        if name.lower() not in UNSENT
        for one in (values if isinstance(values, list) else [values])
    ]
    return Server(body=body, status=response["status"], headers=headers, chunk=chunk)


def replay(record: Mapping[str, Any], chunk: int, *, stream: bool) -> Completion | ProviderError:
    provider = spec(DIALECTS[record["api"]], stream=stream)
    return ask(server(record, chunk), provider)


def differences(got: Completion | ProviderError, expected: Mapping[str, Any]) -> list[str]:
    failure = Failure.of(got) if isinstance(got, ProviderError) else got.error
    wrong = _error_differences(failure, expected.get("error"))
    if isinstance(got, ProviderError):
        return wrong if expected["outcome"] == "error" else [*wrong, f"raised {got}"]
    if got.finish_reason not in (expected.get("accept_finish") or [expected["finish"]]):
        wrong.append(f"finish_reason {got.finish_reason}")
    pairs: dict[str, tuple[Any, Any]] = {
        "text": (got.text, expected["text"]),
        "refusal_text": (got.refusal_text, expected.get("refusal_text")),
        "tool_calls": (
            [(call.name, call.arguments) for call in got.tool_calls],
            [(call["name"], call["arguments"]) for call in expected["tool_calls"]],
        ),
        "reasoning": (_sha(got.reasoning_text), expected.get("reasoning_text_sha")),
    }
    for name in ("served_model", "response_id"):
        if name in expected:
            pairs[name] = (getattr(got, name), expected[name])
    usage = expected.get("usage")
    if usage and not expected.get("usage_optional"):
        mine = (got.usage.input_tokens, got.usage.output_tokens)
        pairs["usage"] = (mine, (usage["input"], usage["output"]))
    signal = expected.get("refusal_signal")
    if signal:
        kind = got.refusal_signal.kind if got.refusal_signal else None
        pairs["refusal_signal"] = (kind, SIGNALS[signal["kind"]])
    return [*wrong, *(f"{k}: {a!r} != {b!r}" for k, (a, b) in pairs.items() if a != b)]


def _error_differences(failure: Failure | None, expected: Mapping[str, Any] | None) -> list[str]:
    if failure is None or expected is None:
        return (
            []
            if failure is None and expected is None
            else [f"error {failure}, expected {expected}"]
        )
    code = expected["vendor_code"] or expected["vendor_type"]
    pairs = {
        "class": (failure.error_class, expected["class"]),
        "retryable": (failure.retryable, expected["retryable"]),
        "http_status": (failure.http_status, expected["http_status"]),
        "vendor_code": (failure.vendor_code, None if code is None else str(code)),
        "message": (expected["message_contains"] in failure.message, True),
    }
    return [f"{name}: {a!r} != {b!r}" for name, (a, b) in pairs.items() if a != b]


def _sha(text: str | None) -> str | None:
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else None


def test_every_recorded_answer_is_read_rightly_in_any_chunking(shared: Path) -> None:
    wrong, seen = {}, 0
    for name, record in records(shared):
        for chunk in (0, 61, 1):
            got = replay(record, chunk, stream=bool(record["request"].get("stream")))
            found = differences(got, record["expected"])
            seen += 1
            if found:
                wrong[f"{name} chunk {chunk}"] = found
    assert wrong == {}
    assert seen > 150


def test_what_was_asked_for_does_not_change_how_an_answer_is_read(shared: Path) -> None:
    for name, record in records(shared):
        streamed = replay(record, 0, stream=True)
        whole = replay(record, 0, stream=False)
        if isinstance(streamed, ProviderError) or isinstance(whole, ProviderError):
            assert str(streamed) == str(whole), name
        else:
            assert without_timing(streamed) == without_timing(whole), name


def test_a_recorded_stream_that_is_cut_anywhere_is_whole_or_a_connection_error(
    shared: Path,
) -> None:
    seen = 0
    for name, record in records(shared):
        if not record["request"].get("stream") or record["expected"]["outcome"] != "message":
            continue
        whole = replay(record, 0, stream=True)
        assert isinstance(whole, Completion)
        size = len(server(record, 0).data)
        for cut in {size * part // 10 for part in range(10)}:
            for broken in (True, False):
                stand_in = server(record, 61)
                if broken:
                    stand_in.cut = cut
                else:
                    stand_in.body = stand_in.data[:cut]
                got = ask(stand_in, spec(DIALECTS[record["api"]], stream=True))
                if isinstance(got, ProviderError):
                    assert got.error_class in {"connection", "malformed_response"}, name
                    assert got.error_class == "connection" or cut < 200, (name, cut)
                else:
                    assert got.text == whole.text, (name, cut)
                seen += 1
    assert seen > 100


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
    for name, record in records(shared):
        body = record["request"]["body"]
        if not isinstance(body, dict) or "messages" not in body or "mistral" in name:
            continue
        known = {
            *("messages", "model", "n", "stream", "stream_options", "system", "tools"),
            *("tool_choice", "response_format", "output_config", "temperature", "top_p", "seed"),
            *("stop", "stop_sequences", "max_tokens", "max_completion_tokens", "reasoning_effort"),
        }
        request = None if set(body) - known else neutral(body)
        if request is None:
            continue
        stand_in = server(record, 0)
        ask(stand_in, spec(DIALECTS[record["api"]], model=body.get("model")), request)
        if record["api"] == "anthropic.messages":
            body = {**body, "max_tokens": body.get("max_tokens", 4096)}
        assert plain(stand_in.sent) == plain(body), name
        compared += 1
    assert compared > 25
