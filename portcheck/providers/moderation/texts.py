"""The texts of a conversation that a moderator gets."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import UNSET

from portcheck.model.chat import Message, Part, Request, Text
from portcheck.model.codec import canonical_json
from portcheck.model.completion import Completion


def coming_in(request: Request) -> Request | None:
    """The turns of the user and the results of tools since the model last spoke.

    What came before was judged when it came. A turn that the model was not shown, or to which
    nothing came back, is judged with what follows, as the model is shown both. Where the model is
    shown what another one said in its place, nobody has judged what came before for this route, and
    all of it is. `None` if nothing is new.
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
    """What an answer says, its refusal too, and what it calls; `None` if that is nothing."""
    calls = (
        f"{call.name} {call.arguments_raw or canonical_json(call.arguments)}"
        for call in answer.tool_calls
    )
    return _about([answer.text, answer.refusal_text or "", *calls], [])


def _about(texts: Iterable[str], files: Iterable[Part]) -> Request | None:
    """One question about all of it, in the order in which it came."""
    said = "\n\n".join(text for text in texts if text.strip())
    content = (*((Text(text=said),) if said else ()), *files)
    return Request(messages=(Message(role="user", content=content),)) if content else None
