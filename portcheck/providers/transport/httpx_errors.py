"""Convert httpx's errors to errors with a cause and a hint, without the request."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator

import httpx

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError


def as_provider_error(
    exc: Exception,
    *,
    peer: str,
    proxy: str | None,
    connect_s: float,
    silent_s: float,
    total_s: float,
) -> ProviderError:
    """Make the error for a call that failed in httpx or timed out; raise it `from None`.

    Args:
        exc: an `httpx.HTTPError`, TimeoutError or UnicodeError. It references the request and so
            the key, so only the parts of its text from servers and the system are used.
        peer: host and port of the server.
        proxy: host and port of the proxy, if any.
        connect_s: limit for connecting in seconds.
        silent_s: limit for silence in seconds.
        total_s: limit for the whole call in seconds.
    """
    match exc:
        case httpx.ConnectTimeout():
            return _unreachable(peer, proxy, f"no connection within {connect_s:g} s")
        case httpx.ReadTimeout():
            return _late(f"{peer} sent nothing for {silent_s:g} s")
        case httpx.TimeoutException() | TimeoutError():
            return _late(f"{peer} was still sending after {total_s:g} s")
        case _:
            return _failed(exc, peer, proxy)


def _failed(exc: Exception, peer: str, proxy: str | None) -> ProviderError:
    match exc:
        case httpx.ConnectError():
            return _unconnected(exc, peer, proxy)
        case httpx.ProxyError():
            return _refused_by_proxy(str(exc), peer)
        case httpx.LocalProtocolError() | UnicodeError():
            return ProviderError(
                Failure(
                    error_class="connection",
                    message="the request has a header that HTTP does not allow",
                    hint="check the options of the provider",
                )
            )
        case httpx.RemoteProtocolError() if not _is_cut(str(exc)):
            return ProviderError(
                Failure(
                    error_class="malformed_response",
                    message=f"{peer} does not follow HTTP, or sent headers of more than 100 kB",
                    hint="check that base_url is the address of the API",
                )
            )
        case _:
            return ProviderError(
                Failure(
                    error_class="connection",
                    message=f"{peer} closed the connection before the response was complete",
                    retryable=True,
                )
            )


def _is_cut(text: str) -> bool:
    return "disconnected" in text or "closed connection" in text


def _late(what: str) -> ProviderError:
    return ProviderError(
        Failure(
            error_class="timeout",
            message=what,
            retryable=True,
            hint="raise timeout_s of the provider if its model takes that long",
        )
    )


def _refused_by_proxy(said: str, peer: str) -> ProviderError:
    return ProviderError(
        Failure(
            error_class="connection",
            message=f"the proxy refuses a connection to {peer}: {said[:200]}",
            retryable=said.startswith("5"),
            hint="check HTTPS_PROXY and NO_PROXY, and whether the proxy allows this host",
        )
    )


def _unconnected(exc: Exception, peer: str, proxy: str | None) -> ProviderError:
    causes = list(_causes(exc))
    untrusted = [cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)]
    if untrusted:
        return _untrusted(peer, untrusted[-1].verify_message or str(untrusted[-1]))
    numbers = [cause.errno or 0 for cause in causes if isinstance(cause, OSError)]
    known = [os.strerror(number).lower() for number in numbers if number > 0]
    reason = known[-1] if known else str(exc) or "the connection was refused"
    return _unreachable(peer, proxy, reason)


def _causes(exc: BaseException | None) -> Iterator[BaseException]:
    """Yield the exception and its causes; for groups only one member."""
    while exc is not None:
        yield exc
        within = exc.exceptions[0] if isinstance(exc, BaseExceptionGroup) else None
        exc = within or exc.__cause__ or exc.__context__


def _unreachable(peer: str, proxy: str | None, reason: str) -> ProviderError:
    way, hint = "", f"check base_url of the provider, and that this machine can reach {peer}"
    if proxy:
        way = f" through the proxy {proxy}"
        hint = (
            "check proxy of the provider, or HTTPS_PROXY and NO_PROXY, and that the proxy answers"
        )
    return ProviderError(
        Failure(
            error_class="connection",
            message=f"cannot connect to {peer}{way}: {reason[:200]}",
            retryable=True,
            hint=hint,
        )
    )


def _untrusted(peer: str, reason: str) -> ProviderError:
    return ProviderError(
        Failure(
            error_class="connection",
            message=f"cannot connect to {peer}: its certificate is not trusted: {reason[:200]}",
            retryable=False,
            hint="check base_url; behind a corporate proxy or with your own authority, name its "
            "certificates in SSL_CERT_FILE",
        )
    )
