"""What Ollama's native API is sent over real sockets, beside what was recorded."""

from __future__ import annotations

from pathlib import Path

from replayed import Replay, recorded


def test_the_same_requests_are_sent_that_were_recorded(shared: Path, vendor: Replay) -> None:
    compared = 0
    for exchange in recorded(shared, "ollama", api="ollama.chat"):
        body = exchange.body
        entry = {"vendor": "self-hosted", "dialect": "ollama", "model": body["model"]}
        vendor.ask(exchange, request={"messages": body["messages"]}, **entry)
        said = {name: value for name, value in body.items() if value not in ("", {}, None)}
        sent = vendor.sent()
        assert (sent["path"], sent["body"]) == ("/api/chat", said), exchange.where
        compared += 1
    assert compared
