"""Spans of Vercel's AI SDK, written from its documentation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import traffic_logs as logs

from portcheck.imports.exchange import Exchange
from portcheck.imports.logs.known_formats import read
from portcheck.run.traffic.dialects import READ_ANSWERS


@pytest.mark.parametrize("version", [4, 5])
def test_spans_of_the_ai_sdk(version: int, tmp_path: Path) -> None:
    given, schema = ("input", "inputSchema") if version > 4 else ("args", "parameters")
    result = (
        {"output": {"type": "json", "value": logs.RESULT}}
        if version > 4
        else {"result": logs.RESULT}
    )
    call = {"toolCallId": "c1", "toolName": "weather", given: {"town": "Oslo"}}
    turns = [
        {"role": "system", "content": logs.SYSTEM},
        {"role": "user", "content": [{"type": "text", "text": logs.ASKS}]},
        {"role": "assistant", "content": [{"type": "tool-call", **call}]},
        {"role": "tool", "content": [
            {"type": "tool-result", "toolCallId": "c1", "toolName": "weather", **result}]},
    ]  # fmt: skip
    about = {
        "ai.operationId": "ai.generateText.doGenerate",
        "gen_ai.system": "openai.chat",
        "gen_ai.request.model": "gpt-5.4",
        "gen_ai.request.temperature": 0,
        "ai.prompt.messages": json.dumps(turns),
        "ai.prompt.tools": [
            json.dumps({"type": "function", "name": "weather", schema: logs.PARAMETERS})
        ],
        "ai.response.text": logs.SAYS,
        "ai.response.finishReason": "stop",
    }
    asking = {**about, "ai.prompt.messages": json.dumps(turns[:2])}
    asking |= {
        "ai.response.toolCalls": json.dumps([call]),
        "ai.response.finishReason": "tool-calls",
    }
    del asking["ai.response.text"]
    spans = [
        {"name": "ai", "context": {"trace_id": "1", "span_id": str(at)}, "attributes": one}
        for at, one in enumerate((about, asking))
    ]
    written = tmp_path / "spans.jsonl"
    written.write_text("".join(json.dumps(span) + "\n" for span in spans))
    ended, began = read(written, READ_ANSWERS)
    assert isinstance(ended, Exchange), ended
    assert isinstance(began, Exchange), began
    assert (ended.request.system, ended.vendor) == (logs.SYSTEM, "openai")
    asks, calls, back = ended.request.messages
    assert (asks.text, calls.tool_calls[0].arguments) == (logs.ASKS, {"town": "Oslo"})
    assert (json.loads(back.text), back.tool_call_id) == (logs.RESULT, "c1")
    assert [(tool.name, dict(tool.parameters)) for tool in ended.request.tools] == [
        ("weather", logs.PARAMETERS)
    ]
    assert ended.answer is not None
    assert ended.answer.text == logs.SAYS
    assert began.answer is not None
    assert began.answer.finish_reason == "tool_calls"
    assert began.answer.tool_calls[0].arguments == {"town": "Oslo"}
