"""TLS, corporate certificates and proxies, over real sockets."""

from __future__ import annotations

import base64
import os
import select
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from sockets import (
    AUTHORITY,
    CERTIFICATES,
    Client,
    asked,
    failed_at,
    response,
    secure_context,
    serving,
)

from portcheck.errors import ProviderError
from portcheck.model.completion import Completion
from portcheck.providers import transport
from portcheck.providers.transport.proxy_and_tls import Network, Own, proxy_for, tls_context


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)


def is_answer(found: Completion | ProviderError) -> bool:
    return isinstance(found, Completion) and found.text == "Hi."


# --- certificates ---------------------------------------------------------------------------------


def test_a_certificate_of_an_unknown_authority_is_refused() -> None:
    with serving(context=secure_context()) as served:
        error = failed_at(served.url)
        assert served.requests == []
    assert (error.failure.error_class, error.failure.retryable) == ("connection", False)
    assert "certificate" in error.message
    assert "SSL_CERT_FILE" in error.hint


def test_the_environment_names_an_authority(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with serving(context=secure_context()) as served:
        monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
        assert all(map(is_answer, asked(served.url, times=3)))
        assert served.connections == 1
        assert is_answer(asked(served.url.replace("127.0.0.1", "localhost"))[0])
        monkeypatch.delenv("SSL_CERT_FILE")
        monkeypatch.setenv("SSL_CERT_DIR", str(hashed_folder(tmp_path)))
        assert is_answer(asked(served.url)[0])


def test_an_entry_names_its_own_authority_and_certificate() -> None:
    context = secure_context()
    context.load_verify_locations(CERTIFICATES / "client.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    mine = str(CERTIFICATES / "client.pem")
    with serving(context=context) as served:
        found = asked(served.url, ca_file=str(AUTHORITY), client_cert=(mine,))
        assert is_answer(found[0]), found
        assert is_answer(asked(served.url, ca_file=str(AUTHORITY), client_cert=(mine, mine))[0])
        answered = len(served.requests)
        assert not is_answer(asked(served.url, ca_file=str(AUTHORITY))[0])
        assert len(served.requests) == answered


@pytest.mark.parametrize(
    ("own", "named"),
    [
        (Own(ca_file="/no/such/ca.pem"), "ca_file"),
        (Own(ca_file=__file__), "ca_file"),
        (Own(client_cert=("/no/such/me.pem",)), "client_cert"),
        (Own(client_cert=(str(AUTHORITY),)), "client_cert"),
    ],
)
def test_files_of_an_entry_that_do_not_read_fail_its_calls(own: Own, named: str) -> None:
    with pytest.raises(ProviderError, match=f"{named} cannot be read") as raised:
        Network(httpx.URL("https://api.probe.test/v1"), own).transport()
    assert raised.value.failure.error_class == "connection"
    assert not raised.value.failure.retryable


def test_an_entry_names_its_own_proxy() -> None:
    with (
        serving(context=secure_context()) as vendor,
        serving(tunnel_to(vendor.port)) as proxy,
    ):
        address = proxy.url.removesuffix("/v1")
        found = asked("https://api.probe.test/v1", ca_file=str(AUTHORITY), proxy=address)
        assert is_answer(found[0]), found
        assert proxy.requests[0].startswith(b"CONNECT api.probe.test:443")


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_context_that_another_thread_makes_meanwhile_has_its_certificates(
    elsewhere: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    monkeypatch.setattr(transport, "_loading", threading.get_ident() + elsewhere)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    transport._read_with_first_use(context)
    assert context.cert_store_stats()["x509"] == elsewhere
    context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="api.probe.test")
    assert context.cert_store_stats()["x509"] == 1


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_who_uses_aiohttp_besides_us_has_the_certificates_of_the_system(loop: str) -> None:
    pytest.importorskip(loop)
    code = """
import asyncio, ssl, sys
import LOOP
from portcheck.providers.transport import aiohttp

async def status():
    async with aiohttp.ClientSession() as session, session.post(sys.argv[1]) as reply:
        return reply.status

def known(context):
    return context.cert_store_stats()["x509"]

theirs = aiohttp.connector._SSL_CONTEXT_VERIFIED
print(known(theirs), LOOP.run(status()), known(theirs), known(ssl.create_default_context()))
"""
    with serving(context=secure_context()) as served:
        command = [sys.executable, "-c", code.replace("LOOP", loop), served.url]
        found = subprocess.run(
            command,
            env={**os.environ, "SSL_CERT_FILE": str(AUTHORITY)},
            capture_output=True,
            text=True,
            check=True,
        )
    assert found.stdout.split() == ["0", "200", "1", "1"]


def hashed_folder(path: Path) -> Path:
    """A folder as `openssl rehash` makes it; the name is the hash of the authority's subject."""
    shutil.copy(AUTHORITY, path / "87fbaae4.0")
    return path


def test_a_wrong_host_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    with (
        serving(context=secure_context()) as vendor,
        serving(tunnel_to(vendor.port)) as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.removesuffix("/v1"))
        error = failed_at("https://other.probe.test/v1")
        assert vendor.requests == []
    assert (error.failure.error_class, error.failure.retryable) == ("connection", False)
    assert "other.probe.test" in error.message


def test_certificates_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file.pem")
    with pytest.raises(ProviderError, match="SSL_CERT_FILE") as raised:
        tls_context()
    assert raised.value.failure.error_class == "connection"


def test_certificates_and_names_are_checked_by_default() -> None:
    context = tls_context()
    assert context.check_hostname
    assert context.get_ca_certs()


def test_tls_to_a_server_that_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))

    def plain(client: Client) -> None:
        client.socket.recv(1000)
        client.say(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with serving(plain) as served:
        error = failed_at(served.url.replace("http:", "https:"))
    assert error.failure.error_class == "connection"


def test_a_server_that_never_shakes_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portcheck.providers.transport.client.CONNECT_TIMEOUT_S", 0.1)
    with serving(Client.wait) as served:
        error = failed_at(served.url.replace("http:", "https:"))
    assert (error.failure.error_class, error.failure.retryable) == ("connection", True)
    assert "within 0.1 s" in error.message


def test_a_refused_connection() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    error = failed_at(f"http://127.0.0.1:{port}/v1")
    assert (error.failure.error_class, error.failure.retryable) == ("connection", True)
    assert f"127.0.0.1:{port}" in error.message
    assert "base_url" in error.hint


# --- proxies --------------------------------------------------------------------------------------


def tunnel_to(
    port: int, *, status: bytes = b"200 Connection established"
) -> Callable[[Client], None]:
    """A CONNECT proxy that leads everybody to one port of this machine."""

    def handle(client: Client) -> None:
        if not client.request().startswith(b"CONNECT "):
            client.say(b"HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\n\r\n")
            return
        client.say(b"HTTP/1.1 " + status + b"\r\n\r\n")
        if not status.startswith(b"2"):
            return
        with socket.create_connection(("127.0.0.1", port)) as onward:
            relay(client.socket, onward)

    return handle


def relay(one: socket.socket, other: socket.socket) -> None:
    ways = {one: other, other: one}
    while True:
        for ready in select.select(list(ways), [], [])[0]:
            data = ready.recv(65536)
            if not data:
                return
            ways[ready].sendall(data)


def test_calls_go_through_a_connect_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
    with (
        serving(context=secure_context()) as vendor,
        serving(tunnel_to(vendor.port)) as proxy,
    ):
        address = urlsplit(proxy.url).netloc
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:pass%20word@{address}")
        found = asked("https://api.probe.test/v1", times=3)
        assert all(map(is_answer, found)), found
        assert (proxy.connections, vendor.connections, len(vendor.requests)) == (1, 1, 3)
        head = proxy.requests[0]
        assert head.startswith(b"CONNECT api.probe.test:443 HTTP/1.1\r\n")
        pair = base64.b64encode(b"user:pass word")
        assert b"\r\nproxy-authorization: basic " + pair.lower() in head.lower()
        assert b"bearer" not in head.lower()
        assert b"host: api.probe.test\r\n" in vendor.requests[0]
        assert b"proxy-authorization" not in vendor.requests[0].lower()


def test_the_proxy_itself_may_speak_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))

    def answers_plainly(client: Client) -> None:
        head = client.request()
        assert head.startswith(b"POST http://api.probe.test:8080/v1/chat/completions HTTP/1.1")
        client.say(response())

    with serving(answers_plainly, context=secure_context()) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"https://u:p@127.0.0.1:{proxy.port}")
        found = asked("http://api.probe.test:8080/v1", api_key_env=None)
        assert is_answer(found[0]), found
        assert b"proxy-authorization: basic" in proxy.requests[0].lower()


def test_a_proxy_that_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        peer = f"127.0.0.1:{closed.getsockname()[1]}"
    (error,) = asked("http://127.0.0.1:1/v1", proxy=f"http://user:word@{peer}")
    assert isinstance(error, ProviderError)
    assert f"through the proxy {peer}: connection refused" in error.message
    assert "proxy of the provider" in error.hint
    assert "base_url" not in error.hint
    assert "word" not in error.message + error.hint


def test_a_proxy_that_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    handle = tunnel_to(9, status=b"407 Proxy Authentication Required")
    with serving(handle) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{proxy.port}")
        error = failed_at("https://api.probe.test/v1")
    assert (error.failure.error_class, error.failure.retryable) == ("connection", False)
    assert "407" in error.message
    assert "HTTPS_PROXY" in error.hint


def test_who_goes_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    def proxy(url: str) -> str | None:
        return proxy_for(httpx.URL(url))

    assert proxy("https://api.probe.test/v1") is None
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.corp:3128")
    monkeypatch.setenv("NO_PROXY", "inside.test,.lan")
    assert proxy("https://api.probe.test/v1") == "http://proxy.corp:3128"
    assert proxy("http://api.probe.test/v1") is None
    assert proxy("https://llm.inside.test/v1") is None
    assert proxy("https://gpu.lan:8443/v1") is None
    assert proxy("https://127.0.0.1:8443/v1") is None
    monkeypatch.setenv("ALL_PROXY", "other.corp:80")
    assert proxy("http://api.probe.test/v1") == "http://other.corp:80"


@pytest.mark.parametrize("named", ["ftp://proxy.corp:1080", "gopher://proxy.corp"])
def test_a_proxy_of_another_kind(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("HTTPS_PROXY", named)
    with pytest.raises(ProviderError, match=named.partition(":")[0]) as raised:
        Network(httpx.URL("https://api.probe.test/v1")).transport()
    assert raised.value.failure.error_class == "connection"
