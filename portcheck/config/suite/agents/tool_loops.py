"""Read how a case continues: `tool_results`, `otherwise`, `max_steps`, `turns`, `history`.

Their texts are rendered before they are read here, so data rows can provide all of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portcheck.config.problems.document import Steps
from portcheck.config.problems.quoting import describe, quote
from portcheck.config.problems.synonyms import spelling_hint
from portcheck.model.chat import MAX_STEPS, Message, Part, Text, ToolLoop, ToolResult
from portcheck.model.numbers import read_duration

WORDS = ("tool_results", "otherwise", "max_steps", "turns", "history")
MOST_STEPS = 200

_MATCHES = ("subset", "exact", "any")
_RECORD = frozenset({"tool", "arguments", "result", "error", "images", "delay", "times"})
_ANSWER = frozenset({"result", "error", "images", "delay"})
_FORM = "write {tool: NAME, arguments: {subset: {KEY: VALUE}}, result: TEXT or JSON}"


class LoopMistake(Exception):  # noqa: N818  # becomes a Problem, is not an error of its own
    """A mistake in one of these keys, with its place."""

    def __init__(self, steps: Steps, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.steps = steps
        self.message = message
        self.hint = hint


def read_loop(
    said: Mapping[str, Any], tools: Sequence[str], image: Callable[[str, Steps], Part]
) -> ToolLoop | None:
    """Read the tool loop of a case; `None` if it has none.

    Args:
        said: the rendered values of those `WORDS` that are present.
        tools: names of the tools that the case offers.
        image: reads an image by its name and place.

    Raises:
        LoopMistake: a value has the wrong form.
    """
    if "tool_results" not in said and "otherwise" not in said:
        return None
    if not tools:
        word = "tool_results" if "tool_results" in said else "otherwise"
        hint = "define them under 'tools' or 'tools_from'"
        raise LoopMistake((word,), "there are no tools for a model to call", hint)
    listed = said.get("tool_results", [])
    if not isinstance(listed, (list, tuple)):
        text = f"needs a list of records, found {describe(listed)}"
        raise LoopMistake(("tool_results",), text, _FORM)
    steps = said.get("max_steps", MAX_STEPS)
    if isinstance(steps, bool) or not isinstance(steps, int) or not 1 <= steps <= MOST_STEPS:
        text = f"needs a whole number from 1 to {MOST_STEPS}, found {describe(steps)}"
        raise LoopMistake(("max_steps",), text)
    results = tuple(_record(one, ("tool_results", i), tools, image) for i, one in enumerate(listed))
    loop = ToolLoop(results=results, max_steps=steps)
    if "otherwise" not in said:
        return loop
    place: Steps = ("otherwise",)
    given = _object(said["otherwise"], place, _ANSWER)
    return ToolLoop(
        results=results,
        max_steps=steps,
        otherwise=ToolResult(tool="", **_given(given, place, image)),
    )


def read_turns(said: Mapping[str, Any]) -> tuple[Message, ...] | None:
    """Read the later turns of the user; `None` if a case has one turn.

    Raises:
        LoopMistake: a value has the wrong form.
    """
    if "turns" not in said:
        if said.get("history") == "baseline":
            hint = "add 'turns', or remove this"
            raise LoopMistake(("history",), "'history' needs turns", hint)
        return None
    listed = said["turns"]
    if not isinstance(listed, (list, tuple)) or not listed:
        text = f"needs a list of what the user says, found {describe(listed)}"
        raise LoopMistake(("turns",), text)
    for i, text in enumerate(listed):
        if not isinstance(text, str) or not text.strip():
            raise LoopMistake(("turns", i), f"needs a text, found {describe(text)}")
    return tuple(Message(role="user", content=(Text(text=text),)) for text in listed)


def _record(
    value: Any, place: Steps, tools: Sequence[str], image: Callable[[str, Steps], Part]
) -> ToolResult:
    record = _object(value, place, _RECORD)
    name = record.get("tool")
    if name is None:
        raise LoopMistake(place, "'tool' is missing", _FORM)
    if name not in tools:
        hint = spelling_hint(str(name), tools) or f"the tools are {', '.join(tools)}"
        raise LoopMistake((*place, "tool"), f"there is no tool {quote(name)}", hint)
    times = record.get("times")
    if times is not None and (isinstance(times, bool) or not isinstance(times, int) or times < 1):
        text = f"needs a whole number, 1 or more, found {describe(times)}"
        raise LoopMistake((*place, "times"), text)
    return ToolResult(
        tool=name,
        times=times,
        **_arguments(record.get("arguments", "any"), (*place, "arguments")),
        **_given(record, place, image),
    )


def _object(value: Any, place: Steps, known: frozenset[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise LoopMistake(place, f"needs a mapping, found {describe(value)}", _FORM)
    for key in value:
        if key not in known:
            hint = spelling_hint(str(key), sorted(known)) or f"known: {', '.join(sorted(known))}"
            raise LoopMistake((*place, str(key)), f"unknown key {quote(key)}", hint)
    return value


def _arguments(value: Any, place: Steps) -> dict[str, Any]:
    if value == "any":
        return {}
    if not isinstance(value, Mapping) or len(value) != 1 or next(iter(value)) not in _MATCHES:
        hint = "write `any`, {subset: {KEY: VALUE}} or {exact: {KEY: VALUE}}"
        raise LoopMistake(place, f"does not say how to compare arguments: {describe(value)}", hint)
    (match, wanted), *_ = value.items()
    if match == "any":
        return {}
    if not isinstance(wanted, Mapping):
        raise LoopMistake((*place, match), f"needs a mapping, found {describe(wanted)}")
    return {"match": match, "arguments": dict(wanted)}


def _given(
    record: Mapping[str, Any], place: Steps, image: Callable[[str, Steps], Part]
) -> dict[str, Any]:
    """The result of the tool in a record."""
    if "result" in record and "error" in record:
        text = "a record has a result or an error, not both"
        raise LoopMistake((*place, "error"), text, "remove one of them")
    if not _ANSWER & record.keys():
        raise LoopMistake(place, "has neither 'result' nor 'error'", _FORM)
    delay = record.get("delay", 0)
    seconds = read_duration(delay) if isinstance(delay, str) else delay
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds < 1e6:
        text = f"needs a duration such as 2s, found {describe(delay)}"
        raise LoopMistake((*place, "delay"), text)
    names = record.get("images", [])
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) for name in names):
        raise LoopMistake((*place, "images"), "needs a list of file names")
    images = tuple(image(name, (*place, "images", i)) for i, name in enumerate(names))
    text = _text(record.get("error", record.get("result", "")))
    return {
        "content": (*((Text(text=text),) if text else ()), *images),
        "is_error": "error" in record,
        "delay_s": float(seconds),
    }


def _text(value: Any) -> str:
    """Convert a value to text: a text unchanged, other values to JSON as a tool would."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
