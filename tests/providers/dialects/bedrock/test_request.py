"""What is sent to Bedrock. Every exchange is written from documentation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bedrock_exchanges import IMAGE, SHOWN, converse, reply, said, sent
from provider_exchanges import KEY, QUESTION, VARIABLE, Server, answered

from portcheck.errors import UsageError
from portcheck.model.chat import (
    Image,
    Message,
    Request,
    Sampling,
    Text,
    Tool,
    ToolCall,
    ToolChoice,
)
from portcheck.model.routes.guardrail import Guardrail
from portcheck.providers.dialects.bedrock import WIRE
from portcheck.providers.open_provider import open_provider

# --- requests ------------------------------------------------------------------------------------


def test_everything_that_is_set_is_sent_and_the_rest_is_reported() -> None:
    request = Request(
        system="Be brief.",
        messages=(said("user", "Hi"),),
        tools=(Tool(name="weather", description="W", parameters={"properties": {}}, strict=True),),
        tool_choice=ToolChoice(mode="required"),
        response_schema={"type": "object"},
        sampling=Sampling(
            temperature=0.0, top_p=0.5, max_output_tokens=9, stop=("END",), seed=0, effort="low"
        ),
    )
    server = Server(body=reply())
    assert answered(server, converse(), request).dropped_params == ("seed",)
    assert server.sent == {
        "messages": [{"role": "user", "content": [{"text": "Hi"}]}],
        "system": [{"text": "Be brief."}],
        "inferenceConfig": {
            "maxTokens": 9,
            "temperature": 0.0,
            "topP": 0.5,
            "stopSequences": ["END"],
        },
        "toolConfig": {
            "tools": [
                {
                    "toolSpec": {
                        "name": "weather",
                        "description": "W",
                        "inputSchema": {"json": {"type": "object", "properties": {}}},
                        "strict": True,
                    }
                }
            ],
            "toolChoice": {"any": {}},
        },
        "outputConfig": {
            "textFormat": {
                "type": "json_schema",
                "structure": {"jsonSchema": {"name": "response", "schema": '{"type": "object"}'}},
            },
            "effort": "low",
        },
    }


def test_only_what_is_set_is_sent() -> None:
    assert sent(QUESTION) == {"messages": [{"role": "user", "content": [{"text": "Hello?"}]}]}


@pytest.mark.parametrize(
    ("choice", "wire"),
    [
        (ToolChoice(mode="auto"), {"auto": {}}),
        (ToolChoice(mode="required"), {"any": {}}),
        (ToolChoice(mode="tool", name="f"), {"tool": {"name": "f"}}),
    ],
)
def test_tool_choice(choice: ToolChoice, wire: dict[str, Any]) -> None:
    request = Request(messages=(said("user", "Hi"),), tools=(Tool(name="f"),), tool_choice=choice)
    assert sent(request)["toolConfig"]["toolChoice"] == wire
    alone = Request(messages=(said("user", "Hi"),), tool_choice=choice)
    server = Server(body=reply())
    assert answered(server, converse(), alone).dropped_params == ("tool_choice",)
    assert "toolConfig" not in server.sent


def test_no_tool_may_be_called() -> None:
    none, tools = ToolChoice(mode="none"), (Tool(name="f"),)
    request = Request(messages=(said("user", "Hi"),), tools=tools, tool_choice=none)
    server = Server(body=reply())
    assert answered(server, converse(), request).dropped_params == ("tool_choice", "tools")
    assert "toolConfig" not in server.sent
    call = ToolCall(id="a", name="f", arguments={})
    history = (
        said("user", "Hi"),
        said("assistant", tool_calls=(call,)),
        said("tool", "1", tool_call_id="a"),
    )
    request = Request(messages=history, tools=tools, tool_choice=none)
    assert answered(server, converse(), request).dropped_params == ("tool_choice",)
    assert list(server.sent["toolConfig"]) == ["tools"]


def test_a_conversation() -> None:
    long = "x" * 80
    messages = (
        said("system", "Also this."),
        Message(role="user", content=(Text(text="Look"), IMAGE, Text(text=""))),
        said(
            "assistant",
            "Let me see.",
            tool_calls=(
                ToolCall(id="call/1", name="f", arguments={"x": 1}),
                ToolCall(id="call/1", name="g", arguments=None, arguments_raw="{broken"),
                ToolCall(id=long, name="h", arguments={}),
            ),
        ),
        Message(role="tool", content=(Text(text="Sun"), IMAGE), tool_call_id="call/1"),
        said("user", "And?"),
        said("tool", "Rain", tool_call_id="call/1", is_error=True),
        said("tool", tool_call_id=long),
        said("system", "And that."),
        said("assistant"),
        said("user"),
    )
    body = sent(Request(system="First.", messages=messages))
    assert body["system"] == [{"text": "First."}, {"text": "Also this."}, {"text": "And that."}]
    user, assistant, results = body["messages"][:3]
    assert user == {"role": "user", "content": [{"text": "Look"}, SHOWN]}
    text, *calls = assistant["content"]
    assert text == {"text": "Let me see."}
    first, second, third = (call["toolUse"] for call in calls)
    assert (first["toolUseId"], first["input"], second["input"]) == ("call_1", {"x": 1}, {})
    assert second["toolUseId"] not in {"", "call_1"}
    assert third["toolUseId"] == long[:64]
    assert results["content"] == [
        {"toolResult": {"toolUseId": "call_1", "content": [{"text": "Sun"}, SHOWN]}},
        {
            "toolResult": {
                "toolUseId": second["toolUseId"],
                "content": [{"text": "Rain"}],
                "status": "error",
            }
        },
        {"toolResult": {"toolUseId": long[:64], "content": []}},
        {"text": "And?"},
        {"text": ""},
    ]
    assert len(body["messages"]) == 3


def test_images_of_other_formats_are_reported() -> None:
    tiff = Image(media_type="image/tiff", data="aGk=")
    request = Request(messages=(Message(role="user", content=(Text(text="Look"), tiff)),))
    server = Server(body=reply())
    assert answered(server, converse(), request).dropped_params == ("images",)
    assert server.sent["messages"][0]["content"] == [{"text": "Look"}]


def test_options_that_are_sent_as_they_are() -> None:
    options = {
        "additional_model_request_fields": {"thinking": {"type": "enabled"}},
    }
    body = sent(QUESTION, options=options)
    assert body["additionalModelRequestFields"] == {"thinking": {"type": "enabled"}}
    identity = open_provider(converse(options=options), {VARIABLE: KEY}).identity()
    said = json.loads(identity["additional_model_request_fields"])
    assert said["thinking"]["type"].startswith("sha256-")
    with pytest.raises(UsageError, match="additional_model_request_fields is not a mapping"):
        open_provider(converse(options=dict.fromkeys(options, "g")), {VARIABLE: KEY})


def test_a_guardrail_goes_with_the_request_and_identifies_the_route() -> None:
    guardrail = Guardrail(settings={"id": "g", "version": 1, "trace": "enabled"})
    said = {"guardrailIdentifier": "g", "guardrailVersion": "1", "trace": "enabled"}
    assert sent(QUESTION, guardrail=guardrail)["guardrailConfig"] == said
    identity = open_provider(converse(guardrail=guardrail), {VARIABLE: KEY}).identity()
    assert identity["guardrail"] == "id=g, version=1, trace=enabled"
    assert "guardrail" not in open_provider(converse(), {VARIABLE: KEY}).identity()
    assert "guardrailConfig" not in sent(QUESTION)


def test_how_a_stream_is_guarded_belongs_to_streams() -> None:
    settings = {"id": "g", "version": "DRAFT", "stream_processing_mode": "async"}
    streamed = converse(stream=True, guardrail=Guardrail(settings=settings))
    assert WIRE.body(streamed, QUESTION).body["guardrailConfig"]["streamProcessingMode"] == "async"
    with pytest.raises(UsageError, match="no key 'stream_processing_mode'") as raised:
        open_provider(converse(guardrail=Guardrail(settings=settings)), {VARIABLE: KEY})
    assert raised.value.hint == "its keys: id, version, trace"
