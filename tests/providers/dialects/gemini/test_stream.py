"""Streams of Gemini in any pieces. Every stream is written from documentation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from provider_exchanges import Server, answered, failed, spec, sse, without_timing

from portcheck.model.chat import ToolCall
from portcheck.providers.dialects.gemini.stream import GeminiEvents, fold


def gemini(**changes: Any) -> Any:
    return spec("gemini", **{"stream": True, **changes})


def chunk(*parts: Any, finish: str | None = None, **top: Any) -> dict[str, Any]:
    candidate: dict[str, Any] = {"index": 0, "content": {"role": "model", "parts": list(parts)}}
    if finish:
        candidate["finishReason"] = finish
    return {"candidates": [candidate], "responseId": "r-1", **top}


def usage(sent: int, received: int, **more: int) -> dict[str, Any]:
    return {"usageMetadata": {"promptTokenCount": sent, "candidatesTokenCount": received, **more}}


STREAM = (
    chunk({"text": "Ponder ", "thought": True}, **usage(7, 0)),
    chunk({"text": "it.", "thought": True}, {"text": "Zü"}, **usage(7, 1, thoughtsTokenCount=4)),
    chunk({"text": "rich 🏔"}, {"functionCall": {"name": "f", "args": {"x": 1}}}),
    chunk({"text": ""}, finish="STOP", **usage(7, 9, thoughtsTokenCount=4)),
)
WHOLE = {
    **chunk(
        {"text": "Ponder it.", "thought": True},
        {"text": "Zürich 🏔"},
        {"functionCall": {"name": "f", "args": {"x": 1}}},
        finish="STOP",
    ),
    **usage(7, 9, thoughtsTokenCount=4),
}


def test_a_stream_an_array_and_a_whole_body_say_the_same() -> None:
    whole = without_timing(answered(Server(body=WHOLE), gemini(stream=False)))
    assert (whole.text, whole.reasoning_text) == ("Zürich 🏔", "Ponder it.")
    assert (whole.usage.input_tokens, whole.usage.output_tokens) == (7, 13)
    assert without_timing(answered(Server(body=sse(STREAM)), gemini())) == whole
    array = json.dumps(STREAM, indent=1)
    for streamed in (True, False):
        got = answered(Server(body=array, chunk=5), gemini(stream=streamed))
        assert without_timing(got) == whole


@given(sizes=st.lists(st.integers(1, 40), min_size=1, max_size=60), bare=st.booleans())
def test_any_pieces_of_the_same_bytes_are_the_same_events(sizes: list[int], bare: bool) -> None:
    data = sse(STREAM).replace(b"\n\n", b"\r\n\r\n")
    if bare:
        data += b'{\n "error": {"code": 500,\n\n "message": "No"}\n}'
    decoder, expected = GeminiEvents(), GeminiEvents()
    events, position = [], 0
    for size in [*sizes, len(data)]:
        events += decoder.feed(data[position : position + size])
        position += size
    events += decoder.close()
    assert events == [*expected.feed(data), *expected.close()]
    assert len(events) == len(STREAM) + bare


def test_the_first_token_is_timed() -> None:
    got = answered(Server(body=sse(STREAM), chunk=11), gemini())
    assert got.timing.first_token_s is not None
    assert got.timing.longest_gap_s is not None


def test_a_stream_without_a_finish_reason_was_cut() -> None:
    cut = failed(Server(body=sse(STREAM[:-1])), gemini())
    assert (cut.failure.error_class, cut.failure.retryable) == ("connection", True)
    broken = failed(Server(body=sse(STREAM), cut=120), gemini())
    assert broken.failure.error_class == "connection"
    array = failed(Server(body=json.dumps(STREAM), cut=120), gemini())
    assert array.failure.error_class == "connection"


def test_a_blocked_prompt_ends_a_stream() -> None:
    blocked = {"promptFeedback": {"blockReason": "SAFETY"}, "modelVersion": "gemini-x"}
    got = answered(Server(body=sse([blocked])), gemini())
    assert (got.finish_reason, got.served_model) == ("content_filter", "gemini-x")


ERROR = {"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}


@pytest.mark.parametrize(
    "tail",
    [
        sse([ERROR]),
        json.dumps(ERROR).encode(),
        json.dumps(ERROR, indent=2).encode(),
        json.dumps([ERROR], indent=2).encode() + b"\n",
    ],
)
def test_an_error_in_a_stream_however_it_comes(tail: bytes) -> None:
    error = failed(Server(body=sse(STREAM[:1]) + tail, chunk=3), gemini())
    assert (error.failure.error_class, error.failure.vendor_code) == ("overloaded", "UNAVAILABLE")
    alone = failed(Server(body=tail), gemini())
    assert alone.failure.error_class == "overloaded"
    late = answered(Server(body=sse(STREAM) + tail), gemini())
    assert late.text == "Zürich 🏔"
    assert late.error is not None
    assert late.error.error_class == "overloaded"


def test_an_error_later_in_an_array() -> None:
    error = failed(Server(body=json.dumps([STREAM[0], ERROR])), gemini())
    assert error.failure.error_class == "overloaded"


def test_loose_lines_that_are_no_error_change_nothing() -> None:
    noise = b"<!-- proxy -->\n\n" + sse(STREAM) + b"[1, 2]\n"
    assert answered(Server(body=noise), gemini()).text == "Zürich 🏔"


# --- arguments that come in pieces ---------------------------------------------------------------


def call(*pieces: Any, more: bool = True, **fields: Any) -> dict[str, Any]:
    return {"functionCall": {**fields, "partialArgs": list(pieces), "willContinue": more}}


def test_streamed_arguments_are_put_together() -> None:
    got = answered(
        Server(
            body=sse(
                [
                    chunk({"functionCall": {"name": "f", "id": "c-1", "willContinue": True}}),
                    chunk(call({"jsonPath": "$.city", "stringValue": "Mün"})),
                    chunk(call({"jsonPath": "$.city", "stringValue": "chen"})),
                    chunk(call({"jsonPath": "$.days[0].n", "numberValue": 2})),
                    chunk(call({"jsonPath": "$.days[1]['the key']", "boolValue": False})),
                    chunk(call({"jsonPath": "$.none", "nullValue": "NULL_VALUE"})),
                    chunk({"functionCall": {}}),
                    chunk({"functionCall": {"name": "g", "args": {"a": 1}}}, finish="STOP"),
                ]
            )
        ),
        gemini(),
    )
    days = [{"n": 2}, {"the key": False}]
    assert got.tool_calls == (
        ToolCall(id="c-1", name="f", arguments={"city": "München", "days": days, "none": None}),
        ToolCall(id=None, name="g", arguments={"a": 1}),
    )


@pytest.mark.parametrize(
    "path",
    ["", "$", "$.a[999999]", "$" + ".a" * 40, "$.a.b", "$[0]", "nonsense", "$.a[0][0][0]"],
)
def test_odd_paths_do_no_harm(path: str) -> None:
    events = [
        chunk(call({"jsonPath": "$.a", "stringValue": "x"}, name="f")),
        chunk(call({"jsonPath": path, "stringValue": "y"}, more=False)),
        chunk(finish="STOP"),
    ]
    (found,) = answered(Server(body=sse(events)), gemini()).tool_calls
    assert found.arguments is not None
    assert "a" in found.arguments


def test_a_fold_of_nothing_is_nothing() -> None:
    folded = fold(())
    assert (folded.body, folded.complete, folded.error) == (None, False, None)


def test_a_last_chunk_that_says_everything_again() -> None:
    pieces = [chunk({"text": part}) for part in ("The capital ", "is ", "Lima.")]
    last = chunk({"text": "The capital is Lima."}, finish="STOP")
    assert answered(Server(body=sse([*pieces, last])), gemini()).text == "The capital is Lima."
    echo = [chunk({"text": "no "}), chunk({"text": "no "}, finish="STOP")]
    assert answered(Server(body=sse(echo)), gemini()).text == "no no "


def test_calls_with_ids_that_come_again_and_calls_that_go_on() -> None:
    def call(**fields: Any) -> dict[str, Any]:
        return chunk({"functionCall": {"name": "f", **fields}})

    first, second = call(id="a", args={"x": 1}), call(id="b", args={"x": 2})
    raw = sse([first, second, first, chunk(finish="STOP")])
    got = answered(Server(body=raw), gemini())
    assert [(one.id, one.arguments) for one in got.tool_calls] == [("a", {"x": 1}), ("b", {"x": 2})]


def called(name: Any, args: Any, **more: Any) -> dict[str, Any]:
    return {"functionCall": {"name": name, "args": args, **more}}


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        # The same call again, under its id; without one it is a second call.
        ([called("f", {"x": 1}, id="a"), called("f", {"x": 1}, id="a")], [("f", {"x": 1})]),
        ([called("f", {"x": 1}), called("f", {"x": 1})], [("f", {"x": 1})] * 2),
        # A placeholder before the arguments.
        ([called("f", {}, id="a"), called("f", {"x": 1}, id="a")], [("f", {"x": 1})]),
        # Two calls that share an id.
        (
            [called("f", {"x": 1}, id="a"), called("f", {"x": 2}, id="a"), called("g", {}, id="a")],
            [("f", {"x": 1}), ("f", {"x": 2}), ("g", {})],
        ),
        # One call in parts, which say its name or id again.
        (
            [called("f", {"x": 1}, id="a", willContinue=True), called("f", {"y": 2}, id="a")],
            [("f", {"x": 1, "y": 2})],
        ),
        (
            [called("f", {"x": 1}, willContinue=True), called("f", {"y": 2})],
            [("f", {"x": 1, "y": 2})],
        ),
        # A call that begins while another has not said that it ended.
        (
            [called("f", {"x": 1}, id="a", willContinue=True), called("f", {"x": 2}, id="b")],
            [("f", {"x": 1}), ("f", {"x": 2})],
        ),
    ],
)
def test_calls_that_come_again_and_calls_in_parts(parts: list[Any], found: list[Any]) -> None:
    events = [chunk(part) for part in parts]
    got = answered(Server(body=sse([*events, chunk(finish="STOP")])), gemini())
    assert [(call.name, call.arguments) for call in got.tool_calls] == found


def test_calls_without_ids_that_the_last_event_says_again() -> None:
    calls = [called("f", {"x": 1}), called("g", {"y": 2})]
    last = chunk({"text": "Done."}, *calls, finish="STOP")
    got = answered(Server(body=sse([*map(chunk, calls), last])), gemini())
    assert (got.text, [call.name for call in got.tool_calls]) == ("Done.", ["f", "g"])


def test_usage_in_a_candidate_and_as_a_total_alone() -> None:
    counts = usage(7, 3)
    last = chunk({"text": "Hi"}, finish="STOP")
    inside = {**last, "candidates": [{**last["candidates"][0], **counts}]}
    total = {**last, "usageMetadata": {"promptTokenCount": 7, "totalTokenCount": 10}}
    for stated in (inside, total):
        got = answered(Server(body=sse([stated])), gemini()).usage
        assert (got.input_tokens, got.output_tokens) == (7, 3)


def test_calls_whose_names_are_no_text() -> None:
    events = [chunk(called(["f"], {}, id="a")), chunk(called("f", {"x": 1}, id="a"))]
    got = answered(Server(body=sse([*events, chunk(finish="STOP")])), gemini())
    assert [(call.name, call.arguments) for call in got.tool_calls] == [("f", {"x": 1})]
