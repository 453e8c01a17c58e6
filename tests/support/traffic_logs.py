"""Logs in the shapes of vendors and tools, all of the same two calls.

Every shape is written from the documentation that its reader names (`FORMAT.documented`), none was
recorded. The first call routes a ticket; the second asks about the weather with a tool, whose
result is in the request.
"""

from __future__ import annotations

import json
from typing import Any

SYSTEM = "You route tickets."
TICKET = "The printer is on fire."
QUEUE = "outage"
ASKS = "How is the weather in Oslo?"
RESULT = {"degrees": 4}
SAYS = "It is 4 degrees."
PARAMETERS = {"type": "object", "properties": {"town": {"type": "string"}}}

Record = dict[str, Any]
CHAT_TOOL = {
    "type": "function",
    "function": {"name": "weather", "description": "Looks it up.", "parameters": PARAMETERS},
}


def chat_body(text: str = QUEUE) -> Record:
    """An answer of Chat Completions."""
    message = {"role": "assistant", "content": text, "refusal": None}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": "gpt-5.4-2026-03-05",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 20, "completion_tokens": 2, "total_tokens": 22},
    }


CHAT_TURNS = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": TICKET}]
CHAT_LOOP: list[Record] = [
    {"role": "user", "content": ASKS},
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": "c1",
                "type": "function",
                "function": {"name": "weather", "arguments": '{"town": "Oslo"}'},
            }
        ],
    },
    {"role": "tool", "tool_call_id": "c1", "content": json.dumps(RESULT)},
]
CHAT_REQUEST = {"model": "gpt-5.4", "messages": CHAT_TURNS, "temperature": 0, "max_tokens": 5}
CHAT_LOOP_REQUEST = {"model": "gpt-5.4", "messages": CHAT_LOOP, "tools": [CHAT_TOOL]}
CHAT_CHUNKS = [
    {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "model": "gpt-5.4-2026-03-05",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    for delta, finish in (
        ({"role": "assistant", "content": ""}, None),
        ({"content": "out"}, None),
        ({"content": "age"}, None),
        ({}, "stop"),
    )
]
MESSAGES_REQUEST = {
    "model": "claude-sonnet-5",
    "system": SYSTEM,
    "max_tokens": 5,
    "temperature": 0,
    "messages": [{"role": "user", "content": [{"type": "text", "text": TICKET}]}],
}
MESSAGES_LOOP = {
    "model": "claude-sonnet-5",
    "max_tokens": 50,
    "tools": [{"name": "weather", "description": "Looks it up.", "input_schema": PARAMETERS}],
    "messages": [
        {"role": "user", "content": ASKS},
        {
            "role": "assistant",
            "content": [
                {"type": "tool_use", "id": "c1", "name": "weather", "input": {"town": "Oslo"}}
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "c1", "content": json.dumps(RESULT)}
            ],
        },
    ],
}


def messages_body(text: str = QUEUE) -> Record:
    """An answer of Anthropic's Messages."""
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-5",
        "content": [{"type": "text", "text": text}],
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 20, "output_tokens": 2},
    }


def gemini_body(text: str = QUEUE) -> Record:
    """An answer of generateContent."""
    content = {"role": "model", "parts": [{"text": text}]}
    return {
        "candidates": [{"content": content, "finishReason": "STOP", "index": 0}],
        "usageMetadata": {"promptTokenCount": 20, "candidatesTokenCount": 2, "totalTokenCount": 22},
        "modelVersion": "gemini-3-flash",
        "responseId": "r1",
    }


def responses_body(text: str = QUEUE) -> Record:
    """An answer of the Responses API."""
    part = {"type": "output_text", "text": text, "annotations": []}
    message = {"type": "message", "id": "m1", "status": "completed", "role": "assistant"}
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1_790_000_000,
        "status": "completed",
        "model": "gpt-5.4-2026-03-05",
        "output": [{**message, "content": [part]}],
        "usage": {"input_tokens": 20, "output_tokens": 2, "total_tokens": 22},
    }


def converse_body(text: str = QUEUE) -> Record:
    """An answer of Converse."""
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": text}]}},
        "stopReason": "end_turn",
        "metrics": {"latencyMs": 640},
        "usage": {"inputTokens": 20, "outputTokens": 2, "totalTokens": 22},
    }


def _openai_chat() -> list[Record]:
    return [
        {"id": "a", "timestamp": 1.79e9, "request": CHAT_REQUEST, "response": chat_body()},
        {"id": "b", "request": CHAT_LOOP_REQUEST, "response": chat_body(SAYS)},
    ]


def _openai_responses() -> list[Record]:
    asks = {"model": "gpt-5.4", "instructions": SYSTEM, "input": TICKET, "max_output_tokens": 5}
    items = [
        {"role": "user", "content": [{"type": "input_text", "text": ASKS}]},
        {"type": "reasoning", "id": "rs_1", "summary": []},
        {
            "type": "function_call",
            "call_id": "c1",
            "name": "weather",
            "arguments": '{"town": "Oslo"}',
        },
        {"type": "function_call_output", "call_id": "c1", "output": json.dumps(RESULT)},
    ]
    tool = {"type": "function", "name": "weather", "parameters": PARAMETERS}
    return [
        {"request": {**asks, "temperature": 0}, "response": responses_body()},
        {
            "request": {"model": "gpt-5.4", "input": items, "tools": [tool]},
            "response": {**responses_body(SAYS), "id": "resp_2"},
        },
    ]


def _anthropic() -> list[Record]:
    return [
        {"request": MESSAGES_REQUEST, "response": messages_body()},
        {"request": MESSAGES_LOOP, "response": messages_body(SAYS)},
    ]


def _gemini() -> list[Record]:
    generation = {"temperature": 0, "maxOutputTokens": 5}
    schema = {"type": "OBJECT", "properties": {"town": {"type": "STRING"}}}
    declared = {"name": "weather", "description": "Looks it up.", "parameters": schema}
    call = {"functionCall": {"name": "weather", "args": {"town": "Oslo"}}}
    result = {"functionResponse": {"name": "weather", "response": RESULT}}
    return [
        {
            "model": "gemini-3-flash",
            "request": {
                "systemInstruction": {"parts": [{"text": SYSTEM}]},
                "contents": [{"role": "user", "parts": [{"text": TICKET}]}],
                "generationConfig": generation,
            },
            "response": gemini_body(),
        },
        {
            "model": "gemini-3-flash",
            "request": {
                "contents": [
                    {"role": "user", "parts": [{"text": ASKS}]},
                    {"role": "model", "parts": [call]},
                    {"role": "user", "parts": [result]},
                ],
                "tools": [{"functionDeclarations": [declared]}],
            },
            "response": gemini_body(SAYS),
        },
    ]


def bedrock_record(asks: Any, answers: Any, operation: str = "Converse") -> Record:
    """A record of Bedrock's log of invocations."""
    return {
        "schemaType": "ModelInvocationLog",
        "schemaVersion": "1.0",
        "timestamp": "2026-09-21T14:13:20Z",
        "accountId": "111122223333",
        "identity": {"arn": "arn:aws:iam::111122223333:user/app"},
        "region": "eu-central-1",
        "requestId": "7f7d",
        "operation": operation,
        "modelId": "anthropic.claude-sonnet-5-v1:0",
        "input": {
            "inputContentType": "application/json",
            "inputBodyJson": asks,
            "inputTokenCount": 20,
        },
        "output": {
            "outputContentType": "application/json",
            "outputBodyJson": answers,
            "outputTokenCount": 2,
        },
    }


def _bedrock() -> list[Record]:
    spec = {"name": "weather", "description": "Looks it up.", "inputSchema": {"json": PARAMETERS}}
    call = {"toolUse": {"toolUseId": "c1", "name": "weather", "input": {"town": "Oslo"}}}
    result = {"toolResult": {"toolUseId": "c1", "content": [{"json": RESULT}]}}
    inference = {"maxTokens": 5, "temperature": 0}
    return [
        bedrock_record(
            {
                "system": [{"text": SYSTEM}],
                "messages": [{"role": "user", "content": [{"text": TICKET}]}],
                "inferenceConfig": inference,
            },
            converse_body(),
        ),
        bedrock_record(
            {
                "messages": [
                    {"role": "user", "content": [{"text": ASKS}]},
                    {"role": "assistant", "content": [call]},
                    {"role": "user", "content": [result]},
                ],
                "toolConfig": {"tools": [{"toolSpec": spec}]},
            },
            converse_body(SAYS),
        ),
    ]


def _litellm() -> list[Record]:
    def payload(messages: Any, parameters: Record, answer: str) -> Record:
        return {
            "id": "chatcmpl-1",
            "trace_id": "t1",
            "call_type": "acompletion",
            "stream": False,
            "response_cost": 0.0004,
            "status": "success",
            "custom_llm_provider": "openai",
            "total_tokens": 22,
            "prompt_tokens": 20,
            "completion_tokens": 2,
            "startTime": 1_790_000_000.0,
            "endTime": 1_790_000_000.64,
            "completionStartTime": 1_790_000_000.3,
            "model_map_information": {"model_map_key": "gpt-5.4", "model_map_value": None},
            "model": "gpt-5.4",
            "api_base": "https://api.openai.com",
            "metadata": {},
            "request_tags": [],
            "messages": messages,
            "response": chat_body(answer),
            "error_str": None,
            "model_parameters": parameters,
            "hidden_params": {},
        }

    return [
        payload(CHAT_TURNS, {"temperature": 0, "max_tokens": 5}, QUEUE),
        payload(CHAT_LOOP, {"tools": [CHAT_TOOL]}, SAYS),
    ]


def attribute(name: str, value: Any) -> Record:
    """An attribute of OTLP."""
    kinds = {str: "stringValue", int: "intValue", float: "doubleValue"}
    if isinstance(value, list):
        return {
            "key": name,
            "value": {"arrayValue": {"values": [{"stringValue": one} for one in value]}},
        }
    written = str(value) if isinstance(value, int) else value
    return {"key": name, "value": {kinds[type(value)]: written}}


def span(attributes: Record, events: Any = (), span_id: str = "00f067aa0ba902b7") -> Record:
    """A span of OTLP."""
    return {
        "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
        "spanId": span_id,
        "name": "chat gpt-5.4",
        "kind": 3,
        "startTimeUnixNano": "1790000000000000000",
        "endTimeUnixNano": "1790000000640000000",
        "attributes": [attribute(name, value) for name, value in attributes.items()],
        "events": list(events),
        "status": {},
    }


def traced(*spans: Record) -> Record:
    """What an exporter sends."""
    return {"resourceSpans": [{"resource": {}, "scopeSpans": [{"scope": {}, "spans": [*spans]}]}]}


ABOUT = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-5.4",
    "gen_ai.response.model": "gpt-5.4-2026-03-05",
    "gen_ai.response.finish_reasons": ["stop"],
    "gen_ai.usage.input_tokens": 20,
    "gen_ai.usage.output_tokens": 2,
}


def spoken(role: str, text: str, **more: Any) -> Record:
    """A message of the newer conventions."""
    return {"role": role, "parts": [{"type": "text", "content": text}], **more}


def _otel() -> list[Record]:
    asks = [spoken("user", TICKET)]
    call = {"type": "tool_call", "id": "c1", "name": "weather", "arguments": {"town": "Oslo"}}
    result = {"type": "tool_call_response", "id": "c1", "response": RESULT}
    loop = [
        spoken("user", ASKS),
        {"role": "assistant", "parts": [call]},
        {"role": "tool", "parts": [result]},
    ]
    tool = {"type": "function", "name": "weather", "parameters": PARAMETERS}
    return [
        traced(
            span(
                {
                    **ABOUT,
                    "gen_ai.request.temperature": 0.0,
                    "gen_ai.request.max_tokens": 5,
                    "gen_ai.system_instructions": json.dumps([{"type": "text", "content": SYSTEM}]),
                    "gen_ai.input.messages": json.dumps(asks),
                    "gen_ai.output.messages": json.dumps(
                        [spoken("assistant", QUEUE, finish_reason="stop")]
                    ),
                }
            )
        ),
        traced(
            span(
                {
                    **ABOUT,
                    "gen_ai.tool.definitions": json.dumps([tool]),
                    "gen_ai.input.messages": json.dumps(loop),
                    "gen_ai.output.messages": json.dumps([spoken("assistant", SAYS)]),
                }
            )
        ),
    ]


def _langfuse() -> list[Record]:
    def observation(asks: Any, answer: str, parameters: Record) -> Record:
        return {
            "id": "obs-1",
            "traceId": "trace-1",
            "type": "GENERATION",
            "name": "router",
            "startTime": "2026-09-21T14:13:20.000Z",
            "endTime": "2026-09-21T14:13:20.640Z",
            "model": "gpt-5.4",
            "modelParameters": parameters,
            "input": asks,
            "output": {"role": "assistant", "content": answer},
            "level": "DEFAULT",
            "statusMessage": None,
            "usageDetails": {"input": 20, "output": 2, "total": 22},
            "costDetails": {"total": 0.0004},
        }

    return [
        observation(CHAT_TURNS, QUEUE, {"temperature": "0", "max_tokens": 5}),
        observation({"messages": CHAT_LOOP, "tools": [CHAT_TOOL]}, SAYS, {}),
    ]


def lc_message(kind: str, content: Any, **more: Any) -> Record:
    """A message as LangChain writes it."""
    return {
        "lc": 1,
        "type": "constructor",
        "id": ["langchain", "schema", "messages", kind],
        "kwargs": {"content": content, **more},
    }


def _langsmith() -> list[Record]:
    def run(messages: list[Record], answer: str, parameters: Record) -> Record:
        message = lc_message(
            "AIMessage",
            answer,
            response_metadata={"finish_reason": "stop", "model_name": "gpt-5.4-2026-03-05"},
        )
        return {
            "id": "run-1",
            "trace_id": "run-0",
            "name": "ChatOpenAI",
            "run_type": "llm",
            "start_time": "2026-09-21T14:13:20.000000",
            "end_time": "2026-09-21T14:13:20.640000",
            "extra": {
                "invocation_params": {"model": "gpt-5.4", **parameters},
                "metadata": {"ls_provider": "openai", "ls_model_name": "gpt-5.4"},
            },
            "error": None,
            "inputs": {"messages": [messages]},
            "outputs": {"generations": [[{"text": answer, "message": message}]]},
            "prompt_tokens": 20,
            "completion_tokens": 2,
        }

    call = {"name": "weather", "args": {"town": "Oslo"}, "id": "c1", "type": "tool_call"}
    return [
        run(
            [lc_message("SystemMessage", SYSTEM), lc_message("HumanMessage", TICKET)],
            QUEUE,
            {"temperature": 0, "max_tokens": 5},
        ),
        run(
            [
                lc_message("HumanMessage", ASKS),
                lc_message("AIMessage", "", tool_calls=[call]),
                lc_message("ToolMessage", json.dumps(RESULT), tool_call_id="c1"),
            ],
            SAYS,
            {"tools": [CHAT_TOOL]},
        ),
    ]


def _helicone() -> list[Record]:
    def row(asks: Record, answer: str) -> Record:
        return {
            "response_id": "rsp-1",
            "response_created_at": "2026-09-21T14:13:20.640Z",
            "response_status": 200,
            "request_id": "req-1",
            "request_created_at": "2026-09-21T14:13:20.000Z",
            "request_path": "https://api.openai.com/v1/chat/completions",
            "request_model": "gpt-5.4",
            "provider": "OPENAI",
            "delay_ms": 640,
            "prompt_tokens": 20,
            "completion_tokens": 2,
            "costUSD": 0.0004,
            "request_body": asks,
            "response_body": chat_body(answer),
        }

    return [row(CHAT_REQUEST, QUEUE), row(CHAT_LOOP_REQUEST, SAYS)]


def _azure_apim() -> list[Record]:
    def rows(known_as: str, asks: list[Record], answer: str) -> list[Record]:
        about = {
            "TimeGenerated": "2026-09-21T14:13:20Z",
            "CorrelationId": known_as,
            "DeploymentName": "router",
            "ModelName": "gpt-5.4",
            "PromptTokens": 20,
            "CompletionTokens": 2,
            "SequenceNumber": 0,
        }
        said = [{"role": "assistant", "content": answer}]
        return [
            about,
            {"CorrelationId": known_as, "SequenceNumber": 1, "RequestMessages": json.dumps(asks)},
            {"CorrelationId": known_as, "SequenceNumber": 1, "ResponseMessages": json.dumps(said)},
        ]

    return [*rows("c-1", CHAT_TURNS, QUEUE), *rows("c-2", CHAT_LOOP, SAYS)]


def _openai_batch() -> list[Record]:
    def asks(known_as: str, body: Record) -> Record:
        return {
            "custom_id": known_as,
            "method": "POST",
            "url": "/v1/chat/completions",
            "body": body,
        }

    def answers(known_as: str, text: str) -> Record:
        response = {"status_code": 200, "request_id": "req_1", "body": chat_body(text)}
        return {
            "id": f"batch_req_{known_as}",
            "custom_id": known_as,
            "response": response,
            "error": None,
        }

    return [
        answers("call-1", QUEUE),
        asks("call-1", CHAT_REQUEST),
        asks("call-2", CHAT_LOOP_REQUEST),
        answers("call-2", SAYS),
    ]


def _anthropic_batch() -> list[Record]:
    def answers(known_as: str, text: str) -> Record:
        return {
            "custom_id": known_as,
            "result": {"type": "succeeded", "message": messages_body(text)},
        }

    return [
        {"custom_id": "call-1", "params": MESSAGES_REQUEST},
        answers("call-1", QUEUE),
        answers("call-2", SAYS),
        {"custom_id": "call-2", "params": MESSAGES_LOOP},
    ]


LOGS: dict[str, list[Record]] = {
    "openai-chat": _openai_chat(),
    "openai-responses": _openai_responses(),
    "anthropic": _anthropic(),
    "gemini": _gemini(),
    "bedrock": _bedrock(),
    "litellm": _litellm(),
    "otel": _otel(),
    "langfuse": _langfuse(),
    "langsmith": _langsmith(),
    "helicone": _helicone(),
    "azure-apim": _azure_apim(),
    "openai-batch": _openai_batch(),
    "anthropic-batch": _anthropic_batch(),
}
"""Format to its records, of both calls."""
