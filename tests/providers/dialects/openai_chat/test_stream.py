"""Streams and bodies of imitators: ends, framing, places. Written from documentation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from provider_exchanges import Server, answered, chat_body, chat_chunk, failed, spec, sse

from portcheck.model.completion import Completion

CALL = {"id": "a", "type": "function", "function": {"name": "add", "arguments": '{"x": 1}'}}


def both(finish: str, text: str = "Half") -> list[Completion]:
    body = chat_body()
    body["choices"] = [{"index": 0, "message": {"content": text}, "finish_reason": finish}]
    stream = sse([chat_chunk({"content": text}), chat_chunk(finish_reason=finish), "[DONE]"])
    return [answered(Server(body=body)), answered(Server(body=stream), spec(stream=True))]


@pytest.mark.parametrize(
    ("word", "finish"),
    [
        ("refusal", "refusal"),
        ("model_context_window_exceeded", "length"),
        ("CONTINUATION", "length"),
        ("max_output_tokens", "length"),
        ("function_call_filter: UNEXPECTED_TOOL_CALL", "error"),
        ("MALFORMED_FUNCTION_CALL", "error"),
        ("abort", "error"),
        ("SAFETY", "content_filter"),
        ("guardrail_intervened", "content_filter"),
        ("end_turn", "stop"),
        ("COMPLETE", "stop"),
        ("brand_new", "other"),
    ],
)
def test_finish_reasons_of_imitators(word: str, finish: str) -> None:
    for got in both(word):
        assert (got.finish_reason, got.raw_finish_reason, got.text) == (finish, word, "Half")


def test_a_refusal_by_its_finish_reason_is_a_signal() -> None:
    for got in both("refusal", ""):
        assert got.refusal_signal is not None
        assert got.refusal_signal.kind == "model_refusal"


@pytest.mark.parametrize(
    ("word", "error_class"),
    [
        ("network_error", "connection"),
        ("server_error", "server"),
        ("timeout", "timeout"),
        ("insufficient_system_resource", "overloaded"),
    ],
)
def test_what_the_vendor_broke_off_is_no_answer(word: str, error_class: str) -> None:
    body = {"choices": [{"message": {"content": "Half"}, "finish_reason": word}]}
    error = failed(Server(body=body))
    assert (error.failure.error_class, error.failure.retryable) == (error_class, True)


HELLO = [chat_chunk({"content": "Hel"}), chat_chunk({"content": "lo"})]
END: list[Any] = [chat_chunk(finish_reason="stop"), "[DONE]"]


@pytest.mark.parametrize(
    "between",
    [
        "data: : keepalive\n\n",
        "data: ping\n\n",
        "data: [heartbeat]\n\n",
        ": comment\n\n",
        "event: ping\ndata: \n\n",
        "\n\n\n",
    ],
)
@pytest.mark.parametrize("chunk", [0, 1, 7])
def test_what_keeps_a_connection_open_is_no_data(between: str, chunk: int) -> None:
    stream = sse(HELLO[:1]) + between.encode() + sse([*HELLO[1:], *END])
    got = answered(Server(body=stream, chunk=chunk), spec(stream=True))
    assert (got.text, got.finish_reason) == ("Hello", "stop")


@pytest.mark.parametrize("chunk", [0, 1, 7])
def test_events_that_one_newline_parts(chunk: int) -> None:
    stream = sse([*HELLO, *END]).replace(b"\n\n", b"\n")
    got = answered(Server(body=stream, chunk=chunk), spec(stream=True))
    assert (got.text, got.finish_reason) == ("Hello", "stop")


def test_lines_of_json_instead_of_events() -> None:
    lines = "".join(json.dumps(one) + "\n" for one in [*HELLO, END[0]])
    for stream in (True, False):
        got = answered(Server(body=lines), spec(stream=stream))
        assert (got.text, got.finish_reason) == ("Hello", "stop")


def test_a_field_named_error_is_an_error() -> None:
    stream = 'error: {"code": 500, "message": "it broke"}\n\ndata: [DONE]\n\n'
    error = failed(Server(body=stream), spec(stream=True))
    assert (error.failure.error_class, error.message) == ("server", "it broke")


BROKE = {"error": {"code": 502, "message": "upstream reset"}}


def test_an_error_inside_an_answer_breaks_it_whatever_end_is_written_after_it() -> None:
    in_choice = chat_chunk()
    in_choice["choices"][0] |= BROKE
    for broken in (BROKE, in_choice):
        for rest in (END, [HELLO[1], *END]):
            error = failed(Server(body=sse([HELLO[0], broken, *rest])), spec(stream=True))
            assert (error.failure.error_class, error.failure.retryable) == ("server", True)


def test_an_error_before_or_after_an_answer_leaves_it_whole() -> None:
    for events in ([BROKE, *HELLO, *END], [*HELLO, END[0], BROKE, END[1]]):
        got = answered(Server(body=sse(events)), spec(stream=True))
        assert (got.text, got.finish_reason) == ("Hello", "stop")


def test_an_error_of_another_choice_is_none_of_the_answer() -> None:
    other = chat_chunk()
    other["choices"][0] |= {**BROKE, "index": 1}
    got = answered(Server(body=sse([HELLO[0], other, *HELLO[1:], *END])), spec(stream=True))
    assert (got.text, got.finish_reason) == ("Hello", "stop")


def test_an_answer_that_a_filter_broke_off_with_an_error_is_blocked_and_not_lost() -> None:
    blocked = chat_chunk(finish_reason="content_filter")
    got = answered(Server(body=sse([HELLO[0], BROKE, blocked, "[DONE]"])), spec(stream=True))
    assert got.finish_reason == "content_filter"


def test_a_last_chunk_that_says_everything_again() -> None:
    text = "A sentence that is long enough."
    pieces = [chat_chunk({"content": part}) for part in (text[:9], text[9:])]
    again = chat_chunk({"content": text}, finish_reason="stop")
    whole = chat_chunk(finish_reason="stop")
    whole["choices"][0] |= {"message": {"role": "assistant", "content": text}}
    del whole["choices"][0]["delta"]
    for last in (again, whole):
        got = answered(Server(body=sse([*pieces, last, "[DONE]"])), spec(stream=True))
        assert got.text == text


def test_an_answer_that_is_spread_over_two_choices() -> None:
    body = chat_body()
    said: dict[str, Any] = {"role": "assistant", "content": "Let me add."}
    body["choices"] = [
        {"message": said, "finish_reason": "tool_calls"},
        {"message": {"role": "assistant", "tool_calls": [CALL]}, "finish_reason": "tool_calls"},
    ]
    got = [answered(Server(body=body))]
    pieces: list[Any] = [chat_chunk({"content": "Let me "}), chat_chunk({"content": "add."})]
    for arguments in ("", '{"x": ', "1}"):
        function = {"name": "add" if not arguments else None, "arguments": arguments}
        pieces.append(chat_chunk({"tool_calls": [{"index": 0, "function": function}]}))
        pieces[-1]["choices"][0]["index"] = 1
    pieces.append(chat_chunk(finish_reason="tool_calls"))
    pieces[-1]["choices"][0]["index"] = 1
    got.append(answered(Server(body=sse([*pieces, "[DONE]"])), spec(stream=True)))
    for one in got:
        assert (one.text, one.finish_reason) == ("Let me add.", "tool_calls")
        assert [(call.name, call.arguments) for call in one.tool_calls] == [("add", {"x": 1})]


def test_of_two_whole_answers_the_first_counts() -> None:
    body = chat_body()
    body["choices"] = [
        {"index": n, "message": {"content": text}, "finish_reason": "stop"}
        for n, text in enumerate(("One.", "Two."))
    ]
    assert answered(Server(body=body)).text == "One."


@pytest.mark.parametrize(
    "part",
    [
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}]},
        {"type": "reasoning", "text": "Hm."},
        {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]},
        {"type": "thinking", "thinking": "Hm."},
    ],
)
def test_reasoning_in_parts_of_the_content(part: dict[str, Any]) -> None:
    content = [part, {"type": "text", "text": "Hello"}]
    stream = sse([*(chat_chunk({"content": [one]}) for one in content), *END])
    body = chat_body()
    body["choices"][0]["message"] = {"content": content}
    for got in (answered(Server(body=body)), answered(Server(body=stream), spec(stream=True))):
        assert (got.text, got.reasoning_text) == ("Hello", "Hm.")


COUNTS = {"prompt_tokens": 19, "completion_tokens": 3, "total_tokens": 22}


def test_usage_inside_a_choice() -> None:
    last = chat_chunk(finish_reason="stop")
    last["choices"][0]["usage"] = COUNTS
    body = chat_body()
    del body["usage"]
    body["choices"][0]["usage"] = COUNTS
    stream = sse([chat_chunk({"content": "Hello"}), last, "[DONE]"])
    for got in (answered(Server(body=body)), answered(Server(body=stream), spec(stream=True))):
        assert (got.usage.input_tokens, got.usage.output_tokens) == (19, 3)


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({"total_tokens": 52}, (19, 3, None, None)),
        ({"total_tokens": 20}, (19, 3, None, None)),
        ({"cache_creation_input_tokens": 5, "cache_read_input_tokens": 4}, (19, 3, 4, 5)),
        ({"cache_read_input_tokens": 30, "total_tokens": 52}, (49, 3, 30, None)),
        (
            {"prompt_tokens_details": {"cached_tokens": 18, "cache_write_tokens": 18}},
            (19, 3, 18, 18),
        ),
        ({"prompt_tokens_details": {"cache_creation_tokens": 6}}, (19, 3, None, 6)),
    ],
)
def test_other_names_and_totals_of_usage(more: dict[str, Any], counts: tuple[Any, ...]) -> None:
    usage = answered(Server(body={**chat_body(), "usage": {**COUNTS, **more}})).usage
    assert counts == (
        usage.input_tokens,
        usage.output_tokens,
        usage.cache_read_tokens,
        usage.cache_write_tokens,
    )


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ([{"prompt_tokens": 19, "completion_tokens": 1}, COUNTS], (19, 3)),
        ([COUNTS, {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}], (19, 3)),
        ([COUNTS, None], (19, 3)),
        ([{"prompt_tokens": "19", "completion_tokens": 3.0}], (19, 3)),
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_usage_in_many_chunks(
    counts: list[dict[str, Any] | None], found: tuple[int, int], *, inside: bool
) -> None:
    pieces = [chat_chunk({"content": "Hello"}), chat_chunk(finish_reason="stop")]
    for stated in counts:
        one = chat_chunk({})
        (one["choices"][0] if inside else one)["usage"] = stated
        pieces.insert(-1, one)
    usage = answered(Server(body=sse([*pieces, "[DONE]"])), spec(stream=True)).usage
    assert (usage.input_tokens, usage.output_tokens) == found


def test_cached_tokens_beyond_the_input_lie_beside_it() -> None:
    counts = {"prompt_tokens": 7, "completion_tokens": 3, "cache_read_input_tokens": 90}
    assert answered(Server(body={**chat_body(), "usage": counts})).usage.input_tokens == 97


def messages(*texts: str, name: str = "message") -> list[Any]:
    """Chunks that have something else in place of a delta."""
    pieces = []
    for text in texts:
        one = chat_chunk({})
        del one["choices"][0]["delta"]
        one["choices"][0] |= {name: {"content": text}} if name == "message" else {name: text}
        pieces.append(one)
    return pieces


@pytest.mark.parametrize(
    "pieces",
    [
        messages("Hel", "lo"),
        messages("Hel", "Hello"),
        messages("Hello", "Hello"),
        messages("Hel", "lo", name="text"),
        [
            *(chat_chunk({"content": one}) for one in "Hello"),
            chat_chunk({"content": "Hello"}, finish_reason="stop"),
        ],
        [{**HELLO[0], "choices": [{**HELLO[0]["choices"][0], "finish_reason": "null"}]}, HELLO[1]],
    ],
)
def test_chunks_of_another_form(pieces: list[Any]) -> None:
    got = answered(Server(body=sse([*pieces, *END])), spec(stream=True))
    assert (got.text, got.finish_reason) == ("Hello", "stop")


def test_a_stream_whose_only_word_for_its_end_is_none_has_not_ended() -> None:
    pieces = [*HELLO, chat_chunk(finish_reason="null")]
    error = failed(Server(body=sse(pieces)), spec(stream=True))
    assert error.failure.error_class == "connection"


@pytest.mark.parametrize("name", ["delta", "text"])
def test_a_body_of_another_form(name: str) -> None:
    body = chat_body()
    said = "Hello" if name == "text" else {"content": "Hello"}
    body["choices"] = [{"index": 0, name: said, "finish_reason": "stop"}]
    assert answered(Server(body=body)).text == "Hello"


def test_an_array_of_chunks() -> None:
    for stream in (True, False):
        got = answered(Server(body=json.dumps([*HELLO, END[0]])), spec(stream=stream))
        assert (got.text, got.finish_reason) == ("Hello", "stop")


def test_reasoning_that_the_last_chunk_says_again() -> None:
    text = "Long thoughts about it."
    pieces = [chat_chunk({"reasoning_content": part}) for part in (text[:9], text[9:])]
    last = chat_chunk({"content": "Yes", "reasoning_content": text}, finish_reason="stop")
    got = answered(Server(body=sse([*pieces, last, "[DONE]"])), spec(stream=True))
    assert (got.text, got.reasoning_text) == ("Yes", text)


@pytest.mark.parametrize(
    "stated",
    [
        CALL,
        [{"id": "a", "name": "add", "arguments": '{"x": 1}'}],
        *(
            [{"id": "a", "function": {"name": "add", name: {"x": 1}}}]
            for name in ("parameters", "args")
        ),
    ],
)
def test_calls_of_another_form(stated: Any) -> None:
    body = chat_body(finish_reason="tool_calls")
    body["choices"][0]["message"] = {"tool_calls": stated}
    end = chat_chunk(finish_reason="tool_calls")
    last = messages("Hello")[0]
    last["choices"][0]["message"]["tool_calls"] = stated
    for pieces in ([chat_chunk({"tool_calls": stated}), end], [*HELLO, last, end]):
        got = answered(Server(body=sse(pieces)), spec(stream=True))
        assert [(call.name, call.arguments) for call in got.tool_calls] == [("add", {"x": 1})]
    calls = answered(Server(body=body)).tool_calls
    assert [(call.name, call.arguments) for call in calls] == [("add", {"x": 1})]


SAID = {"prompt_tokens": 7, "completion_tokens": 3}


@pytest.mark.parametrize(
    "stated",
    [
        {"usage": {"promptTokenCount": 7, "candidatesTokenCount": 3}},
        {"usageMetadata": {"promptTokenCount": 7, "candidatesTokenCount": 3}},
        {"usage_metadata": {"input_tokens": 7, "output_tokens": 3}},
        {"token_usage": SAID},
        {"x_groq": {"usage": SAID}},
        {"usage": {"prompt_tokens": 7, "total_tokens": 10}},
        {"usage": {"completion_tokens": 3, "total_tokens": 10}},
        {"usage": {"promptTokens": 7, "completionTokens": 3}},
    ],
)
def test_usage_wherever_it_stands(stated: dict[str, Any]) -> None:
    body = {name: value for name, value in chat_body().items() if name != "usage"}
    inside = {**body["choices"][0], "message": {**body["choices"][0]["message"], **stated}}
    forms = [{**body, **stated}]
    if "x_groq" not in stated:
        forms.append({**body, "choices": [inside]})
    for form in forms:
        usage = answered(Server(body=form)).usage
        assert (usage.input_tokens, usage.output_tokens) == (7, 3)
    last = chat_chunk(finish_reason="stop")
    inner = {**last, "choices": [{**last["choices"][0], **stated}]}
    delta = {**last, "choices": [{**last["choices"][0], "delta": stated}]}
    for end in (last | stated, inner, delta) if "x_groq" not in stated else (last | stated,):
        usage = answered(Server(body=sse([*HELLO, end])), spec(stream=True)).usage
        assert (usage.input_tokens, usage.output_tokens) == (7, 3)


def test_a_last_message_adds_the_calls_that_have_not_come() -> None:
    second = {"id": "b", "function": {"name": "sub", "arguments": '{"y": 2}'}}
    last = messages("")[0]
    first = {"id": "a", "function": {"name": "add", "arguments": '{"x":1}'}}
    for before in (CALL, {**CALL, "function": {"name": "add"}}):
        last["choices"][0]["message"]["tool_calls"] = [first, second]
        pieces = [chat_chunk({"tool_calls": [before]}), last, chat_chunk(finish_reason="stop")]
        got = answered(Server(body=sse(pieces)), spec(stream=True))
        calls = [(call.name, call.arguments) for call in got.tool_calls]
        assert calls == [("add", {"x": 1}), ("sub", {"y": 2})]


def test_calls_without_ids_that_the_last_chunk_says_again() -> None:
    calls = [{"function": {"name": name, "arguments": '{"x": 1}'}} for name in ("add", "sub")]
    pieces = [chat_chunk({"tool_calls": [call]}) for call in calls]
    last = chat_chunk({"tool_calls": calls}, finish_reason="tool_calls")
    got = answered(Server(body=sse([*pieces, last])), spec(stream=True))
    assert [call.name for call in got.tool_calls] == ["add", "sub"]


def test_counts_only_grow() -> None:
    first = {**chat_chunk({"content": "Hi"}), "usage": {"prompt_tokens": 7, "completion_tokens": 3}}
    last = {**END[0], "usage": {"prompt_tokens": 7, "completion_tokens": 0}}
    usage = answered(Server(body=sse([first, last])), spec(stream=True)).usage
    assert (usage.input_tokens, usage.output_tokens) == (7, 3)
