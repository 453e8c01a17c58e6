"""Dialect `acme`: Acme's own endpoint, which takes a prompt and gives an answer."""

from __future__ import annotations

import time
from collections.abc import Mapping

import httpx

from portcheck.error_classes import ERROR_TRAITS, ErrorClass, Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import Request
from portcheck.model.completion import Completion, Timing, Usage
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Dialect


class AcmeProvider:
    """Posts `{"model", "prompt"}` and reads `{"answer", "tokens"}`."""

    def __init__(
        self, spec: ProviderSpec, key: str | None, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.spec = spec
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.AsyncClient(
            headers=headers, timeout=spec.timeout_s, transport=transport, follow_redirects=False
        )

    async def complete(self, request: Request) -> Completion:
        """One attempt; what goes wrong is a `ProviderError` with its class."""
        body = {"model": self.spec.model, "prompt": request.messages[-1].text}
        started = time.perf_counter()
        try:
            response = await self._client.post(f"{self.spec.base_url}/answer", json=body)
        except httpx.TimeoutException as exc:
            raise failed("timeout", "no answer in time") from exc
        except httpx.TransportError as exc:
            raise failed("connection", str(exc)) from exc
        if response.status_code != 200:
            raise failed(error_class(response.status_code), f"HTTP {response.status_code}")
        try:
            data = response.json()
            text, tokens = str(data["answer"]), int(data["tokens"])
        except (ValueError, KeyError, TypeError) as exc:
            raise failed("malformed_response", "there is no answer in it") from exc
        return Completion(
            text=text,
            finish_reason="stop",
            usage=Usage(output_tokens=tokens),
            timing=Timing(total_s=time.perf_counter() - started),
        )

    def identity(self) -> Mapping[str, str]:
        """Where answers came from, for reports; never a key."""
        return {"host": httpx.URL(self.spec.base_url or "").host}

    async def aclose(self) -> None:
        """Closes connections."""
        await self._client.aclose()


def error_class(status: int) -> ErrorClass:
    """What an HTTP status means at Acme."""
    if status in {401, 403}:
        return "auth"
    if status == 429:
        return "rate_limited"
    return "server" if status >= 500 else "invalid_request"


def failed(name: ErrorClass, message: str) -> ProviderError:
    """The error of a call without an answer."""
    retryable = ERROR_TRAITS[name].retryable
    return ProviderError(Failure(error_class=name, message=message, retryable=retryable))


def unsent(_spec: ProviderSpec, request: Request) -> list[str]:
    """The settings that Acme has no field for: all of them."""
    sampling = request.sampling
    return [name for name in sampling.__struct_fields__ if sampling.is_set(name)]


DIALECT = Dialect(
    name="acme",
    summary="Acme's own endpoint",
    open=AcmeProvider,
    streams=False,
    unsent=unsent,
)
