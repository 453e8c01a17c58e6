"""Make one call to a vendor over HTTP for any dialect: send, receive, read, or report the error.

A dialect is a `Wire`: it knows where and what to send, how to read a body, and how to fold a
stream's events to the body of the same answer without streaming. Both ways end in the same `read`,
so a streamed answer equals one that was not streamed.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck import __version__
from portcheck.data.vendors import request_id_headers
from portcheck.error_classes import Failure
from portcheck.errors import ProviderError, UsageError
from portcheck.model.chat import JsonObject, Request
from portcheck.model.codec import encode_json
from portcheck.model.completion import Answer, Completion, Timing
from portcheck.model.suite import ProviderSpec
from portcheck.providers.call.body_memory import Reader, current_memory
from portcheck.providers.call.extra_fields import extra_body, with_extra
from portcheck.providers.call.key_header import with_key_header
from portcheck.providers.call.rate_headers import rate_headers
from portcheck.providers.call.redaction import Key, cleaned_answer, without_key
from portcheck.providers.call.response_limits import StreamEffort, max_bytes
from portcheck.providers.call.sealing import (
    sealed_address,
    sealed_value,
    secrets_of_address,
)
from portcheck.providers.faults import classify as failures
from portcheck.providers.faults import vendor_error
from portcheck.providers.faults.blame import blamed
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.providers.http import (
    MAX_ERROR_BYTES,
    Response,
    bounded,
    first_header,
)
from portcheck.providers.streams.json_events import EventLog, StreamEvent
from portcheck.providers.streams.ndjson import JsonLines
from portcheck.providers.wire import Outgoing, Wire
from portcheck.vendor_json import load_json

_DRAIN_S = 0.5
"""Seconds that a connection may take to end after the end marker."""


class _Received(Struct):
    status: int
    headers: Mapping[str, str]
    total_s: float
    pieces_s: tuple[float, ...] = ()
    """Time of each piece of a stream with tokens, in seconds."""
    raw: bytes = b""
    """The body, unless it was a stream of events."""
    events: Sequence[StreamEvent] = ()
    broken: ProviderError | None = None
    """Why the stream ended early."""


class HttpProvider:
    """A provider that is called over HTTP."""

    def __init__(
        self,
        wire: Wire,
        spec: ProviderSpec,
        key: str | None,
        *,
        base_url: str,
        transport: Any = None,
    ) -> None:
        self.spec = spec
        self._wire = wire
        self._route = with_key_header(wire.route(spec, base_url, key), spec, key)
        self._extra = extra_body(spec)
        self._most_bytes = max_bytes(spec, stream=False)
        self._most_streamed = max_bytes(spec, stream=True)
        self._key = Key(key, self._route.secrets, secrets_of_address(self._route.url, spec))
        self._transport = transport
        # A slow import, so not at the top; and not in the first call, whose time is measured.
        from portcheck.providers.transport.client import HttpClient  # noqa: PLC0415
        from portcheck.providers.transport.proxy_and_tls import Own  # noqa: PLC0415

        self._new_client = HttpClient
        self._own = Own(spec.ca_file, spec.client_cert, spec.proxy)

    def __repr__(self) -> str:
        return f"<{self._wire.name} provider {self.spec.id!r}>"

    def say(self, headers: Mapping[str, str], secret: tuple[str, ...] = ()) -> None:
        """Add headers to every request; call it before the first one.

        Args:
            headers: additional headers with lower-case names.
            secret: values that no message may show.

        Raises:
            UsageError: the dialect sets one of them itself.
        """
        if taken := headers.keys() & {name.lower() for name in self._route.headers}:
            raise UsageError(
                f"provider {self.spec.id!r}: extra_headers: {min(taken)} is set already",
                hint="it carries the key, or is an option of the dialect",
            )
        self._route = dataclasses.replace(self._route, headers={**self._route.headers, **headers})
        self._key = self._key.knowing(secret)

    def identity(self) -> Mapping[str, str]:
        """Host and path of the route without its query, and other facts that identify it.

        Possible secrets are replaced by digests.
        """
        parts = urlsplit(self._route.url)
        host = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
        bare = f"{parts.scheme}://{host}{parts.path}"
        extra = sealed_value(self._extra)
        return {
            "dialect": self._wire.name,
            "host": host,
            "url": sealed_address(bare, self.spec),
            **({"model": self.spec.model} if self.spec.model else {}),
            **({"extra_body": json.dumps(extra, sort_keys=True)} if extra else {}),
            **self._route.facts,
        }

    async def aclose(self) -> None:
        """Close the connections."""
        if "_client" in vars(self):
            await self._client.aclose()

    @cached_property
    def _client(self) -> Any:
        headers = {
            "content-type": "application/json",
            "accept": "text/event-stream" if self.spec.stream else "application/json",
            "user-agent": f"portcheck/{__version__}",
            **self._route.headers,
        }
        return self._new_client(
            self._route.url,
            headers,
            timeout_s=self.spec.timeout_s,
            transport=self._transport,
            own=self._own,
        )

    async def complete(self, request: Request) -> Completion:
        """Make one attempt at an answer; see `portcheck.plugins.Provider`."""
        reader = Reader(current_memory())
        try:
            outgoing = self._wire.body(self.spec, request)
            received = await self._exchange(outgoing, reader)
            answer = self._understand(received)
        except ProviderError as exc:
            raise self._safe(blamed(exc, request)) from None
        finally:
            reader.leave()
        if not request.goes_on and answer.turn is not UNSET:
            answer = replace(answer, turn=UNSET)
        headers = received.headers
        completion = answer.completed(
            timing=_timing(received),
            request_id=first_header(headers, request_id_headers()),
            rate_limit=rate_headers(headers),
            dropped_params=outgoing.dropped,
        )
        return cleaned_answer(completion, self._key)

    async def _exchange(self, outgoing: Outgoing, reader: Reader) -> _Received:
        body = with_extra(outgoing.body, self._extra) if self._extra else outgoing.body
        content = encode_json(body)
        if self._route.ready:
            await self._route.ready()
        signed = self._route.sign(content) if self._route.sign else {}
        reader.start()
        async with self._client.post(content, signed) as response:
            if self.spec.stream and response.status < 300:
                return await self._listen(response, reader)
            raw = await (
                response.read(self._most_bytes, reader.grown)
                if response.status < 300
                else response.read_some(MAX_ERROR_BYTES)
            )
            return _Received(response.status, response.headers, reader.elapsed_s(), raw=raw)

    async def _listen(self, response: Response, reader: Reader) -> _Received:
        decoder, events, raw = self._wire.decoder(), EventLog(), list[bytes]()
        pieces: list[float] = []
        ended: float | None = None
        broken: ProviderError | None = None
        chunks = bounded(response.chunks, self._most_streamed, reader.grown)
        effort = StreamEffort()
        try:
            async for chunk in chunks:
                with effort.spending():
                    fresh = decoder.feed(chunk)
                    now = reader.elapsed_s()
                    if any(map(self._wire.is_token, fresh)):
                        pieces.append(now)
                    over = any(map(self._wire.is_end, fresh))
                    events.extend(self._until_end(fresh) if over else fresh)
                    effort.events = len(events)
                if not events:
                    # Until the first event this may be a plain body, even if a stream was
                    # requested.
                    raw.append(chunk)
                if over:
                    ended = now
                    await _drain(chunks)
                    break
        except ProviderError as exc:
            if exc.failure.traits.reached:
                raise
            broken = exc
        events.extend(decoder.close() if ended is None else ())
        total = ended if ended is not None else reader.elapsed_s()
        return _Received(
            response.status,
            response.headers,
            total,
            pieces_s=tuple(pieces),
            raw=b"".join(raw) if not events else b"",
            events=events,
            broken=broken,
        )

    def _understand(self, received: _Received) -> Answer:
        if received.status >= 300:
            # Before anything is truncated, otherwise part of a key could remain.
            raw = self._key.hide(received.raw.decode("utf-8", "replace"))
            error = vendor_error.from_body(received.status, received.headers, raw)
            return self._failed(error)
        if received.events:
            return self._folded(received, received.events)
        if received.broken is not None:
            raise received.broken
        try:
            data = load_json(_without_comments(received.raw))
        except ValueError:
            return self._folded(received, self._events_in(received.raw))
        if vendor_error.has_error(data):
            return self._failed(self._vendor_error(data, received))
        if isinstance(data, list) and data and all(isinstance(item, dict) for item in data):
            # Gemini without `alt=sse` sends its events as one array.
            return self._folded(received, tuple(StreamEvent("", item) for item in data))
        if not isinstance(data, dict):
            raise _malformed("a JSON body that is not an object")
        return self._read(data, received)

    def _read(self, data: JsonObject, received: _Received) -> Answer:
        """Read the answer in a body, or raise the error in it."""
        try:
            return self._wire.answer(self.spec, data, received.headers)
        except ProviderError as exc:
            understood = exc.failure.http_status is not None
            if not understood and vendor_error.tells_failure(data):
                return self._failed(self._vendor_error(data, received))
            raise

    def _events_in(self, raw: bytes) -> list[StreamEvent]:
        """The events of a stream that was not requested; none if it was cut at its start."""
        if not raw.strip() and not self.spec.stream:
            raise _malformed("an empty body")
        lines = raw.lstrip().startswith(b"{")
        decoder = JsonLines() if lines else self._wire.decoder()
        try:
            events = self._until_end(decoder.feed(raw))
            if not (events and self._wire.is_end(events[-1])):
                events += decoder.close()
        except ProviderError:
            raise _malformed("a body that is not JSON") from None
        if not events and not raw.lstrip().startswith((b"data:", b"event:", b":")) and raw.strip():
            raise _malformed("a body that is not JSON")
        return events

    def _until_end(self, events: list[StreamEvent]) -> list[StreamEvent]:
        """The events up to the one that ends the answer."""
        ends = (n for n, event in enumerate(events, 1) if self._wire.is_end(event))
        return events[: next(ends, len(events))]

    def _folded(self, received: _Received, events: Sequence[StreamEvent]) -> Answer:
        folded = self._wire.fold(events)
        error, said = None, folded.error
        if said is None and folded.body is None:
            told = (event.data for event in events if vendor_error.tells_failure(event.data))
            said = next(told, None)
        if said is not None:
            error = self._vendor_error(said, received)
            if not folded.complete or folded.body is None:
                return self._failed(error)
        if not folded.complete:
            raise received.broken or ProviderError(
                Failure(
                    error_class="connection",
                    message="the stream ended before the answer was complete",
                    retryable=True,
                )
            )
        if folded.body is None:
            raise _malformed("a stream without an answer")
        answer = self._wire.answer(self.spec, folded.body, received.headers)
        if error is not None:
            # The answer was finished before the error: both are kept.
            late = failures.to_error(error, self.spec, self._wire.error_class(error))
            answer = replace(answer, error=self._safe(late).failure)
        return answer

    def _vendor_error(self, data: Any, received: _Received) -> VendorError:
        return vendor_error.from_json(
            received.status, received.headers, without_key(data, self._key)
        )

    def _failed(self, error: VendorError) -> Answer:
        found = failures.to_error(error, self.spec, self._wire.error_class(error))
        if found.failure.traits.counts != "answer":
            raise found
        return failures.blocked_answer(error, self._safe(found).failure)

    def _safe(self, error: ProviderError) -> ProviderError:
        """The error without the key, which a hostile or careless server may echo."""
        found, hide = error.failure, self._key.hide
        failure = replace(
            found,
            message=vendor_error.printable(hide(found.message)),
            hint=hide(found.hint),
            vendor_code=found.vendor_code and hide(found.vendor_code),
        )
        return ProviderError(failure, param=error.param and hide(error.param))


async def _drain(chunks: AsyncIterator[bytes]) -> None:
    """Read the rest after the end marker, so that the connection can be reused."""
    with suppress(TimeoutError, ProviderError):
        async with asyncio.timeout(_DRAIN_S):
            async for _ in chunks:
                pass


def _timing(received: _Received) -> Timing:
    if not received.pieces_s:
        return Timing(total_s=received.total_s)
    gaps = [later - earlier for earlier, later in pairwise(received.pieces_s)]
    return Timing(
        total_s=received.total_s,
        first_token_s=received.pieces_s[0],
        median_gap_s=sorted(gaps)[len(gaps) // 2] if gaps else None,
        longest_gap_s=max(gaps) if gaps else None,
    )


def _without_comments(raw: bytes) -> bytes:
    """Remove keep-alive comments from the start of a body."""
    if not raw.startswith(b":"):
        return raw
    return b"\n".join(line for line in raw.split(b"\n") if not line.startswith(b":"))


def _malformed(found: str) -> ProviderError:
    return ProviderError(
        Failure(
            error_class="malformed_response",
            message=f"the response has {found}",
            hint="check that base_url is the address of the API, not of a web page",
        )
    )
