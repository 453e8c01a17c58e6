"""Read exports of Helicone: rows of its request query, with bodies."""

from __future__ import annotations

from collections.abc import Iterable

from portcheck.imports.bodies.answers import parsed_json
from portcheck.imports.bodies.not_read import NotReadError
from portcheck.imports.bodies.requests import asked, is_request
from portcheck.imports.logs.reader import (
    Call,
    Each,
    Found,
    LogFormat,
    Source,
    exchange,
    failed_status,
    first,
    number,
    seconds,
    usage_of,
    vendor,
)
from portcheck.model.chat import JsonObject
from portcheck.vendor_json import integer, mapping, text

NAME = "helicone"


def is_row(data: JsonObject) -> bool:
    """Whether a record is from Helicone."""
    return "request_created_at" in data or "providerRequest" in data


def _read(source: Source) -> Iterable[Found]:
    data = source.data
    if "providerRequest" in data:
        return (_logged(source),)
    body = data.get("request_body")
    request = mapping(parsed_json(body) if isinstance(body, str) else body)
    if not request:
        raise NotReadError("the export holds no bodies: export again with --include-body")
    if not is_request(request):
        raise NotReadError("the request is not a chat")
    delay = number(first(data, ("delay_ms", "latency")))
    status = integer(data.get("response_status"))
    failed = status is not None and status not in {0, 200, 201}
    return (
        exchange(
            source,
            NAME,
            asked(request),
            source.answers.read(data.get("response_body")),
            Call(
                vendor=vendor(data.get("provider")),
                model=text(first(data, ("request_model", "model"))),
                call_id=text(first(data, ("request_id", "response_id"))),
                time=seconds(data.get("request_created_at")),
                latency_s=None if delay is None else delay / 1000.0,
                cost_usd=number(first(data, ("costUSD", "cost"))),
                error=f"HTTP status {status}" if failed else "",
                status=failed_status(data, ("response_status",)),
                usage=usage_of(data.get("prompt_tokens"), data.get("completion_tokens")),
            ),
        ),
    )


def _logged(source: Source) -> Found:
    """The exchange in a record that a program sends to Helicone's logger itself."""
    asks = mapping(source.data["providerRequest"])
    answers = mapping(source.data.get("providerResponse"))
    timing = mapping(source.data.get("timing"))
    start, end = (_moment(mapping(timing.get(name))) for name in ("startTime", "endTime"))
    return exchange(
        source,
        NAME,
        asked(mapping(asks.get("json"))),
        source.answers.read(first(answers, ("json", "textBody"))),
        Call(
            time=start,
            latency_s=end - start if start and end and end >= start else None,
            status=failed_status(answers),
        ),
    )


def _moment(said: JsonObject) -> float | None:
    whole = seconds(said.get("seconds"))
    return None if whole is None else whole + (number(said.get("milliseconds")) or 0.0) / 1000.0


FORMAT = LogFormat(
    name=NAME,
    summary="Helicone exports, with bodies",
    documented="https://docs.helicone.ai/rest/request/post-v1requestquery-clickhouse",
    recognises=is_row,
    reader=lambda: Each(_read),
)
