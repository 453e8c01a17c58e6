"""Events of a stream, few or many."""

from __future__ import annotations

import pytest

from portcheck.providers.streams import json_events as module
from portcheck.providers.streams.json_events import EventLog, StreamEvent


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
