"""Read answers in any form that a log keeps them in, with the dialects that know them.

A dialect is passed in as a function (`ReadAnswer`), because this package must not import providers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct

from portcheck.errors import ProviderError
from portcheck.imports.bodies.not_read import NotReadError, word
from portcheck.imports.bodies.turns import said
from portcheck.model.chat import JsonObject, Text, ToolCall
from portcheck.model.completion import Answer, FinishReason
from portcheck.vendor_json import items, load_json, mapping, text

Events = Sequence[tuple[str, JsonObject]]
"""Events of a stream, in order: the name ("" if it has none) and the data."""

MAX_EVENTS = 100_000
"""Most chunks of one answer."""


class ReadAnswer(Protocol):
    """A dialect's reader of answers; raises ProviderError if there is no answer."""

    def __call__(self, found: JsonObject | Events | bytes, /) -> Answer:
        """Return the answer in a body, in the events of a stream, or in a stream's bytes."""
        ...


class Answered(Struct, frozen=True):
    """The outcome of a call."""

    answer: Answer | None
    error: str = ""
    """Why there is no answer, in the log's words."""
    was_json: bool = False
    """The log holds the answer as parsed JSON, so its text is written again, not verbatim."""


NOTHING = Answered(None, "the log holds no answer")
_SSE = ("data:", "event:", ": ", "id:")
_FINISHES: Mapping[str, FinishReason] = {
    **dict.fromkeys(("stop", "end_turn", "stop_sequence", "finish", "complete"), "stop"),
    **dict.fromkeys(("length", "max_tokens"), "length"),
    **dict.fromkeys(("tool_calls", "tool_call", "tool_use", "function_call"), "tool_calls"),
    **dict.fromkeys(("content_filter", "safety", "guardrail_intervened"), "content_filter"),
    "refusal": "refusal",
    "error": "error",
}
_IN_STREAM = (
    ('"response.', "openai-responses"),
    ("message_start", "anthropic"),
    ("content_block", "anthropic"),
    ('"candidates"', "gemini"),
    ('"choices"', "openai-chat"),
)
"""The fields that identify a stream's dialect."""
_TEXTS = ("completion", "generation", "output_text", "outputText", "text", "content", "answer")
"""Fields that hold only the answer's text: in InvokeModel's older models and programs' own logs."""
_WRAPPED = frozenset({*_TEXTS, "message", "response", "body"} - {"answer"})
"""Names of the only field of an object that wraps an answer; not `answer`, which models write."""
_OF_AN_API = frozenset(
    {
        *("choices", "candidates", "usage", "usageMetadata", "usage_metadata", "object", "model"),
        *("modelVersion", "model_version", "responseId", "promptFeedback", "prompt_feedback"),
        *("stop_reason", "stopReason", "finish_reason", "finishReason", "completionReason"),
        *("role", "parts", "content", "contents", "message", "messages", "tool_calls", "delta"),
        *("completion", "generation", "generated_text", "outputText", "output_text", "response"),
        *("output", "outputs", "result", "results", "generations", "generation_id", "predictions"),
        *("data", "body", "headers", "embedding", "embeddings", "logprobs", "created", "done"),
        *("status_code", "statusCode", "request_id", "requestId", "http_status"),
        *("error", "errors", "detail", "error_code", "errorCode", "errorMessage", "errorType"),
        *("error_message", "fault", "Fault", "Message", "__type", "exception", "traceback"),
        *("msg", "error_description", "instance", "path", "timestamp"),
    }
)
"""Fields any of which marks an object as the body of some API, or as an error."""
_FAILURES = frozenset({"error", "failed", "failure", "fail", "timeout", "ko"})
_CONVERSE = frozenset({"messageStart", "contentBlockStart", "contentBlockDelta", "messageStop"})


class Answers(Struct, frozen=True):
    """Reads answers."""

    dialects: Mapping[str, ReadAnswer]

    def read(self, value: Any) -> Answered:
        """Read an answer in any form: a body, chunks, SSE text, JSON in a text, a plain text.

        Raises:
            NotReadError: the form is unknown.
        """
        if value is None:
            return NOTHING
        if isinstance(value, dict):
            return self._body(value)
        if isinstance(value, list):
            return self._list(value)
        if isinstance(value, str):
            return self._text(value)
        raise NotReadError(f"the answer is a {word(value)}")

    def read_output(self, value: Any) -> Answered:
        """Read the output of a call as a tool keeps it, which may be JSON that a model wrote.

        Exports keep such JSON as a text or parsed; a message or a body is read as what it is.

        Raises:
            NotReadError: as `read`.
        """
        found = parsed_json(value) if isinstance(value, str) and value[:1] in {"{", "["} else value
        if isinstance(found, list) and found and "role" in mapping(found[-1]):
            return self.read(found[-1])
        if not isinstance(found, (dict, list)) or _is_answer(found):
            return self.read(value if found is None else found)
        written = value if isinstance(value, str) else json.dumps(found, ensure_ascii=False)
        return Answered(plain(written)) if found else NOTHING

    def read_logged(self, value: Any, schema: JsonObject | None) -> Answered:
        """Read what a program logged beside its prompt: a body, or JSON that a model wrote.

        The model wrote an object if it has none of the forms of an answer and no field of any
        API's body, or if it has exactly the fields that the request asked for.

        Args:
            value: the logged answer.
            schema: the JSON Schema that the answer had to follow; `None` without one.

        Raises:
            NotReadError: as `read`.
        """
        if not _is_asked_for(value, schema):
            try:
                return self.read(value)
            except NotReadError:
                if not isinstance(value, dict) or not value or _may_be_a_body(value):
                    raise
        return Answered(plain(json.dumps(value, ensure_ascii=False)), was_json=True)

    def _by(self, dialect: str, found: JsonObject | Events | bytes) -> Answered:
        try:
            return Answered(self.dialects[dialect](found))
        except ProviderError as exc:
            return Answered(None, exc.failure.message)

    def _body(self, body: JsonObject) -> Answered:
        if body.get("choices"):  # nearly always
            return self._by("openai-chat", body)
        if body.get("error"):
            return Answered(None, error_words(body["error"]))
        dialect = _dialect_of_body(body)
        if dialect:
            return self._by(dialect, body)
        if text(body.get("role")) in {"assistant", "model", "ai"} or "parts" in body:
            return Answered(of_message(body))
        inner = _inner(body)
        return self._only_text(body) if inner is None else self.read(inner)

    def _only_text(self, body: JsonObject) -> Answered:
        for name in _TEXTS:
            if isinstance(body.get(name), str):
                return Answered(plain(body[name], _stop_word(body)))
        if isinstance(body.get("tool_calls"), list):
            return Answered(of_message(body))
        if "embedding" in mapping(next(iter(items(body.get("data"))), None)):
            raise NotReadError("is a call of kind embeddings, not a chat")
        raise NotReadError("the answer has none of the forms that portcheck reads")

    def _list(self, found: list[Any]) -> Answered:
        if not found:
            return NOTHING
        if len(found) > MAX_EVENTS:
            raise NotReadError(f"the answer has more than {MAX_EVENTS} chunks")
        if all(isinstance(one, str) for one in found):
            return self._text("\n\n".join(one.strip() for one in found))
        chunks = [one for one in found if isinstance(one, dict)]
        if len(chunks) < len(found):
            raise NotReadError("the chunks of the answer are not all JSON objects")
        dialect = next(filter(None, map(_dialect_of_event, chunks[:5])), "")
        if dialect == "bedrock":
            return self._by(dialect, [next(iter(one.items())) for one in chunks if len(one) == 1])
        if dialect:
            return self._by(dialect, [("", one) for one in chunks])
        return self._body(chunks[-1])

    def _text(self, written: str) -> Answered:
        start = written[:200].lstrip()
        if start.startswith(_SSE):
            head = written[:4_000]
            dialect = next((name for mark, name in _IN_STREAM if mark in head), None)
            if dialect is None:
                raise NotReadError("the answer is a stream of unknown events")
            return self._by(dialect, written.encode("utf-8", "replace"))
        if start.startswith(("{", "[")):
            parsed = parsed_json(written)
            known = isinstance(parsed, dict) and (_is_body(parsed) or parsed.get("error"))
            if known or (isinstance(parsed, list) and _is_stream(parsed)):
                return self.read(parsed)
        return Answered(plain(written)) if written else NOTHING


def _is_answer(found: Any) -> bool:
    """Whether an object or a list is an answer, rather than JSON that a model wrote."""
    if isinstance(found, list):
        return _is_stream(found)
    name = next(iter(found)) if len(found) == 1 else ""
    wrapped = name in _WRAPPED
    failed = "message" in mapping(found.get("error"))
    named = not {"role", "tool_calls", "generations"}.isdisjoint(found)
    return wrapped or failed or named or _is_body(found)


def _may_be_a_body(found: JsonObject) -> bool:
    """Whether an object may be the body of an unknown API, or report a failure."""
    status = found.get("status", found.get("type"))
    failed = found.get("success") is False or text(status).lower() in _FAILURES
    return failed or isinstance(status, int) or not _OF_AN_API.isdisjoint(found)


def _is_asked_for(value: Any, schema: JsonObject | None) -> bool:
    """Whether an object has all required fields of a schema, and no others than it names."""
    named = mapping(mapping(schema).get("properties"))
    needed = [one for one in items(mapping(schema).get("required")) if isinstance(one, str)]
    return (
        isinstance(value, dict)
        and bool(value)
        and all(name in named for name in value)
        and all(name in value for name in needed)
        and not _is_body(value)
    )


def parsed_json(written: str) -> Any:
    """The JSON in a text; `None` if the text is not JSON."""
    try:
        return load_json(written)
    except ValueError:
        return None


def plain(written: str, stop: str = "") -> Answer:
    """Make an answer from its text, where the log keeps nothing else."""
    return Answer(text=written, finish_reason=finish_of(stop, ()), raw_finish_reason=stop or None)


def of_message(message: JsonObject, stop: str = "") -> Answer:
    """The answer in an assistant's message.

    Raises:
        NotReadError: the message holds something that is neither text nor a call.
    """
    content, calls = said(message)
    if not all(isinstance(part, Text) for part in content):
        raise NotReadError("the answer holds a file")
    stop = stop or text(message.get("finish_reason")) or text(message.get("stop_reason"))
    return Answer(
        text="".join(part.text for part in content if isinstance(part, Text)),
        finish_reason=finish_of(stop, calls),
        refusal_text=text(message.get("refusal")) or None,
        tool_calls=calls,
        raw_finish_reason=stop or None,
    )


def finish_of(stop: str, calls: Sequence[ToolCall]) -> FinishReason:
    """Translate a tool's or vendor's name of a finish reason."""
    if not stop:
        return "tool_calls" if calls else "stop"
    return _FINISHES.get(stop.lower(), "other")


def error_words(error: Any) -> str:
    """The message of an error, at most 300 characters."""
    inner = mapping(error)
    found = text(inner.get("message")) or text(inner.get("type")) or text(error)
    return (found or "the call failed")[:300]


def _inner(body: JsonObject) -> Any:
    """The answer inside a wrapper; `None` if there is no wrapper."""
    for name in ("message", "response", "body"):
        if isinstance(body.get(name), (dict, list)):
            return body[name]
    lists = (items(body.get(name)) for name in ("outputs", "results", "generations"))
    return next((found[0] for found in lists if found), None)


def _stop_word(body: JsonObject) -> str:
    for name in ("stop_reason", "finish_reason", "stopReason", "completionReason"):
        if isinstance(body.get(name), str):
            return str(body[name])
    return ""


def _dialect_of_body(body: JsonObject) -> str:
    if "candidates" in body or "promptFeedback" in body:
        return "gemini"
    output = body.get("output")
    if isinstance(output, dict) and isinstance(output.get("message"), dict):
        return "bedrock"
    if isinstance(output, list) and body.get("object", "response") == "response":
        return "openai-responses"
    content = body.get("content")
    if isinstance(content, list) and (body.get("type") == "message" or "stop_reason" in body):
        return "anthropic"
    return ""


def _is_body(body: JsonObject) -> bool:
    return bool(body.get("choices")) or bool(_dialect_of_body(body))


def _is_stream(found: list[Any]) -> bool:
    return bool(found) and isinstance(found[0], dict) and bool(_dialect_of_event(found[0]))


def _dialect_of_event(event: JsonObject) -> str:
    kind = text(event.get("type"))
    if kind.startswith("response."):
        return "openai-responses"
    if kind in {"message_start", "content_block_start", "content_block_delta", "message_delta"}:
        return "anthropic"
    if "candidates" in event:
        return "gemini"
    if len(event) == 1 and not _CONVERSE.isdisjoint(event):
        return "bedrock"
    return "openai-chat" if isinstance(event.get("choices"), list) else ""
