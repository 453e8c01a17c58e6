"""Read Anthropic's Message Batches: the requests of a batch and its file of results."""

from __future__ import annotations

from portcheck.imports.bodies.answers import NOTHING, Answered, error_words
from portcheck.imports.bodies.not_read import NotReadError, word
from portcheck.imports.bodies.requests import asked, is_request
from portcheck.imports.logs.batches.joined import Joined
from portcheck.imports.logs.batches.lines import Line, anthropic_line
from portcheck.imports.logs.reader import Call, Found, LogFormat, Source, exchange
from portcheck.model.chat import JsonObject
from portcheck.vendor_json import mapping, text

NAME = "anthropic-batch"


def _read(source: Source, line: Line, answered: JsonObject | None) -> Found:
    body = line.request
    if not is_request(body) or body is None:
        raise NotReadError("the request is not a chat")
    return exchange(
        source,
        NAME,
        asked(body),
        NOTHING if answered is None else _answer(source, mapping(answered.get("result"))),
        Call(vendor="anthropic", call_id=line.custom_id),
    )


def _answer(source: Source, result: JsonObject) -> Answered:
    kind = text(result.get("type"))
    if kind == "succeeded":
        return source.answers.read(result.get("message"))
    error = mapping(result.get("error"))
    if error:  # an error body of the API, which wraps the error itself
        return Answered(None, error_words(error.get("error") or error))
    return Answered(None, f"the batch says {word(kind)}")


FORMAT = LogFormat(
    name=NAME,
    summary="Anthropic Message Batches: requests and results",
    documented="https://docs.claude.com/en/docs/build-with-claude/batch-processing",
    recognises=anthropic_line,
    reader=lambda: Joined(anthropic_line, _read),
)
