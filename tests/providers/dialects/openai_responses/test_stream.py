"""Streams of OpenAI Responses: whole, cut, and from services that leave things out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from provider_exchanges import Server, answered, ask, failed, spec, sse, without_timing

from portcheck.errors import ProviderError
from portcheck.model.completion import Completion
from portcheck.providers.dialects.openai_responses.stream import fold
from portcheck.providers.streams.json_events import DONE, StreamEvent

REASONING = {
    "id": "rs_1",
    "type": "reasoning",
    "summary": [{"type": "summary_text", "text": "Let me see."}],
}
MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "content": [{"type": "output_text", "text": "One moment."}],
}
CALLS = [
    {
        "id": f"fc_{i}",
        "type": "function_call",
        "call_id": f"call_{i}",
        "name": name,
        "arguments": arguments,
    }
    for i, (name, arguments) in enumerate([("weather", '{"city": "Lima"}'), ("now", "")])
]
CUSTOM = {
    "id": "ct_1",
    "type": "custom_tool_call",
    "call_id": "call_9",
    "name": "sql",
    "input": "SELECT 1",
}
OUTPUT: list[dict[str, Any]] = [REASONING, MESSAGE, *CALLS, CUSTOM]
WHOLE = {
    "id": "resp_1",
    "object": "response",
    "status": "completed",
    "error": None,
    "model": "probe-1-2026-01-01",
    "output": OUTPUT,
    "usage": {"input_tokens": 5, "output_tokens": 2},
}
STARTED = {**WHOLE, "status": "in_progress", "output": [], "usage": None}


def responses(**changes: Any) -> Any:
    return spec("openai-responses", stream=True, **changes)


def opened() -> dict[str, Any]:
    return {"type": "response.created", "response": STARTED}


def closed(kind: str = "completed", **changes: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}", "response": {**WHOLE, "status": kind, **changes}}


def pieces(*without: str) -> list[dict[str, Any]]:
    """The events between the first and the last, stripped of some of their fields."""
    events: list[dict[str, Any]] = []

    def add(kind: str, index: int, of: dict[str, Any], **data: Any) -> None:
        events.append(
            {"type": f"response.{kind}", "output_index": index, "item_id": of["id"], **data}
        )

    for index, item in enumerate(OUTPUT):
        empty = {k: "" if k in {"arguments", "input"} else v for k, v in item.items()}
        empty |= {k: [] for k in ("content", "summary") if k in item}
        add("output_item.added", index, item, item=empty)
        stem, whole = {
            "reasoning": ("reasoning_summary_text", "Let me see."),
            "message": ("output_text", "One moment."),
            "function_call": ("function_call_arguments", item.get("arguments", "")),
            "custom_tool_call": ("custom_tool_call_input", item.get("input", "")),
        }[str(item["type"])]
        for start in range(0, len(whole), 4):
            add(f"{stem}.delta", index, item, delta=whole[start : start + 4])
        add("output_item.done", index, item, item=item)
    kept = [e for e in events if e["type"].removeprefix("response.") not in without]
    return [{k: v for k, v in event.items() if k not in without} for event in kept]


def read(*events: Any, chunk: int = 0) -> Completion:
    return answered(Server(body=sse(events, named=True), chunk=chunk), responses())


@pytest.fixture(scope="module")
def whole() -> Completion:
    return without_timing(answered(Server(body=WHOLE), spec("openai-responses")))


def test_the_two_ways_agree(whole: Completion) -> None:
    assert whole.text == "One moment."
    assert whole.reasoning_text == "Let me see."
    assert whole.finish_reason == "tool_calls"
    assert [(c.id, c.arguments) for c in whole.tool_calls] == [
        ("call_0", {"city": "Lima"}),
        ("call_1", {}),
        ("call_9", None),
    ]
    for chunk in (0, 1, 2, 7, 61):
        assert without_timing(read(opened(), *pieces(), closed(), chunk=chunk)) == whole


@pytest.mark.parametrize(
    "without",
    [
        (),
        ("output_index",),
        ("item_id",),
        ("output_index", "item_id"),
        ("output_item.done",),
        ("output_item.done", "output_index"),
        ("output_item.done", "item_id"),
        ("output_item.done", "output_index", "item_id"),
        ("reasoning_summary_text.delta", "output_text.delta", "function_call_arguments.delta"),
    ],
)
def test_an_end_without_its_output_leaves_the_pieces(
    whole: Completion, without: tuple[str, ...]
) -> None:
    for output in ([], None, [{"type": "message", "content": []}]):
        got = read(opened(), *pieces(*without), closed(output=output))
        assert without_timing(got) == whole
    bare = {"type": "response.completed", "response": {"usage": WHOLE["usage"]}}
    assert without_timing(read(opened(), *pieces(*without), bare)) == whole


def test_ids_that_change_from_event_to_event_are_told_apart_by_index(whole: Completion) -> None:
    events = [{**event, "item_id": f"x{n}"} for n, event in enumerate(pieces("output_item.done"))]
    assert without_timing(read(opened(), *events, closed(output=[]))) == whole


def test_items_that_are_all_the_first_are_told_apart_by_id(whole: Completion) -> None:
    events = [{**event, "output_index": 0} for event in pieces("output_item.done")]
    assert without_timing(read(opened(), *events, closed(output=[]))) == whole


def test_pieces_without_an_announcement() -> None:
    events: list[dict[str, Any]] = [
        {"type": "response.output_text.delta", "delta": "One "},
        {"type": "response.output_text.delta", "delta": "moment."},
    ]
    got = read(*events, {"type": "response.completed"})
    assert (got.text, got.finish_reason) == ("One moment.", "stop")


def test_a_text_that_closes_its_pieces_is_believed() -> None:
    events: list[dict[str, Any]] = [
        {"type": "response.output_text.delta", "item_id": "m", "delta": "One mo"},
        {"type": "response.output_text.done", "item_id": "m", "text": "One moment."},
        {"type": "response.refusal.delta", "item_id": "m", "content_index": 1, "delta": "No"},
        {"type": "response.refusal.done", "item_id": "m", "content_index": 1, "refusal": "No."},
    ]
    got = read(*events, closed(output=[]))
    assert (got.text, got.refusal_text, got.finish_reason) == ("One moment.", "No.", "refusal")


@pytest.mark.parametrize(
    ("end", "finish"),
    [
        (closed("incomplete", incomplete_details={"reason": "max_output_tokens"}), "length"),
        (closed("cancelled"), "other"),
        ("[DONE]", "other"),
    ],
)
def test_other_ends(end: Any, finish: str) -> None:
    got = read(opened(), *pieces(), end)
    assert (got.text, got.finish_reason) == ("One moment.", finish)


def test_a_stream_that_ends_early() -> None:
    for cut in ([opened()], [opened(), *pieces()], [*pieces()]):
        error = failed(Server(body=sse(cut, named=True)), responses())
        assert (error.failure.error_class, error.failure.retryable) == ("connection", True)


@pytest.mark.parametrize(
    "event",
    [
        {"type": "error", "code": "rate_limit_exceeded", "message": "Slow down."},
        {"type": "error", "error": {"code": "rate_limit_exceeded", "message": "Slow down."}},
        {"error": {"code": "rate_limit_exceeded", "message": "Slow down."}, "type": ""},
        closed("failed", error={"code": "rate_limit_exceeded", "message": "Slow down."}),
    ],
)
def test_errors_inside_a_stream(event: dict[str, Any]) -> None:
    error = failed(Server(body=sse([opened(), *pieces(), event], named=True)), responses())
    assert (error.failure.error_class, error.failure.retryable) == ("rate_limited", True)
    assert (error.message, error.failure.vendor_code) == ("Slow down.", "rate_limit_exceeded")


def test_a_failure_without_a_reason_and_a_prompt_that_is_blocked() -> None:
    error = failed(Server(body=sse([opened(), closed("failed")], named=True)), responses())
    assert (error.failure.error_class, error.failure.retryable) == ("server", True)
    blocked = closed("failed", error={"code": "invalid_prompt", "message": "No."})
    got = read(opened(), blocked)
    assert got.finish_reason == "content_filter"
    assert got.error is not None


def test_time_to_the_first_token() -> None:
    quiet = [e for e in pieces() if e["type"].startswith("response.output_item")][:2]
    assert read(opened(), *quiet, closed()).timing.first_token_s is None
    assert read(opened(), *pieces(), closed()).timing.first_token_s is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 99) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("output", "content", "summary", "type", "text", "name", "arguments", "id"),
                    *("status", "error", "usage", "incomplete_details", "code", "item", "delta"),
                    *("output_index", "item_id", "content_index", "response", "call_id", "input"),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
KINDS = st.sampled_from(
    [
        *("response.output_item.added", "response.output_item.done", "response.output_text.delta"),
        *("response.refusal.done", "response.function_call_arguments.delta", "response.completed"),
        *("response.reasoning_summary_text.delta", "response.failed", "error", "brand.new", ""),
    ]
)
TYPES = st.sampled_from(["message", "function_call", "reasoning", "custom_tool_call"])


@given(data=JSON, kinds=st.lists(KINDS, min_size=1, max_size=4), item=JSON, item_type=TYPES)
@settings(max_examples=120, deadline=None)
def test_no_shape_raises_anything_but_provider_errors(
    data: Any, kinds: list[str], item: Any, item_type: str
) -> None:
    inner = {**item, "type": item_type} if isinstance(item, dict) else item
    fields = data if isinstance(data, dict) else {}
    events = [{"item": inner, "response": data, **fields, "type": kind} for kind in kinds]
    bodies: list[bytes] = [
        sse([*events, "[DONE]"]),
        sse([*events, {"type": "response.completed", "response": {"output": [inner, data]}}]),
        json.dumps({"status": "completed", "output": [inner, data], "usage": data}).encode(),
        json.dumps({"status": data, "output": [{"type": item_type, "content": [data]}]}).encode(),
    ]
    for body in bodies:
        got = ask(Server(body=body), responses())
        assert isinstance(got, (Completion, ProviderError))


@given(cuts=st.integers(1, 200))
@settings(max_examples=30, deadline=None)
def test_any_chunking_gives_the_same_completion(cuts: int) -> None:
    body = [opened(), *pieces("output_index"), closed(output=[])]
    assert without_timing(read(*body, chunk=cuts)) == without_timing(read(*body))


def names(got: Completion) -> list[tuple[str | None, str, Any]]:
    return [(call.id, call.name, call.arguments) for call in got.tool_calls]


@pytest.mark.parametrize("left_out", [CALLS[0], CALLS[1], CUSTOM, MESSAGE])
def test_what_the_final_output_lacks_is_not_lost(left_out: dict[str, Any]) -> None:
    final = [item for item in OUTPUT if item is not left_out]
    raw = sse([opened(), *pieces(), closed(output=final)])
    got = answered(Server(body=raw), responses())
    assert got.text == "One moment."
    assert sorted(call.name for call in got.tool_calls) == ["now", "sql", "weather"]


def test_a_call_whose_ids_change_is_the_same_call() -> None:
    final = [{**item, "id": f"x_{item['id']}", "call_id": f"x{n}"} for n, item in enumerate(CALLS)]
    raw = sse([opened(), *pieces(), closed(output=[MESSAGE, *final, CUSTOM])])
    assert len(answered(Server(body=raw), responses()).tool_calls) == 3


def test_arguments_that_the_final_output_only_stands_in_for() -> None:
    final = [MESSAGE, {**CALLS[0], "arguments": "{}"}, CALLS[1], CUSTOM]
    raw = sse([opened(), *pieces(), closed(output=final)])
    assert names(answered(Server(body=raw), responses()))[0] == (
        "call_0",
        "weather",
        {"city": "Lima"},
    )


def test_a_placeholder_before_the_pieces_of_arguments() -> None:
    item = {**CALLS[0], "arguments": ""}
    stem = {"output_index": 0, "item_id": item["id"]}
    delta = {"type": "response.function_call_arguments.delta", **stem}
    raw = sse(
        [
            opened(),
            {"type": "response.output_item.added", **stem, "item": item},
            {**delta, "delta": "{}"},
            {**delta, "delta": '{"city": '},
            {**delta, "delta": '"Lima"}'},
            closed(output=[]),
        ]
    )
    assert names(answered(Server(body=raw), responses())) == [
        ("call_0", "weather", {"city": "Lima"})
    ]


def test_usage_in_the_words_of_chat_completions() -> None:
    counts = {
        "prompt_tokens": 5,
        "completion_tokens": 2,
        "prompt_tokens_details": {"cached_tokens": 4},
        "completion_tokens_details": {"reasoning_tokens": 1},
    }
    usage = answered(Server(body=sse([opened(), closed(usage=counts)])), responses()).usage
    assert (usage.input_tokens, usage.output_tokens) == (5, 2)
    assert (usage.cache_read_tokens, usage.reasoning_tokens) == (4, 1)


def call_item(name: str, written: Any, key: str, item: str = "fc") -> dict[str, Any]:
    base = {"type": "function_call", "id": item, "call_id": key}
    return {**base, "name": name, "arguments": written}


def put(what: str, item: dict[str, Any], index: int = 0) -> dict[str, Any]:
    return {"type": f"response.output_item.{what}", "output_index": index, "item": item}


def argue(what: str, written: Any, index: int = 0, **more: Any) -> dict[str, Any]:
    field = "delta" if what == "delta" else "arguments"
    kind = f"response.function_call_arguments.{what}"
    return {"type": kind, "output_index": index, "item_id": "fc", field: written, **more}


@pytest.mark.parametrize(
    "events",
    [
        # Announced by nothing but what closes the arguments.
        [argue("delta", '{"x":1}'), argue("done", '{"x":1}', name="add", call_id="a")],
        # Arguments as an object, in pieces or whole.
        [put("added", call_item("add", "", "a")), argue("delta", {"x": 1})],
        [put("added", call_item("add", "", "a")), put("done", call_item("add", {"x": 1}, "a"))],
        # Placeholders after the arguments.
        [
            put("added", call_item("add", "", "a")),
            *(argue("delta", '{"x":1}'), argue("done", "{}")),
            put("done", call_item("add", "{}", "a")),
        ],
        # Closed under another id and index, closed twice, and pieces under an unknown place.
        [
            put("added", call_item("add", "", "a")),
            put("done", call_item("add", '{"x":1}', "a", "other"), 4),
        ],
        [put("done", call_item("add", '{"x":1}', "a"))] * 2,
        [put("added", call_item("add", "", "a"), 1), argue("delta", '{"x":1}', 0, item_id="")],
    ],
)
def test_one_call_stays_one(events: list[Any]) -> None:
    for output in ([], [call_item("add", "{}", "a")], [call_item("add", {"x": 1}, "a")]):
        assert names(read(*events, closed(output=output))) == [("a", "add", {"x": 1})]


@pytest.mark.parametrize("closes", [True, False])
@pytest.mark.parametrize("index", [0, 1])
def test_two_calls_that_share_the_id_of_their_item(closes: bool, index: int) -> None:
    events = []
    for name, key, written, at in (("add", "a", '{"x":1}', 0), ("sub", "b", '{"y":2}', index)):
        events += [put("added", call_item(name, "", key), at), argue("delta", written, at)]
        events += [put("done", call_item(name, written, key), at)] if closes else []
    found = [("a", "add", {"x": 1}), ("b", "sub", {"y": 2})]
    assert names(read(*events, closed(output=[]))) == found


def test_text_and_reasoning_that_the_final_output_lacks() -> None:
    final = [{**MESSAGE, "content": []}, {**REASONING, "summary": []}, *CALLS, CUSTOM]
    got = read(opened(), *pieces(), closed(output=final))
    assert (got.text, got.reasoning_text, len(got.tool_calls)) == ("One moment.", "Let me see.", 3)


def test_usage_beside_the_response() -> None:
    end = {"type": "response.completed", "response": {"status": "completed", "output": OUTPUT}}
    usage = read({**end, "usage": WHOLE["usage"]}).usage
    assert (usage.input_tokens, usage.output_tokens) == (5, 2)


def test_other_ends_of_a_stream(whole: Completion) -> None:
    done = {"type": "response.done", "response": WHOLE}
    assert without_timing(read(opened(), *pieces(), done)) == whole
    for mark in (b"", b"data: [DONE]\n\n"):
        got = answered(Server(body=sse([WHOLE]) + mark), responses())
        assert without_timing(got) == whole


@pytest.mark.parametrize("kind", [["function_call"], {"a": 1}, 3, None])
def test_items_of_no_type(kind: Any) -> None:
    odd = {**CALLS[0], "type": kind}
    for output in (OUTPUT, [odd, MESSAGE]):
        got = read(opened(), put("added", odd), *pieces(), closed(output=output))
        assert got.text == "One moment."


FAULTS: list[dict[str, Any]] = [
    {"type": "error", "message": "upstream failed", "code": "server_error"},
    {"error": {"message": "upstream failed", "type": "server_error"}},
]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("output", [None, []])
def test_an_error_inside_an_answer_leaves_no_answer(fault: dict[str, Any], output: Any) -> None:
    raw = sse([opened(), *pieces(), fault, closed(output=output)])
    error = failed(Server(body=raw), responses())
    assert (error.failure.error_class, error.failure.retryable) == ("server", True)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_whole_answer_after_an_error_is_one(fault: dict[str, Any]) -> None:
    got = answered(Server(body=sse([opened(), *pieces(), fault, closed()])), responses())
    assert got.text == "One moment."
    assert got.error is not None


@pytest.mark.parametrize("begun", [[], [{"type": "response.created", "response": STARTED}]])
def test_an_end_marker_after_an_error_makes_no_answer_of_it(begun: list[dict[str, Any]]) -> None:
    """The first thing that went wrong is why."""
    errors = [{"type": "error", "message": said} for said in ("first", "second")]
    events = [StreamEvent("", one) for one in (*begun, *errors)] + [StreamEvent(DONE, {})]
    found = fold(events)
    assert (found.complete, found.error) == (False, errors[0])


def test_an_end_marker_alone_is_no_answer() -> None:
    found = fold([StreamEvent(DONE, {})])
    assert (found.complete, found.body) == (False, None)
