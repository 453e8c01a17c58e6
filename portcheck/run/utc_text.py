"""Write the current time in UTC as text, many times a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime


class UtcText:
    """The current time in ISO 8601; the part that lasts a second is made once."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """`clock` returns the seconds since 1970."""
        self._clock = clock
        self._second = -1.0
        self._written = ""

    def seconds(self) -> str:
        """In whole seconds, such as `2026-01-02T03:04:05Z`."""
        self._read()
        return f"{self._written}Z"

    def milliseconds(self) -> str:
        """With milliseconds, such as `2026-01-02T03:04:05.678Z`."""
        rest = self._read()
        return f"{self._written}.{int(rest * 1000):03}Z"

    def _read(self) -> float:
        """Read the clock; return the part of a second."""
        second, rest = divmod(self._clock(), 1)
        if second != self._second:
            self._second = second
            self._written = f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%S}"
        return rest
