"""Spans of OpenInference, written from its specification."""

from __future__ import annotations

import json
from pathlib import Path

import traffic_logs as logs

from portcheck.imports.exchange import Exchange, Skipped
from portcheck.imports.logs.known_formats import read
from portcheck.run.traffic.dialects import READ_ANSWERS


def test_spans_of_openinference(tmp_path: Path) -> None:
    loop = "llm.input_messages.1.message.tool_calls.0.tool_call"
    weather = {
        "openinference.span.kind": "LLM",
        "llm.model_name": "gpt-5.4",
        "llm.provider": "openai",
        "llm.invocation_parameters": json.dumps({"model": "gpt-5.4", "temperature": 0}),
        "llm.input_messages.0.message.role": "user",
        "llm.input_messages.0.message.contents.0.message_content.type": "text",
        "llm.input_messages.0.message.contents.0.message_content.text": logs.ASKS,
        "llm.input_messages.1.message.role": "assistant",
        f"{loop}.id": "c1",
        f"{loop}.function.name": "weather",
        f"{loop}.function.arguments": '{"town": "Oslo"}',
        "llm.input_messages.2.message.role": "tool",
        "llm.input_messages.2.message.tool_call_id": "c1",
        "llm.input_messages.2.message.content": json.dumps(logs.RESULT),
        "llm.tools.0.tool.json_schema": json.dumps(logs.CHAT_TOOL),
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.content": logs.SAYS,
        "llm.token_count.prompt": 20,
        "llm.token_count.completion": 2,
    }
    spans = [
        {"name": "step", "context": {"trace_id": "1", "span_id": "1"}, "attributes": {
            "openinference.span.kind": "CHAIN", "input.value": "hello"}},
        {"name": "ask", "context": {"trace_id": "1", "span_id": "2"}, "attributes": weather},
    ]  # fmt: skip
    written = tmp_path / "spans.jsonl"
    written.write_text("".join(json.dumps(span) + "\n" for span in spans))
    chain, one = read(written, READ_ANSWERS)
    assert isinstance(chain, Skipped)
    assert isinstance(one, Exchange), one
    assert (one.model, one.vendor, one.request.sampling.temperature) == ("gpt-5.4", "openai", 0)
    asks, calls, result = one.request.messages
    assert (asks.text, calls.tool_calls[0].arguments) == (logs.ASKS, {"town": "Oslo"})
    assert json.loads(result.text) == logs.RESULT
    assert [tool.name for tool in one.request.tools] == ["weather"]
    assert one.answer is not None
    assert (one.answer.text, one.answer.usage.input_tokens) == (logs.SAYS, 20)
