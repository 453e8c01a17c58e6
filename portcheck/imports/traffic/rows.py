"""Convert exchanges to rows of cases, and their answers to completions of a recording.

A conversation that ends in a tool loop becomes a case for agents: the logged results of its tools
answer the calls of every model. Earlier turns of a conversation stay unchanged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from portcheck.imports.exchange import Exchange
from portcheck.imports.redaction.exchange_texts import texts_of
from portcheck.model.chat import Message, Text, ToolCall
from portcheck.model.completion import (
    Answer,
    Completion,
    FinishReason,
    LoopEnd,
    Step,
    Timing,
    Trajectory,
)
from portcheck.value import Value, Whole

_LONGEST_KEY = 60
"""Most characters of an argument that a call must repeat; longer ones are free text."""
_TOKEN = re.compile(r"[^\W_]+")


class Row(Value, kw_only=True):
    """A row of a data file for one case, and the logged answer."""

    values: Mapping[str, Any]
    """`prompt` or `messages`, and `results` of a loop."""
    answer: Completion
    exchange: Exchange
    part: Whole
    """Number of the template that it was drawn from."""
    unknowable: frozenset[str] = frozenset()
    """Words and numbers that redaction put into the answer but not into the request, so no model
    can know them."""

    def is_knowable(self, value: object, *, in_words: bool = True) -> bool:
        """Whether a model can know a value of the answer.

        Args:
            value: the value.
            in_words: whether words count too, not only numbers.
        """
        held = self.unknowable & _tokens([str(value)])
        return not any(in_words or any(map(str.isdigit, token)) for token in held)

    @property
    def kind(self) -> str:
        """Kind of the row: `prompt`, `messages` or `loop`."""
        if "results" in self.values:
            return "loop"
        return "prompt" if "prompt" in self.values else "messages"

    @property
    def first_said(self) -> str:
        """The user's first message."""
        turns = self.exchange.request.messages
        return next((one.text for one in turns if one.role == "user"), turns[0].text)


def unknowable(logged: Exchange, redacted: Exchange) -> frozenset[str]:
    """The words and numbers that redaction put into an answer but not into its request."""
    asked = "".join(map(_bare, texts_of(replace(redacted, answer=None))))
    drawn = _tokens(texts_of(redacted)) - _tokens(texts_of(logged))
    return frozenset(token for token in drawn if _bare(token) not in asked)


def _tokens(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(token for text in texts for token in _TOKEN.findall(text))


def _bare(text: str) -> str:
    """The letters and digits of a text, since numbers may be written with different separators."""
    return "".join(_TOKEN.findall(text)).casefold()


def row_of(
    exchange: Exchange, answer: Answer, part: int, unknown: frozenset[str] = frozenset()
) -> Row:
    """Make the row of a redacted exchange.

    Args:
        exchange: the exchange.
        answer: its answer.
        part: number of the template that it was drawn from.
        unknown: the result of `unknowable`.
    """
    messages = exchange.request.messages
    last = max((at for at, one in enumerate(messages) if one.role == "user"), default=-1) + 1
    asked, followed = messages[:last], messages[last:]
    timing = Timing(total_s=exchange.latency_s or 0.0)
    completion = replace(answer.completed(timing=timing), recorded_at=_date(exchange.time) or None)
    if any(one.role == "tool" for one in followed):
        loop = _Loop(followed)
        looped = {"messages": [_written(one) for one in asked], "results": loop.records}
        return Row(
            values=looped,
            answer=loop.ended(completion),
            exchange=exchange,
            part=part,
            unknowable=unknown,
        )
    values: dict[str, Any]
    if len(messages) == 1 and messages[0].role == "user":
        values = {"prompt": messages[0].text}
    else:
        values = {"messages": [_written(one) for one in messages]}
    return Row(values=values, answer=completion, exchange=exchange, part=part, unknowable=unknown)


def _date(seconds: float | None) -> str:
    return "" if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _written(message: Message) -> dict[str, Any]:
    """Convert a turn to the format of `messages` in a row."""
    found: dict[str, Any] = {"role": message.role, "content": message.text}
    if message.tool_calls:
        found["tool_calls"] = [
            {
                "id": call.id or f"call_{at}",
                "type": "function",
                "function": {"name": call.name, "arguments": _arguments(call)},
            }
            for at, call in enumerate(message.tool_calls, start=1)
        ]
    if message.role == "tool":
        found["tool_call_id"] = message.tool_call_id or "call_1"
    return found


def _arguments(call: ToolCall) -> str:
    if call.arguments is None:
        return call.arguments_raw or "{}"
    return json.dumps(dict(call.arguments), ensure_ascii=False)


class _Loop:
    """The turns after the user's last one: tool calls and their results."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.records: list[dict[str, Any]] = []
        """Entries for `tool_results` of a suite."""
        self._steps: list[Step] = []
        for message, results in _steps(messages):
            numbers = tuple(self._number(call, result) for call, result in results)
            self._steps.append(Step(completion=_step(message), answered_by=numbers))

    def _number(self, call: ToolCall, result: Message) -> int:
        record: dict[str, Any] = {"tool": call.name}
        keys = {name: value for name, value in (call.arguments or {}).items() if _is_key(value)}
        if keys:
            record["arguments"] = {"subset": keys}
        record["error" if result.is_error else "result"] = result.text
        if record not in self.records:
            self.records.append(record)
        return self.records.index(record)

    def ended(self, answer: Completion) -> Completion:
        """Attach the loop to the answer that ends it."""
        how: LoopEnd = "unanswered_call" if answer.tool_calls else "answered"
        loop = Trajectory(steps=(*self._steps, Step(completion=answer)), ended=how)
        return replace(answer, loop=loop)


def _is_key(value: Any) -> bool:
    """Whether another model must repeat an argument: ids, numbers, single words."""
    if isinstance(value, str):
        return 0 < len(value) <= _LONGEST_KEY and not any(map(str.isspace, value))
    return isinstance(value, (bool, int, float))


def _steps(
    messages: Sequence[Message],
) -> Iterator[tuple[Message, list[tuple[ToolCall, Message]]]]:
    """Yield each answer with its calls and results, matched by id, or by order without ids."""
    asking: Message | None = None
    found: list[tuple[ToolCall, Message]] = []
    for message in messages:
        if message.role == "assistant":
            if asking is not None:
                yield asking, found
            asking, found = message, []
        elif message.role == "tool" and asking is not None:
            left = [call for call in asking.tool_calls if call not in [one for one, _ in found]]
            same = [one for one in left if one.id and one.id == message.tool_call_id]
            if left:
                found.append(((same or left)[0], message))
    if asking is not None:
        yield asking, found


def _step(message: Message) -> Completion:
    text = "".join(part.text for part in message.content if isinstance(part, Text))
    reason: FinishReason = "tool_calls" if message.tool_calls else "stop"
    return Completion(
        text=text, finish_reason=reason, tool_calls=message.tool_calls, timing=Timing(total_s=0.0)
    )


def steps_of(rows: Sequence[Row]) -> int:
    """Number of answers in the longest loop."""
    return max((len(row.answer.loop.steps) for row in rows if row.answer.loop), default=0)
