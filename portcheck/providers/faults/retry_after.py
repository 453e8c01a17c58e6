"""Read how long a vendor asks to wait from headers, bodies and messages, in seconds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from portcheck.lazy_pattern import LazyPattern
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.vendor_json import items, mapping

_RETRY_IN = LazyPattern(r"[Pp]lease retry in (\d{1,9}(?:\.\d{1,12})?s)\b")
_TRY_AGAIN_IN = LazyPattern(
    r"(?:try again in|retry after) (?=\d)"
    r"(?:(\d{1,9}) ?h(?:(?:ou)?rs?)?(?![a-z]) ?)?"
    r"(?:(\d{1,9}) ?m(?:in(?:ute)?s?)?(?![a-z]) ?)?"
    r"(?:(\d{1,9}(?:\.\d{1,9})?) ?(ms|s(?:ec(?:ond)?s?)?)\b)?"
)


def retry_after_s(error: VendorError) -> float | None:
    """The wait according to the headers, otherwise the body; `None` if neither states one."""
    stated = in_headers_s(error.status, error.headers)
    return in_body_s(error) if stated is None else stated


def in_headers_s(status: int, headers: Mapping[str, str]) -> float | None:
    """The wait in `retry-after-ms` or `retry-after`; `None` without one or for other statuses.

    `retry-after` also comes with successes, so only 429 and 5xx count. A date is relative to the
    response's own `date`, which a wrong local clock does not disturb.
    """
    if status != 429 and status < 500:
        return None
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        seconds = _number(headers.get(name))
        if seconds is not None:
            return max(0.0, seconds / unit)
    until, now = _date(headers.get("retry-after")), _date(headers.get("date"))
    if until is None:
        return None
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())


def in_body_s(error: VendorError) -> float | None:
    """The wait in google.rpc.RetryInfo in the error's details ("34.07s").

    Services that pass such an error on without its details leave it in the message.
    """
    delays = [mapping(detail).get("retryDelay") for detail in items(error.detail.get("details"))]
    stated = [delay for delay in delays if isinstance(delay, str)]
    message = error.detail.get("message")
    found = _RETRY_IN.search(message[:20_000] if isinstance(message, str) else error.message)
    stated.extend(found.groups() if found else ())
    return next((s for s in (_number(d.removesuffix("s")) for d in stated) if s is not None), None)


def in_message_s(message: str) -> float | None:
    """The wait in a message about a rate limit, such as `try again in 3m2.5s`."""
    found = _TRY_AGAIN_IN.search(message.lower())
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds, unit = found.groups()
    rest = float(seconds or 0) / (1000 if unit == "ms" else 1)
    return 3600.0 * int(hours or 0) + 60.0 * int(minutes or 0) + rest


def _number(value: str | None) -> float | None:
    try:
        number = float(value or "")
    except ValueError:
        return None
    return number if 0 <= number < 1e9 else None


def _date(value: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(value or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
