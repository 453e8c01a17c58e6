"""Which credentials go where: botocore's signature of the same request, and what is refused."""

from __future__ import annotations

import asyncio
import datetime
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from provider_exchanges import QUESTION, Server, spec

from portcheck.errors import ProviderError, UsageError
from portcheck.extras import install_command
from portcheck.model.completion import Completion
from portcheck.providers.open_provider import open_provider

BASE = "https://bedrock-runtime.eu-west-1.amazonaws.com"
ARN = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.probe.m-v1:0"
REPLY = {"output": {"message": {"content": [{"text": "Hi."}]}}, "stopReason": "end_turn"}
NOW = datetime.datetime(2026, 11, 23, 4, 5, 6, tzinfo=datetime.UTC)
ACCESS, SECRET, TOKEN = "AKIDPROBE0123456789", "secret-of-a-probe-0123456789", "token-0123456789/+="


def converse(**changes: Any) -> Any:
    known = {"base_url": BASE, "model": ARN, "api_key_env": "AWS_BEARER_TOKEN_BEDROCK"}
    return spec("bedrock", **{**known, **changes})


def asked(provider: Any, environ: Mapping[str, str] | None = None) -> Server:
    server = Server(body=REPLY)

    async def once() -> None:
        opened = open_provider(provider, environ or {}, transport=server.transport)
        assert isinstance(await opened.complete(QUESTION), Completion)
        await opened.aclose()

    asyncio.run(once())
    return server


@pytest.fixture
def no_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An environment without credentials, whose shared files are in a folder of their own."""
    import os

    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    for name in ("CONFIG_FILE", "SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(f"AWS_{name}", str(tmp_path / name.lower()))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def with_botocore(no_aws: Path) -> None:
    pytest.importorskip("botocore")


@pytest.fixture
def login(with_botocore: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_SESSION_TOKEN", TOKEN)


@pytest.fixture
def frozen(with_botocore: None, monkeypatch: pytest.MonkeyPatch) -> None:
    import botocore.auth

    monkeypatch.setattr(
        botocore.auth, "get_current_datetime", lambda *_, **__: NOW.replace(tzinfo=None)
    )


@pytest.fixture
def theirs(login: None) -> Callable[..., Any]:
    """The request that botocore's own client would send for the same question."""
    import botocore.session

    found: list[Any] = []

    class _SentError(Exception):
        pass

    def caught(request: Any, **_: Any) -> None:
        found.append(request)
        raise _SentError

    def compact(params: dict[str, Any], **_: Any) -> None:
        # The same JSON without spaces: what is signed is the body to the byte.
        params["body"] = json.dumps(json.loads(params["body"]), separators=(",", ":")).encode()

    def send(operation: str = "converse") -> Any:
        session = botocore.session.get_session()
        client = session.create_client("bedrock-runtime", region_name="eu-west-1")
        client.meta.events.register("before-call.*.*", compact)
        client.meta.events.register("before-send.*", caught)
        messages = [{"role": "user", "content": [{"text": "Hello?"}]}]
        with pytest.raises(_SentError):
            getattr(client, operation)(modelId=ARN, messages=messages)
        return found[-1]

    return send


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("stream", [False, True])
def test_a_request_is_signed_as_by_botocores_own_client(
    theirs: Callable[..., Any], stream: bool
) -> None:
    reference = theirs("converse_stream" if stream else "converse")
    server = Server(body=REPLY)

    async def once() -> None:
        opened = open_provider(converse(stream=stream), {}, transport=server.transport)
        await opened.complete(QUESTION)
        await opened.aclose()

    asyncio.run(once())
    (mine,) = server.requests
    assert str(mine.url) == reference.url
    assert mine.content == reference.body
    for name in ("authorization", "x-amz-date", "x-amz-security-token", "content-type"):
        value = reference.headers[name]
        assert mine.headers[name] == (value.decode() if isinstance(value, bytes) else value), name
    assert "/eu-west-1/bedrock/aws4_request" in mine.headers["authorization"]


@pytest.mark.usefixtures("login")
def test_a_key_goes_before_a_signature() -> None:
    server = asked(converse(), {"AWS_BEARER_TOKEN_BEDROCK": "bearer-0123456789"})
    headers = server.requests[0].headers
    assert headers["authorization"] == "Bearer bearer-0123456789"
    assert "x-amz-security-token" not in headers


@pytest.mark.usefixtures("login")
def test_a_variable_of_its_own_must_be_set() -> None:
    with pytest.raises(UsageError, match="MINE is not set"):
        open_provider(converse(api_key_env="MINE"), {})


@pytest.mark.usefixtures("login")
@pytest.mark.parametrize(
    "base_url",
    [
        "https://vpce-1.bedrock-runtime.eu-west-1.vpce.amazonaws.com",
        "https://bedrock-runtime-fips.eu-west-1.amazonaws.com",
        "https://bedrock-runtime.eu-west-1.api.aws",
    ],
)
def test_the_region_of_a_host_signs(base_url: str) -> None:
    server = asked(converse(base_url=base_url, api_key_env=None))
    assert "/eu-west-1/bedrock/" in server.requests[0].headers["authorization"]


@pytest.mark.usefixtures("login")
@pytest.mark.parametrize(
    "base_url",
    [
        "https://bedrock-runtime.eu-west-1.amazonaws.com.evil.test",
        "https://evil.test",
        "https://me.amazonaws.com",
        "https://bedrock-runtime.eu-west-1.evil.amazonaws.com",
    ],
)
def test_a_signature_goes_to_aws_only(base_url: str) -> None:
    provider = converse(base_url=base_url, api_key_env=None, options={"region": "eu-west-1"})
    with pytest.raises(UsageError, match="AWS credentials do not go to"):
        open_provider(provider, {})


@pytest.mark.usefixtures("login")
def test_a_signature_goes_to_an_address_that_was_typed() -> None:
    typed = {"base_url": "https://proxy.test", "base_url_typed": True}
    with pytest.raises(UsageError, match="has no region"):
        open_provider(converse(**typed), {})
    server = asked(converse(**typed, options={"region": "eu-west-2"}))
    assert "/eu-west-2/bedrock/" in server.requests[0].headers["authorization"]
    plain = {"base_url": "http://bedrock-runtime.eu-west-1.amazonaws.com", "base_url_typed": True}
    with pytest.raises(UsageError, match="do not go to http://"):
        open_provider(converse(**plain, api_key_env=None), {})


@pytest.mark.usefixtures("login")
def test_a_stand_in_on_this_machine_gets_no_credentials() -> None:
    server = asked(converse(base_url="http://127.0.0.1:9", api_key_env=None))
    assert not {"authorization", "x-amz-security-token"} & set(server.requests[0].headers)


def test_without_botocore_the_extra_is_named(no_aws: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "botocore", None)
    with pytest.raises(UsageError, match="need botocore") as caught:
        open_provider(converse(), {})
    assert install_command("bedrock") in caught.value.hint
    assert "AWS_BEARER_TOKEN_BEDROCK" in caught.value.hint


@pytest.mark.usefixtures("with_botocore")
def test_without_credentials_nothing_is_asked_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: Any, **__: Any) -> None:
        pytest.fail("a connection was opened")

    monkeypatch.setattr("socket.create_connection", opened)
    with pytest.raises(UsageError, match="no usable AWS credentials") as caught:
        open_provider(converse(), {})
    assert "instance_role" in caught.value.hint


@pytest.mark.usefixtures("with_botocore")
def test_profiles(no_aws: Path) -> None:
    (no_aws / "shared_credentials_file").write_text(
        f"[work]\naws_access_key_id = {ACCESS}\naws_secret_access_key = {SECRET}\n"
    )
    server = asked(converse(options={"profile": "work"}))
    assert f"Credential={ACCESS}/" in server.requests[0].headers["authorization"]
    with pytest.raises(UsageError, match=r"no usable AWS credentials.*home"):
        open_provider(converse(options={"profile": "home"}), {})
    for wrong in ({"profile": 7}, {"instance_role": "yes"}):
        with pytest.raises(UsageError, match="the option"):
            open_provider(converse(options=wrong), {})


@pytest.mark.usefixtures("login")
def test_a_role_of_the_machine_is_asked_for_only_on_demand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import botocore.credentials

    removed: list[str] = []
    monkeypatch.setattr(
        botocore.credentials.CredentialResolver, "remove", lambda _, name: removed.append(name)
    )
    open_provider(converse(), {})
    open_provider(converse(options={"instance_role": True}), {})
    assert removed == ["iam-role"]


@pytest.mark.usefixtures("login")
def test_credentials_that_cannot_be_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    import botocore.credentials
    import botocore.exceptions

    def ended(_: Any) -> None:
        raise botocore.exceptions.CredentialRetrievalError(provider="p", error_msg=SECRET)

    provider = open_provider(converse(), {}, transport=Server(body=REPLY).transport)
    monkeypatch.setattr(botocore.credentials.Credentials, "get_frozen_credentials", ended)

    async def once() -> None:
        with pytest.raises(ProviderError) as caught:
            await provider.complete(QUESTION)
        assert (caught.value.failure.error_class, caught.value.failure.retryable) == ("auth", False)
        assert SECRET not in f"{caught.value!r}{caught.value.hint}{caught.value.__cause__}"
        await provider.aclose()

    asyncio.run(once())
    assert SECRET not in repr(provider)


@pytest.mark.usefixtures("login")
@pytest.mark.parametrize("status", [200, 403])
def test_a_server_that_repeats_the_token_shows_it_to_nobody(status: int) -> None:
    said = f"should have been: x-amz-security-token:{TOKEN} {SECRET}"
    body = {**REPLY, "output": {"message": {"content": [{"text": said}]}}, "message": said}
    server = Server(body=body, status=status)

    async def once() -> str:
        opened = open_provider(converse(), {}, transport=server.transport)
        assert TOKEN not in repr(opened)
        try:
            got: Any = await opened.complete(QUESTION)
        except ProviderError as exc:
            got = exc
        await opened.aclose()
        return f"{got!r} {getattr(got, 'message', '')} {getattr(got, 'text', '')}"

    shown = asyncio.run(once())
    assert "should have been" in shown
    assert TOKEN not in shown
    assert SECRET not in shown
