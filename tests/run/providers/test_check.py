"""One call to each provider: what it shows, and what it does where there is nobody."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from provider_exchanges import KEY, VARIABLE, Server, chat_body, spec

from portcheck.model.suite import Auth, ProviderSpec
from portcheck.run.providers.check import CheckResult, check_providers, may_be_asked

KEYED = {VARIABLE: KEY}


async def no_sleep(_seconds: float) -> None:
    return None


def check(server: Server, *specs: ProviderSpec, **environ: str) -> tuple[CheckResult, ...]:
    return asyncio.run(
        check_providers(specs, environ or KEYED, transport=server.transport, sleep=no_sleep)
    )


def test_who_answers() -> None:
    server = Server(body=chat_body())
    (found,) = check(server, spec())
    assert (found.ok, found.asked) == (True, True)
    assert (found.reachable, found.key_valid, found.model_exists) == (True, True, True)
    assert found.served_model == "probe-1-2026-01-01"
    assert found.latency_s is not None
    assert 1 <= server.sent["max_tokens"] <= 16
    assert "temperature" not in server.sent


def test_a_key_that_is_not_needed_is_not_called_valid() -> None:
    (found,) = check(Server(body=chat_body()), spec(api_key_env=None))
    assert (found.ok, found.key_valid) == (True, None)


def test_a_token_that_works_is_a_valid_key() -> None:
    auth = Auth(header="authorization", command=("echo", "token-0123"), ttl_s=60)
    (found,) = check(Server(body=chat_body()), spec(api_key_env=None, auth=auth))
    assert (found.ok, found.key_valid) == (True, True)
    failing = Auth(header="authorization", command=("false",), ttl_s=60)
    (found,) = check(Server(body=chat_body()), spec(api_key_env=None, auth=failing))
    assert (found.ok, found.key_valid) == (False, False)
    assert found.error is not None
    assert found.error.error_class == "auth"


@pytest.mark.parametrize(
    ("status", "error_class", "shown"),
    [
        (401, "auth", (True, False, None)),
        (404, "not_found", (True, None, False)),
        (402, "quota_exhausted", (True, True, None)),
        (429, "rate_limited", (True, None, None)),
        (500, "server", (True, None, None)),
    ],
)
def test_what_a_failure_shows(
    status: int, error_class: str, shown: tuple[bool | None, ...]
) -> None:
    server = Server(status=status, body={"error": {"message": f"no, {KEY}"}})
    (found,) = check(server, spec())
    assert not found.ok
    assert found.error is not None
    assert found.error.error_class == error_class
    assert KEY not in found.error.message
    assert (found.reachable, found.key_valid, found.model_exists) == shown


def test_nobody_there() -> None:
    (found,) = check(Server(raises=httpx.ConnectError("refused")), spec())
    assert found.error is not None
    assert (found.reachable, found.error.error_class) == (False, "connection")


def test_all_are_checked_whatever_becomes_of_one(tmp_path: Path) -> None:
    tape = tmp_path / "tape.jsonl"
    tape.write_text("")
    recorded: dict[str, Any] = {"base_url": None, "api_key_env": None}
    specs = (
        spec(id="good"),
        spec(id="unset", api_key_env="ABSENT_KEY"),
        spec(id="option", options={"colour": "red"}),
        spec("recorded", id="tape", file=str(tape), **recorded),
        spec("recorded", id="lost", file=str(tmp_path / "lost.jsonl"), **recorded),
        spec("fake", id="program", options={"character": "careful"}, **recorded),
    )
    server = Server(body=chat_body())
    found = {result.provider: result for result in check(server, *specs)}
    assert {name: (r.ok, r.asked) for name, r in found.items()} == {
        "good": (True, True),
        "unset": (False, False),
        "option": (False, False),
        "tape": (True, False),
        "lost": (False, False),
        "program": (True, False),
    }
    assert {name: r.stands_in for name, r in found.items() if r.ok} == {
        "good": None,
        "tape": "recorded",
        "program": "fake",
    }
    assert len(server.requests) == 1
    unset = found["unset"].error
    assert unset is not None
    assert (unset.error_class, "ABSENT_KEY" in unset.message) == ("auth", True)
    assert [may_be_asked(one, KEYED) for one in specs] == [True, False, True, False, False, False]
