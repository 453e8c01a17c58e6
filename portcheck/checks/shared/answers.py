"""Describe an answer in reasons (no text, declined, cut off), and collect the texts in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from msgspec import UNSET

from portcheck.checks.shared.normalise import spelled
from portcheck.checks.shared.strict_json import JsonProblem, parse
from portcheck.detectors.json_in_text import json_text
from portcheck.model.chat import ToolCall
from portcheck.model.completion import Completion
from portcheck.model.numbers import listing
from portcheck.model.visible_text import is_blank, one_line
from portcheck.plugins import Context

_MAX_CALL = 200
"""Most characters of a call in a reason."""


def empty_reason(completion: Completion) -> str | None:
    """Why an answer has no visible text; `None` if it has some."""
    if not is_blank(completion.text):
        return None
    signal = provider_signal(completion)
    if signal is not None:
        return f"no text: the provider declined ({signal})"
    if completion.finish_reason == "length":
        return "no text: the output limit was reached first (finish reason length)"
    if completion.tool_calls:
        return cut_loop(completion) or "no text, only tool calls"
    if completion.other_content:
        kinds = listing([one_line(one.kind, 40) for one in completion.other_content])
        return f"no text, only other content: {kinds}"
    what = "no visible text" if completion.text else "no text"
    return f"{what} (finish reason {completion.finish_reason})"


def cut_loop(completion: Completion) -> str | None:
    """Why a tool loop was cut off; `None` if the model ended it, or if there is no loop."""
    if completion.loop is UNSET or completion.loop.ended == "answered":
        return None
    step = len(completion.loop.steps)
    if (call := completion.loop.unanswered) is None:
        return f"max_steps: still calls tools in step {step}, the last one allowed"
    return f"unanswered_call: no record answers step {step}: {one_line(call.written, _MAX_CALL)}"


class JsonRead(NamedTuple):
    """The result of parsing an answer as JSON."""

    value: Any
    trouble: str
    """Why it is not JSON; "" if it is."""
    overlooked: str = ""
    """A note on parts that were ignored to parse it; "" if there are none."""


def json_value(context: Context, *, exact: bool = False) -> JsonRead:
    """The value of an answer that is JSON and nothing else.

    With `json: lenient` in the suite, the JSON may be in a code fence or in prose, and have
    trailing commas.

    Args:
        context: the answer, and how the check reads it.
        exact: fractions are `Decimal`s that keep every digit.
    """
    completion = context.completion
    empty = empty_reason(completion)
    if empty:
        return JsonRead(None, empty)
    text, note = completion.text, ""
    if context.spec.json is not UNSET and (found := json_text(text)) is not None:
        text = found[0]
        note = f" (read leniently: {listing(found[1])})" if found[1] else ""
    try:
        return JsonRead(parse(text, exact=exact), "", note)
    except JsonProblem as exc:
        problem = f"not valid JSON: {one_line(str(exc), 100)}{cut_note(completion)}"
        return JsonRead(None, problem, note)


def provider_signal(completion: Completion) -> str | None:
    """The name of the signal by which the provider declined or blocked; `None` without one."""
    if not completion.declined:
        return None
    if completion.refusal_signal is not None:
        detail = one_line(completion.refusal_signal.detail or "", 40)
        suffix = f": {detail}" if detail else ""
        return f"refusal signal {completion.refusal_signal.kind}{suffix}"
    if completion.refusal_text and completion.refusal_text.strip():
        return "refusal text"
    return f"finish reason {completion.finish_reason}"


def cut_note(completion: Completion) -> str:
    """A note for the end of a reason if the output limit cut the answer; else ""."""
    return "; the output limit cut the answer" if completion.finish_reason == "length" else ""


def quote(text: str, limit: int = 60) -> str:
    """The first `limit` characters of a text, made safe to show, on one line and in quotes."""
    return f'"{one_line(text.strip()[: 8 * limit], limit)}"'


def request_texts(context: Context) -> list[str]:
    """All texts of the request; of a tool loop without what the model itself wrote in it."""
    request, went_on = context.request, context.completion.loop is not UNSET
    said = [one.text for one in request.messages if not (went_on and one.role == "assistant")]
    return [text for text in (request.system, *said) if text]


def all_calls(completion: Completion) -> tuple[ToolCall, ...]:
    """The calls of an answer, or of every step of a tool loop."""
    if completion.loop is UNSET:
        return completion.tool_calls
    return tuple(call for _, call in completion.loop.calls)


def output_texts(completion: Completion) -> Iterator[str]:
    """Yield everything that the model wrote except reasoning: text, refusal text and tool calls.

    Of a tool loop, that of every step.
    """
    if completion.loop is not UNSET:
        for step in completion.loop.steps:
            yield from output_texts(step.completion)
        return
    yield completion.text
    if completion.refusal_text:
        yield completion.refusal_text
    for call in completion.tool_calls:
        yield call.name
        if call.arguments_raw is not None:
            yield call.arguments_raw
        if call.arguments is not None:
            yield from strings_in(call.arguments)


def strings_in(value: object) -> Iterator[str]:
    """Yield all keys and plain values in a JSON value as texts, in no fixed order."""
    # An explicit stack, because a model can nest arguments more deeply than Python recurses.
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack.extend(item.values())
            stack.extend(item.keys())
        elif isinstance(item, (list, tuple)):
            stack.extend(item)
        elif isinstance(item, str):
            yield item
        elif item is not None:
            yield spelled(item)
