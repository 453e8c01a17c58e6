"""Read spans and log records from OTLP JSON and OpenTelemetry's console exporters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from portcheck.imports.bodies.answers import parsed_json
from portcheck.imports.bodies.parts import are_parts
from portcheck.imports.telemetry.ai_sdk import with_messages
from portcheck.imports.telemetry.openinference import in_our_names
from portcheck.model.chat import JsonObject
from portcheck.vendor_json import integer, items, mapping, text

_CONTENT = (
    *("gen_ai.input.messages", "gen_ai.prompt", "gen_ai.prompt.0.content", "gen_ai.prompt.0.role"),
)
_JSON = frozenset(
    {
        *("gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions"),
        *("gen_ai.tool.definitions", "gen_ai.prompt", "gen_ai.completion"),
    }
)
"""Attributes that hold JSON, which some exporters write as text."""
MAX_NUMBERED = 2_000
_NANOSECONDS = 1e9


class Span(Struct, frozen=True):
    """A span, or a log record of one."""

    known_as: str
    """Trace and span; "" if there are no ids."""
    attributes: JsonObject
    events: tuple[tuple[str, JsonObject], ...]
    """Names and attributes, in order."""
    is_log: bool
    start: Any = None
    latency_s: float | None = None
    error: str = ""

    @property
    def is_generative(self) -> bool:
        """Whether it follows the conventions for generative AI."""
        return any(name.startswith("gen_ai.") for name in self.attributes)

    @property
    def has_content(self) -> bool:
        """Whether it holds the request's messages."""
        if any(name in self.attributes for name in _CONTENT):
            return True
        return any(
            name.startswith("gen_ai.") and (name.endswith(".message") or _CONTENT[0] in data)
            for name, data in self.events
        )


def spans_of(data: JsonObject) -> Iterator[Span]:
    """Yield the spans and log records in a record, in order."""
    for outer, middle, inner, read in (
        (("resourceSpans", "resource_spans"), ("scopeSpans", "scope_spans"), "spans", _span),
        (("resourceLogs", "resource_logs"), ("scopeLogs", "scope_logs"), None, _log),
    ):
        groups = next((items(data[name]) for name in outer if name in data), [])
        for group in map(mapping, groups):
            scopes = next((items(group[name]) for name in middle if name in group), [])
            for scope in map(mapping, scopes):
                found = scope.get(inner) if inner else scope.get("logRecords")
                found = found if found is not None else scope.get("log_records")
                for one in map(mapping, items(found)):
                    yield read(one)
    if "attributes" in data:
        yield _span(data) if "name" in data or "startTimeUnixNano" in data else _log(data)


def _span(span: JsonObject) -> Span:
    start = _any(span, "startTimeUnixNano", "start_time_unix_nano", "start_time")
    end = _any(span, "endTimeUnixNano", "end_time_unix_nano", "end_time")
    first, last = _whole(start), _whole(end)
    latency = None
    if first is not None and last is not None and last >= first:
        latency = (last - first) / _NANOSECONDS
    status = mapping(span.get("status"))
    code = _any(status, "code", "status_code")
    failed = code == 2 or text(code) in {"STATUS_CODE_ERROR", "ERROR"}
    return Span(
        known_as=_ids(span),
        attributes=with_messages(in_our_names(attributes(span.get("attributes")))),
        events=tuple(
            (text(event.get("name")), _event(event))
            for event in map(mapping, items(span.get("events")))
        ),
        is_log=False,
        start=first if first is not None else start,
        latency_s=latency,
        error=(text(_any(status, "message", "description")) or "failed") if failed else "",
    )


def _log(record: JsonObject) -> Span:
    found = attributes(record.get("attributes"))
    name = text(_any(record, "eventName", "event_name")) or text(found.get("event.name"))
    body = _value(record.get("body"))
    body = parsed_json(body) if isinstance(body, str) else body
    return Span(
        known_as=_ids(record),
        attributes=found,
        events=((name, {**found, **mapping(body)}),),
        is_log=True,
        start=_whole(_any(record, "timeUnixNano", "observedTimeUnixNano", "timestamp")),
    )


def _event(event: JsonObject) -> JsonObject:
    """The content of an event, which may be JSON in a single attribute."""
    found = attributes(event.get("attributes"))
    inside = found.get("gen_ai.event.content")
    parsed = parsed_json(inside) if isinstance(inside, str) else inside
    return {**found, **mapping(parsed)}


def _ids(record: JsonObject) -> str:
    context = mapping(record.get("context")) or record
    trace = text(_any(context, "traceId", "trace_id"))
    span = text(_any(context, "spanId", "span_id"))
    return f"{trace}/{span}" if span else ""


def _any(data: JsonObject, *names: str) -> Any:
    return next((data[name] for name in names if name in data), None)


def _whole(value: Any) -> int | None:
    """Read nanoseconds, which JSON holds as text because they are too large for a number."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    return value if type(value) is int else None


def attributes(found: Any) -> dict[str, Any]:
    """Attributes by name: OTLP's list of keys and values, or an object."""
    if isinstance(found, dict):
        pairs = list(found.items())
    else:
        entries = [mapping(one) for one in items(found)]
        pairs = [(text(one.get("key")), _value(one.get("value"))) for one in entries]
    return {
        name: parsed_json(value) if name in _JSON and isinstance(value, str) else value
        for name, value in pairs
    }


def _value(wrapped: Any) -> Any:
    """Unwrap a value of OTLP from the object that says its type."""
    if not isinstance(wrapped, dict):
        return wrapped
    for name in ("stringValue", "string_value", "doubleValue", "boolValue", "bytesValue"):
        if name in wrapped:
            return wrapped[name]
    if "intValue" in wrapped:
        return integer(wrapped["intValue"])
    if "arrayValue" in wrapped:
        return [_value(one) for one in items(mapping(wrapped["arrayValue"]).get("values"))]
    if "kvlistValue" in wrapped:
        values = items(mapping(wrapped["kvlistValue"]).get("values"))
        return {text(mapping(one).get("key")): _value(mapping(one).get("value")) for one in values}
    return wrapped


def message_of(data: JsonObject, role: str) -> dict[str, Any]:
    """The message that an event holds."""
    inner = mapping(data.get("message"))
    content = inner.get("content", data.get("content"))
    found = {"role": role, "content": content}
    calls = inner.get("tool_calls", data.get("tool_calls"))
    if calls:
        found["tool_calls"] = parsed_json(calls) if isinstance(calls, str) else calls
    if role == "tool":
        found["tool_call_id"] = data.get("id")
    return found


def numbered(about: JsonObject, start: str) -> list[dict[str, Any]]:
    """Messages or tools in numbered attributes: `gen_ai.prompt.0.content`."""
    found: dict[int, dict[str, Any]] = {}
    calls: dict[tuple[int, int], dict[str, Any]] = {}
    for name, value in about.items():
        place, _, rest = name.removeprefix(start).partition(".")
        if not name.startswith(start) or not place.isdigit() or int(place) >= MAX_NUMBERED:
            continue
        message = found.setdefault(int(place), {})
        if rest.startswith("tool_calls."):
            number, _, part = rest.removeprefix("tool_calls.").partition(".")
            if number.isdigit() and int(number) < MAX_NUMBERED:
                calls.setdefault((int(place), int(number)), {})[part] = value
        else:
            message[rest] = _read(rest, value)
    for (number_of, _), call in sorted(calls.items()):
        found[number_of].setdefault("tool_calls", []).append(call)
    return [message for _, message in sorted(found.items())]


def _read(rest: str, value: Any) -> Any:
    """Read a numbered attribute, and parse it if it is a list of parts or a schema."""
    if not isinstance(value, str) or value[:1] not in {"[", "{"}:
        return value
    if rest == "parameters":
        return parsed_json(value)
    if rest == "content":  # an answer may be JSON itself
        found = parsed_json(value)
        return found if are_parts(found) else value
    return value
