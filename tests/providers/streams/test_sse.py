"""The event parser: one grammar, any chunking."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.errors import ProviderError
from portcheck.providers.streams import sse
from portcheck.providers.streams.json_events import DONE, JsonEvents, StreamEvent
from portcheck.providers.streams.sse import SseEvent, SseParser


def parse(data: bytes, cuts: tuple[int, ...] = ()) -> list[SseEvent]:
    parser = SseParser()
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    found: list[SseEvent] = []
    for start, end in itertools.pairwise(edges):
        found.extend(parser.feed(data[start:end]))
    return [*found, *parser.close()]


@pytest.mark.parametrize(
    ("data", "events"),
    [
        (b"data: a\n\n", [SseEvent("", "a")]),
        (b"data: a\r\n\r\ndata: b\r\r", [SseEvent("", "a"), SseEvent("", "b")]),
        (b"event: x\ndata: a\n\ndata: b\n\n", [SseEvent("x", "a"), SseEvent("", "b")]),
        (b"data: a\ndata: b\n\n", [SseEvent("", "a\nb")]),
        (b"data:a\n\ndata:  b\n\n", [SseEvent("", "a"), SseEvent("", " b")]),
        (b": comment\n\nid: 1\nretry: 5\ndata: a\n\n", [SseEvent("", "a")]),
        (b" data: a\n\nDATA: b\n\n", [SseEvent("", "a"), SseEvent("", "b")]),
        (b"data: a", [SseEvent("", "a")]),
        (b"data: a\n", [SseEvent("", "a")]),
        (b"\xef\xbb\xbfdata: a\n\n", [SseEvent("", "a")]),
        (b"data\n\n", [SseEvent("", "")]),
        (b"event: x\n\ndata: a\n\n", [SseEvent("", "a")]),
        (b"", []),
        (b"\n\n\n", []),
        ("data: h\u00e9 \U0001f600\n\n".encode(), [SseEvent("", "h\u00e9 \U0001f600")]),
    ],
)
def test_grammar(data: bytes, events: list[SseEvent]) -> None:
    assert parse(data) == events
    assert parse(data, tuple(range(len(data)))) == events


PIECES = st.lists(
    st.sampled_from(
        [
            *(b"data: ", b"event: e", b"data", b": c", b"{}", b"x"),
            *(b"\n", b"\r", b"\r\n", b"\n\n"),
            *("\u00fc\U0001f600".encode(), b"\xff", b"\xef\xbb\xbf"),
        ]
    ),
    max_size=30,
).map(b"".join)


@given(PIECES, st.lists(st.integers(0, 120), max_size=12))
@settings(max_examples=300, deadline=None)
def test_any_chunking_gives_the_same_events(data: bytes, cuts: list[int]) -> None:
    assert parse(data, tuple(cuts)) == parse(data)


@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=6))
@settings(max_examples=200, deadline=None)
def test_garbage_gives_the_same_events_in_any_chunking(data: bytes, cuts: list[int]) -> None:
    assert parse(data, tuple(cuts)) == parse(data)


@pytest.mark.parametrize("data", [b"x" * 50, b"data: y\n" * 20, b"data: " + b"z" * 50 + b"\n\n"])
def test_lines_and_events_are_bounded(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_EVENT_CHARS", 30)
    with pytest.raises(ProviderError) as raised:
        parse(data)
    assert raised.value.failure.error_class == "malformed_response"


def test_json_events() -> None:
    decoder = JsonEvents()
    found = decoder.feed(b'event: a\ndata: {"x": 1}\n\ndata: \n\ndata: [DONE]\n\n')
    assert found == [StreamEvent("a", {"x": 1}), StreamEvent(DONE, {})]
    assert decoder.feed(b'data: {"x": 2}\n\n') == []
    assert JsonEvents().feed(b"event: error\ndata: out of order\n\n") == [
        StreamEvent("error", {"error": {"message": "out of order"}})
    ]


def test_an_event_that_is_no_object_is_malformed_but_a_torn_last_one_is_dropped() -> None:
    for wrong in (b"data: {\n\n", b"data: 3\n\n"):
        with pytest.raises(ProviderError) as raised:
            JsonEvents().feed(wrong)
        assert raised.value.failure.error_class == "malformed_response"
    decoder = JsonEvents()
    assert decoder.feed(b'data: {"x": ') == []
    assert decoder.close() == []


def test_an_error_as_a_bare_line_of_json_is_an_event_of_that_name() -> None:
    found = JsonEvents().feed(b'data: {"x": 1}\n\n{"error": {"message": "m"}}\n{odd: 1}\n')
    assert found == [
        StreamEvent("", {"x": 1}),
        StreamEvent("error", {"error": {"message": "m"}}),
    ]
