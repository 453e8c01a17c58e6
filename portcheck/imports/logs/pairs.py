"""Read requests and answers of vendors' APIs that programs log themselves, as a pair in a record.

There is no standard format for this, so the usual names are tried: `request` and `response`,
`request_body` and `response_body`, `input` and `output`, a request with an answer beside its
fields, or a conversation whose last turn is the answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from portcheck.imports.bodies.answers import parsed_json
from portcheck.imports.bodies.not_read import NotReadError
from portcheck.imports.bodies.requests import asked, is_plain, is_request
from portcheck.imports.bodies.turns import turns
from portcheck.imports.exchange import Exchange, Glimpse
from portcheck.imports.logs.batches.lines import is_line
from portcheck.imports.logs.reader import STATUSES, Found, Source, call_of, exchange, failed_status
from portcheck.model.chat import JsonObject
from portcheck.vendor_json import mapping, text

_NAMES = (
    ("request", "response"),
    ("request_body", "response_body"),
    ("requestBody", "responseBody"),
    ("req", "res"),
    ("input", "output"),
    ("kwargs", "response"),
    ("params", "result"),
)
_BESIDE = ("response", "output", "completion", "answer", "chunks", "events", "stream", "result")
_SAID = ("response", "output", "completion", "answer", "result")
"""The names whose value may be JSON from the model rather than a body."""
_WRAPPERS = ("body", "json", "data", "payload", "params")
MAX_WRAPPERS = 3


class Pair(Struct, frozen=True):
    """A request and its answer."""

    request: JsonObject
    answer: Any
    """`None` if there is no answer."""
    failed: str = ""
    """The error for the HTTP status in a wrapper of the answer, if the call failed."""


def pair(data: JsonObject) -> Pair | None:
    """The bodies in a record; `None` if it does not look like a request."""
    if "custom_id" in data and is_line(data):
        return None  # a line of a batch, whose other half is another record
    for asks, answers in _NAMES:
        if asks in data:
            request = _body(data[asks])
            if is_request(request):
                return _pair(request, data.get(answers))
    if not is_request(data):
        return None
    beside = next((data[name] for name in _BESIDE if data.get(name) is not None), None)
    if beside is None and ("choices" in data or "candidates" in data):
        beside = data
    if beside is not None:
        return _pair(data, beside)
    return _split(data)


def _pair(request: JsonObject, stated: Any) -> Pair:
    return Pair(request, _unwrapped(stated), failed_status(mapping(stated)))


def dialect_of(found: Pair) -> str:
    """The dialect of a pair of bodies."""
    request, answer = found.request, found.answer
    if "contents" in request:
        return "gemini"
    if "messages" not in request:
        return "openai-responses" if "input" in request else "openai-chat"
    if isinstance(answer, dict) and "choices" in answer:
        return "openai-chat"
    if "inferenceConfig" in request or "modelId" in request:
        return "bedrock"
    of_anthropic = "anthropic_version" in request or "stop_sequences" in request
    of_anthropic = of_anthropic or text(request.get("model")).startswith("claude")
    of_anthropic = of_anthropic or (isinstance(answer, dict) and "stop_reason" in answer)
    return "anthropic" if of_anthropic or "system" in request else "openai-chat"


def pair_of(dialect: str, data: JsonObject) -> Pair | None:
    """The bodies in a record, if they are of that dialect."""
    found = pair(data)
    return found if found is not None and dialect_of(found) == dialect else None


def read_pair(source: Source, name: str, vendor: str) -> Iterable[Found]:
    """The exchange in a record.

    Raises:
        NotReadError: the record does not hold a request that portcheck can send again.
    """
    found = source.seen if isinstance(source.seen, Pair) else pair(source.data)
    if found is None:
        raise NotReadError("holds no request")
    seen = _glimpse(source, name, vendor, found) if source.skimmed else None
    return (seen or _whole(source, name, vendor, found),)


def _whole(source: Source, name: str, vendor: str, found: Pair) -> Exchange:
    call = call_of(source.data, found.answer, vendor)
    call = replace(call, status=found.failed or call.status)
    said = asked(found.request)
    if not (call.error or call.status) and any(
        source.data.get(one) is found.answer for one in _SAID
    ):
        answered = source.answers.read_logged(found.answer, said.request.response_schema)
    else:
        answered = source.answers.read(found.answer)
    return exchange(source, name, said, answered, call)


def _glimpse(source: Source, name: str, vendor: str, found: Pair) -> Glimpse | None:
    """A glimpse of a chat with an ordinary answer; `None` for anything else."""
    said = _ordinary(found.answer)
    failed = found.failed or failed_status(source.data)
    if said is None or failed or not is_plain(found.request):
        return None
    turned = turns(found.request["messages"], found.request.get("system"))
    return Glimpse(
        turned.system,
        turned.messages,
        (),
        None,
        said,
        text(found.request.get("model")) or text(found.answer.get("model")),
        call_of(source.data, found.answer, vendor).time,
        partial(_whole, source, name, vendor, found),
    )


def _ordinary(answer: Any) -> tuple[str, tuple[str, ...]] | None:
    """The text of a Chat Completions answer that holds only text."""
    choices = answer.get("choices") if isinstance(answer, dict) else None
    if not isinstance(choices, list) or len(choices) != 1 or not isinstance(choices[0], dict):
        return None
    message = choices[0].get("message")
    if choices[0].get("finish_reason") != "stop" or not isinstance(message, dict):
        return None
    content = message.get("content")
    called = message.get("tool_calls") or message.get("function_call")
    return (content, ()) if isinstance(content, str) and content and not called else None


def _body(value: Any) -> Any:
    """Unwrap a body from JSON in a text, or from a record of an HTTP message."""
    for _ in range(MAX_WRAPPERS):
        if isinstance(value, str):
            value = parsed_json(value)
        if is_request(value):
            return value
        inner = mapping(value)
        name = next((one for one in _WRAPPERS if one in inner), None)
        if name is None:
            return value
        value = inner[name]
    return value


def _unwrapped(value: Any) -> Any:
    inner = mapping(value)
    if "headers" in inner or not inner.keys().isdisjoint(STATUSES):
        name = next((one for one in _WRAPPERS if one in inner), None)
        return value if name is None else inner[name]
    return value


def _split(data: JsonObject) -> Pair:
    """Split a conversation whose last turn is the answer, as in files for fine-tuning."""
    for name in ("messages", "contents"):
        turns = data.get(name)
        last = mapping(turns[-1]) if isinstance(turns, list) and turns else {}
        if isinstance(turns, list) and text(last.get("role")) in {"assistant", "model"}:
            return Pair({**data, name: turns[:-1]}, last)
    return Pair(data, None)
