"""What goes back of a vendor's turn where it is not as it should be, and what is asked for it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from chat_loop_vendors import VENDORS, Chat
from loop_vendors import Anthropic, Responses, Vendor
from msgspec import UNSET
from provider_exchanges import KEY, Server, answered, spec

from portcheck.model.chat import (
    Image,
    JsonObject,
    Message,
    Request,
    Text,
    Tool,
    ToolCall,
    ToolLoop,
    ToolResult,
)
from portcheck.plugins import DIALECTS
from portcheck.providers.dialects.anthropic import response as anthropic
from portcheck.providers.dialects.bedrock import response as bedrock
from portcheck.providers.dialects.gemini import response as gemini
from portcheck.providers.dialects.gemini.request import build_body as gemini_body
from portcheck.providers.dialects.mistral import WIRE as MISTRAL
from portcheck.providers.dialects.ollama import response as ollama
from portcheck.providers.dialects.openai_chat.turn import turn as chat_turn
from portcheck.providers.dialects.openai_responses import WIRE as RESPONSES
from portcheck.providers.dialects.openai_responses import response as responses
from portcheck.providers.dialects.openai_responses.request import build_body

USER = Message(role="user", content=(Text(text="Look."),))
IMAGE = Image(media_type="image/png", data="aGk=")
CALL = ToolCall(id="c1", name="look", arguments={})
LOOP = ToolLoop(results=(ToolResult(tool="look", content=(IMAGE,)),))
ASKED = Request(messages=(USER,), tools=(Tool(name="look"),), tool_loop=LOOP)


def of_chat(**message: Any) -> JsonObject:
    return {"choices": [{"index": 0, "message": message, "finish_reason": "tool_calls"}]}


def after(turn: Any, *calls: ToolCall) -> Request:
    said = Message(role="assistant", tool_calls=calls or (CALL,), turn=turn)
    results = (Message(role="tool", tool_call_id=call.id) for call in said.tool_calls)
    return Request(messages=(USER, said, *results))


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: type(vendor).__name__)
def test_an_answer_outside_of_a_loop_keeps_no_turn(vendor: Vendor) -> None:
    alone = Request(messages=(USER,), tools=(Tool(name="look"),))
    found = answered(Server(vendor.whole(1)), spec(vendor.dialect, model="m"), alone)
    assert found.tool_calls
    assert found.turn is UNSET


def test_a_key_that_is_echoed_in_a_turn_is_not_kept() -> None:
    body = Anthropic().whole(1)
    body["content"][0]["thinking"] = f"The key is {KEY}."
    found = answered(Server(body), spec("anthropic"), ASKED)
    assert found.turn is not UNSET
    assert KEY not in repr(found.turn)
    assert found.turn[0]["signature"] == body["content"][0]["signature"]


def test_texts_of_nothing_and_calls_of_nothing_stay_away() -> None:
    call = {"type": "tool_use", "id": "a", "name": "look", "input": ""}
    blocks = [{"type": "text", "text": ""}, {"type": "tool_use", "id": "b", "name": ""}, call, 5]
    assert anthropic.turn({"content": blocks}) == [{**call, "input": {}}]
    use = {"toolUseId": "a", "name": "look", "input": '{"x": 1}'}
    served = {"toolUse": {"toolUseId": "s", "name": "web", "type": "server_tool_use"}}
    content = [{"text": " "}, {"toolUse": use}, served, {"toolUse": {"toolUseId": "b"}}]
    assert bedrock.turn({"output": {"message": {"content": content}}}) == [
        {"toolUse": {**use, "input": {"x": 1}}},
        served,
    ]
    parts = [
        {"text": ""},
        {"text": "", "thoughtSignature": "c2ln"},
        {"functionCall": {"args": {}}},
        {"functionCall": {"name": "look", "willContinue": False}},
    ]
    assert gemini.turn({"candidates": [{"content": {"parts": parts}}]}) == [
        parts[1],
        {"functionCall": {"name": "look", "args": {}}},
    ]
    calls = [{"function": {"name": ""}}, {"function": {"name": "look", "arguments": "{}"}}]
    assert ollama.turn({"message": {"tool_calls": calls}}) == {
        "content": "",
        "tool_calls": [{"function": {"name": "look", "arguments": {}}}],
    }


@pytest.mark.parametrize("arguments", [None, "", " ", {}])
def test_arguments_of_nothing_go_back_as_an_empty_object(arguments: Any) -> None:
    call = {"id": "a", "index": 0, "function": {"name": "look", "arguments": arguments}}
    assert chat_turn(of_chat(content="", tool_calls=[call, {"function": {"name": ""}}])) == {
        "content": None,
        "tool_calls": [
            {"id": "a", "type": "function", "function": {"name": "look", "arguments": "{}"}}
        ],
    }


def test_calls_of_the_old_form_are_rebuilt() -> None:
    assert (
        chat_turn(of_chat(content=None, function_call={"name": "look", "arguments": "{}"})) is None
    )


def test_the_reasoning_goes_back_once() -> None:
    (told,) = Chat().said(1)
    details = [{"type": "reasoning.text", "text": "hm"}, {"type": "reasoning.text", "text": "so"}]
    beside: dict[str, Any] = {"reasoning": "hm", "refusal": None, "annotations": [], "audio": None}
    found = chat_turn(of_chat(**told, **beside, reasoning_details=details))
    assert found == {**told, "reasoning_details": details}
    assert chat_turn(of_chat(**told, **beside)) == {**told, "reasoning": "hm"}


def test_a_call_without_an_id_gets_the_one_of_its_result() -> None:
    (told,) = Chat().said(2)
    nameless = [{**call, "id": "null"} for call in told["tool_calls"]]
    turn = {**told, "content": "", "tool_calls": nameless}
    body = MISTRAL.body(spec("mistral"), after(turn, ToolCall(id=None, name="look", arguments={})))
    _, said, result = body.body["messages"]
    assert said["tool_calls"][0]["id"] == result["tool_call_id"] != "null"


def test_gemini_since_3_reads_files_in_results() -> None:
    call = Message(role="assistant", tool_calls=(CALL,))
    result = Message(role="tool", tool_call_id="c1", content=(Text(text="seen"), IMAGE))
    asked = Request(messages=(USER, call, result))
    shown = {"inlineData": {"mimeType": "image/png", "data": "aGk="}}
    (inside,) = gemini_body(asked, thinking="level")[0]["contents"][-1]["parts"]
    assert inside["functionResponse"]["parts"] == [shown]
    first, beside = gemini_body(asked, thinking="budget")[0]["contents"][-1]["parts"]
    assert "parts" not in first["functionResponse"]
    assert beside == shown


# --- Responses: what is stored, and what is not --------------------------------------------------


@pytest.mark.parametrize(
    ("model", "store", "included"),
    [
        ("gpt-5.4", False, True),
        ("gpt-5.4", True, False),
        ("gpt-4o", False, False),
        ("nobody-knows", False, False),
    ],
)
def test_reasoning_is_asked_for_where_it_is_not_stored(
    model: str, store: bool, included: bool
) -> None:
    base_url = "https://api.openai.com/v1"
    entry = spec(
        "openai-responses",
        vendor="openai",
        model=model,
        base_url=base_url,
        options={"store": store},
    )
    body = RESPONSES.body(entry, ASKED).body
    assert body.get("include", []) == ["reasoning.encrypted_content"] * included
    assert "include" not in RESPONSES.body(entry, Request(messages=(USER,))).body


@pytest.mark.parametrize("store", [True, None, False])
def test_reasoning_that_is_not_known_any_more_stays_away(store: bool | None) -> None:
    output = Responses().said(1)
    del output[0]["encrypted_content"]
    turn = responses.turn({"output": [{**one, "phase": None} for one in output]})
    calls = [ToolCall(id=one["call_id"], name="look", arguments={}) for one in output[1:]]
    sent = build_body(after(turn, *calls), model="m", store=store)[0]["input"]
    said = sent[1 : -len(calls)]
    if store is False:
        assert said == [{k: v for k, v in one.items() if k != "id"} for one in output[1:]]
    else:
        assert said == output


def test_items_are_made_fit_to_go_back() -> None:
    output: list[dict[str, Any]] = [
        {"type": "reasoning", "id": "r", "content": [], "status": None},
        {"type": "function_call", "call_id": "a", "name": "look", "arguments": {"x": 1}},
        {"type": "function_call", "call_id": "b", "name": "", "arguments": "{}"},
        {"type": ["list"]},
    ]
    assert responses.turn({"output": output}) == [
        {"type": "reasoning", "id": "r", "content": [], "summary": []},
        {**output[1], "arguments": '{"x": 1}'},
        output[3],
    ]


# --- what is known before a call -----------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["openai-chat", "anthropic", "cohere", "ollama", "http"])
def test_files_and_failures_of_recorded_results_are_seen_beforehand(dialect: str) -> None:
    sound = ToolResult(tool="look", content=(IMAGE,), is_error=True)
    asked = Request(messages=(USER,), tools=ASKED.tools, tool_loop=ToolLoop(results=(sound,)))
    options = {"body": {"q": "$prompt"}, "text": "a"} if dialect == "http" else {}
    unsent = DIALECTS.get(dialect).unsent
    assert unsent is not None
    lost = unsent(spec(dialect, options=options), asked)
    assert ("is_error" in lost) == (dialect != "anthropic")


def test_where_files_of_results_go_is_said() -> None:
    lint = DIALECTS.get("openai-chat").lint
    assert lint is not None
    found = {one.feature: one.effect for one in lint(spec("openai-chat"), ASKED)}
    assert found["images"] == "changed"


@pytest.mark.parametrize(
    ("body", "more", "lacking"),
    [
        ({"q": "$prompt"}, {}, 2),
        ({"q": "$messages"}, {}, 1),
        ({"q": "$messages"}, {"tool_calls": "calls"}, 0),
    ],
)
def test_an_endpoint_that_cannot_be_told_of_calls(
    body: JsonObject, more: JsonObject, lacking: int
) -> None:
    entry = spec("http", options={"body": body, "text": "a", **more})
    lint = DIALECTS.get("http").lint
    assert lint is not None
    found = lint(entry, ASKED)
    assert [one.feature for one in found] == ["tools"] * lacking
    assert all(one.hint for one in found)
    assert lint(entry, Request(messages=(USER,), tools=ASKED.tools)) == ()


@pytest.mark.parametrize("number", [1, 3])
def test_a_stream_that_ends_without_its_output_keeps_the_turn(number: int) -> None:
    vendor = Responses()
    whole = json.dumps(vendor.whole(number)["output"])
    ending = vendor.streamed(number).replace(whole.encode(), b"[]")
    assert ending != vendor.streamed(number)
    entry = spec("openai-responses", stream=True)
    assert answered(Server(ending), entry, ASKED).turn == vendor.said(number)


def test_a_signature_of_no_thinking_stays_away() -> None:
    sent = Anthropic().streamed(2).replace(b'"type": "thinking"', b'"type": "other"')
    found = answered(Server(sent), spec("anthropic", stream=True), ASKED)
    assert not any(
        block.get("type") == "thinking" and not block["thinking"] for block in found.turn
    )
