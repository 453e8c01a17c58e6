"""Collect everything that a model put out, by step, and texts that continue over several steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from msgspec import UNSET

from portcheck.checks.shared.normalise import spelled
from portcheck.model.chat import ToolCall
from portcheck.model.completion import Completion


class Piece(NamedTuple):
    """One text and its origin."""

    place: str
    """Its origin for a reason, such as `step 2, tool arguments`."""
    text: str
    thought: bool = False
    """Whether it is reasoning, which programs rarely show."""


def steps_of(completion: Completion) -> tuple[Completion, ...]:
    """The answers of a tool loop or conversation, or the one answer that there is."""
    if completion.loop is UNSET:
        return (completion,)
    return tuple(step.completion for step in completion.loop.steps) or (completion,)


def pieces(completion: Completion) -> list[Piece]:
    """The text, refusal text and calls of every step, then the joined texts of several steps.

    Reasoning comes last. The calls of a step are one text, so that thousands of them take no longer
    than one call with as much text.
    """
    steps = steps_of(completion)
    found, thoughts = list[Piece](), list[Piece]()
    for number, one in enumerate(steps, start=1):
        where = f"step {number}, " if len(steps) > 1 else ""
        found += [
            Piece(where + place, text)
            for place, text in (
                ("the answer", one.text),
                ("the refusal text", one.refusal_text or ""),
                ("tool arguments", "\n".join(_written(one.tool_calls))),
            )
            if text
        ]
        if one.reasoning_text:
            thoughts.append(Piece(f"{where}reasoning alone", one.reasoning_text, thought=True))
    return [*found, *_across(steps), *thoughts]


def _written(calls: Sequence[ToolCall]) -> Iterator[str]:
    for call in calls:
        yield call.name
        if call.arguments_raw is not None:
            yield call.arguments_raw
        if call.arguments is not None:
            leaves = list(leaves_of(call.arguments))
            yield from (text for _, text in leaves)
            yield from dict.fromkeys(key for key, _ in leaves if key)


def _across(steps: Sequence[Completion]) -> Iterator[Piece]:
    """Yield the joined texts of several steps or calls, over which a text may be split."""
    if len(steps) > 1:
        said = [one.text for one in steps if one.text]
        if len(said) > 1:
            yield Piece("the answers of several steps", "\n".join(said))
    calls = [call for one in steps for call in one.tool_calls if call.arguments]
    by_key = dict[str, list[str]]()
    values = list[str]()
    for call in calls:
        for key, text in leaves_of(call.arguments):
            by_key.setdefault(key, []).append(text)
            values.append(text)
    if len(steps) > 1 and len(calls) > 1:
        yield Piece("the arguments of several calls", "\n".join(values))
    split = [text for texts in by_key.values() if len(texts) > 1 for text in texts]
    if len(by_key) > 1 and split:
        yield Piece("the arguments of several calls", "\n".join(split))


def leaves_of(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the nearest key and the text of every plain value in JSON, in their written order.

    `null` and an empty object or list have the text "".
    """
    # An explicit stack, because a model can nest arguments more deeply than Python recurses.
    stack: list[tuple[str, Any]] = [("", value)]
    while stack:
        key, item = stack.pop()
        if isinstance(item, dict) and item:
            stack.extend((str(name), inner) for name, inner in reversed(item.items()))
        elif isinstance(item, (list, tuple)) and item:
            stack.extend((key, inner) for inner in reversed(item))
        elif isinstance(item, str):
            yield key, item
        else:
            yield key, "" if item is None or item in ({}, [], ()) else spelled(item)
