"""AWS credentials that end: roles by web identity, SSO, and renewal off the event loop."""

from __future__ import annotations

import asyncio
import datetime
import hashlib
import json
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from provider_exchanges import QUESTION, Server, spec
from token_server import Reply, token_server

from portcheck.errors import ProviderError
from portcheck.model.suite import Auth
from portcheck.providers.dialects.bedrock.signing import Signer
from portcheck.providers.open_provider import open_provider

pytest.importorskip("botocore")
BASE = "https://bedrock-runtime.eu-west-1.amazonaws.com"
REPLY = {"output": {"message": {"content": [{"text": "Hi."}]}}, "stopReason": "end_turn"}
START = "https://house.awsapps.example/start"
SECRET = "secret-of-a-role-0123456789"


def in_s(seconds: float) -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without credentials, whose home is a folder of the test."""
    import botocore.credentials
    import botocore.tokens

    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    cache = tmp_path / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    for holder in (botocore.credentials.ProfileProviderBuilder, botocore.tokens.SSOTokenProvider):
        if hasattr(holder, "_SSO_TOKEN_CACHE_DIR"):
            monkeypatch.setattr(holder, "_SSO_TOKEN_CACHE_DIR", str(cache))
    monkeypatch.setattr(botocore.credentials.SSOProvider, "_SSO_TOKEN_CACHE_DIR", str(cache))
    return tmp_path


def asked(*, times: int = 1, **options: Any) -> list[str]:
    """What authorised each request; three leave at once."""
    entry = spec(
        *("bedrock",), base_url=BASE, api_key_env=None, auth=Auth(login="aws"), options=options
    )
    server = Server(body=REPLY)

    async def calls() -> None:
        opened = open_provider(entry, {}, transport=server.transport)
        try:
            for _ in range(times):
                await asyncio.gather(*(opened.complete(QUESTION) for _ in range(3)))
        finally:
            await opened.aclose()

    asyncio.run(calls())
    return [
        f"{request.headers['authorization']} {request.headers['x-amz-security-token']}"
        for request in server.requests
    ]


def failed(**options: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        asked(**options)
    return caught.value


def sts(life_s: float = 3600) -> Any:
    count = iter(range(1, 100))

    def say(_path: str, body: str) -> Reply:
        if "WebIdentityToken=good" not in body:
            error = "<Code>AccessDenied</Code><Message>Not yours</Message>"
            return 403, f"<ErrorResponse><Error>{error}</Error></ErrorResponse>"
        number, ends = next(count), in_s(life_s).strftime("%Y-%m-%dT%H:%M:%SZ")
        found = (
            f"<AccessKeyId>ASIAROLE{number}</AccessKeyId><SecretAccessKey>{SECRET}"
            f"</SecretAccessKey><SessionToken>session-{number}</SessionToken>"
            f"<Expiration>{ends}</Expiration>"
        )
        action = "AssumeRoleWithWebIdentity"
        return 200, (
            f"<{action}Response><{action}Result><Credentials>{found}</Credentials>"
            f"</{action}Result></{action}Response>"
        )

    return say


@pytest.fixture
def identity(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    token = home / "identity"
    token.write_text("good")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(token))
    monkeypatch.setenv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/probe")
    return token


@pytest.mark.server
@pytest.mark.usefixtures("identity")
def test_a_web_identity_assumes_its_role_once_for_all_calls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with token_server(sts()) as tokens:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", tokens.root)
        found = asked(times=3)
        assert len(tokens.asked) == 1
    assert len(found) == 9
    assert all("ASIAROLE1/" in one and "session-1" in one for one in found)


@pytest.mark.server
@pytest.mark.usefixtures("identity")
def test_a_role_that_lives_for_a_quarter_of_an_hour_is_not_asked_for_with_every_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with token_server(sts(life_s=890)) as tokens:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", tokens.root)
        assert len(asked(times=3)) == 9
        assert len(tokens.asked) == 1


@pytest.mark.server
def test_a_refused_web_identity_is_an_auth_failure(
    identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity.write_text("stolen")
    with token_server(sts()) as tokens:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", tokens.root)
        error = failed()
    assert (error.failure.error_class, error.failure.retryable) == ("auth", False)
    assert "AccessDenied" in error.failure.message
    assert "stolen" not in error.failure.message


def test_an_identity_that_does_not_read_is_an_auth_failure(identity: Path) -> None:
    identity.unlink()
    error = failed()
    assert error.failure.error_class == "auth"
    assert "No such file" in error.failure.message


@pytest.mark.usefixtures("identity")
def test_a_role_service_that_is_not_there_may_be_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1")
    error = failed()
    assert (error.failure.error_class, error.failure.retryable) == ("connection", True)


def sso_login(home: Path, *, ends_s: float, session: bool) -> None:
    """What `aws sso login` leaves behind, in the older or the newer form."""
    lines = ["[profile work]", "sso_account_id = 123456789012", "sso_role_name = probe"]
    lines += ["region = eu-west-1"]
    where = [f"sso_start_url = {START}", "sso_region = eu-west-1"]
    lines += ["sso_session = house", "[sso-session house]", *where] if session else where
    (home / "config").write_text("\n".join(lines))
    name = hashlib.sha1(("house" if session else START).encode()).hexdigest()
    said = {"startUrl": START, "region": "eu-west-1", "accessToken": "sso-0123"}
    said["expiresAt"] = in_s(ends_s).strftime("%Y-%m-%dT%H:%M:%SZ")
    (home / ".aws" / "sso" / "cache" / f"{name}.json").write_text(json.dumps(said))


def role(path: str, _body: str) -> Reply:
    assert path.startswith("/federation/credentials")
    found = {"accessKeyId": "ASIASSO1", "secretAccessKey": SECRET, "sessionToken": "sso-session-1"}
    return 200, {"roleCredentials": {**found, "expiration": int((time.time() + 3600) * 1000)}}


@pytest.mark.server
@pytest.mark.parametrize("session", [False, True])
def test_a_login_by_sso_signs(home: Path, session: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    sso_login(home, ends_s=3600, session=session)
    with token_server(role) as tokens:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", tokens.root)
        found = asked(times=2, profile="work")
        assert len(tokens.asked) == 1
        assert tokens.heads[0]["x-amz-sso_bearer_token"] == "sso-0123"
    assert all("ASIASSO1/" in one and "sso-session-1" in one for one in found)


@pytest.mark.parametrize("session", [False, True])
def test_a_login_by_sso_that_has_ended_says_how_to_log_in(home: Path, session: bool) -> None:
    sso_login(home, ends_s=-60, session=session)
    error = failed(profile="work")
    assert error.failure.error_class == "auth"
    assert "expired" in error.failure.message
    assert "aws sso login" in error.failure.hint
    assert "sso-0123" not in error.failure.message


@pytest.mark.parametrize("text", ["", "[]", '{"accessToken": 7}', "{"])
def test_a_broken_cache_of_sso_is_an_auth_failure(home: Path, text: str) -> None:
    sso_login(home, ends_s=3600, session=False)
    (cached,) = (home / ".aws" / "sso" / "cache").iterdir()
    cached.write_text(text)
    assert failed(profile="work").failure.error_class == "auth"


class Roles:
    """Credentials of botocore's own kind that a test renews, by a clock of its own."""

    def __init__(self, life_s: float = 3600) -> None:
        from botocore.credentials import RefreshableCredentials

        self.time = in_s(0)
        self.life_s = life_s
        self.fails: Exception | None = None
        self.threads: list[str] = []
        self.credentials = RefreshableCredentials(
            *("ASIA0", SECRET, "session-0", self.time + datetime.timedelta(seconds=life_s)),
            refresh_using=self.renew,
            method="probe",
            time_fetcher=lambda: self.time,
        )
        self.clock = 0.0
        self.signer = Signer(spec(), BASE, "eu-west-1", self.credentials, now=lambda: self.clock)

    def renew(self) -> dict[str, str]:
        self.threads.append(threading.current_thread().name)
        if self.fails is not None:
            raise self.fails
        ends = self.time + datetime.timedelta(seconds=self.life_s)
        number = len(self.threads)
        return {
            "access_key": f"ASIA{number}",
            "secret_key": SECRET,
            "token": f"session-{number}",
            "expiry_time": ends.isoformat(),
        }

    def later(self, seconds: float) -> None:
        self.time += datetime.timedelta(seconds=seconds)
        self.clock += seconds

    async def signed(self) -> str:
        await self.signer.ready()
        return self.signer.headers(b"{}")["x-amz-security-token"]


def test_credentials_are_renewed_in_the_middle_of_a_run_off_the_event_loop() -> None:
    async def calls() -> None:
        roles = Roles()
        assert await roles.signed() == "session-0"
        roles.later(3000)
        assert set(await asyncio.gather(*(roles.signed() for _ in range(20)))) == {"session-1"}
        assert roles.threads == ["portcheck-login"]

    asyncio.run(calls())


def test_a_failed_renewal_costs_nothing_while_the_old_credentials_live() -> None:
    async def calls() -> None:
        roles = Roles()
        assert await roles.signed() == "session-0"
        roles.fails = OSError("no route")
        roles.later(3200)
        assert {await roles.signed() for _ in range(5)} == {"session-0"}
        assert len(roles.threads) == 1
        roles.fails = None
        roles.later(60)
        assert await roles.signed() == "session-2"

    asyncio.run(calls())


def test_ended_credentials_sign_nothing() -> None:
    async def calls() -> None:
        roles = Roles()
        roles.fails = ValueError("not JSON")
        roles.later(3700)
        for _ in range(3):
            with pytest.raises(ProviderError, match="could not be renewed: not JSON"):
                await roles.signed()
        assert len(roles.threads) == 1

    asyncio.run(calls())
