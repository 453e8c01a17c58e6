"""Give tool calls ids that a vendor accepts: unique, of allowed characters, equal to results'."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.model.chat import Message, Request, ToolCall


def with_ids(
    messages: Sequence[Message], accept: Callable[[str], str] = str
) -> tuple[Message, ...]:
    """Give each tool call of a conversation a unique id, and each result the id of its call.

    A result belongs to the open call with its id, otherwise to the oldest open call. Missing, empty
    or repeated ids are replaced by `call_N`. Ids in a vendor's own turn (`Message.turn`) do not
    change, unless two calls of that turn share one.

    Args:
        messages: the conversation.
        accept: converts an id to one that the vendor allows; "" requests a new one.
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
    """All turns that are known before the first answer, including recorded tool results.

    The latter follow no call here, and may never be sent.
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
