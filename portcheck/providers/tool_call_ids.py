"""Tool-call ids that a vendor accepts: unique, in its alphabet, calls and results in step."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.model.chat import Message, Request, ToolCall


def with_ids(
    messages: Sequence[Message], accept: Callable[[str], str] = str
) -> tuple[Message, ...]:
    """The same conversation, each tool call with its own id and each result with its call's.

    A result belongs to the open call of that id, else to the oldest open call. Ids that are
    missing, empty or used before are replaced by `call_N`. What is in a vendor's own turn
    (`Message.turn`) does not change, unless two calls of that turn share it.

    Args:
        messages: the conversation.
        accept: turns an id into one of the vendor's alphabet; "" asks for a new one.
    """
    used: set[str] = set()
    pending: list[tuple[str | None, str]] = []
    out: list[Message] = []
    for message in messages:
        if message.role == "tool":
            out.append(replace(message, tool_call_id=_answered(pending, message.tool_call_id)))
            continue
        if not message.tool_calls:
            out.append(message)
            continue
        calls, pending, own = [], [], message.turn is not UNSET
        taken = set[str]()
        for call in message.tool_calls:
            kept = call.id if own and call.id not in taken else None
            fresh = kept or _fresh(call, used, accept)
            taken.add(fresh)
            used.add(fresh)
            pending.append((call.id, fresh))
            calls.append(replace(call, id=fresh))
        out.append(replace(message, tool_calls=tuple(calls)))
    return tuple(out)


def with_results(request: Request) -> tuple[Message, ...]:
    """All turns that are known before the first answer: what recorded tools give back among them.

    These follow no call here, and may never be given.
    """
    loop = request.tool_loop
    results = () if loop is UNSET else loop.results
    otherwise = () if loop is UNSET or loop.otherwise is UNSET else (loop.otherwise,)
    given = (
        Message(role="tool", content=one.content, is_error=one.is_error)
        for one in (*results, *otherwise)
    )
    return (*request.messages, *(request.turns or ()), *given)


def _fresh(call: ToolCall, used: set[str], accept: Callable[[str], str]) -> str:
    wanted = accept(call.id) if call.id else ""
    number = len(used)
    while not wanted or wanted in used:
        wanted = accept(f"call_{number}")
        number += 1
    used.add(wanted)
    return wanted


def _answered(pending: list[tuple[str | None, str]], wanted: str | None) -> str | None:
    if not pending:
        return wanted
    position = next((i for i, (old, _) in enumerate(pending) if wanted and old == wanted), 0)
    return pending.pop(position)[1]
