"""Requests and answers as text for people; not yet made safe for display."""

from __future__ import annotations

import json

from portcheck.model.chat import Message, Request, Text, ToolCall
from portcheck.model.run import Sample


def question_text(request: Request) -> str:
    """The conversation; a single user turn stands alone, several are marked by their roles."""
    if len(request.messages) == 1 and request.messages[0].role == "user":
        return _content(request.messages[0])
    return "\n\n".join(f"{message.role}: {_content(message)}" for message in request.messages)


def last_turn(request: Request) -> str:
    """The turn that is answered; turns before it, often worked examples, are only counted."""
    earlier = len(request.messages) - 1
    text = _content(request.messages[-1])
    return f"{text}\n(after {earlier} earlier turns)" if earlier > 0 else text


def answer_text(sample: Sample) -> str:
    """What came back: text, refusal text, tool calls; for a failure, its class and message."""
    if sample.completion is None:
        failure = sample.failure
        return f"({failure.error_class}: {failure.message})" if failure else "(no answer)"
    completion = sample.completion
    pieces = [completion.text, completion.refusal_text or ""]
    pieces += [_call(call) for call in completion.tool_calls]
    text = "\n".join(piece for piece in pieces if piece)
    return text or f"(empty answer, finish reason {completion.finish_reason})"


def _content(message: Message) -> str:
    pieces = [
        part.text if isinstance(part, Text) else f"({part.described})" for part in message.content
    ]
    return "\n".join([*pieces, *(_call(call) for call in message.tool_calls)])


def _call(call: ToolCall) -> str:
    arguments = call.arguments_raw if call.arguments is None else json.dumps(dict(call.arguments))
    return f"{call.name}({arguments or ''})"
