"""What is sent to Cohere. Every exchange is written from documentation."""

from __future__ import annotations

import pytest
from cohere_exchanges import IMAGE, SHOWN, chat, reply, said, sent
from provider_exchanges import QUESTION, Server, answered

from portcheck.model.chat import (
    Message,
    Request,
    Sampling,
    Text,
    Tool,
    ToolCall,
    ToolChoice,
)
from portcheck.model.routes.guardrail import Guardrail

# --- requests ------------------------------------------------------------------------------------


def test_everything_that_is_set_is_sent_and_the_rest_is_reported() -> None:
    request = Request(
        system="Be brief.",
        messages=(said("user", "Hi"),),
        tools=(Tool(name="weather", description="W", strict=True),),
        tool_choice=ToolChoice(mode="required"),
        response_schema={"type": "object"},
        sampling=Sampling(
            temperature=0.0, top_p=0.5, max_output_tokens=9, stop=("END",), seed=0, effort="low"
        ),
    )
    server = Server(body=reply())
    guardrail = Guardrail(settings={"safety_mode": "OFF"})
    got = answered(server, chat(stream=True, guardrail=guardrail), request)
    assert got.dropped_params == ("effort",)
    assert server.sent == {
        "model": "probe-1",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hi"},
        ],
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": "weather",
                    "description": "W",
                    "parameters": {"type": "object", "properties": {}},
                },
            }
        ],
        "strict_tools": True,
        "tool_choice": "REQUIRED",
        "response_format": {"type": "json_object", "json_schema": {"type": "object"}},
        "temperature": 0.0,
        "p": 0.5,
        "max_tokens": 9,
        "stop_sequences": ["END"],
        "seed": 0,
        "thinking": {"type": "enabled"},
        "safety_mode": "OFF",
        "stream": True,
    }


def test_only_what_is_set_is_sent() -> None:
    assert sent(QUESTION) == {
        "model": "probe-1",
        "messages": [{"role": "user", "content": "Hello?"}],
    }


@pytest.mark.parametrize(
    ("top_p", "p", "dropped"),
    [
        (0.01, 0.01, ()),
        (0.99, 0.99, ()),
        (1.0, None, ("top_p",)),
        (0.995, None, ("top_p",)),
        (0.0, None, ("top_p",)),
    ],
)
def test_top_p_has_a_range(top_p: float, p: float | None, dropped: tuple[str, ...]) -> None:
    request = Request(messages=(said("user", "Hi"),), sampling=Sampling(top_p=top_p))
    server = Server(body=reply())
    assert answered(server, chat(), request).dropped_params == dropped
    assert server.sent.get("p") == p


def test_reasoning_is_switched_off_without_loss() -> None:
    request = Request(messages=(said("user", "Hi"),), sampling=Sampling(effort="none"))
    server = Server(body=reply())
    assert answered(server, chat(), request).dropped_params == ()
    assert server.sent["thinking"] == {"type": "disabled"}


@pytest.mark.parametrize(
    ("choice", "wire", "names", "dropped"),
    [
        (ToolChoice(mode="auto"), None, ["f", "g"], ()),
        (ToolChoice(mode="required"), "REQUIRED", ["f", "g"], ()),
        (ToolChoice(mode="none"), "NONE", ["f", "g"], ()),
        (ToolChoice(mode="tool", name="g"), "REQUIRED", ["g"], ()),
        (ToolChoice(mode="tool", name="h"), None, ["f", "g"], ("tool_choice",)),
    ],
)
def test_tool_choice(
    choice: ToolChoice, wire: str | None, names: list[str], dropped: tuple[str, ...]
) -> None:
    tools = (Tool(name="f"), Tool(name="g"))
    request = Request(messages=(said("user", "Hi"),), tools=tools, tool_choice=choice)
    server = Server(body=reply())
    assert answered(server, chat(), request).dropped_params == dropped
    assert server.sent.get("tool_choice") == wire
    assert [tool["function"]["name"] for tool in server.sent["tools"]] == names
    alone = Request(messages=(said("user", "Hi"),), tool_choice=choice)
    assert answered(server, chat(), alone).dropped_params == ("tool_choice",)
    assert not {"tools", "tool_choice"} & set(server.sent)


def test_strictness_holds_for_all_tools_or_none() -> None:
    tools = (Tool(name="f", strict=True), Tool(name="g"))
    request = Request(messages=(said("user", "Hi"),), tools=tools)
    server = Server(body=reply())
    assert answered(server, chat(), request).dropped_params == ("strict",)
    assert "strict_tools" not in server.sent


def test_a_conversation() -> None:
    messages = (
        said("system", "Also this."),
        Message(role="user", content=(Text(text="Look"), IMAGE)),
        said(
            "assistant",
            tool_calls=(
                ToolCall(id="f_1", name="f", arguments={"x": 1}),
                ToolCall(id="f_1", name="g", arguments=None, arguments_raw="{broken"),
                ToolCall(id=None, name="h", arguments={}, arguments_raw=""),
            ),
        ),
        Message(role="tool", content=(Text(text="Sun"), IMAGE), tool_call_id="f_1"),
        said("tool", "Rain", tool_call_id="f_1", is_error=True),
        said("tool", "Hail"),
        said("assistant", "It rains."),
        said("user", "So?"),
    )
    server = Server(body=reply())
    request = Request(system="First.", messages=messages)
    assert answered(server, chat(), request).dropped_params == ("is_error",)
    system, user, assistant, *results = server.sent["messages"]
    assert system == {"role": "system", "content": "First.\n\nAlso this."}
    assert user == {"role": "user", "content": [{"type": "text", "text": "Look"}, SHOWN]}
    assert "content" not in assistant
    first, second, third = assistant["tool_calls"]
    assert first == {
        "id": "f_1",
        "type": "function",
        "function": {"name": "f", "arguments": '{"x": 1}'},
    }
    assert (second["function"]["arguments"], third["function"]["arguments"]) == ("{broken", "{}")
    assert results == [
        {"role": "tool", "tool_call_id": "f_1", "content": "Sun"},
        {"role": "tool", "tool_call_id": second["id"], "content": "Rain"},
        {"role": "tool", "tool_call_id": third["id"], "content": "Hail"},
        {"role": "user", "content": [SHOWN]},
        {"role": "assistant", "content": "It rains."},
        {"role": "user", "content": "So?"},
    ]
