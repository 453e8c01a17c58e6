"""Select the texts of a conversation for a moderator."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import UNSET

from portcheck.model.chat import Message, Part, Request, Text
from portcheck.model.codec import canonical_json
from portcheck.model.completion import Completion


def coming_in(request: Request) -> Request | None:
    """The user's turns and tool results since the model's last answer; `None` if there are none.

    Earlier texts were judged before. A turn that the model has not seen, or that has no answer, is
    judged with the next one, as the model sees both. If the history has another model's answers,
    nothing was judged for this route yet, so all of it is.
    """
    new: list[Message] = []
    for message in reversed(request.messages):
        spoke = message.role == "assistant" and (message.content or message.tool_calls)
        if spoke and request.heard is UNSET:
            break
        if message.role in {"user", "tool"}:
            new.insert(0, message)
    texts = [message.text for message in new]
    return _about(texts, [file for message in new for file in message.files])


def going_out(answer: Completion) -> Request | None:
    """The text, refusal and calls of an answer; `None` if it has none."""
    calls = (
        f"{call.name} {call.arguments_raw or canonical_json(call.arguments)}"
        for call in answer.tool_calls
    )
    return _about([answer.text, answer.refusal_text or "", *calls], [])


def _about(texts: Iterable[str], files: Iterable[Part]) -> Request | None:
    """Make one request with all texts and files in order."""
    said = "\n\n".join(text for text in texts if text.strip())
    content = (*((Text(text=said),) if said else ()), *files)
    return Request(messages=(Message(role="user", content=content),)) if content else None
