"""Events of a stream, few or many."""

from __future__ import annotations

import pytest

from portcheck.errors import ProviderError
from portcheck.providers.streams import json_events as module
from portcheck.providers.streams.json_events import DONE, EventLog, JsonEvents, StreamEvent


def test_a_log_gives_back_what_it_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    given = [StreamEvent("delta", {"n": n, "text": "\u00fc\ud83d", "deep": [{}]}) for n in range(8)]
    log = EventLog()
    assert not log
    log.extend(given[:2])
    log.extend(given[2:])
    assert list(log) == given
    assert [log[0], log[3], log[-1]] == [given[0], given[3], given[7]]
    assert log[1:6:2] == given[1:6:2]
    assert len(log) == 8
    with pytest.raises(IndexError):
        log[8]


@pytest.mark.parametrize("mark", ["[DONE]", '"[DONE]"', "[done]", "DONE", "data: [DONE]"])
def test_what_follows_the_end_mark_is_not_read(mark: str) -> None:
    data = f'data: {{"x": 1}}\n\ndata: {mark}\n\ndata: rubbish\n\ndata: {{"x": 2}}\n\n'.encode()
    for size in (1, 3, len(data)):
        decoder, found = JsonEvents(), list[StreamEvent]()
        for start in range(0, len(data), size):
            found += decoder.feed(data[start : start + size])
        found += decoder.close()
        assert found == [StreamEvent("", {"x": 1}), StreamEvent(DONE, {})]


@pytest.mark.parametrize(
    "kept", ["null", "", ": waiting", "connecting...", "OK", "...", "PROCESSING", "keep-alive", "-"]
)
def test_what_only_keeps_a_connection_alive_is_no_event(kept: str) -> None:
    data = f'data: {kept}\n\ndata: {{"x": 1}}\n\n'.encode()
    assert JsonEvents().feed(data) == [StreamEvent("", {"x": 1})]


def test_an_event_of_an_event() -> None:
    assert JsonEvents().feed(b'data: data: {"x": 1}\n\n') == [StreamEvent("", {"x": 1})]


@pytest.mark.parametrize("line", ["okay then", "3", '"text"', "<html>", "[1]", "undefined"])
def test_other_lines_are_no_comments(line: str) -> None:
    with pytest.raises(ProviderError):
        JsonEvents().feed(f"data: {line}\n\n".encode())


def test_what_comes_before_damage_is_handed_out_first() -> None:
    decoder = JsonEvents()
    assert decoder.feed(b'data: {"x": 1}\n\ndata: 3\n\n') == [StreamEvent("", {"x": 1})]
    with pytest.raises(ProviderError):
        decoder.feed(b'data: {"x": 2}\n\n')
    with pytest.raises(ProviderError):
        decoder.close()


def test_several_events_in_one() -> None:
    found = JsonEvents().feed(b'event: e\ndata: [{"x": 1}, {"x": 2}]\n\n')
    assert found == [StreamEvent("e", {"x": 1}), StreamEvent("e", {"x": 2})]
