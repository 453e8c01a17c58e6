"""Format requests and answers as text for people; the result is not yet safe for display."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import UNSET

from portcheck.model.chat import Message, Request, Text
from portcheck.model.completion import Trajectory
from portcheck.model.numbers import count
from portcheck.model.run import Sample


def question_text(request: Request) -> str:
    """The conversation; each turn starts with its role, unless there is only one user turn."""
    if len(request.messages) == 1 and request.messages[0].role == "user":
        return _content(request.messages[0])
    return _conversation(request.messages)


def earlier_and_last(request: Request) -> tuple[str, str]:
    """The turns before the user's last one, each with its role, and the last one without.

    If a conversation ends with the beginning of an answer, the first text is empty and the second
    one has all turns.
    """
    turns = request.messages
    if not turns or turns[-1].role != "user":
        return "", question_text(request)
    return _conversation(turns[:-1]), _content(turns[-1])


def _conversation(messages: Iterable[Message]) -> str:
    return "\n\n".join(f"{message.role}: {_content(message)}" for message in messages)


def last_turn(request: Request) -> str:
    """The last turn; those before it, often worked examples, are only counted."""
    earlier = len(request.messages) - 1
    text = _content(request.messages[-1])
    return f"{text}\n(after {count(earlier, 'earlier turn')})" if earlier > 0 else text


def answer_text(sample: Sample) -> str:
    """The text, refusal and tool calls of an answer; for a failure, its class and message."""
    if sample.completion is None:
        failure = sample.failure
        return f"({failure.error_class}: {failure.message})" if failure else "(no answer)"
    completion = sample.completion
    if completion.loop is not UNSET:
        return _trajectory(completion.loop)
    pieces = [completion.text, completion.refusal_text or ""]
    pieces += [call.written for call in completion.tool_calls]
    text = "\n".join(piece for piece in pieces if piece)
    return text or f"(empty answer, finish reason {completion.finish_reason})"


def _content(message: Message) -> str:
    pieces = [
        part.text if isinstance(part, Text) else f"({part.described})" for part in message.content
    ]
    return "\n".join([*pieces, *(call.written for call in message.tool_calls)])


def _trajectory(loop: Trajectory) -> str:
    """The text and calls of every step of a tool loop, and how the loop ended."""
    pieces = []
    for number, step in enumerate(loop.steps, start=1):
        calls = [call.written for call in step.completion.tool_calls]
        said = [piece for piece in (step.completion.text, *calls) if piece]
        pieces.append(f"step {number}: " + ("\n".join(said) or "(nothing)"))
    if loop.ended != "answered":
        pieces.append(f"({loop.ended})")
    return "\n".join(pieces)
