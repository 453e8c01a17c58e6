"""Classify Gemini's errors by a name of google.rpc.Code and by their details."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from portcheck.error_classes import ErrorClass
from portcheck.model.chat import JsonObject
from portcheck.providers.faults.retry_after import in_body_s
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.vendor_json import items, mapping, text

MAX_WORDS = 20_000
"""Most characters of a message that are searched."""

_BY_NAME: Mapping[str, ErrorClass] = {
    "UNAUTHENTICATED": "auth",
    "PERMISSION_DENIED": "auth",
    "NOT_FOUND": "not_found",
    "UNAVAILABLE": "overloaded",
    "DEADLINE_EXCEEDED": "timeout",
    "CANCELLED": "server",
    "ABORTED": "server",
}
"""Names whose meaning does not depend on the message."""
_MEANT_BY_REQUEST = frozenset(
    {"INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE", "UNIMPLEMENTED"}
)
_KEY_REASONS = re.compile(r"API_?KEY_|ACCESS_TOKEN_|CREDENTIALS_|ACCOUNT_STATE_INVALID")
_KEY_WORDS = ("api key not valid", "api key not found", "api key expired", "api_key_invalid")
_BLOCKED_WORDS = ("responsible ai practices", "blocked by model armor")
_DAILY = re.compile(r"per_?day|per day", re.IGNORECASE)
_MINUTELY = re.compile(r"online_prediction_|per_minute", re.IGNORECASE)
"""Names of quotas per minute, which all of Vertex AI's are."""
_NOTHING = re.compile(r"\blimit: 0(?!\d|[.,]\d)")
_SPENT_WORDS = re.compile(r"spend(ing)? (cap|limit)|credits? (is|are) (depleted|exhausted)")
_PLAN_WORDS = "exceeded your current quota"


def error_class(error: VendorError) -> ErrorClass | None:
    """The class of an error; `None` if the common rules are right."""
    # The whole message: what counts often is behind what is kept of it.
    said = text(error.detail.get("message"))[:MAX_WORDS].lower()
    name, words = error.code or "", f"{error.words} {said}"
    if _is_about_key(error, words):
        return "auth"
    if name == "RESOURCE_EXHAUSTED" or error.stated_status == 429:
        return _limit(error, words)
    if name in _BY_NAME:
        return _BY_NAME[name]
    if error.stated_status in {0, 400} and any(said in words for said in _BLOCKED_WORDS):
        return "content_blocked"
    if name in _MEANT_BY_REQUEST and error.stated_status == 0:
        return "invalid_request"
    return {499: "server", 504: "timeout"}.get(error.stated_status)  # type: ignore[return-value]


def _limit(error: VendorError, words: str) -> ErrorClass | None:
    if _is_spent(error, words):
        return "quota_exhausted"
    waits = in_body_s(error) is not None or _MINUTELY.search(words)
    return "rate_limited" if waits else None


def _is_about_key(error: VendorError, words: str) -> bool:
    """Whether an error means a bad key, an INVALID_ARGUMENT under HTTP 400 with its own reason."""
    if error.stated_status not in {0, 400, 401, 403}:
        return False
    reasons = [text(detail.get("reason")) for detail in _details(error)]
    return any(map(_KEY_REASONS.match, reasons)) or any(said in words for said in _KEY_WORDS)


def _is_spent(error: VendorError, words: str) -> bool:
    """Whether waiting for seconds cannot help: a daily quota, no quota, or a spent budget."""
    if _NOTHING.search(words) or _SPENT_WORDS.search(words) or _DAILY.search(words):
        return True
    if any(_is_daily(violation) for violation in _violations(error)):
        return True
    return _PLAN_WORDS in words and in_body_s(error) is None


def _is_daily(violation: JsonObject) -> bool:
    names = (violation.get(key) for key in ("quotaId", "quota_id", "quota_limit", "subject"))
    return violation.get("quotaValue") in ("0", 0) or any(_DAILY.search(text(n)) for n in names)


def _violations(error: VendorError) -> Iterator[JsonObject]:
    for detail in _details(error):
        yield from map(mapping, items(detail.get("violations")))
        yield mapping(detail.get("metadata"))


def _details(error: VendorError) -> list[JsonObject]:
    return [mapping(detail) for detail in items(error.detail.get("details"))]
