"""A function beside the suite accepts the answer; it runs only with --allow-code."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from portcheck.checks.shared.normalise import as_mapping
from portcheck.model.codec import completion_to_json, request_to_json
from portcheck.model.score import Outcome, passed, unscored
from portcheck.model.visible_text import one_line
from portcheck.plugins import CheckKind, Context

_CALL = re.compile(r"(?P<file>[^:]+\.py):(?P<function>[A-Za-z_]\w*)")
_SEEN = ("text", "refusal_text", "reasoning_text", "tool_calls", "finish_reason")
"""Fields of a completion that the function gets."""


def score(context: Context) -> Outcome:
    """The value that the function returns: true, false, or a number 0..1; only 1 passes.

    Unscored if it returns `None`, or if code is not run.
    """
    if context.run_code is None:
        return unscored("the suite's code was not run")
    completion = completion_to_json(context.completion)
    case = {
        "request": request_to_json(context.request),
        "completion": {name: completion.get(name) for name in _SEEN},
    }
    given = {"answer": context.completion.text, "case": case}
    found = context.run_code(context.spec.arguments, given)
    value, call = found["value"], context.spec.arguments["call"]
    reason = one_line(found["reason"], 300) or f"{one_line(call, 100)} returned {value}"
    if value is None:
        return unscored(reason)
    if value == 1.0:
        return passed(reason)
    return Outcome(status="failed", value=value, reason=reason)


def attach(arguments: Any, read: Callable[[str], str]) -> tuple[Mapping[str, Any], str]:
    """The arguments with the digest of the file that they name, and its text.

    Raises:
        ValueError: the file has no such function at its top level, or another digest than `sha256`.
    """
    given = as_mapping(arguments, "call")
    match = _CALL.fullmatch(str(given["call"]))
    if match is None:
        raise ValueError("write it as file.py:function")
    source = read(match["file"])
    if not re.search(rf"^(?:async\s+)?def\s+{match['function']}\b", source, re.MULTILINE):
        raise ValueError(f"{match['file']} has no function {match['function']}")
    digest = hashlib.sha256(source.encode()).hexdigest()
    if given.get("sha256", digest) != digest:
        raise ValueError(f"{match['file']} does not match sha256: its digest is {digest}")
    return {**given, "sha256": digest}, source


def problem(arguments: Any) -> str | None:
    """Why `call` is not a file and a function; `None` if it is."""
    call = str(as_mapping(arguments, "call")["call"])
    return None if _CALL.fullmatch(call) else "write it as file.py:function"


_TEXT = {"type": "string"}

CHECK = CheckKind(
    name="python",
    gate="task",
    summary="A function beside the suite accepts the answer; it runs only with --allow-code.",
    arguments={
        "type": ["string", "object"],
        "properties": {
            "call": _TEXT,
            "with": {"type": "object"},
            "sha256": _TEXT,
        },
        "required": ["call"],
        "additionalProperties": False,
    },
    score=score,
    problem=problem,
    attach=attach,
)
