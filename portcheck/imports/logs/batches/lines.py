"""Parse the lines of batches; no other module knows the names of their fields."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from portcheck.imports.bodies.requests import is_request
from portcheck.model.chat import JsonObject
from portcheck.vendor_json import text

_OWN = frozenset({"params", "request", "request_body", "requestBody", "req", "input", "kwargs"})
"""Fields in which other kinds of records hold their request."""


class Line(Struct, frozen=True):
    """A line of requests or of answers, or a record in which somebody joined both."""

    custom_id: str
    """"" if the id is missing, or neither a text nor a whole number."""
    request: JsonObject | None
    """`None` in a line of answers."""
    has_answer: bool


def openai_line(data: JsonObject) -> Line | None:
    """Parse a line of OpenAI's Batch API, or of a service with the same format.

    `{custom_id, method, url, body}` asks, `{id, custom_id, response, error}` answers.
    """
    if "custom_id" not in data or not _OWN.isdisjoint(data) or is_request(data):
        return None
    body, response = data.get("body"), data.get("response")
    request = body if isinstance(body, dict) else None
    has_answer = isinstance(data.get("error"), dict) or (
        isinstance(response, dict) and ("body" in response or "status_code" in response)
    )
    if request is None and not has_answer:
        return None
    return Line(_id_of(data["custom_id"]), request, has_answer)


def anthropic_line(data: JsonObject) -> Line | None:
    """Parse a line of Anthropic's Message Batches.

    `{custom_id, params}` asks, `{custom_id, result: {type, ...}}` answers.
    """
    if "custom_id" not in data:
        return None
    params, result = data.get("params"), data.get("result")
    request = params if isinstance(params, dict) else None
    has_answer = isinstance(result, dict) and isinstance(result.get("type"), str)
    if request is None and not has_answer:
        return None
    return Line(_id_of(data["custom_id"]), request, has_answer)


def is_line(data: JsonObject) -> bool:
    """Whether a record is a line of any batch."""
    return "custom_id" in data and (
        openai_line(data) is not None or anthropic_line(data) is not None
    )


def _id_of(said: Any) -> str:
    is_number = isinstance(said, int) and not isinstance(said, bool) and abs(said) < 2**63
    return str(said) if is_number else text(said)
