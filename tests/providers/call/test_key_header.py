"""The key stands in the header that `auth` names, and in no other."""

from __future__ import annotations

import pytest
from provider_exchanges import KEY, Server, ask, chat_body, message_body, spec

from portcheck.model.suite import Auth


@pytest.mark.parametrize("dialect", ["openai-chat", "anthropic"])
@pytest.mark.parametrize(
    ("header", "value"),
    [("authorization", f"Bearer {KEY}"), ("x-api-key", KEY), ("x-house-key", KEY)],
)
def test_one_header_carries_the_key(dialect: str, header: str, value: str) -> None:
    server = Server(body=message_body() if dialect == "anthropic" else chat_body())
    ask(server, spec(dialect, auth=Auth(header=header)))
    headers = server.requests[-1].headers
    assert {name: said for name, said in headers.items() if KEY in said} == {header: value}
