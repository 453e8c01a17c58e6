"""HTTP for every dialect: addresses, and bounded, decompressed bodies.

It knows no vendor and no JSON, and leaves httpx to `providers.transport`, because importing httpx
takes longer than listing all dialects.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit

from msgspec import Struct
from msgspec.structs import replace

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError

MAX_ERROR_BYTES = 1024 * 1024
FREE_BYTES = 64 * 1024
"""Bytes of a body that are not reported to `Grown`; ordinary answers are smaller."""
FREE_STREAMED = 1024 * 1024
"""The same for a stream. Its events repeat names and ids, and it is open while a model writes, so
ordinary streams must never wait for each other."""
_PIECE_BYTES = 64 * 1024
"""Bytes to decompress at a time: a few bytes may expand to gigabytes."""
Grown = Callable[[int], Awaitable[None]]
"""Takes the current size of a body in bytes."""
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
MAX_DECOMPRESS_S = 10.0
"""Most CPU seconds for decompressing a response; ordinary ones take milliseconds."""


def join_url(base: str, path: str) -> str:
    """Append `path` to `base`, keeping its query, unless `base` already ends with it.

    `https://host/v1/?api-version=1` and `/chat/completions` give
    `https://host/v1/chat/completions?api-version=1`.
    """
    parts = urlsplit(base)
    stem = parts.path.rstrip("/")
    whole = stem if stem.endswith(path) else stem + path
    return urlunsplit((parts.scheme, parts.netloc, whole, parts.query, ""))


def first_header(headers: Mapping[str, str], names: Iterable[str]) -> str | None:
    """The value of the first of these headers (lower-cased) that is set and not empty."""
    return next(filter(None, map(headers.get, names)), None)


class Response(Struct):
    """A response whose status and headers have arrived."""

    status: int
    headers: Mapping[str, str]
    """Headers with lower-case names."""
    chunks: AsyncIterator[bytes]
    """The pieces of the decoded body; raises ProviderError if the connection breaks."""

    async def read(self, limit: int, grown: Grown | None = None) -> bytes:
        """Read the whole body.

        Args:
            limit: most bytes that it may have.
            grown: awaited with the bytes so far, after each piece beyond `FREE_BYTES`.

        Raises:
            ProviderError: `malformed_response` when longer than `limit` bytes, or transport.
        """
        pieces, size = [], 0
        async for piece in self.chunks:
            size += len(piece)
            if size > limit:
                raise _too_large(limit)
            if grown is not None and size > FREE_BYTES:
                await grown(size)
            pieces.append(piece)
        return b"".join(pieces)

    async def read_some(self, limit: int = MAX_ERROR_BYTES) -> bytes:
        """Read as much of the body as arrives, at most about `limit` bytes: enough for an error.

        The status already says that there is no answer, so a cut connection does not matter.
        """
        pieces: list[bytes] = []
        with suppress(ProviderError):
            async for piece in bounded(self.chunks, limit):
                pieces.append(piece)  # noqa: PERF401  # what came before a cut must stay
        return b"".join(pieces)


async def bounded(
    chunks: AsyncIterator[bytes], limit: int, grown: Grown | None = None
) -> AsyncIterator[bytes]:
    """Yield the pieces until they exceed `limit` bytes in total; see `Response.read`.

    Raises:
        ProviderError: `malformed_response`.
    """
    size = 0
    async for piece in chunks:
        size += len(piece)
        if size > limit:
            raise _too_large(limit)
        if grown is not None and size > FREE_STREAMED:
            await grown(size)
        yield piece


def _too_large(limit: int) -> ProviderError:
    return ProviderError(
        Failure(
            error_class="malformed_response",
            message=f"the response is larger than {limit // (1024 * 1024)} MB",
        )
    )


async def decompressed(chunks: AsyncIterator[bytes], encoding: str) -> AsyncIterator[bytes]:
    """Decompress pieces with `encoding`, the value of a content-encoding header.

    Raises:
        ProviderError: `malformed_response`, or that of the pieces; `timeout` says how far it came.
    """
    if encoding.strip().lower() == "identity":
        async for chunk in chunks:
            yield chunk
        return
    if encoding.strip().lower() not in {"gzip", "x-gzip", "deflate"}:
        raise _undecodable(f"is compressed as {encoding[:40]!r}, which was not requested")
    decoder = zlib.decompressobj(_GZIP_OR_ZLIB)
    came = made = 0
    cpu_s = 0.0
    try:
        async for chunk in chunks:
            came += len(chunk)
            rest = chunk
            while rest:
                started = time.thread_time()
                piece = decoder.decompress(rest, _PIECE_BYTES)
                rest = decoder.unconsumed_tail
                cpu_s += time.thread_time() - started
                if cpu_s > MAX_DECOMPRESS_S:
                    raise _undecodable(f"takes more than {MAX_DECOMPRESS_S:g} s to decompress")
                made += len(piece)
                yield piece
    except zlib.error:
        raise _undecodable("does not decompress") from None
    except ProviderError as exc:
        raise _with_progress(exc, "" if decoder.eof else f"{came:,} bytes", made) from None
    if came and not decoder.eof:
        raise _undecodable("ends in the middle of compressed data")


def _with_progress(exc: ProviderError, came: str, made: int) -> ProviderError:
    """The error, and how far a decompression came that waited for more."""
    if exc.failure.traits.reached or not came:
        return exc
    how_far = f"{came} of a compressed response came, and made {made:,}"
    message = f"{exc.failure.message}, before all was decompressed: {how_far}"
    return ProviderError(replace(exc.failure, message=message))


def _undecodable(how: str) -> ProviderError:
    return ProviderError(Failure(error_class="malformed_response", message=f"the response {how}"))
