"""Ollama's own API: what is sent, what is read. Every exchange is written from documentation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from provider_exchanges import KEY, VARIABLE, Server, answered, ask, failed, spec, without_timing

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
from portcheck.model.completion import Usage
from portcheck.providers.open_provider import open_provider

IMAGE = Image(media_type="image/png", data="aGk=")


def ollama(**changes: Any) -> Any:
    return spec("ollama", **{"base_url": "https://runner.probe.test", **changes})


def line(content: str = "", /, *, done: bool = False, **fields: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, **fields.pop("message", {})}
    return {"model": "probe-1:7b", "message": message, "done": done, **fields}


END = {"done_reason": "stop", "prompt_eval_count": 5, "eval_count": 2}
HELLO = line("Hi.", done=True, **END)


def stream(*lines: Any) -> bytes:
    return "".join(f"{json.dumps(item, ensure_ascii=False)}\n" for item in lines).encode()


def said(role: Any, text: str = "", **changes: Any) -> Message:
    return Message(role=role, content=(Text(text=text),) if text else (), **changes)


ASKED = (said("user", "Hi"),)


def sent(request: Request, **changes: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    server = Server(body=HELLO)
    got = answered(server, ollama(**changes), request)
    return server.sent, got.dropped_params


# --- requests ------------------------------------------------------------------------------------


def test_everything_that_is_set_is_sent_and_the_rest_is_reported() -> None:
    request = Request(
        system="Be brief.",
        messages=ASKED,
        tools=(Tool(name="f", description="F", parameters={"properties": {}}, strict=True),),
        tool_choice=ToolChoice(mode="required"),
        response_schema={"type": "object"},
        sampling=Sampling(
            temperature=0.0, top_p=0.5, max_output_tokens=9, stop=("END",), seed=0, effort="low"
        ),
    )
    body, dropped = sent(request, options={"num_ctx": 8192, "keep_alive": "10m"})
    assert dropped == ("strict", "tool_choice")
    assert body == {
        "model": "probe-1",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hi"},
        ],
        "stream": False,
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": "f",
                    "description": "F",
                    "parameters": {"type": "object", "properties": {}},
                },
            }
        ],
        "format": {"type": "object"},
        "options": {
            "temperature": 0.0,
            "top_p": 0.5,
            "num_predict": 9,
            "stop": ["END"],
            "seed": 0,
            "num_ctx": 8192,
        },
        "keep_alive": "10m",
        "think": "low",
    }


def test_nothing_else_is_sent() -> None:
    assert sent(Request(messages=ASKED))[0] == {
        "model": "probe-1",
        "messages": [{"role": "user", "content": "Hi"}],
        "stream": False,
    }


@pytest.mark.parametrize(
    ("mode", "has_tools", "dropped"),
    [
        ("auto", True, ()),
        ("none", False, ()),
        ("required", True, ("tool_choice",)),
        ("tool", True, ("tool_choice",)),
    ],
)
def test_tools_cannot_be_forced(mode: Any, has_tools: bool, dropped: tuple[str, ...]) -> None:
    choice = ToolChoice(mode=mode, name="f" if mode == "tool" else None)
    body, lost = sent(Request(messages=ASKED, tools=(Tool(name="f"),), tool_choice=choice))
    assert ("tools" in body, lost) == (has_tools, dropped)
    assert "tool_choice" not in body
    assert sent(Request(messages=ASKED, tool_choice=choice))[1] == ("tool_choice",)


@pytest.mark.parametrize(
    ("effort", "think"),
    [("none", False), ("medium", "medium"), ("high", "high"), ("minimal", None), ("5", None)],
)
def test_effort(effort: str, think: Any) -> None:
    body, dropped = sent(Request(messages=ASKED, sampling=Sampling(effort=effort)))
    assert body.get("think") == think
    assert dropped == (() if think is not None else ("effort",))


def test_a_conversation() -> None:
    messages = (
        Message(role="user", content=(Text(text="Look"), IMAGE)),
        said(
            "assistant",
            "Let me see.",
            tool_calls=(
                ToolCall(id=None, name="f", arguments={"x": 1}),
                ToolCall(id="b", name="g", arguments=None, arguments_raw="{broken"),
            ),
        ),
        Message(role="tool", content=(Text(text="Sun"), IMAGE)),
        said("tool", "Rain", tool_call_id="b", is_error=True),
        said("system", "From now on in French."),
        said("user", "And?"),
    )
    body, dropped = sent(Request(messages=messages))
    assert dropped == ("is_error",)
    assert body["messages"] == [
        {"role": "user", "content": "Look", "images": ["aGk="]},
        {
            "role": "assistant",
            "content": "Let me see.",
            "tool_calls": [
                {"function": {"name": "f", "arguments": {"x": 1}}},
                {"id": "b", "function": {"name": "g", "arguments": {}}},
            ],
        },
        {"role": "tool", "content": "Sun", "tool_name": "f"},
        {"role": "tool", "content": "Rain", "tool_name": "g", "tool_call_id": "b"},
        {"role": "user", "content": "", "images": ["aGk="]},
        {"role": "system", "content": "From now on in French."},
        {"role": "user", "content": "And?"},
    ]


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("https://h.test", "https://h.test/api/chat"),
        ("https://h.test/", "https://h.test/api/chat"),
        ("https://h.test/api", "https://h.test/api/chat"),
        ("https://h.test/api/chat", "https://h.test/api/chat"),
        ("https://h.test/v1", "https://h.test/api/chat"),
        ("https://h.test/ollama?x=1", "https://h.test/ollama/api/chat?x=1"),
    ],
)
def test_addresses(base_url: str, url: str) -> None:
    server = Server(body=HELLO)
    answered(server, ollama(base_url=base_url))
    assert str(server.requests[0].url) == url


def test_headers_and_identity() -> None:
    server = Server(body=HELLO)
    answered(server, ollama(stream=True))
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert server.requests[0].headers["accept"] == "application/x-ndjson"
    answered(server, ollama(api_key_env=None))
    assert "authorization" not in server.requests[1].headers
    assert open_provider(ollama(), {VARIABLE: KEY}).identity()["num_ctx"] == "the server's default"
    wide = open_provider(ollama(options={"num_ctx": 9}), {VARIABLE: KEY})
    assert wide.identity()["num_ctx"] == "9"


@pytest.mark.parametrize(
    "options", [{"num_ctx": 0}, {"num_ctx": "many"}, {"num_ctx": True}, {"keep_alive": [1]}]
)
def test_wrong_options_are_mistakes(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        open_provider(ollama(options=options), {VARIABLE: KEY})


# --- answers -------------------------------------------------------------------------------------


def test_an_answer() -> None:
    call = {"function": {"name": "f", "arguments": {"x": 1}}}
    message = {"thinking": "Hm.", "tool_calls": [call, {"function": {"name": ""}}, "odd"]}
    got = answered(Server(body=line("So:", done=True, message=message, **END)), ollama())
    assert (got.text, got.reasoning_text, got.finish_reason) == ("So:", "Hm.", "tool_calls")
    assert got.tool_calls == (ToolCall(id=None, name="f", arguments={"x": 1}),)
    assert got.usage == Usage(input_tokens=5, output_tokens=2)
    assert (got.served_model, got.response_id) == ("probe-1:7b", None)


def test_a_text_that_nobody_counted_has_no_usage() -> None:
    zeros = {**END, "prompt_eval_count": 0, "eval_count": 0}
    assert answered(Server(body=line("A", done=True, **zeros)), ollama()).usage == Usage()
    empty = answered(Server(body=line(done=True, **zeros)), ollama()).usage
    assert empty == Usage(input_tokens=0, output_tokens=0)


@pytest.mark.parametrize(
    ("raw", "finish"),
    [("stop", "stop"), ("length", "length"), ("load", "other"), ("new", "other"), (None, "other")],
)
def test_finish_reasons(raw: str | None, finish: str) -> None:
    fields: dict[str, Any] = {} if raw is None else {"done_reason": raw}
    got = answered(Server(body=line("A", done=True, **fields)), ollama())
    assert (got.finish_reason, got.raw_finish_reason) == (finish, raw)


@pytest.mark.parametrize("written", ["{broken", "[1]", 3])
def test_arguments_that_are_no_object(written: Any) -> None:
    message = {"tool_calls": [{"function": {"name": "f", "arguments": written}}]}
    got = answered(Server(body=line(done=True, message=message, **END)), ollama())
    (call,) = got.tool_calls
    assert (call.arguments, call.arguments_raw) == (None, str(written))


def test_a_stream_and_a_whole_body_say_the_same_in_any_pieces() -> None:
    call = {"function": {"name": "f", "arguments": {}}}
    events = stream(
        line(message={"thinking": "Hm"}),
        line(message={"thinking": "."}),
        line("Zü"),
        line("rich 🏔"),
        line(message={"tool_calls": [call]}),
        line("", done=True, **END),
    )
    message = {"thinking": "Hm.", "tool_calls": [call]}
    whole = answered(Server(body=line("Zürich 🏔", done=True, message=message, **END)), ollama())
    for size in (0, 1, 7, 61):
        got = answered(Server(body=events, chunk=size), ollama(stream=True))
        assert without_timing(got) == without_timing(whole)
        assert got.timing.first_token_s is not None
    unasked = answered(Server(body=events), ollama())
    assert without_timing(unasked) == without_timing(whole)


def test_a_stream_that_was_asked_for_may_come_whole() -> None:
    body = json.dumps(HELLO, indent=1)
    assert answered(Server(body=body, chunk=3), ollama(stream=True)).text == "Hi."


def test_a_stream_that_ends_early_is_a_connection_failure() -> None:
    for server in (
        Server(body=stream(line("A"))),
        Server(body=stream(line("A"), HELLO), cut=90),
        Server(body=stream(line("A"), HELLO), cut=10),
    ):
        cut = failed(server, ollama(stream=True))
        assert (cut.failure.error_class, cut.failure.retryable) == ("connection", True)


@pytest.mark.parametrize(
    ("status", "message", "error_class"),
    [
        (400, "registry/probe does not support thinking", "invalid_request"),
        (401, "unauthorized", "auth"),
        (402, "payment required", "quota_exhausted"),
        (404, "model 'probe-1' not found", "not_found"),
        (429, "too many requests", "rate_limited"),
        (429, "you have reached your hourly usage limit", "quota_exhausted"),
        (500, "llama runner process has terminated", "server"),
        (503, "server busy, please try again", "overloaded"),
    ],
)
def test_errors(status: int, message: str, error_class: str) -> None:
    error = failed(Server(body={"error": message}, status=status), ollama())
    assert (error.failure.error_class, error.message) == (error_class, message)


@pytest.mark.parametrize(
    ("message", "error_class"),
    [
        ("model 'probe-1' not found", "not_found"),
        ("an error was encountered while running the model", "server"),
        ("the input length exceeds the context length", "invalid_request"),
    ],
)
def test_errors_inside_a_stream(message: str, error_class: str) -> None:
    body = stream(line("A"), {"error": message})
    assert failed(Server(body=body), ollama(stream=True)).failure.error_class == error_class


@pytest.mark.parametrize("wrong", [{}, {"message": "Hi"}, {"choices": []}])
def test_a_body_of_another_api_is_malformed(wrong: dict[str, Any]) -> None:
    error = failed(Server(body=wrong), ollama())
    assert (error.failure.error_class, "/v1" in error.hint) == ("malformed_response", True)


FIELDS = "message content thinking tool_calls function name arguments done done_reason error model"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(FIELDS.split()), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(lines=st.lists(JSON, max_size=3), status=st.sampled_from([200, 400, 429, 500]))
def test_whatever_comes_is_an_answer_or_a_typed_error(lines: list[Any], status: int) -> None:
    for streamed in (True, False):
        ask(Server(body=stream(*lines), status=status, chunk=7), ollama(stream=streamed))


def test_a_last_line_that_says_everything_again() -> None:
    pieces = [line(part) for part in ("The capital ", "is ", "Lima.")]
    raw = stream(*pieces, line("The capital is Lima.", done=True, **END))
    assert answered(Server(body=raw), ollama(stream=True)).text == "The capital is Lima."


def test_a_call_that_comes_again_is_one_call_and_equal_ones_without_ids_are_two() -> None:
    def called(key: str | None) -> dict[str, Any]:
        call: dict[str, Any] = {"function": {"name": "f", "arguments": {"x": 1}}}
        return line(message={"tool_calls": [call if key is None else {"id": key, **call}]})

    for keys, count in ((("a", "a"), 1), (("a", "b"), 2), ((None, None), 2)):
        raw = stream(*map(called, keys), line(done=True, **END))
        assert len(answered(Server(body=raw), ollama(stream=True)).tool_calls) == count


ADD, SUB = ("add", {"x": 1}), ("sub", {"y": 2})


def fragment(name: str | None, arguments: Any, key: str | None = None, **more: Any) -> Any:
    function = {"name": name, "arguments": arguments, **more}
    return {"id": key, "function": {k: v for k, v in function.items() if v is not None}}


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        # Fragments of text, with and without an index.
        ([[fragment("add", '{"x"')], [fragment(None, ":1}")]], [ADD]),
        (
            [
                [fragment("add", "", index=0), fragment("sub", "", index=1)],
                [fragment(None, '{"x":1}', index=0)],
                [fragment(None, '{"y":2}', index=1)],
            ],
            [ADD, SUB],
        ),
        # A placeholder before the arguments; two calls that share an id.
        ([[fragment("add", {}, "a")], [fragment("add", {"x": 1}, "a")]], [ADD]),
        ([[fragment("add", {"x": 1}, "a")], [fragment("sub", {"y": 2}, "a")]], [ADD, SUB]),
        # Without the object around the function, and without the list around the call.
        ([[{"name": "add", "arguments": {"x": 1}}]], [ADD]),
        ([fragment("add", {"x": 1})], [ADD]),
        # Equal calls in one line are two.
        ([[fragment("add", {"x": 1}), fragment("add", {"x": 1})]], [ADD, ADD]),
    ],
)
def test_calls_however_they_come(lines: list[Any], found: list[Any]) -> None:
    pieces = [line(message={"tool_calls": calls}) for calls in lines]
    got = answered(Server(body=stream(*pieces, line(done=True, **END))), ollama(stream=True))
    assert [(call.name, call.arguments) for call in got.tool_calls] == found
    if len(lines) == 1:
        whole = line(done=True, message={"tool_calls": lines[0]}, **END)
        got = answered(Server(body=whole), ollama())
        assert [(call.name, call.arguments) for call in got.tool_calls] == found


def test_calls_that_the_last_line_says_again() -> None:
    calls = [fragment("add", {"x": 1}), fragment("sub", {"y": 2})]
    pieces = [line(message={"tool_calls": [call]}) for call in calls]
    last = line(done=True, message={"tool_calls": calls}, **END)
    got = answered(Server(body=stream(*pieces, last)), ollama(stream=True))
    assert [(call.name, call.arguments) for call in got.tool_calls] == [ADD, SUB]


def test_an_end_by_its_reason_alone_and_usage_in_other_words() -> None:
    usage = {"prompt_tokens": 5, "completion_tokens": 2}
    last = {**line(done_reason="stop", usage=usage)}
    del last["done"]
    got = answered(Server(body=stream(line("Hi"), last)), ollama(stream=True))
    assert (got.text, got.usage) == ("Hi", Usage(input_tokens=5, output_tokens=2))
