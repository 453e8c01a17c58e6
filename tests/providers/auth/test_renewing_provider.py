"""Tokens that expire: renewed before they end and once after a 401, for all calls at once."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from provider_exchanges import QUESTION, Server, chat_body, spec

from portcheck.errors import ProviderError, UsageError
from portcheck.model.suite import Auth, ProviderSpec
from portcheck.plugins import DIALECTS
from portcheck.providers.auth.renewing_provider import RenewingProvider
from portcheck.providers.open_provider import open_provider

COUNTING = (
    "import pathlib,sys; p=pathlib.Path(sys.argv[1]); n=len(p.read_text()) if p.exists() else 0;"
    "p.write_text('x'*(n+1)); print(f'token-number-{n+1}')"
)


def with_command(*command: str, ttl_s: float = 3600, **changes: Any) -> ProviderSpec:
    auth = Auth(header="authorization", command=command, ttl_s=ttl_s)
    return spec(api_key_env=None, auth=auth, **changes)


def counting(folder: Path, **changes: Any) -> ProviderSpec:
    return with_command(sys.executable, "-c", COUNTING, str(folder / "runs"), **changes)


class Gate(httpx.AsyncBaseTransport):
    """Takes some tokens and answers the others with a 401."""

    def __init__(self, *taken: str) -> None:
        self.taken = {f"Bearer {token}" for token in taken}
        self.seen: list[str] = []
        self.good = Server(body=chat_body())
        self.bad = Server(status=401, body={"error": {"message": "expired token"}})

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        said = request.headers["authorization"]
        self.seen.append(said)
        server = self.good if said in self.taken else self.bad
        return await server.transport.handle_async_request(request)


def renewing(entry: ProviderSpec, gate: Gate, clock: list[float]) -> RenewingProvider:
    dialect = DIALECTS.get(entry.dialect)
    return RenewingProvider(entry, dialect, os.environ, transport=gate, now=lambda: clock[0])


def test_many_calls_share_one_token_which_is_renewed_before_it_ends(tmp_path: Path) -> None:
    gate, clock = Gate("token-number-1", "token-number-2"), [0.0]
    provider = renewing(counting(tmp_path), gate, clock)

    async def calls() -> None:
        await asyncio.gather(*(provider.complete(QUESTION) for _ in range(20)))
        clock[0] = 3539.0
        await provider.complete(QUESTION)
        clock[0] = 3541.0
        await asyncio.gather(*(provider.complete(QUESTION) for _ in range(20)))
        await provider.aclose()

    asyncio.run(calls())
    assert gate.seen == ["Bearer token-number-1"] * 21 + ["Bearer token-number-2"] * 20


def test_a_refused_token_is_renewed_once_for_all_calls(tmp_path: Path) -> None:
    gate = Gate("token-number-2")
    provider = renewing(counting(tmp_path), gate, [0.0])

    async def calls() -> None:
        await asyncio.gather(*(provider.complete(QUESTION) for _ in range(8)))

    asyncio.run(calls())
    assert gate.seen.count("Bearer token-number-2") == 8
    assert (tmp_path / "runs").read_text() == "xx"


def test_a_command_whose_tokens_never_work_runs_twice(tmp_path: Path) -> None:
    gate = Gate()
    provider = renewing(counting(tmp_path), gate, [0.0])
    for _ in range(5):
        with pytest.raises(ProviderError) as caught:
            asyncio.run(provider.complete(QUESTION))
        assert caught.value.failure.error_class == "auth"
    assert (tmp_path / "runs").read_text() == "xx"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import sys; sys.exit('denied for hunter2-hunter2-hunter2')", "exit code 1: denied for"),
        ("print('two words')", "printed no token"),
        ("", "printed no token"),
    ],
)
def test_a_failed_command_is_named_without_its_secrets(code: str, message: str) -> None:
    provider = open_provider(with_command(sys.executable, "-c", code), os.environ)
    with pytest.raises(ProviderError, match=message) as caught:
        asyncio.run(provider.complete(QUESTION))
    assert caught.value.failure.error_class == "auth"
    assert "hunter2" not in str(caught.value) + caught.value.failure.message


def test_a_missing_program_and_an_unencrypted_address_are_named() -> None:
    with pytest.raises(ProviderError, match="does not start"):
        asyncio.run(open_provider(with_command("no-such-program"), {}).complete(QUESTION))
    with pytest.raises(UsageError, match="unencrypted"):
        open_provider(with_command("true", base_url="http://api.probe.test"), {})
