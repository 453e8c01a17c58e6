"""Fold streams of OpenAI Chat Completions and its imitators to one body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, field

from portcheck.model.chat import JsonObject
from portcheck.providers.answer_parts import says_again
from portcheck.providers.dialects.openai_chat.metadata import CHOICE_FIELDS, DELTA_FIELDS
from portcheck.providers.dialects.openai_chat.response import calls_in, ending
from portcheck.providers.dialects.openai_chat.streamed_calls import StreamedCall, StreamedCalls
from portcheck.providers.faults.vendor_error import tells_failure
from portcheck.providers.metadata.pieces import Pieces
from portcheck.providers.streams.json_events import DONE, StreamEvent
from portcheck.providers.wire import Folded
from portcheck.vendor_json import integer, items, mapping, text

_CALLS = frozenset({"tool_calls"})


def is_token(event: StreamEvent) -> bool:
    """Whether a chunk has text, refusal, reasoning or a piece of a tool call."""
    names = (
        *("content", "refusal", "tool_calls", "function_call"),
        *("reasoning_content", "reasoning", "reasoning_details"),
    )
    deltas = (mapping(mapping(choice).get("delta")) for choice in items(event.data.get("choices")))
    return any(delta.get(name) for delta in deltas for name in names)


def fold(events: Sequence[StreamEvent]) -> Folded:
    """Fold chunks to a body and the error that ended them, if there is one."""
    chunks = _Chunks()
    done, error, cut = False, None, False
    for event in events:
        if event.name == DONE:
            done = True
            break
        stray = "choices" not in event.data and tells_failure(event.data)
        failed = bool(event.data.get("error") or event.name == "error" or stray)
        chunks.add(event.data)
        choices = map(mapping, items(event.data.get("choices")))
        errors = (mapping(one.get("error")) for one in choices if not integer(one.get("index")))
        choice_error = next(filter(None, errors), None)
        if failed:
            error = event.data
        elif choice_error:
            error = error or {"error": choice_error}
        # A gateway that writes an end in good order after an error has not got the rest of it.
        broken = (failed or choice_error) and chunks.begun and not ending(chunks.choice)
        cut = cut or bool(broken)
    cut = cut and ending(chunks.choice) != "content_filter"
    # A finish reason `error` does not end an answer: what went wrong is in the error beside it.
    finished = (ending(chunks.choice) or chunks.finish) not in {"", "error"}
    return Folded(
        body=chunks.body() if chunks.seen else None,
        complete=not cut and (finished or (done and error is None)),
        error=error,
    )


class _Other(Struct):
    """The message of a choice beside the first."""

    fields: Pieces = field(default_factory=Pieces)
    calls: StreamedCalls = field(default_factory=StreamedCalls)

    def add(self, delta: JsonObject) -> None:
        self.fields.add(delta, _CALLS)
        for call in map(mapping, calls_in(delta)):
            self.calls.add(call)

    def message(self) -> dict[str, Any]:
        calls = [call.body() for call in self.calls.whole()]
        return {**self.fields.whole(), **({"tool_calls": calls} if calls else {})}


class _Chunks(Struct):
    """The part of a stream that was received."""

    top: dict[str, Any] = field(default_factory=dict)
    choice: dict[str, Any] = field(default_factory=dict)
    others: dict[int, _Other] = field(default_factory=dict)
    """Messages of other choices, by index."""
    finish: str = ""
    """The first finish reason of another choice."""
    unread: Pieces = field(default_factory=Pieces)
    """Fields of the choice that are not taken apart here."""
    message: Pieces = field(default_factory=Pieces)
    """The same for its message."""
    texts: dict[str, list[str]] = field(default_factory=dict)
    parts: list[Any] = field(default_factory=list)
    """Content, in order: strings and the parts of lists."""
    details: list[Any] = field(default_factory=list)
    calls: StreamedCalls = field(default_factory=StreamedCalls)
    legacy: StreamedCall | None = None
    whole: bool = False
    """Chunks have the whole message so far instead of the new part."""
    seen: bool = False
    """A chunk with a choice was received."""

    @property
    def begun(self) -> bool:
        """Whether some of the answer has come: before that, another server may still give it."""
        return bool(any(self.parts) or self.calls.calls or self.legacy)

    def add(self, data: JsonObject) -> None:
        for name, value in data.items():
            if name == "usage":
                self._count(value)
            elif value and name not in {"choices", "error"}:
                self.top[name] = value
        for choice in map(mapping, items(data.get("choices"))):
            index = integer(choice.get("index")) or 0
            if "usage" in choice:
                self._count(choice["usage"])
            if index:
                delta = mapping(choice.get("delta")) or mapping(choice.get("message"))
                self.others.setdefault(index, _Other()).add(delta)
                self.finish = self.finish or ending(choice)
                continue
            self.seen = True
            self.unread.add(choice, CHOICE_FIELDS)
            for name in ("finish_reason", "content_filter_results", "error"):
                # What goes wrong after the end of an answer does not undo its end.
                said = ending(choice) if name == "finish_reason" else choice.get(name)
                late = said == "error" and self.choice.get(name)
                if (said and not late) or name not in self.choice:
                    self.choice[name] = said
            self._delta(self._piece(choice), last=bool(ending(choice)))

    def _count(self, usage: Any) -> None:
        """Add token counts; zeros after other counts are placeholders."""
        counts = mapping(usage)
        counted = any(count for count in counts.values() if not isinstance(count, dict))
        if counted or (counts and "usage" not in self.top):
            before = mapping(self.top.get("usage"))
            grown = {name: count for name, count in counts.items() if count or not before.get(name)}
            self.top["usage"] = {**before, **grown}

    def _piece(self, choice: JsonObject) -> JsonObject:
        """The new part of the message in a chunk; some send the message so far, or a bare text."""
        if delta := mapping(choice.get("delta")):
            return delta
        message = mapping(choice.get("message"))
        if not message:
            written = text(choice.get("text"))
            return {"content": written} if written else {}
        if self.whole or not (self.parts or self.calls.calls):
            self.whole = True
            found = _without_start(message, "content", self.parts)
            return _without_start(found, "reasoning_content", self.texts.get("reasoning_content"))
        # A last chunk with the whole message: what has come before is not new.
        come = {"content": self.parts, **self.texts}
        found = {name: value for name, value in message.items() if not any(come.get(name, ()))}
        new = [call for call in calls_in(message) if not self.calls.holds(mapping(call))]
        return {**found, "tool_calls": new}

    def _delta(self, delta: JsonObject, *, last: bool) -> None:
        for name in ("refusal", "reasoning_content", "reasoning"):
            if name not in delta:
                continue
            written, pieces = text(delta[name]), self.texts.setdefault(name, [])
            if delta[name] is not None and not (last and says_again(written, pieces)):
                pieces.append(written)
        self.message.add(delta, DELTA_FIELDS)
        content = delta.get("content")
        if isinstance(content, str) and not (last and says_again(content, self.parts)):
            self.parts.append(content)
        self.parts.extend(items(content))
        self.details.extend(items(delta.get("reasoning_details")))
        self.calls.take([mapping(call) for call in calls_in(delta)], last=last)
        function = mapping(delta.get("function_call"))
        if function:
            self.legacy = self.legacy or StreamedCall()
            self.legacy.add({"function": function})

    def body(self) -> dict[str, Any]:
        """The body of the answer."""
        whole = all(isinstance(part, str) for part in self.parts)
        message: dict[str, Any] = {
            **self.message.whole(),
            # An empty one is not none: DeepSeek wants it back.
            **{name: "".join(pieces) for name, pieces in self.texts.items() if pieces},
        }
        message["content"] = "".join(self.parts) if whole else self.parts
        message["reasoning_details"] = self.details
        message["tool_calls"] = [call.body() for call in self.calls.whole()]
        if self.legacy is not None:
            message["function_call"] = self.legacy.body()["function"]
        choice = {**self.unread.whole(), **self.choice, "index": 0, "message": message}
        choice["finish_reason"] = choice.get("finish_reason") or self.finish or None
        others = [{"index": n, "message": one.message()} for n, one in sorted(self.others.items())]
        return {**self.top, "choices": [choice, *others]}


def _without_start(message: JsonObject, name: str, before: Sequence[Any] | None) -> JsonObject:
    """The message without the part of a text that has come before."""
    said = "".join(part for part in before or () if isinstance(part, str))
    written = text(message.get(name))
    return {**message, name: written.removeprefix(said)} if said and written else message
