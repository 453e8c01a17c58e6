"""Dialect `http`: a described endpoint. Nobody's documentation: the endpoint is made up."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from provider_exchanges import KEY, VARIABLE, Server, answered, ask, failed, spec

from portcheck.errors import ProviderError, UsageError
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
from portcheck.model.completion import Completion
from portcheck.providers.dialects.json_endpoint.paths import path_mistake, search
from portcheck.providers.dialects.json_endpoint.template import LEAVES, fill, leaves
from portcheck.providers.open_provider import open_provider

OPTIONS = {"body": {"q": "$prompt"}, "text": "answer"}


def endpoint(**changes: Any) -> Any:
    options = {**OPTIONS, **changes.pop("options", {})}
    return spec("http", base_url="https://api.probe.test/ask", options=options, **changes)


def said(role: Any, text: str, **changes: Any) -> Message:
    return Message(role=role, content=(Text(text=text),), **changes)


def request(*messages: Message, **changes: Any) -> Request:
    return Request(messages=messages or (said("user", "Hi"),), **changes)


# --- what is sent --------------------------------------------------------------------------------


def test_leaves_are_replaced_by_values_and_unset_ones_go() -> None:
    tree = {
        "q": "$prompt",
        "n": "$max_output_tokens",
        "t": "$temperature",
        "deep": [{"stop": "$stop"}, "$seed", 1, None, True],
        "price": "$$5",
        "text": "costs $prompt",
    }
    asked = request(sampling=Sampling(max_output_tokens=9, stop=("END",)))
    assert fill(tree, asked, "m") == (
        {
            "q": "Hi",
            "n": 9,
            "deep": [{"stop": ["END"]}, 1, None, True],
            "price": "$5",
            "text": "costs $prompt",
        },
        (),
    )


@given(st.text())
@settings(max_examples=60)
def test_no_question_changes_the_form_of_the_body(question: str) -> None:
    tree = {"a": {"q": "$prompt", "m": "$model"}, "b": ["$prompt", "fixed"]}
    filled, _ = fill(tree, request(said("user", question or "x")), '"},')
    assert filled == {"a": {"q": question or "x", "m": '"},'}, "b": [question or "x", "fixed"]}
    assert json.loads(json.dumps(filled)) == filled


def test_what_has_no_leaf_is_dropped_and_said() -> None:
    image = Image(media_type="image/png", data="aGk=")
    everything = request(
        Message(role="user", content=(Text(text="Hi"), image)),
        tools=(Tool(name="f"),),
        tool_choice=ToolChoice(mode="auto"),
        response_schema={"type": "object"},
        sampling=Sampling(
            temperature=0.0, top_p=0.5, max_output_tokens=9, stop=("E",), seed=0, effort="low"
        ),
    )
    _, dropped = fill({"q": "$prompt"}, everything, None)
    assert set(dropped) == {
        *("temperature", "top_p", "max_output_tokens", "stop", "seed", "effort"),
        *("tools", "tool_choice", "response_schema", "images"),
    }
    every = {name: name for name in LEAVES}
    filled, dropped = fill(every, everything, "m")
    assert dropped == ()
    assert filled["$temperature"] == 0.0
    assert filled["$messages"][0]["content"][1]["type"] == "image_url"
    assert [name for _, name in leaves(every)] == list(LEAVES)


def test_a_tool_choice_without_tools_is_still_a_value() -> None:
    alone = request(tool_choice=ToolChoice(mode="none"))
    assert fill({"q": "$prompt", "c": "$tool_choice"}, alone, None) == (
        {"q": "Hi", "c": "none"},
        (),
    )
    assert fill({"q": "$prompt"}, alone, None)[1] == ("tool_choice",)


def test_a_system_prompt_is_never_lost() -> None:
    asked = request(system="S")
    assert fill({"q": "$prompt"}, asked, None)[0] == {"q": "S\n\nHi"}
    assert fill({"q": "$prompt", "s": "$system"}, asked, None)[0] == {"q": "Hi", "s": "S"}
    roles = [turn["role"] for turn in fill({"m": "$messages"}, asked, None)[0]["m"]]
    assert roles == ["system", "user"]
    apart, _ = fill({"m": "$messages", "s": "$system"}, asked, None)
    assert [turn["role"] for turn in apart["m"]] == ["user"]
    assert fill({"m": "$messages", "s": "$system"}, request(), None)[0].keys() == {"m"}


def test_several_turns_become_a_transcript() -> None:
    call = ToolCall(id="1", name="f", arguments={})
    talk = request(
        said("user", "A"),
        Message(role="assistant", tool_calls=(call,)),
        said("tool", "B", tool_call_id="1"),
        said("assistant", "C"),
        said("user", "D"),
    )
    text = "User: A\n\nTool: B\n\nAssistant: C\n\nUser: D"
    assert fill({"q": "$prompt"}, talk, None)[0] == {"q": text}


@pytest.mark.parametrize(
    ("changes", "header", "value"),
    [
        ({}, "authorization", f"Bearer {KEY}"),
        ({"key_header": "X-Api-Key"}, "x-api-key", KEY),
        ({"key_header": "authorization", "key_prefix": "Key "}, "authorization", f"Key {KEY}"),
        ({"headers": {"X-Tenant": "a"}}, "x-tenant", "a"),
    ],
)
def test_headers(changes: dict[str, Any], header: str, value: str) -> None:
    server = Server(body={"answer": "Hi"})
    answered(server, endpoint(options=changes))
    assert server.requests[0].headers[header] == value


def test_addresses() -> None:
    server = Server(body={"answer": "Hi"})
    answered(server, endpoint(options={"path": "v1/$model/go"}, model="a/b?c"))
    assert server.requests[0].url.raw_path == b"/ask/v1/a%2Fb%3Fc/go"
    answered(server, endpoint())
    assert server.requests[1].url.raw_path == b"/ask"


# --- what is read --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expression", "text"),
    [
        ({"answer": "Hi"}, "answer", "Hi"),
        ({"answer": 4.5}, "answer", "4.5"),
        ({"answer": False}, "answer", "false"),
        ({"answer": ["H", "i"]}, "answer", "Hi"),
        ({"parts": [{"t": "H"}, {"t": "i"}]}, "parts[].t", "Hi"),
        ([{"generated": "Hi"}], "[0].generated", "Hi"),
        ({"answer": ""}, "answer", ""),
    ],
)
def test_text(body: Any, expression: str, text: str) -> None:
    got = answered(Server(body=json.dumps(body)), endpoint(options={"text": expression}))
    assert (got.text, got.finish_reason) == (text, "stop")


@pytest.mark.parametrize(
    ("body", "options"),
    [
        ({"other": "Hi"}, {}),
        ({"answer": {"a": 1}}, {}),
        ({"answer": [["a"]]}, {}),
        ({"answer": 3}, {"text": "length(answer)"}),
        ({"answer": "Hi", "why": []}, {"finish_reason": "why"}),
        ("data: {}\n\n", {}),
        ("text", {}),
        ("[]", {}),
        ("[1]", {}),
    ],
)
def test_an_answer_of_another_form_is_malformed(body: Any, options: dict[str, Any]) -> None:
    raw = body if isinstance(body, str) else json.dumps(body)
    assert (
        failed(Server(body=raw), endpoint(options=options)).failure.error_class
        == "malformed_response"
    )


def test_finish_reasons_are_those_of_the_map_or_their_own() -> None:
    options = {"finish_reason": "why", "finish_map": {"0": "length", "no": "refusal"}}

    def finish(why: Any) -> tuple[str, str | None]:
        body = json.dumps({"answer": "Hi", "why": why})
        got = answered(Server(body=body), endpoint(options=options))
        return got.finish_reason, got.refusal_signal.kind if got.refusal_signal else None

    assert finish(0) == ("length", None)
    assert finish("no") == ("refusal", "model_refusal")
    assert finish("content_filter") == ("content_filter", "content_filter")
    assert finish("new") == ("other", None)
    assert finish(None) == ("other", None)


@pytest.mark.parametrize(
    ("fault", "error_class"),
    [
        ("no worker at capacity: overloaded", "overloaded"),
        ({"code": 429, "message": "slow down"}, "rate_limited"),
        ({"status": 401, "message": "who"}, "auth"),
        (["odd"], "server"),
        (17, "server"),
    ],
)
def test_errors_under_200(fault: Any, error_class: str) -> None:
    body = json.dumps({"answer": "Hi", "fault": fault})
    error = failed(Server(body=body), endpoint(options={"error": "fault"}))
    assert error.failure.error_class == error_class
    nothing: tuple[Any, ...] = (None, "", [], {}, False)
    for none in nothing:
        body = json.dumps({"answer": "Hi", "fault": none})
        assert answered(Server(body=body), endpoint(options={"error": "fault"})).text == "Hi"


def test_a_stream_cannot_be_asked_for() -> None:
    with pytest.raises(UsageError, match="cannot stream"):
        open_provider(endpoint(stream=True), {VARIABLE: KEY})


@pytest.mark.parametrize("options", [{"text": "a["}, {"body": {}}, {"headers": {"cookie": "a"}}])
def test_options_are_checked(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        open_provider(endpoint(options=options), {VARIABLE: KEY})


EXPRESSIONS = st.sampled_from(
    [
        "answer",
        "a.b[0]",
        "[0]",
        "length(a)",
        "sum(a)",
        "sort_by(a,&b)",
        "join('',a)",
        "*.a|[0]",
        "max(a)",
        "to_number(a)",
        "a[?b>`1`].c",
        "keys(a)",
        "avg(a)",
        "reverse(a)",
        "@",
    ]
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=8,
)


@given(EXPRESSIONS, EXPRESSIONS, ANY_JSON)
@settings(max_examples=150, deadline=None)
def test_any_answer_gives_a_completion_or_a_typed_error(text: str, other: str, body: Any) -> None:
    wanted = {"text": text, "tool_calls": other, "error": other, "finish_reason": other}
    got = ask(Server(body=json.dumps(body)), endpoint(options=wanted))
    assert isinstance(got, (Completion, ProviderError))


# --- expressions ---------------------------------------------------------------------------------


def test_expressions() -> None:
    assert path_mistake("choices[0].message.content") is None
    assert path_mistake("merge(a, b, c).d || not_null(e)") is None
    assert path_mistake(7) == "this is not a JMESPath expression"
    assert path_mistake("a.b |") is not None
    assert path_mistake("a[?nope(b)]") == "JMESPath has no function nope()"
    assert search("a.b", {"a": {"b": 1}}) == 1
    with pytest.raises(ValueError, match="expression"):
        search("sum(a)", {"a": ["x"]})
