"""Read exports of Langfuse: observations, from its API or its export to a bucket."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from portcheck.imports.bodies.answers import NOTHING, parsed_json
from portcheck.imports.bodies.not_read import NotReadError, word
from portcheck.imports.bodies.requests import Asked, asked, is_request
from portcheck.imports.logs.reader import (
    Call,
    Each,
    Found,
    LogFormat,
    Source,
    attempt,
    exchange,
    first,
    number,
    seconds,
    usage_of,
)
from portcheck.model.chat import JsonObject
from portcheck.vendor_json import mapping, text

NAME = "langfuse"
_PARAMETERS = ("modelParameters", "model_parameters")
_MEDIA = "@@@langfuseMedia:"
MAX_OBSERVATIONS = 10_000
"""Most observations of one trace."""


def is_observation(data: JsonObject) -> bool:
    """Whether a record is from Langfuse: an observation, or a trace with its observations."""
    if isinstance(data.get("observations"), list):
        return "projectId" in data or "timestamp" in data
    named = any(name in data for name in _PARAMETERS)
    return (named or text(data.get("type")) in {"GENERATION", "SPAN", "EVENT"}) and "input" in data


def _read(source: Source) -> Iterable[Found]:
    observations = source.data.get("observations")
    if not isinstance(observations, list):
        return (_generation(source, source.data),)
    if len(observations) > MAX_OBSERVATIONS:
        raise NotReadError(f"is a trace of more than {MAX_OBSERVATIONS} observations")
    return [attempt(source, partial(_generation, source, mapping(one))) for one in observations]


def _generation(source: Source, data: JsonObject) -> Found:
    kind = text(data.get("type"))
    if kind and kind.upper() != "GENERATION":
        raise NotReadError(f"is a {word(kind)}, not a generation")
    failed = data.get("level") == "ERROR"
    usage = mapping(parsed(first(data, ("usageDetails", "usage_details", "usage"))))
    costs = mapping(parsed(first(data, ("costDetails", "cost_details"))))
    start = seconds(first(data, ("startTime", "start_time")))
    end = seconds(first(data, ("endTime", "end_time")))
    call = Call(
        call_id=text(data.get("id")),
        time=start,
        latency_s=end - start if start is not None and end is not None and end >= start else None,
        cost_usd=number(
            first(data, ("totalCost", "calculatedTotalCost", "total_cost")) or costs.get("total")
        ),
        error=(text(first(data, ("statusMessage", "status_message"))) or "failed") * failed,
        usage=usage_of(
            first(usage, ("input", "promptTokens", "input_tokens")),
            first(usage, ("output", "completionTokens", "output_tokens")),
        ),
    )
    answered = NOTHING if failed else source.answers.read_output(data.get("output"))
    return exchange(source, NAME, _asked(data), answered, call)


def _asked(data: JsonObject) -> Asked:
    given = parsed(data.get("input"))
    body: dict[str, Any] = dict(mapping(parsed(first(data, _PARAMETERS))))
    model = first(data, ("model", "providedModelName", "provided_model_name", "model_id"))
    if isinstance(given, dict) and is_request(given):
        body |= given
    elif isinstance(given, (list, str)) and given:
        body["messages"] = given
    elif isinstance(given, dict) and "role" in given:
        body["messages"] = [given]
    else:
        raise NotReadError("the observation's input is not a chat")
    found = asked({"model": model, **body})
    if any(_MEDIA in message.text for message in found.request.messages):
        raise NotReadError("a file of the request is stored only in Langfuse")
    return found


def parsed(value: Any) -> Any:
    """Parse a value that some exports write as JSON in a text."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        found = parsed_json(value)
        return value if found is None else found
    return value


FORMAT = LogFormat(
    name=NAME,
    summary="Langfuse exports: observations, traces with observations",
    documented="https://langfuse.com/docs/api-and-data-platform/features/blob-storage-export-fields",
    recognises=is_observation,
    reader=lambda: Each(_read),
)
