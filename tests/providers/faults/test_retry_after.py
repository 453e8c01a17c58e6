"""How long vendors ask to wait: headers, bodies, messages. Written from documentation."""

from __future__ import annotations

from typing import Any

import pytest

from portcheck.providers.faults.retry_after import (
    in_body_s,
    in_headers_s,
    in_message_s,
    retry_after_s,
)
from portcheck.providers.faults.vendor_error import VendorError, from_json

DATES = {"retry-after": "Wed, 04 Mar 2026 10:00:30 GMT", "date": "Wed, 04 Mar 2026 10:00:00 GMT"}


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"retry-after": "7"}, 7.0),
        (429, {"retry-after": "0.5"}, 0.5),
        (429, {"retry-after": "0"}, 0.0),
        (503, {"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        (529, {"retry-after": "3"}, 3.0),
        (429, DATES, 30.0),
        (429, {**DATES, "date": "Wed, 04 Mar 2026 11:00:00 GMT"}, 0.0),
        (429, {"retry-after": "Wed, 04 Mar 2026 10:00:30 GMT"}, 0.0),
        (429, {}, None),
        (429, {"retry-after": "soon"}, None),
        (429, {"retry-after": "-5"}, None),
        (429, {"retry-after": "nan"}, None),
        (429, {"retry-after": "1e99"}, None),
        (200, {"retry-after": "7"}, None),
        (400, {"retry-after": "7"}, None),
        (401, {"retry-after": "7"}, None),
    ],
)
def test_retry_after(status: int, headers: dict[str, str], seconds: float | None) -> None:
    assert in_headers_s(status, headers) == seconds


def limited(headers: dict[str, str], **detail: Any) -> VendorError:
    return from_json(429, headers, {"error": {"message": "No.", **detail}})


def test_headers_come_before_the_body() -> None:
    details = [{"retryDelay": "34.5s"}]
    assert in_body_s(limited({}, details=details)) == 34.5
    assert retry_after_s(limited({}, details=details)) == 34.5
    assert retry_after_s(limited({"retry-after": "7"}, details=details)) == 7.0
    assert retry_after_s(limited({}, message="Please retry in 6.25s.")) == 6.25
    assert retry_after_s(limited({})) is None


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("try again in 20ms", 0.02),
        ("Please retry after 9 seconds.", 9.0),
        ("Do try again in 12.5s, thanks", 12.5),
        ("Please try again in 1h12m3.5s.", 4323.5),
        ("Please try again in 2 minutes", 120.0),
        ("Retry after 1 hour 5 min", 3900.0),
        ("Try again in 3m", 180.0),
        ("Try again in 5 moments", None),
        ("Try again in a while", None),
    ],
)
def test_what_a_message_says(message: str, seconds: float | None) -> None:
    assert in_message_s(message) == seconds
