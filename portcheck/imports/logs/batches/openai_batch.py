"""Read files of OpenAI's Batch API, and of services with the same format.

The output file holds the answers, the error file the failures: each has an `error`, or an error in
the body of the response.
"""

from __future__ import annotations

from portcheck.imports.bodies.answers import NOTHING, Answered, error_words
from portcheck.imports.bodies.not_read import NotReadError
from portcheck.imports.bodies.requests import asked, is_request
from portcheck.imports.logs.batches.joined import Joined
from portcheck.imports.logs.batches.lines import Line, openai_line
from portcheck.imports.logs.reader import (
    Call,
    Found,
    LogFormat,
    Source,
    exchange,
    seconds,
    skip_unless_chat,
)
from portcheck.model.chat import JsonObject
from portcheck.vendor_json import integer, mapping, text

NAME = "openai-batch"
_CHATS = frozenset({"completions", "responses", "messages"})
"""Last part of the URLs of chats."""
_FAILED = 400


def _read(source: Source, line: Line, answered: JsonObject | None) -> Found:
    body = line.request
    skip_unless_chat(_CHATS, text(source.data.get("url")).rstrip("/").rpartition("/")[2])
    if not is_request(body) or body is None:
        raise NotReadError("the request is not a chat")
    response = mapping(mapping(answered).get("response"))
    said = mapping(response.get("body"))
    return exchange(
        source,
        NAME,
        asked(body),
        NOTHING if answered is None else _answer(source, answered, response),
        Call(
            call_id=line.custom_id,
            model=text(said.get("model")),
            time=seconds(said.get("created", said.get("created_at"))),
        ),
    )


def _answer(source: Source, line: JsonObject, response: JsonObject) -> Answered:
    status = integer(response.get("status_code"))
    failure = line.get("error") or mapping(response.get("body")).get("error")
    if failure:
        return Answered(None, error_words(failure))
    if status is not None and status >= _FAILED:
        return Answered(None, f"HTTP status {status}")
    return source.answers.read(response.get("body"))


FORMAT = LogFormat(
    name=NAME,
    summary="Files of OpenAI's Batch API: input, output and errors",
    documented="https://platform.openai.com/docs/guides/batch",
    recognises=openai_line,
    reader=lambda: Joined(openai_line, _read),
)
