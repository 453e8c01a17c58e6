"""Read a vendor's error from any of the formats that vendors use.

Error bodies are untrusted, so texts are shortened and reduced to printable characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from portcheck.data.vendors import error_type_headers
from portcheck.model.chat import JsonObject
from portcheck.providers.http import first_header
from portcheck.vendor_json import integer, items, load_json, mapping, text

MAX_MESSAGE = 500
"""Most characters of a vendor's message that are kept."""
MAX_CODE = 100
"""Most characters of a vendor's code or type that are kept."""
UNEXPLAINED = "without an explanation"
MAX_DEPTH = 4
"""Deepest nesting of a message in its error."""
_MESSAGES = (
    *("message", "Message", "detail", "msg", "error_msg", "error_message", "errorMessage"),
    *("status_msg", "error_description", "faultstring", "description", "title", "reason"),
)
"""Keys of messages, the most usual first."""
_CODES = ("code", "Code", "error_code", "errorCode", "status_code")
_STATUSES = (
    "status",
    "status_code",
    "statusCode",
    "http_code",
    "http_status",
    "httpStatus",
    "code",
)
_FINE = (None, "", 0, "0", 200, "200", "ok", "OK", "success", "Success", True, False)
_FAILED = ("error", "failed", "fail", "failure", "ERROR", "FAILED")
_INSIDE = ("error", "errors", "fault", "base_resp", "Error")
"""Keys of an inner object that is more specific than the body."""


class VendorError(Struct, frozen=True, kw_only=True):
    """An error body with its status and headers."""

    status: int
    """The HTTP status; 200 for an error in the body of a success, or in a stream."""
    message: str
    code: str | None = None
    type: str | None = None
    param: str | None = None
    detail: JsonObject = field(default_factory=dict)
    """The vendor's whole error object."""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def stated_status(self) -> int:
        """The HTTP status, or, if it is below 400, the one in the body or 0."""
        if self.status >= 400:
            return self.status
        named = (self.code, *(self.detail.get(key) for key in _STATUSES))
        for value in named:
            number = int(value) if isinstance(value, str) and value.isdecimal() else integer(value)
            if number is not None and 400 <= number <= 599:
                return number
        return 0

    @property
    def explains(self) -> bool:
        """Whether the vendor said anything at all."""
        return not self.message.endswith(UNEXPLAINED)

    @property
    def words(self) -> str:
        """Type, code and message in lower case, for rules that match text."""
        return f"{self.type or ''} {self.code or ''} {self.message}".lower()


def has_error(data: Any) -> bool:
    """Whether a body that came with a success status is an error after all."""
    if isinstance(data, list):
        return bool(data) and has_error(data[0])
    body = mapping(data)
    if body.get("object") == "error" or body.get("type") == "error":
        return True
    if body.get("error") or _choice_error(body) or body.get("success") is False:
        return True
    # MiniMax, and Cloudflare's and Baidu's own formats.
    failed = mapping(body.get("base_resp")).get("status_code")
    return bool(failed or ("error_code" in body and "error_msg" in body))


def tells_failure(data: Any) -> bool:
    """Whether a body that is not an answer reports an error, in the form of any vendor or gateway.

    Looser than `has_error`: answers of unknown form may look the same.
    """
    body = mapping(data)
    if has_error(data) or (body.get("errors") and not body.get("choices")):
        return True
    if not any(body.get(key) and isinstance(body[key], str) for key in _MESSAGES):
        return bool(items(body.get("detail")))
    codes = [body[key] for key in _CODES if key in body]
    status = body.get("status")
    stated = status in _FAILED or (integer(status) or 0) >= 400
    return stated or "detail" in body or any(code not in _FINE for code in codes)


def from_body(status: int, headers: Mapping[str, str], raw: str) -> VendorError:
    """The error behind a response with status 300 or above."""
    if status < 400:
        return VendorError(
            status=status,
            message=f"the server redirects to another address (HTTP {status})",
            headers=headers,
        )
    try:
        data = load_json(raw)
    except ValueError:
        data = None
    if isinstance(data, (dict, list)):
        return from_json(status, headers, data)
    shown = "" if raw.lstrip().startswith("<") else printable(raw)
    return VendorError(
        status=status,
        message=shown or f"HTTP {status} {UNEXPLAINED}",
        type=_type({}, headers),
        headers=headers,
    )


def from_json(status: int, headers: Mapping[str, str], data: Any) -> VendorError:
    """The error behind an error body: nested, flat, a list, or a mere string."""
    if isinstance(data, list):
        data = data[0] if data else {}
    body = mapping(data)
    inner = _innermost(body)
    if isinstance(inner, str):
        # {"error": "text"}, with further fields perhaps beside it, or a name beside the text.
        named = " " not in inner and bool(_message({**body, "error": None}))
        inner = {"type": inner, **body} if named else {**body, "message": inner}
    detail = mapping(inner)
    return VendorError(
        status=status,
        message=printable(_message(detail) or _message(body)) or f"HTTP {status} {UNEXPLAINED}",
        code=_status_name(detail) or _first_name(detail) or _first_name(body),
        type=_type(detail, headers),
        param=_name(detail.get("param")),
        detail=detail,
        headers=headers,
    )


def _innermost(body: JsonObject) -> JsonObject | str:
    """The inner object or text with the error, or the body itself."""
    if choice := _choice_error(body):
        return choice
    for key in _INSIDE:
        found = body.get(key)
        if isinstance(found, list):
            found = next(iter(found), None)
        if isinstance(found, str) and found:
            return found
        if isinstance(found, Mapping) and found:
            return found if _message(found) or not _message(body) else {**body, **found}
    return _innermost(mapping(body.get("ResponseMetadata"))) if "ResponseMetadata" in body else body


def _first_name(detail: JsonObject) -> str | None:
    return next((name for key in _CODES if (name := _name(detail.get(key)))), None)


def _choice_error(body: JsonObject) -> JsonObject:
    """The error in a choice, which OpenRouter sends if a vendor fails midway."""
    choice = mapping(next(iter(items(body.get("choices"))), None))
    found = mapping(choice.get("error"))
    return found if found and text(choice.get("finish_reason")) in {"error", ""} else {}


def printable(message: str) -> str:
    """At most 500 characters, without control characters or line breaks."""
    cleaned = "".join(ch if ch.isprintable() else " " for ch in message[: MAX_MESSAGE * 4])
    joined = " ".join(cleaned.split())
    return joined if len(joined) <= MAX_MESSAGE else joined[: MAX_MESSAGE - 1] + "…"


def _message(detail: JsonObject, depth: int = 0) -> str:
    """The error message, at any depth; "" if there is none."""
    for key in _MESSAGES:
        found = _in_words(detail.get(key), depth)
        if found:
            return found + _upstream(detail)
    return _in_words(detail.get("errors"), depth) or _in_words(detail.get("fields"), depth)


def _in_words(value: Any, depth: int) -> str:
    if isinstance(value, str):
        return value
    if depth >= MAX_DEPTH:
        return ""
    if isinstance(value, list):
        return "; ".join(filter(None, (_validation(item, depth) for item in value)))
    if isinstance(value, Mapping):
        inner = mapping(value.get("error")) or value
        said = _message(inner, depth + 1)
        return said or "; ".join(
            f"{name}: {words}"
            for name, part in inner.items()
            if (words := _in_words(part, depth + 1)) and isinstance(part, list)
        )
    return ""


def _validation(item: Any, depth: int) -> str:
    """One entry of a list of errors: where, if it says so as FastAPI does, and what."""
    if isinstance(item, str):
        return item
    place = ".".join(str(part) for part in items(mapping(item).get("loc")))
    said = _message(mapping(item), depth + 1)
    return f"{place}: {said}" if place and said else said or place


def _upstream(detail: JsonObject) -> str:
    """The error message of the vendor behind an aggregator."""
    raw = mapping(detail.get("metadata")).get("raw")
    if isinstance(raw, Mapping):
        raw = _message(mapping(raw.get("error")) or raw)
    return f" (upstream: {raw})" if isinstance(raw, str) and raw else ""


def _status_name(detail: JsonObject) -> str | None:
    """The name in a google.rpc.Status (`RESOURCE_EXHAUSTED`), whose code is only HTTP's again."""
    status = detail.get("status")
    named = isinstance(status, str) and status.isupper() and integer(detail.get("code")) is not None
    return _name(status) if named else None


def _type(detail: JsonObject, headers: Mapping[str, str]) -> str | None:
    """The error's type: `ValidationException` of `aws.prefix#ValidationException:http://...`."""
    named = _name(detail.get("type")) or _name(detail.get("__type"))
    value = named or first_header(headers, error_type_headers())
    return _name(value.partition(":")[0].rpartition("#")[2].strip()) if value else None


def _name(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
        return None
    return printable(str(value))[:MAX_CODE]
