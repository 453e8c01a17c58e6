"""The texts of an exchange that may be written: prose, labels and ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from msgspec.structs import replace

from portcheck.imports.exchange import Exchange
from portcheck.model.chat import Message, Request, Text, Tool, ToolCall
from portcheck.model.completion import Answer

_BEFORE = 200
"""Characters from the end of a message, which the next one may answer."""
_BEHIND = 200
"""Characters from the beginning of the next message, or of the value of a key."""
_VENDORS_WORDS = (
    "served_model",
    "served_tier",
    "upstream_provider",
    "fallback_model",
    "retires",
    "impossible_usage",
)
"""Fields of an answer that hold the vendor's labels."""


def texts_of(exchange: Exchange) -> Iterator[str]:
    """Yield every prose text of an exchange that may be written."""
    yield from filter(None, (*_met(exchange, changed), exchange.error))


def contexts_of(exchange: Exchange) -> Iterator[str]:
    """Yield texts that belong together but are written apart: question and answer, key and value.

    They are short and only for search: the end of one message with the beginning of the next, and
    `key: value` for each text in the arguments of calls.
    """
    said = [
        part.text
        for message in exchange.request.messages
        for part in message.content
        if isinstance(part, Text) and part.text
    ]
    if exchange.answer is not None and exchange.answer.text:
        said.append(exchange.answer.text)
    for before, behind in pairwise(said):
        yield f"{before[-_BEFORE:]}\n{behind[:_BEHIND]}"
    answered = exchange.answer.tool_calls if exchange.answer is not None else ()
    for call in (
        *(one for turn in exchange.request.messages for one in turn.tool_calls),
        *answered,
    ):
        yield from _pairs("", call.arguments)


def _pairs(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _pairs(name, item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _pairs(key, item)
    elif key and isinstance(value, str) and 0 < len(value) <= _BEHIND:
        yield f"{key}: {value}"


def labels_of(exchange: Exchange) -> Iterator[str]:
    """Yield the labels of tools and vendors in an exchange: no prose, and no names of people."""
    yield from filter(None, _met(exchange, labelled))


def _met(
    exchange: Exchange, walk: Callable[[Exchange, Callable[[str], str]], Exchange]
) -> list[str]:
    """The texts that a walk through an exchange would change."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    walk(exchange, note)
    return found


def labelled(exchange: Exchange, change: Callable[[str], str]) -> Exchange:
    """Change the labels in an exchange: tools, models, stop sequences, finish reasons and so on."""

    def known(label: str | None) -> str | None:
        return None if label is None else change(label)

    def calls(ones: Iterable[ToolCall]) -> tuple[ToolCall, ...]:
        return tuple(replace(one, name=change(one.name)) for one in ones)

    request, answer = exchange.request, exchange.answer
    sampling, choice = request.sampling, request.tool_choice
    if answer is not None:
        signal = answer.refusal_signal
        answer = replace(
            answer,
            tool_calls=calls(answer.tool_calls),
            raw_finish_reason=known(answer.raw_finish_reason),
            refusal_signal=signal and replace(signal, detail=known(signal.detail)),
            other_content=tuple(
                replace(one, kind=change(one.kind)) for one in answer.other_content
            ),
            **{name: known(getattr(answer, name)) for name in _VENDORS_WORDS},
        )
    return replace(
        exchange,
        request=replace(
            request,
            messages=tuple(
                replace(one, tool_calls=calls(one.tool_calls)) for one in request.messages
            ),
            tools=tuple(replace(one, name=change(one.name)) for one in request.tools),
            tool_choice=choice and replace(choice, name=known(choice.name)),
            sampling=replace(
                sampling, stop=tuple(map(change, sampling.stop)), effort=known(sampling.effort)
            ),
        ),
        answer=answer,
        model=change(exchange.model),
    )


def numbered(exchange: Exchange) -> Exchange:
    """Number the ids of calls within an exchange: a vendor's ids mean nothing to another model."""
    given: dict[str, str] = {}

    def own(identifier: str | None) -> str | None:
        if identifier is None:
            return None
        return given.setdefault(identifier, f"call_{len(given) + 1}")

    def calls(ones: Iterable[ToolCall]) -> tuple[ToolCall, ...]:
        return tuple(replace(one, id=own(one.id)) for one in ones)

    messages = tuple(
        replace(one, tool_calls=calls(one.tool_calls), tool_call_id=own(one.tool_call_id))
        for one in exchange.request.messages
    )
    answer = exchange.answer
    return replace(
        exchange,
        request=replace(exchange.request, messages=messages),
        answer=answer and replace(answer, tool_calls=calls(answer.tool_calls)),
    )


def changed(exchange: Exchange, change: Callable[[str], str]) -> Exchange:
    """Change the prose in an exchange, and drop reasoning, errors and the vendor's response id."""
    answer = exchange.answer
    return replace(
        exchange,
        request=_request(exchange.request, change),
        answer=None if answer is None else _answer(answer, change),
    )


def _request(request: Request, change: Callable[[str], str]) -> Request:
    return replace(
        request,
        system=None if request.system is None else change(request.system),
        messages=tuple(_message(one, change) for one in request.messages),
        tools=tuple(_tool(one, change) for one in request.tools),
        response_schema=_json(request.response_schema, change),
    )


def _message(message: Message, change: Callable[[str], str]) -> Message:
    return replace(
        message,
        content=tuple(
            replace(part, text=change(part.text)) if isinstance(part, Text) else part
            for part in message.content
        ),
        tool_calls=tuple(_call(one, change) for one in message.tool_calls),
    )


def _tool(tool: Tool, change: Callable[[str], str]) -> Tool:
    return replace(
        tool, description=change(tool.description), parameters=_json(tool.parameters, change)
    )


def _call(call: ToolCall, change: Callable[[str], str]) -> ToolCall:
    raw = call.arguments_raw
    return replace(
        call,
        arguments=_json(call.arguments, change),
        arguments_raw=None if raw is None or call.arguments is not None else change(raw),
    )


def _answer(answer: Answer, change: Callable[[str], str]) -> Answer:
    return replace(
        answer,
        text=change(answer.text),
        refusal_text=None if answer.refusal_text is None else change(answer.refusal_text),
        reasoning_text=None,
        tool_calls=tuple(_call(one, change) for one in answer.tool_calls),
        response_id=None,
        error=None,
        turn=type(answer)(text="", finish_reason="stop").turn,
    )


def _json(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {change(key): _json(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json(item, change) for item in value]
    return value
