"""Answers of OpenAI Chat Completions and its imitators: whole bodies, and streams folded to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portcheck.data.vendors import served_model_headers
from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import JsonObject, ToolCall
from portcheck.model.completion import Answer, FinishReason, RefusalSignal, Usage
from portcheck.providers.answer_parts import finish_reason, not_an_answer
from portcheck.providers.besides.pieces import Pieces
from portcheck.providers.dialects.openai_chat.besides import (
    CALL_FIELDS,
    CHOICE_FIELDS,
    DELTA_FIELDS,
)
from portcheck.providers.faults.classify import filtered_categories
from portcheck.providers.http import first_header
from portcheck.providers.streams.json_events import DONE, StreamEvent
from portcheck.providers.vendor_json import (
    first_integer,
    integer,
    items,
    load_json,
    mapping,
    parse_arguments,
    text,
    text_or_none,
)
from portcheck.providers.wire import Folded

_FINISH: Mapping[str, FinishReason] = {
    "stop": "stop",
    "eos": "stop",
    "eos_token": "stop",
    "stop_sequence": "stop",
    "end_turn": "stop",
    "length": "length",
    "max_tokens": "length",
    "model_length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
    "sensitive": "content_filter",
    "error": "error",
}


# --- a whole body --------------------------------------------------------------------------------


def read_body(body: JsonObject, headers: Mapping[str, str]) -> Answer:
    """The answer in a body.

    Raises:
        ProviderError: `malformed_response` without a choice, `overloaded` where DeepSeek gave up.
    """
    choice = _first_choice(body)
    # Mistral's agents answer with the messages of all steps.
    message = mapping(choice.get("message") or (items(choice.get("messages")) or [None])[-1])
    raw = choice.get("finish_reason")
    raw_finish = raw if isinstance(raw, str) else None
    if raw_finish == "insufficient_system_resource":
        raise ProviderError(
            Failure(
                error_class="overloaded",
                message="the vendor ran out of resources before the answer was complete",
                retryable=True,
                vendor_code=raw_finish,
                hint="the vendor is overloaded: try again later",
            )
        )
    answer, reasoning, refusal = _texts(message)
    calls = _tool_calls(message)
    finish = _finish(raw_finish, refusal, calls)
    return Answer(
        text=answer,
        finish_reason=finish,
        refusal_text=refusal,
        reasoning_text=reasoning,
        tool_calls=calls,
        raw_finish_reason=raw_finish,
        refusal_signal=_signal(finish, refusal, choice),
        usage=_usage(body, answered=bool(answer or calls)),
        served_model=text_or_none(body.get("model"))
        or first_header(headers, served_model_headers()),
        response_id=text_or_none(body.get("id")),
    )


def _first_choice(body: JsonObject) -> JsonObject:
    choices = [choice for choice in items(body.get("choices")) if isinstance(choice, dict)]
    if not choices:
        raise not_an_answer(
            "the response has no choices",
            "check that base_url is the address of a Chat Completions API",
        )
    return next((choice for choice in choices if choice.get("index") == 0), choices[0])


def _texts(message: JsonObject) -> tuple[str, str | None, str | None]:
    """Text, reasoning and refusal; each of them can be in several places."""
    content = message.get("content")
    answer, thinking, refused = _parts(content) if isinstance(content, list) else (content, (), "")
    if not answer and "audio" in message:
        answer = mapping(message["audio"]).get("transcript")
    reasoning = "\n".join(filter(None, (_reasoning_field(message), *thinking)))
    return text(answer), reasoning or None, text(message.get("refusal")) or refused or None


def _parts(content: list[Any]) -> tuple[str, Sequence[str], str]:
    """Text, pieces of reasoning and refusal of a content that comes in parts."""
    answer, thinking, refusals = list[str](), list[str](), list[str]()
    for part in content:
        if isinstance(part, str):
            answer.append(part)
            continue
        kind = mapping(part).get("type")
        if kind == "thinking":
            thinking.append(_thinking(mapping(part).get("thinking")))
        elif kind == "refusal":
            refusals.append(text(mapping(part).get("refusal")))
        elif kind in (None, "text", "output_text"):
            answer.append(text(mapping(part).get("text")))
    return "".join(answer), thinking, "".join(refusals)


def _thinking(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "".join(text(mapping(part).get("text")) for part in items(value))


def _reasoning_field(message: JsonObject) -> str:
    stated = text(message.get("reasoning_content")) or text(message.get("reasoning"))
    if stated or "reasoning_details" not in message:
        return stated
    details = map(mapping, items(message["reasoning_details"]))
    return "".join(text(part.get("text")) or text(part.get("summary")) for part in details)


def _tool_calls(message: JsonObject) -> tuple[ToolCall, ...]:
    called, legacy = items(message.get("tool_calls")), mapping(message.get("function_call"))
    if not (called or legacy):
        return ()
    found = [_tool_call(mapping(call)) for call in called]
    if legacy and not any(call.name for call in found):
        found.append(_tool_call({"function": legacy}))
    # Some vendors send a call without a name beside every ordinary answer.
    return tuple(call for call in found if call.name)


def _tool_call(call: JsonObject) -> ToolCall:
    identifier = text_or_none(call.get("id"))
    if call.get("type") == "custom":
        custom = mapping(call.get("custom"))
        return ToolCall(
            id=identifier,
            name=text(custom.get("name")),
            arguments=None,
            arguments_raw=text(custom.get("input")),
        )
    function = mapping(call.get("function"))
    arguments, written = parse_arguments(function.get("arguments"))
    return ToolCall(
        id=identifier,
        name=text(function.get("name")),
        arguments=arguments,
        arguments_raw=written,
    )


def _finish(raw: str | None, refusal: str | None, calls: Sequence[ToolCall]) -> FinishReason:
    if refusal:
        return "refusal"
    # Google's compatible endpoint appends the reason: `content_filter: SAFETY`.
    return finish_reason((raw or "").partition(":")[0].strip().lower(), _FINISH, calls)


def _signal(finish: FinishReason, refusal: str | None, choice: JsonObject) -> RefusalSignal | None:
    if refusal:
        return RefusalSignal(kind="model_refusal", detail=refusal)
    if finish == "content_filter":
        named = filtered_categories(choice.get("content_filter_results"))
        return RefusalSignal(
            kind="content_filter", detail=named or text_or_none(choice.get("finish_reason"))
        )
    return None


def _usage(body: JsonObject, *, answered: bool) -> Usage:
    usage = mapping(body.get("usage")) or mapping(mapping(body.get("x_groq")).get("usage"))
    prompt = mapping(usage.get("prompt_tokens_details"))
    output = mapping(usage.get("completion_tokens_details"))
    sent, received = integer(usage.get("prompt_tokens")), integer(usage.get("completion_tokens"))
    if answered and sent == 0 and received == 0:
        # Zeros beside a text are what a vendor sends that did not count.
        return Usage()
    reasoning = first_integer(output.get("reasoning_tokens"), usage.get("reasoning_tokens"))
    return Usage(
        input_tokens=sent,
        output_tokens=_with_reasoning(sent, received, reasoning, usage),
        cache_read_tokens=first_integer(
            prompt.get("cached_tokens"),
            usage.get("prompt_cache_hit_tokens"),
            usage.get("num_cached_tokens"),
            usage.get("cached_tokens"),
        ),
        cache_write_tokens=integer(prompt.get("cache_write_tokens")),
        reasoning_tokens=reasoning,
    )


def _with_reasoning(
    sent: int | None, received: int | None, reasoning: int | None, usage: JsonObject
) -> int | None:
    """Output with reasoning in it, which xAI counts beside it, as its total tells."""
    if sent is None or received is None or not reasoning:
        return received
    beside = integer(usage.get("total_tokens")) == sent + received + reasoning
    return received + reasoning if beside else received


# --- a stream ------------------------------------------------------------------------------------


def is_token(event: StreamEvent) -> bool:
    """Whether a chunk brings text, refusal, reasoning or a piece of a tool call."""
    names = (
        *("content", "refusal", "tool_calls", "function_call"),
        *("reasoning_content", "reasoning", "reasoning_details"),
    )
    deltas = (mapping(mapping(choice).get("delta")) for choice in items(event.data.get("choices")))
    return any(delta.get(name) for delta in deltas for name in names)


def fold(events: Sequence[StreamEvent]) -> Folded:
    """The body that the chunks add up to, and the error that one of them may hold."""
    chunks = _Chunks()
    done, error = False, None
    for event in events:
        if event.name == DONE:
            done = True
            break
        if event.data.get("error") or event.name == "error" or event.data.get("object") == "error":
            error = event.data
        chunks.add(event.data)
        choice_error = mapping(chunks.choice.get("error"))
        error = error or ({"error": choice_error} if choice_error else None)
    # A finish reason `error` does not end an answer: what went wrong is in the error beside it.
    finished = text(chunks.choice.get("finish_reason")) not in {"", "error"}
    return Folded(
        body=chunks.body() if chunks.seen else None,
        complete=finished or (done and error is None),
        error=error,
    )


@dataclass(slots=True)
class _Call:
    """A tool call in the making."""

    id: str = ""
    type: str = ""
    name: str = ""
    pieces: list[str] = field(default_factory=list)
    whole: Any = None
    """Arguments that came as an object."""
    besides: Pieces = field(default_factory=Pieces)

    def continues(self, identifier: str, name: str) -> bool:
        """Whether a fragment of the same index belongs to this call.

        Some vendors send parallel calls under one index, with different ids or not even those.
        """
        if identifier and self.id:
            return identifier == self.id
        return not (name and self.name and _is_object("".join(self.pieces)))

    def add(self, delta: JsonObject) -> None:
        self.besides.add(delta, CALL_FIELDS)
        self.id = self.id or text(delta.get("id"))
        self.type = self.type or text(delta.get("type"))
        function = mapping(delta.get("function")) or mapping(delta.get("custom"))
        self.name = self.name or text(function.get("name"))
        arguments = function.get("arguments", function.get("input"))
        if isinstance(arguments, str):
            self.pieces.append(arguments)
        elif arguments is not None:
            self.whole = arguments

    def body(self) -> dict[str, Any]:
        written: Any = "".join(self.pieces) if self.pieces else None
        if self.type == "custom":
            return {
                "id": self.id,
                "type": "custom",
                "custom": {"name": self.name, "input": written},
            }
        if self.type not in ("", "function") and not self.name:
            return {**self.besides.whole(), "id": self.id, "type": self.type}
        arguments = self.whole if written is None else written
        return {"id": self.id, "function": {"name": self.name, "arguments": arguments}}


@dataclass(slots=True)
class _Chunks:
    """What has been received of a stream."""

    top: dict[str, Any] = field(default_factory=dict)
    choice: dict[str, Any] = field(default_factory=dict)
    others: dict[int, Pieces] = field(default_factory=dict)  # messages of other choices
    besides: Pieces = field(default_factory=Pieces)
    message: Pieces = field(default_factory=Pieces)
    """Fields of the choice and of its message that are not taken apart here."""
    texts: dict[str, list[str]] = field(default_factory=dict)
    parts: list[Any] = field(default_factory=list)
    """Content, in order: strings and the parts of lists."""
    details: list[Any] = field(default_factory=list)
    calls: list[_Call] = field(default_factory=list)
    by_index: dict[int, _Call] = field(default_factory=dict)
    legacy: _Call | None = None
    seen: bool = False
    """A chunk with a choice has come."""

    def add(self, data: JsonObject) -> None:
        for name, value in data.items():
            if value and name not in {"choices", "error"}:
                self.top[name] = value
        for choice in map(mapping, items(data.get("choices"))):
            index = integer(choice.get("index")) or 0
            if index:
                delta = mapping(choice.get("delta")) or mapping(choice.get("message"))
                self.others.setdefault(index, Pieces()).add(delta)
                continue
            self.seen = True
            self.besides.add(choice, CHOICE_FIELDS)
            for name in ("finish_reason", "content_filter_results", "error"):
                # What goes wrong after the end of an answer does not undo its end.
                late = choice.get(name) == "error" and self.choice.get(name)
                if (choice.get(name) and not late) or name not in self.choice:
                    self.choice[name] = choice.get(name)
            self._delta(mapping(choice.get("delta")) or mapping(choice.get("message")))

    def _delta(self, delta: JsonObject) -> None:
        for name in ("refusal", "reasoning_content", "reasoning"):
            self.texts.setdefault(name, []).append(text(delta.get(name)))
        self.message.add(delta, DELTA_FIELDS)
        content = delta.get("content")
        if isinstance(content, str):
            self.parts.append(content)
        self.parts.extend(items(content))
        self.details.extend(items(delta.get("reasoning_details")))
        for call in map(mapping, items(delta.get("tool_calls"))):
            self._call(call).add(call)
        function = mapping(delta.get("function_call"))
        if function:
            self.legacy = self.legacy or _Call()
            self.legacy.add({"function": function})

    def _call(self, delta: JsonObject) -> _Call:
        inner = mapping(delta.get("function")) or mapping(delta.get("custom"))
        identifier, name = text(delta.get("id")), text(inner.get("name"))
        index = integer(delta.get("index"))
        current = self.by_index.get(index) if index is not None else None
        if index is None and self.calls and not (identifier or name):
            current = self.calls[-1]
        if current is None or not current.continues(identifier, name):
            current = _Call()
            self.calls.append(current)
        if index is not None:
            self.by_index[index] = current
        return current

    def body(self) -> dict[str, Any]:
        """The same answer as one body."""
        whole = all(isinstance(part, str) for part in self.parts)
        message: dict[str, Any] = {
            **self.message.whole(),
            **{name: "".join(pieces) for name, pieces in self.texts.items() if any(pieces)},
        }
        message["content"] = "".join(self.parts) if whole else self.parts
        message["reasoning_details"] = self.details
        message["tool_calls"] = [call.body() for call in self.calls]
        if self.legacy is not None:
            message["function_call"] = self.legacy.body()["function"]
        choice = {**self.besides.whole(), **self.choice, "index": 0, "message": message}
        others = [{"index": n, "message": one.whole()} for n, one in sorted(self.others.items())]
        return {**self.top, "choices": [choice, *others]}


def _is_object(written: str) -> bool:
    try:
        return isinstance(load_json(written), dict)
    except ValueError:
        return False
