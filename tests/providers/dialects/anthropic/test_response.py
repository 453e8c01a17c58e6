"""Streams and words of services that imitate Anthropic Messages. Written from documentation."""

from __future__ import annotations

from typing import Any

import pytest
from provider_exchanges import Server, answered, failed, message_body, spec, sse

from portcheck.model.completion import Completion

ENDED: list[dict[str, Any]] = [
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 5}},
    {"type": "message_stop"},
]
BEGUN: dict[str, Any] = {
    "type": "message_start",
    "message": {"id": "m", "model": "probe-1", "content": [], "usage": {"input_tokens": 9}},
}
NAMES = {"text": "text", "thinking": "thinking", "input_json": "partial_json"}


def began(index: int | None, **block: Any) -> dict[str, Any]:
    found = {"type": "content_block_start", "content_block": block}
    return found if index is None else {**found, "index": index}


def more(index: int | None, kind: str, written: Any) -> dict[str, Any]:
    delta = {"type": f"{kind}_delta", NAMES[kind]: written}
    found = {"type": "content_block_delta", "delta": delta}
    return found if index is None else {**found, "index": index}


def streamed(*events: dict[str, Any]) -> Completion:
    claude = spec("anthropic", base_url="https://api.probe.test", stream=True)
    return answered(Server(body=sse(list(events))), claude)


def blocks(first: int | None, second: int | None, third: int | None) -> list[dict[str, Any]]:
    return [
        began(first, type="thinking", thinking=""),
        more(first, "thinking", "Hm."),
        began(second, type="text", text=""),
        more(second, "text", "Hel"),
        more(second, "text", "lo"),
        began(third, type="tool_use", id="a", name="add", input={}),
        more(third, "input_json", '{"x":'),
        more(third, "input_json", "1}"),
    ]


@pytest.mark.parametrize("index", [(0, 1, 2), (1, 2, 3), (0, 0, 0), (None, None, None), (0, 1, 1)])
def test_blocks_however_they_are_counted(index: tuple[Any, Any, Any]) -> None:
    got = streamed(BEGUN, *blocks(*index), *ENDED)
    assert (got.reasoning_text, got.text) == ("Hm.", "Hello")
    assert [(call.name, call.arguments) for call in got.tool_calls] == [("add", {"x": 1})]


def test_blocks_that_nobody_began() -> None:
    got = streamed(BEGUN, more(0, "thinking", "Hm."), more(0, "text", "Hello"), *ENDED)
    assert (got.reasoning_text, got.text) == ("Hm.", "Hello")


def test_a_message_that_nobody_began() -> None:
    assert streamed(*blocks(0, 1, 2), *ENDED).text == "Hello"


def test_zeros_after_counts_are_a_placeholder() -> None:
    last = {**ENDED[0], "usage": {"input_tokens": 0, "output_tokens": 5}}
    usage = streamed(BEGUN, *blocks(0, 1, 2), last, ENDED[1]).usage
    assert (usage.input_tokens, usage.output_tokens) == (9, 5)


def test_cache_writes_by_lifetime_alone() -> None:
    created = {"ephemeral_5m_input_tokens": 4, "ephemeral_1h_input_tokens": 3}
    counts = {"input_tokens": 9, "output_tokens": 5, "cache_creation": created}
    usage = answered(
        Server(body={**message_body(), "usage": counts}),
        spec("anthropic", base_url="https://a.test"),
    ).usage
    assert (usage.input_tokens, usage.cache_write_tokens, usage.cache_write_1h_tokens) == (16, 7, 3)


def test_the_total_of_cache_writes_is_the_one_that_is_stated() -> None:
    counts = {
        "input_tokens": 9,
        "output_tokens": 5,
        "cache_creation_input_tokens": 7,
        "cache_creation": {"ephemeral_1h_input_tokens": 3},
    }
    usage = answered(
        Server(body={**message_body(), "usage": counts}),
        spec("anthropic", base_url="https://a.test"),
    ).usage
    assert (usage.input_tokens, usage.cache_write_tokens, usage.cache_write_1h_tokens) == (16, 7, 3)


@pytest.mark.parametrize(
    ("word", "finish", "signal"),
    [
        ("sensitive", "content_filter", "content_filter"),
        ("length", "length", None),
        ("stop", "stop", None),
        ("pause_turn", "other", None),
    ],
)
def test_words_of_other_vendors(word: str, finish: str, signal: str | None) -> None:
    body = {**message_body(), "stop_reason": word}
    got = answered(Server(body=body), spec("anthropic", base_url="https://a.test"))
    assert (got.finish_reason, got.raw_finish_reason) == (finish, word)
    assert (got.refusal_signal and got.refusal_signal.kind) == signal


def test_what_the_vendor_broke_off_is_no_answer() -> None:
    body = {**message_body(), "stop_reason": "network_error"}
    error = failed(Server(body=body), spec("anthropic", base_url="https://a.test"))
    assert error.failure.error_class == "connection"


def called(got: Completion) -> list[tuple[str | None, str, Any]]:
    return [(call.id, call.name, call.arguments) for call in got.tool_calls]


ADD: dict[str, Any] = {"type": "tool_use", "id": "a", "name": "add", "input": {}}
TOLD = {**ADD, "input": {"x": 1}}


@pytest.mark.parametrize(
    "events",
    [
        # A placeholder before the arguments, and all of them again at the end.
        [began(0, **ADD), *(more(0, "input_json", part) for part in ("{}", '{"x":', "1}"))],
        [began(0, **ADD), *(more(0, "input_json", part) for part in ('{"x":1}', '{"x":1}'))],
        # Announced twice.
        [began(0, **ADD), began(0, **ADD), more(0, "input_json", '{"x":1}')],
        [began(0, **ADD), began(1, **ADD), more(1, "input_json", '{"x":1}')],
        # Arguments in the announcement, with or without a placeholder after it.
        [began(0, **TOLD)],
        [began(0, **TOLD), more(0, "input_json", "{}")],
        # Arguments under the index of a text.
        [began(0, type="text", text=""), began(1, **ADD), more(0, "input_json", '{"x":1}')],
    ],
)
def test_arguments_however_they_come(events: list[dict[str, Any]]) -> None:
    assert called(streamed(BEGUN, *events, *ENDED)) == [("a", "add", {"x": 1})]


@pytest.mark.parametrize("index", [(0, 1), (0, 0), (None, None)])
def test_two_calls_stay_two(index: tuple[Any, Any]) -> None:
    events = [
        piece
        for at, key, n in ((index[0], "a", 1), (index[1], "b", 2))
        for piece in (
            began(at, type="tool_use", id=key, name="add", input={}),
            more(at, "input_json", f'{{"x":{n}'),
            more(at, "input_json", "}"),
        )
    ]
    got = streamed(BEGUN, *events, *ENDED)
    assert called(got) == [("a", "add", {"x": 1}), ("b", "add", {"x": 2})]


def test_usage_in_the_words_of_another_vendor() -> None:
    last = {**ENDED[0], "usage": {"prompt_tokens": 12, "completion_tokens": 4}}
    begun = {**BEGUN, "message": {**BEGUN["message"], "usage": {}}}
    usage = streamed(begun, *blocks(0, 1, 2), last, ENDED[1]).usage
    assert (usage.input_tokens, usage.output_tokens) == (12, 4)


SUB: dict[str, Any] = {"type": "tool_use", "id": "b", "name": "sub", "input": {}}


@pytest.mark.parametrize(
    ("events", "second"),
    [
        # One id for two calls, and no ids.
        (
            [
                *(began(0, **ADD), more(0, "input_json", '{"x":1}')),
                *(began(1, **{**SUB, "id": "a"}), more(1, "input_json", '{"y":2}')),
            ],
            ("a", "sub", {"y": 2}),
        ),
        (
            [
                *(began(0, **ADD), more(0, "input_json", '{"x":1}')),
                *(began(1, **ADD), more(1, "input_json", '{"x":2}')),
            ],
            ("a", "add", {"x": 2}),
        ),
        (
            [began(0, **TOLD), began(1, **{**SUB, "id": "", "input": {"y": 2}})],
            (None, "sub", {"y": 2}),
        ),
        # Nothing but their arguments, which come at once, tells them apart.
        (
            [began(0, **TOLD), began(1, **{**TOLD, "input": {"x": 2}})],
            ("a", "add", {"x": 2}),
        ),
    ],
)
def test_calls_that_share_an_id_stay_two(events: list[Any], second: Any) -> None:
    assert called(streamed(BEGUN, *events, *ENDED)) == [("a", "add", {"x": 1}), second]


def untyped(index: int, **delta: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": delta}


@pytest.mark.parametrize(
    "events",
    [
        # Arguments as an object, the name beside them, a delta without its type.
        [began(0, **ADD), more(0, "input_json", {"x": 1})],
        [
            began(0, type="tool_use", id="a"),
            untyped(0, type="input_json_delta", name="add", partial_json='{"x":1}'),
        ],
        [began(0, **ADD), untyped(0, partial_json='{"x":1}')],
        # The whole block in the event that closes it, or announced again with its arguments.
        [began(0, **ADD), {"type": "content_block_stop", "index": 0, "content_block": TOLD}],
        [began(0, **TOLD), {"type": "content_block_stop", "index": 0, "content_block": TOLD}],
        [began(0, **ADD), began(0, **TOLD)],
        # All of the call again.
        [
            *(began(0, **ADD), more(0, "input_json", '{"x":1}')),
            *(began(1, **ADD), more(1, "input_json", '{"x":1}')),
        ],
    ],
)
def test_one_call_of_another_form(events: list[Any]) -> None:
    assert called(streamed(BEGUN, *events, *ENDED)) == [("a", "add", {"x": 1})]


def test_text_of_another_form() -> None:
    begun, stop = began(0, type="text", text=""), {"type": "content_block_stop", "index": 0}
    whole = {**stop, "content_block": {"type": "text", "text": "Hello"}}
    for events in (
        [begun, untyped(0, text="Hello")],
        [begun, whole],
        [begun, untyped(0, text="Hello"), whole],
    ):
        assert streamed(BEGUN, *events, *ENDED).text == "Hello"


def test_an_end_mark_of_another_format_and_usage_beside_the_end() -> None:
    last = {**ENDED[1], "usage": {"output_tokens": 6}}
    assert streamed(BEGUN, *blocks(0, 1, 2), ENDED[0], last).usage.output_tokens == 6
    body = sse([BEGUN, *blocks(0, 1, 2), ENDED[0], "[DONE]"])
    got = answered(Server(body=body), spec("anthropic", base_url="https://a.test", stream=True))
    assert (got.text, got.other_content) == ("Hello", ())


def test_a_whole_message_as_one_event() -> None:
    assert streamed({**message_body(), "content": [TOLD]}).tool_calls[0].arguments == {"x": 1}


@pytest.mark.parametrize("kind", [["text"], {"a": 1}, 3, None])
def test_blocks_of_no_type(kind: Any) -> None:
    events = [began(0, type=kind), *blocks(1, 2, 3), untyped(0, type="other", x=1)]
    assert streamed(BEGUN, *events, *ENDED).text == "Hello"
    assert streamed(BEGUN, began(0, type=kind), more(0, "text", "Hi"), *ENDED).text == "Hi"
