"""Limit a response in bytes, events and CPU time, because a server may send anything.

Headers are limited in `portcheck.providers.transport.connections`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import JsonObject
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import OptionMistake

OPTION = "max_response_mb"
DEFAULT_MB = 8
MOST_MB = 1024
PER_STREAM = 4
"""Factor by which a stream may be larger than a body: each of its events repeats names and ids."""
MAX_EVENTS = 400_000
"""Most events of a stream; more than the longest answers have tokens."""
MAX_CPU_S = 10.0
"""Most CPU seconds for reading the events of a stream; ordinary answers take milliseconds."""
_MB = 1024 * 1024


def review_bounds(options: JsonObject) -> tuple[OptionMistake, ...]:
    """Mistakes in the option, for `Dialect.review`."""
    stated = options.get(OPTION, DEFAULT_MB)
    if isinstance(stated, int) and not isinstance(stated, bool) and 1 <= stated <= MOST_MB:
        return ()
    message = f"this must be a whole number of megabytes, 1 to {MOST_MB}"
    return (OptionMistake((OPTION,), message, f"leave it out for the default, {DEFAULT_MB}"),)


def max_bytes(spec: ProviderSpec, *, stream: bool) -> int:
    """Most bytes of a response, decompressed."""
    stated = spec.options.get(OPTION, DEFAULT_MB)
    megabytes = DEFAULT_MB if review_bounds(spec.options) else int(stated)
    return megabytes * _MB * (PER_STREAM if stream else 1)


class StreamEffort(Struct):
    """The cost of one stream's events so far."""

    events: int = 0
    cpu_s: float = 0.0

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Count the CPU time of a block.

        Raises:
            ProviderError: `malformed_response`, after the block: the events cost too much time.
        """
        started = time.thread_time()
        yield
        self.cpu_s += time.thread_time() - started
        if self.events > MAX_EVENTS:
            raise _too_much(f"more than {MAX_EVENTS} events")
        if self.cpu_s > MAX_CPU_S:
            raise _too_much(f"events that take more than {MAX_CPU_S:g} s to read")


def _too_much(what: str) -> ProviderError:
    return ProviderError(
        Failure(error_class="malformed_response", message=f"the stream has {what}")
    )
