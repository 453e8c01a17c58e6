"""The model calls the named tool with valid arguments, or no forbidden tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.checks.shared.answers import all_calls, cut_note, empty_reason, quote
from portcheck.checks.shared.fields import mismatches
from portcheck.checks.shared.made_calls import names_in
from portcheck.checks.shared.normalise import as_mapping
from portcheck.checks.shared.strict_json import (
    MAX_DEPTH,
    JsonProblem,
    depth_exceeds,
    parse,
    repeats_key,
)
from portcheck.model.chat import Request, ToolCall
from portcheck.model.parity import SpeaksOf
from portcheck.model.score import Outcome, failed, passed, unscored
from portcheck.model.visible_text import one_line
from portcheck.plugins import CheckKind, Context

ANY_TOOL = "*"


def score(context: Context) -> Outcome:
    """1 when no forbidden tool is called and one call of the named tool is right.

    A call is right when its arguments are a JSON object, satisfy the parameters that the request
    declares for the tool, and have the expected values. Other calls do not matter.
    """
    arguments = as_mapping(context.spec.arguments, "name")
    calls = all_calls(context.completion)
    listed = arguments.get("forbidden", ())
    forbidden = [listed] if isinstance(listed, str) else listed
    for call in calls:
        if isinstance(forbidden, (list, tuple)) and {call.name, ANY_TOOL} & set(forbidden):
            return failed(f"called {quote(call.name, 40)}, which is forbidden")
    name = arguments.get("name")
    if name is None:
        return passed("no forbidden tool was called")
    named = [call for call in calls if call.name == name]
    if not named:
        return failed(f"{_instead(context)}, expected a call of {quote(str(name), 40)}")
    from portcheck.checks.shared.schema_validation import CannotValidate  # noqa: PLC0415  # slow to import

    expected = arguments.get("arguments", {})
    try:
        reasons = [_wrong(call, expected, context.request) for call in named]
    except CannotValidate as exc:
        return unscored(str(exc))
    if None in reasons:
        return passed(f"called {quote(str(name), 40)} as expected")
    return failed(f"{reasons[0]}{cut_note(context.completion)}")


def _instead(context: Context) -> str:
    calls = all_calls(context.completion)
    if calls:
        return f"called {quote(calls[0].name, 40)}"
    if context.completion.text.strip():
        return f"answered {quote(context.completion.text, 40)}"
    return empty_reason(context.completion) or "no call"


def _wrong(call: ToolCall, expected: Any, request: Request) -> str | None:
    if not isinstance(call.arguments, Mapping):
        raw = f" {quote(call.arguments_raw, 40)}" if call.arguments_raw else ""
        return f"the arguments{raw} are not a JSON object"
    if repeats_key(call.arguments_raw):
        return "the arguments repeat a key, and programs read different values of it"
    if depth_exceeds(call.arguments):
        return f"the arguments are nested deeper than {MAX_DEPTH} levels"
    from portcheck.checks.shared.schema_validation import violation  # noqa: PLC0415  # slow to import

    arguments = dict(call.arguments)
    declared = next((tool for tool in request.tools if tool.name == call.name), None)
    found = violation(arguments, declared.parameters) if declared is not None else None
    if found is not None:
        return f"the arguments do not fit the tool's parameters: {found}"
    wrong = mismatches(_exact(call, arguments), expected)
    return one_line("; ".join(wrong[:3]), 140) if wrong else None


def _exact(call: ToolCall, parsed: dict[str, Any]) -> Mapping[str, Any]:
    """The arguments with all digits of their numbers, if the completion has their text."""
    try:
        value = parse(call.arguments_raw or "", exact=True)
    except JsonProblem:
        return parsed
    return value if isinstance(value, Mapping) else parsed


def problem(arguments: Any) -> str | None:
    """Why the arguments ask for nothing or name no tool; `None` if they do."""
    if isinstance(arguments, Mapping):
        if not {"name", "forbidden"} & set(arguments):
            return "needs 'name' or 'forbidden'"
        if "arguments" in arguments and "name" not in arguments:
            return "'arguments' needs 'name'"
    return None


def speaks_of(arguments: Any) -> SpeaksOf:
    """Form with `forbidden` alone, which says nothing about what the answer does instead."""
    only_forbidden = isinstance(arguments, Mapping) and "name" not in arguments
    return "form" if only_forbidden else "content"


def tools(arguments: Any) -> list[str]:
    """The names of the wanted tool and of the forbidden ones, without `ANY_TOOL`."""
    mapping: Mapping[str, Any] = as_mapping(arguments, "name")
    found = [names_in(mapping[word]) for word in ("name", "forbidden") if word in mapping]
    return [name for names in found for name in names if name != ANY_TOOL]


def expected(arguments: Any) -> dict[str, list[Any]]:
    """The expected tool and its expected arguments."""
    mapping = as_mapping(arguments, "name")
    found = {"tool": [mapping["name"]]} if "name" in mapping else {}
    named = mapping.get("arguments")
    if not isinstance(named, Mapping):
        return found
    return found | {f"argument {name}": [value] for name, value in named.items()}


CHECK = CheckKind(
    name="tool_call",
    gate="tools",
    summary="The model calls the named tool with valid arguments, or no forbidden tool.",
    arguments={
        "type": ["string", "object"],
        "minLength": 1,
        "properties": {
            "name": {"type": "string", "minLength": 1},
            "arguments": {"type": "object"},
            "forbidden": {
                "type": ["string", "array"],
                "minLength": 1,
                "items": {"type": "string", "minLength": 1},
                "minItems": 1,
            },
        },
        "additionalProperties": False,
    },
    score=score,
    tools=tools,
    problem=problem,
    speaks_of=speaks_of,
    expected=expected,
)
