"""Streams of JSON lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.errors import ProviderError
from portcheck.providers.streams import ndjson
from portcheck.providers.streams.ndjson import JsonLines


def values(data: bytes) -> list[object]:
    decoder = JsonLines()
    return [event.data for event in [*decoder.feed(data), *decoder.close()]]


def test_lines_are_events_with_or_without_an_end_of_line() -> None:
    assert values(b'{"a": 1}\r\n\n  {"a": 2}\n{"a": 3}') == [{"a": 1}, {"a": 2}, {"a": 3}]
    assert values(b"") == []


@given(sizes=st.lists(st.integers(1, 9), min_size=1, max_size=40))
def test_any_pieces_are_the_same_events(sizes: list[int]) -> None:
    data = '{"a": "Zürich 🏔"}\n\n{"b": [1,\t2]}\r\n{"c": null}\n'.encode()
    decoder, found, position = JsonLines(), [], 0
    for size in [*sizes, len(data)]:
        found += decoder.feed(data[position : position + size])
        position += size
    found += decoder.close()
    assert [event.data for event in found] == values(data)


def test_a_torn_line_at_the_end_is_dropped() -> None:
    assert values(b'{"a": 1}\n{"b": ') == [{"a": 1}]


def test_a_body_that_is_no_stream_brings_no_events() -> None:
    assert values(b'{\n "a": 1,\n "b": {}\n}\n') == []
    assert values(b'<html>\n{"a": 1}\n') == []


@pytest.mark.parametrize("line", [b": waiting", b"ping", b"null", b"data: [DONE]", b"event: x"])
def test_comments_between_lines(line: bytes) -> None:
    assert values(b'{"a": 1}\n' + line + b'\n{"a": 2}\n') == [{"a": 1}, {"a": 2}]


def test_what_comes_before_damage_is_handed_out_first() -> None:
    decoder = JsonLines()
    assert [event.data for event in decoder.feed(b'{"a": 1}\nnonsense\n')] == [{"a": 1}]
    with pytest.raises(ProviderError):
        decoder.feed(b'{"a": 2}\n')
    with pytest.raises(ProviderError):
        decoder.close()


@pytest.mark.parametrize("line", [b"nonsense\n", b"[1]\n", b"3\n"])
def test_a_line_that_is_no_object_is_malformed(line: bytes) -> None:
    decoder = JsonLines()
    decoder.feed(b'{"a": 1}\n')
    with pytest.raises(ProviderError) as caught:
        decoder.feed(line)
    assert caught.value.failure.error_class == "malformed_response"


def test_a_line_without_end_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ndjson, "MAX_LINE_BYTES", 10)
    decoder = JsonLines()
    decoder.feed(b'{"a": 1}\n')
    with pytest.raises(ProviderError):
        decoder.feed(b'{"b": "too long"')


def test_lines_that_keep_a_connection_alive_are_no_events() -> None:
    assert values(b'{"a": 1}\n: ping\nnull\nprocessing\n{"a": 2}\n') == [{"a": 1}, {"a": 2}]
