"""Read the rate-limit headers of a response, and the time until a used-up limit resets.

Vendors write the time to a reset as seconds, as a Go duration (`1m2.5s`), or as a moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from portcheck.model.numbers import read_duration

_LONGEST = 200
"""Most characters of a header's value that are kept."""


def rate_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The rate-limit headers of a response, whose names are in lower case."""
    return {
        name: value[:_LONGEST]
        for name, value in headers.items()
        if "ratelimit" in name or name.startswith("x-trial-endpoint-call-")
    }


def exhausted_for_s(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds until the last used-up limit resets; `None` if none is used up.

    Args:
        headers: rate-limit headers with lower-case names.
        now: the current time in UTC.
    """
    waits = []
    for name, value in headers.items():
        if "remaining" not in name or _number(value) != 0:
            continue
        reset = headers.get(name.replace("remaining", "reset"))
        wait = seconds_until(reset, now or datetime.now(UTC)) if reset else None
        if wait is not None:
            waits.append(wait)
    return max(waits, default=None)


def seconds_until(reset: str, now: datetime) -> float | None:
    """Seconds until a reset, 0 or more; `None` if the value cannot be parsed."""
    text = reset.strip()
    number = _number(text)
    if number is not None:
        # Large numbers are times: seconds or milliseconds since 1970.
        if number > 1e11:
            number /= 1000
        return max(0.0, number - now.timestamp() if number > 1e9 else number)
    wait = read_duration(text)
    if wait is not None:
        return wait
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number < 1e15 else None
