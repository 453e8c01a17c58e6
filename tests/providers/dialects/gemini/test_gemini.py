"""Gemini: what is sent. Every exchange is written from documentation."""

from __future__ import annotations

from typing import Any

import pytest
from provider_exchanges import KEY, VARIABLE, Server, answered, spec

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
from portcheck.providers.dialects.gemini.request import (
    FOREIGN_SIGNATURE,
    Thinking,
    build_body,
    thinking_of,
)
from portcheck.providers.open_provider import open_provider

IMAGE = Image(media_type="image/png", data="aGk=")
SHOWN = {"inlineData": {"mimeType": "image/png", "data": "aGk="}}


def gemini(**changes: Any) -> Any:
    known = {"base_url": "https://api.probe.test", "model": "gemini-2.5-flash"}
    return spec("gemini", **{**known, **changes})


def body(*parts: Any, finish: str | None = "STOP", **top: Any) -> dict[str, Any]:
    candidate = {"content": {"role": "model", "parts": list(parts)}, "index": 0}
    return {
        "candidates": [{**candidate, **({"finishReason": finish} if finish else {})}],
        "modelVersion": "gemini-2.5-flash-001",
        "responseId": "resp-1",
        **top,
    }


HELLO = body({"text": "Hi."}, usageMetadata={"promptTokenCount": 5, "candidatesTokenCount": 2})


def said(role: Any, text: str = "", **changes: Any) -> Message:
    return Message(role=role, content=(Text(text=text),) if text else (), **changes)


def sent(request: Request, **changes: Any) -> dict[str, Any]:
    server = Server(body=HELLO)
    answered(server, gemini(**changes), request)
    return server.sent


# --- requests ------------------------------------------------------------------------------------


def test_everything_that_is_set_is_sent() -> None:
    request = Request(
        system="Be brief.",
        messages=(said("user", "Hi"),),
        tools=(Tool(name="f", description="F", parameters={"properties": {}}, strict=True),),
        tool_choice=ToolChoice(mode="tool", name="f"),
        response_schema={"type": "object", "oneOf": [{"required": ["a"]}]},
        sampling=Sampling(
            temperature=0.0, top_p=0.5, max_output_tokens=9, stop=("END",), seed=0, effort="low"
        ),
    )
    server = Server(body=HELLO)
    got = answered(server, gemini(), request)
    assert got.dropped_params == ("strict",)
    assert server.sent == {
        "systemInstruction": {"parts": [{"text": "Be brief."}]},
        "contents": [{"role": "user", "parts": [{"text": "Hi"}]}],
        "tools": [
            {
                "functionDeclarations": [
                    {
                        "name": "f",
                        "description": "F",
                        "parametersJsonSchema": {"type": "object", "properties": {}},
                    }
                ]
            }
        ],
        "toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["f"]}},
        "generationConfig": {
            "temperature": 0.0,
            "topP": 0.5,
            "maxOutputTokens": 9,
            "stopSequences": ["END"],
            "seed": 0,
            "responseMimeType": "application/json",
            "responseJsonSchema": {"type": "object", "oneOf": [{"required": ["a"]}]},
            "thinkingConfig": {"thinkingBudget": 1024},
        },
    }


def test_nothing_else_is_sent() -> None:
    assert sent(Request(messages=(said("user", "Hi"),))) == {
        "contents": [{"role": "user", "parts": [{"text": "Hi"}]}]
    }


@pytest.mark.parametrize(
    ("mode", "wire"), [("auto", "AUTO"), ("required", "ANY"), ("none", "NONE")]
)
def test_tool_choice(mode: Any, wire: str) -> None:
    choice = ToolChoice(mode=mode)
    request = Request(messages=(said("user", "Hi"),), tools=(Tool(name="f"),), tool_choice=choice)
    assert sent(request)["toolConfig"] == {"functionCallingConfig": {"mode": wire}}
    alone = Request(messages=(said("user", "Hi"),), tool_choice=choice)
    assert answered(Server(body=HELLO), gemini(), alone).dropped_params == ("tool_choice",)


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        ("gemini-1.5-flash", "none"),
        ("gemini-2.0-flash-001", "none"),
        ("gemini-2.5-pro", "budget"),
        ("models/gemini-2.5-flash-lite", "budget"),
        ("gemini-live-2.5-flash-preview", "budget"),
        ("gemini-3-pro-preview", "level"),
        ("gemini-3.1-flash-lite", "level"),
        ("gemini-11-pro", "level"),
        ("gemini-flash-latest", "level"),
        ("gemma-3-27b-it", "none"),
        ("endpoints/1234", "none"),
        (None, "none"),
    ],
)
def test_how_a_model_takes_effort(model: str | None, kind: Thinking) -> None:
    assert thinking_of(model) == kind


@pytest.mark.parametrize(
    ("kind", "effort", "config"),
    [
        ("budget", "none", {"thinkingBudget": 0}),
        ("budget", "medium", {"thinkingBudget": 8192}),
        ("budget", "high", {"thinkingBudget": 24576}),
        ("budget", "-1", {"thinkingBudget": -1}),
        ("budget", "2048", {"thinkingBudget": 2048}),
        ("budget", "extreme", None),
        ("level", "minimal", {"thinkingLevel": "MINIMAL"}),
        ("level", "xhigh", {"thinkingLevel": "XHIGH"}),
        ("level", "none", None),
        ("none", "low", None),
    ],
)
def test_effort(kind: Thinking, effort: str, config: dict[str, Any] | None) -> None:
    request = Request(messages=(said("user", "Hi"),), sampling=Sampling(effort=effort))
    got, dropped = build_body(request, thinking=kind)
    assert got.get("generationConfig", {}).get("thinkingConfig") == config
    assert dropped == (() if config else ("effort",))


def test_the_entry_can_say_how_effort_is_taken() -> None:
    request = Request(messages=(said("user", "Hi"),), sampling=Sampling(effort="low"))
    config = sent(request, model="tuned-1", options={"thinking": "level"})["generationConfig"]
    assert config == {"thinkingConfig": {"thinkingLevel": "LOW"}}


CALLS = (
    ToolCall(id=None, name="f", arguments={"x": 1}),
    ToolCall(id="a", name="g", arguments=None, arguments_raw="{broken"),
)


def test_a_conversation() -> None:
    messages = (
        said("system", "Also this."),
        Message(role="user", content=(Text(text="Look"), IMAGE, Text(text=""))),
        said("assistant", "Let me see.", tool_calls=CALLS),
        Message(role="tool", content=(Text(text="[1]"), IMAGE), tool_call_id=None),
        said("tool", '{"sun": true}', tool_call_id="a"),
        said("user", "And?"),
        said("assistant"),
        said("user"),
    )
    got = sent(Request(system="Be brief.", messages=messages))
    assert got["systemInstruction"] == {"parts": [{"text": "Be brief.\n\nAlso this."}]}
    assert got["contents"] == [
        {"role": "user", "parts": [{"text": "Look"}, SHOWN]},
        {
            "role": "model",
            "parts": [
                {"text": "Let me see."},
                {"functionCall": {"name": "f", "args": {"x": 1}}},
                {"functionCall": {"name": "g", "args": {}, "id": "a"}},
            ],
        },
        {
            "role": "user",
            "parts": [
                {"functionResponse": {"name": "f", "response": {"output": "[1]"}}},
                {"functionResponse": {"name": "g", "response": {"sun": True}, "id": "a"}},
                SHOWN,
            ],
        },
        {"role": "user", "parts": [{"text": "And?"}]},
        {"role": "user", "parts": [{"text": ""}]},
    ]


def test_gemini_3_wants_a_signature_on_the_first_call_of_a_turn() -> None:
    messages = (
        said("user", "Hi"),
        said("assistant", tool_calls=CALLS),
        said("tool", "1"),
        said("tool", "2"),
        said("assistant", tool_calls=CALLS[:1]),
        said("tool", "3"),
    )
    contents = sent(Request(messages=messages), model="gemini-3-pro")["contents"]
    calls = [part for turn in contents for part in turn["parts"] if "functionCall" in part]
    assert [part.get("thoughtSignature") for part in calls] == [
        FOREIGN_SIGNATURE,
        None,
        FOREIGN_SIGNATURE,
    ]


@pytest.mark.parametrize(
    ("text", "is_error", "response"),
    [
        ("Sun", False, {"output": "Sun"}),
        ("Sun", True, {"error": "Sun"}),
        ('{"a": 1}', False, {"a": 1}),
        ('{"a": 1}', True, {"error": {"a": 1}}),
        ("[1]", False, {"output": "[1]"}),
        ("", False, {"output": ""}),
        ("[" * 100_000, False, {"output": "[" * 100_000}),
    ],
)
def test_a_result_becomes_an_object(text: str, is_error: bool, response: dict[str, Any]) -> None:
    messages = (
        said("assistant", tool_calls=CALLS[1:]),
        said("tool", text, tool_call_id="a", is_error=is_error),
    )
    got = sent(Request(messages=messages))["contents"][-1]["parts"][0]["functionResponse"]
    assert got["response"] == response


def test_a_result_without_its_call_keeps_what_it_has() -> None:
    got = sent(Request(messages=(said("tool", "x", tool_call_id="lost"), said("tool", "y"))))
    names = [part["functionResponse"]["name"] for part in got["contents"][0]["parts"]]
    assert names == ["lost", "tool"]


def test_safety_settings_are_sent_and_identify_the_route() -> None:
    settings = [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}]
    guardrail = Guardrail(settings={"safety_settings": {"HARM_CATEGORY_HARASSMENT": "BLOCK_NONE"}})
    question = Request(messages=(said("user", "Hi"),))
    assert sent(question, guardrail=guardrail)["safetySettings"] == settings
    identity = open_provider(gemini(guardrail=guardrail), {VARIABLE: KEY}).identity()
    assert identity["safety_settings"] == "HARM_CATEGORY_HARASSMENT=BLOCK_NONE"
    plain = open_provider(gemini(), {VARIABLE: KEY}).identity()
    assert plain["safety_settings"] == "the vendor's defaults"
    assert plain["api_version"] == "v1beta"


@pytest.mark.parametrize(
    "options",
    [
        {"safety_settings": []},
        {"thinking": "much"},
        {"key_header": "cookie"},
        {"project": "a/b"},
        {"project": "p", "location": "eu west"},
        {"api_version": "../v1"},
        {"surprise": 1},
    ],
)
def test_wrong_options_are_mistakes(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        open_provider(gemini(options=options), {VARIABLE: KEY})
