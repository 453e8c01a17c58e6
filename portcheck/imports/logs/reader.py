"""The interface of a reader for one format, and code that readers share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from portcheck.data.vendors import at_host
from portcheck.imports.bodies.answers import Answered, Answers
from portcheck.imports.bodies.not_read import NotReadError, word
from portcheck.imports.bodies.requests import Asked
from portcheck.imports.exchange import Exchange, Glimpse, Place, Repeated, Skipped
from portcheck.model.chat import JsonObject
from portcheck.model.completion import Answer, Usage
from portcheck.vendor_json import NOTHING, integer, mapping, text

Found = Exchange | Glimpse | Repeated | Skipped
_VENDORS = {
    **dict.fromkeys(("aws", "aws.bedrock", "amazon"), "bedrock"),
    **dict.fromkeys(("amazon-bedrock", "bedrock_converse"), "bedrock"),
    **dict.fromkeys(("az.ai.openai", "azure.ai.openai", "azure_openai", "azure_ai"), "azure"),
    **dict.fromkeys(("az.ai.inference", "azure.ai.inference"), "azure"),
    **dict.fromkeys(("gcp.gemini", "google", "google-ai-studio", "google_genai"), "gemini"),
    **dict.fromkeys(("gcp.vertex_ai", "vertex_ai", "google_vertexai", "gcp.gen_ai"), "vertex"),
    **dict.fromkeys(("x_ai", "x"), "xai"),
    **dict.fromkeys(("mistral_ai", "mistralai"), "mistral"),
}
"""Other tools' names of vendors, to ours."""
_MOST_SECONDS = 32_503_680_000.0
"""The year 3000."""
_USUAL = {
    **dict.fromkeys(("timestamp", "time", "created_at", "createdAt", "ts", "date"), "start"),
    **dict.fromkeys(("start_time", "startTime"), "start"),
    **dict.fromkeys(("end_time", "endTime", "finished_at", "completed_at"), "end"),
    **dict.fromkeys(("id", "request_id", "requestId", "call_id", "trace_id"), "id"),
    **dict.fromkeys(("latency_ms", "duration_ms", "elapsed_ms", "latencyMs"), "ms"),
    **dict.fromkeys(("latency_s", "duration_s", "elapsed_s", "latency_seconds"), "s"),
    **dict.fromkeys(("cost_usd", "response_cost", "costUSD", "total_cost", "cost"), "cost"),
    **dict.fromkeys(("vendor", "provider"), "vendor"),
    **dict.fromkeys(("model", "model_id", "deployment"), "model"),
    **dict.fromkeys(("url", "base_url", "baseUrl", "api_base", "endpoint", "host"), "url"),
    "error": "error",
}
"""Names of the fields that programs log beside the two bodies, to their meaning."""
STATUSES = ("status_code", "http_status", "statusCode", "status")
"""Names of the HTTP status of a call."""
_FAILED = 400
"""The lowest HTTP status of a call that failed."""


class Source(Struct, frozen=True):
    """A record, as passed to a reader."""

    place: Place
    raw_hash: str
    data: JsonObject
    answers: Answers
    seen: Any
    """The result of `LogFormat.recognises` for the record."""
    skimmed: bool
    """The reader may return a glimpse, where that takes less time."""
    folder: Path | None
    """The folder of the log, for bodies in separate files; `None` for a single file."""

    def skipped(self, reason: str) -> Skipped:
        """Report something in this record as skipped."""
        return Skipped(place=self.place, reason=reason)


class Reader(Protocol):
    """Reads the records of one log, in order."""

    def take(self, source: Source) -> Iterable[Found]:
        """Return the exchanges that a record completes.

        Raises:
            NotReadError: the record cannot be read; the message says why.
        """
        ...

    def close(self) -> Iterable[Found]:
        """Return the exchanges that the end of the log completes."""
        ...


class Each(Struct, frozen=True):
    """A reader of records that are each complete."""

    read: Callable[[Source], Iterable[Found]]

    def take(self, source: Source) -> Iterable[Found]:
        """Return the exchanges in the record."""
        return self.read(source)

    def close(self) -> Iterable[Found]:
        """Return nothing: every record was complete."""
        return ()


class LogFormat(Struct, frozen=True, kw_only=True):
    """One format of logs."""

    name: str
    summary: str
    documented: str
    """URL of the format's documentation."""
    recognises: Callable[[JsonObject], Any]
    """Returns a true value, which the reader gets, if a record looks like this format. Cheap, as it
    runs on every record."""
    reader: Callable[[], Reader]
    """Makes a new reader."""


class Call(Struct, frozen=True, kw_only=True):
    """The facts in a log about a call, besides request and answer."""

    vendor: str = ""
    model: str = ""
    call_id: str = ""
    time: float | None = None
    latency_s: float | None = None
    cost_usd: float | None = None
    error: str = ""
    status: str = ""
    """The failure by the HTTP status, if the call failed: the body is then no answer, unless the
    vendor says that it declined."""
    usage: Usage = Usage()
    """Used if the answer has no usage."""


def exchange(source: Source, name: str, asked: Asked, answered: Answered, call: Call) -> Exchange:
    """Make the exchange of a record."""
    answer = answered.answer
    if answer is not None and _broke_off(answer, call):
        answer = None
    if answer is not None and call.usage != _NO_USAGE and answer.usage == _NO_USAGE:
        answer = replace(answer, usage=call.usage)
    return Exchange(
        request=asked.request,
        answer=answer,
        place=source.place,
        raw_hash=source.raw_hash,
        model=asked.model or call.model or (answer and answer.served_model) or "",
        vendor=call.vendor,
        format=name,
        call_id=call.call_id,
        error="" if answer is not None else (call.error or call.status or answered.error),
        time=call.time,
        latency_s=call.latency_s,
        cost_usd=call.cost_usd,
        answer_was_json=answered.was_json,
    )


_NO_USAGE = Usage()


def _broke_off(answer: Answer, call: Call) -> bool:
    """Whether a call failed before its answer came to an end that the log states.

    An error beside a whole answer is one of the program that had asked for it.
    """
    failed = call.status or (call.error and answer.raw_finish_reason is None)
    return bool(failed) and not answer.declined


def attempt(source: Source, read: Callable[[], Found]) -> Found:
    """Call `read`, and report its error as skipped; for records that hold several calls."""
    try:
        return read()
    except NotReadError as exc:
        return source.skipped(str(exc))


def call_of(data: JsonObject, answer: Any, company: str = "") -> Call:
    """Read the facts about a call from the usual fields of a program's own log.

    Args:
        data: the record.
        answer: the answer in it, which may hold its time and id.
        company: the vendor, if the record names none.
    """
    said: dict[str, Any] = {}
    for name, value in data.items():  # a record has few fields, and there are many names
        kind = _USUAL.get(name)
        if kind is not None and value is not None:
            said.setdefault(kind, value)
    body = answer if isinstance(answer, dict) else {}
    start = seconds(said.get("start"))
    if start is None:
        start = seconds(body.get("created", body.get("created_at")))
    return Call(
        vendor=vendor(said.get("vendor")) or _vendor_at(text(said.get("url"))[:300]) or company,
        model=text(said.get("model")),
        call_id=text(said.get("id")) or text(body.get("id")),
        time=start,
        latency_s=_latency(said, start),
        cost_usd=number(said.get("cost")),
        error=_error(said),
        status=failed_status(data),
    )


def _latency(said: JsonObject, start: float | None) -> float | None:
    latency = number(said.get("ms"))
    if latency is not None:
        return latency / 1000.0
    latency = number(said.get("s"))
    end = seconds(said["end"]) if latency is None and "end" in said else None
    if end is not None and start is not None and end >= start:
        latency = end - start
    return latency


def _error(said: JsonObject) -> str:
    error = said.get("error")
    words = text(error) or text(mapping(error).get("message")) if error else ""
    return "" if words.strip().lower() in NOTHING else words[:300]


def failed_status(data: JsonObject, names: Iterable[str] = STATUSES) -> str:
    """The HTTP status beside a body, in words, if it says that the call failed; else ""."""
    status = integer(first(data, names))
    return f"HTTP status {status}" if status is not None and status >= _FAILED else ""


def first(data: JsonObject, names: Iterable[str]) -> Any:
    """The value of the first of these fields that is set."""
    for name in names:
        if name in data and (value := data[name]) is not None:
            return value
    return None


def vendor(said: Any) -> str:
    """Translate a tool's name of a vendor to ours; "" without one."""
    word = text(said).lower()[:40]
    return _VENDORS.get(word, word)


@lru_cache(maxsize=64)
def _vendor_at(url: str) -> str:
    """The service at a URL; "" if its host is in no table."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    found = at_host(host) if host else None
    return (found.platform or found.vendor) if found else ""


def number(value: Any) -> float | None:
    """Read a number, also from text; `None` if it is not a number or is below 0."""
    if isinstance(value, str) and 0 < len(value) <= 30:
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 <= value < _MOST_SECONDS else None


def seconds(value: Any) -> float | None:
    """Convert a time to seconds since 1970, UTC, from ISO 8601 or a number in any usual unit."""
    if isinstance(value, str):
        if not value.isascii() or len(value) > 40:
            return None
        if value[4:5] == "-":
            return _of_iso(value)
        value = int(value) if value.isdigit() else number(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
        return None
    if value >= _MOST_SECONDS * 1e9:  # an integer may be too large to divide
        return None
    unit = next(one for one in (1.0, 1e3, 1e6, 1e9) if value < _MOST_SECONDS * one)
    return value / unit


def _of_iso(written: str) -> float | None:
    try:
        found = datetime.fromisoformat(written.replace(" UTC", ""))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def usage_of(sent: Any, received: Any) -> Usage:
    """Make a usage from token counts that a log holds beside an answer."""
    return Usage(input_tokens=integer(sent), output_tokens=integer(received))


def skip_unless_chat(kinds: frozenset[str], said: str) -> None:
    """Skip a call that is not a chat.

    Args:
        kinds: the log's names of kinds of chats.
        said: its name of this call's kind; "" counts as a chat.

    Raises:
        NotReadError: the call is of another kind.
    """
    if said and said not in kinds:
        raise NotReadError(f"is a call of kind {word(said)}, not a chat")
