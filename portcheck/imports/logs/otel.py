"""Read traces and logs that follow OpenTelemetry's conventions for generative AI, as OTLP JSON.

Depending on the age of the instrumentation, the content is in one of four places: in the attributes
`gen_ai.input.messages` and `gen_ai.output.messages` of a span or of its event; in one event per
message (`gen_ai.user.message`, ..., `gen_ai.choice`), on the span or as log records with its id; or
in numbered attributes (`gen_ai.prompt.0.content`). Spans of OpenInference and of Vercel's AI SDK
are read too.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from functools import partial
from typing import Any

from msgspec import Struct, field

from portcheck.imports.bodies.answers import NOTHING, Answered
from portcheck.imports.bodies.not_read import NotReadError
from portcheck.imports.bodies.requests import Asked, request_of
from portcheck.imports.bodies.turns import turns
from portcheck.imports.logs.reader import (
    Call,
    Found,
    LogFormat,
    Source,
    attempt,
    exchange,
    first,
    seconds,
    skip_unless_chat,
    usage_of,
    vendor,
)
from portcheck.imports.telemetry.openinference import KIND
from portcheck.imports.telemetry.span import Span, message_of, numbered, spans_of
from portcheck.model.chat import JsonObject
from portcheck.vendor_json import items, mapping, text

NAME = "otel"
MAX_OPEN = 10_000
"""Most calls whose spans and log records wait for each other; beyond that, the oldest is read."""
MAX_EVENTS = 1_000
"""Most spans and log records of one call."""
_CHATS = frozenset(
    {"chat", "generate_content", "text_completion", "chat.completions", "completion"}
)
_SAMPLING = "gen_ai.request."
_PROVIDERS = ("gen_ai.provider.name", "gen_ai.system")
_EVENTS = {
    "gen_ai.system.message": "system",
    "gen_ai.user.message": "user",
    "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool",
}


class Spans(Struct):
    """Reads spans, and joins them with the log records of their events."""

    waiting: OrderedDict[str, tuple[Source, list[Span]]] = field(default_factory=OrderedDict)
    """The parts so far of each incomplete call, by trace and span."""

    def take(self, source: Source) -> Iterator[Found]:
        """Yield the calls that the spans of a record hold."""
        seen = False
        for span in spans_of(source.data):
            seen = True
            if span.is_log:
                self._wait(source, span)
            elif not span.is_generative:
                yield source.skipped("is a span, but not of a model call")
            elif span.has_content or not span.known_as:
                yield attempt(source, partial(_call, source, [span]))
            else:
                self._wait(source, span)
            while len(self.waiting) > MAX_OPEN:
                yield self._made()
        if not seen:
            raise NotReadError("holds no span")

    def close(self) -> Iterator[Found]:
        """Yield the waiting calls."""
        while self.waiting:
            yield self._made()

    def _wait(self, source: Source, span: Span) -> None:
        began, parts = self.waiting.get(span.known_as, (source, []))
        if len(parts) < MAX_EVENTS:
            parts.append(span)
        self.waiting[span.known_as] = (began if span.is_log else source, parts)

    def _made(self) -> Found:
        _, (source, parts) = self.waiting.popitem(last=False)
        return attempt(source, partial(_call, source, parts))


def _call(source: Source, parts: list[Span]) -> Found:
    """The exchange of a span and its log records."""
    span = next((part for part in parts if not part.is_log), parts[0])
    about: dict[str, Any] = {}
    for part in parts:
        about.update(part.attributes)
    skip_unless_chat(_CHATS, text(about.get("gen_ai.operation.name")))
    events = [event for part in parts for event in part.events]
    for _, attributes in events:
        about.update({k: v for k, v in attributes.items() if k.endswith((".messages", "ctions"))})
    answered = _answered(source, about, events)
    failed = text(first(about, ("error.type", "exception.type"))) or span.error
    return exchange(
        source,
        NAME,
        _asked(about, events),
        NOTHING if failed and answered.answer is None else answered,
        Call(
            vendor=vendor(first(about, _PROVIDERS)),
            call_id=text(about.get("gen_ai.response.id")) or span.known_as,
            time=seconds(span.start),
            latency_s=span.latency_s,
            error=failed[:300],
            usage=usage_of(
                first(about, ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens")),
                first(about, ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens")),
            ),
        ),
    )


def _asked(about: JsonObject, events: list[tuple[str, JsonObject]]) -> Asked:
    said = items(about.get("gen_ai.input.messages")) or items(about.get("gen_ai.prompt"))
    said = said or [message_of(data, _EVENTS[n]) for n, data in events if n in _EVENTS]
    said = said or numbered(about, "gen_ai.prompt.")
    if not said:
        raise NotReadError("the span holds no messages: content was not captured")
    system = about.get("gen_ai.system_instructions")
    settings = {
        name.removeprefix(_SAMPLING): value
        for name, value in about.items()
        if name.startswith(_SAMPLING)
    }
    body = {"model": about.get("gen_ai.request.model")}
    offered = first(about, ("gen_ai.tool.definitions",)) or numbered(
        about, "llm.request.functions."
    )
    return request_of(turns(said, system), body, (settings,), offered)


def _answered(source: Source, about: JsonObject, events: list[tuple[str, JsonObject]]) -> Answered:
    said = items(about.get("gen_ai.output.messages")) or items(about.get("gen_ai.completion"))
    if not said:
        choices = [data for name, data in events if name == "gen_ai.choice"]
        said = [
            {"finish_reason": data.get("finish_reason"), **message_of(data, "assistant")}
            for data in choices
        ] or numbered(about, "gen_ai.completion.")
    if not said:
        return NOTHING
    chosen = mapping(said[0])
    if not chosen.get("finish_reason"):
        reasons = items(about.get("gen_ai.response.finish_reasons"))
        chosen = {**chosen, "finish_reason": reasons[0] if reasons else ""}
    return source.answers.read({**chosen, "role": "assistant"})


def is_telemetry(data: JsonObject) -> bool:
    """Whether a record is from OpenTelemetry."""
    if any(name in data for name in ("resourceSpans", "resource_spans", "resourceLogs")):
        return True
    attributes = data.get("attributes")
    if isinstance(attributes, dict):
        return any(name.startswith("gen_ai.") or name == KIND for name in attributes)
    return isinstance(attributes, list) and ("spanId" in data or "span_id" in data)


FORMAT = LogFormat(
    name=NAME,
    summary="OpenTelemetry GenAI spans and events (OTLP JSON)",
    documented="https://opentelemetry.io/docs/specs/semconv/gen-ai/",
    recognises=is_telemetry,
    reader=Spans,
)
