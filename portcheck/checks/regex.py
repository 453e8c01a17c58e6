"""The answer matches the regular expression."""

from __future__ import annotations

from typing import Any

import regex

from portcheck.checks.shared.answers import cut_note, empty_reason, quote
from portcheck.checks.shared.normalise import as_mapping
from portcheck.detectors.timed_regex import MAX_PATTERN, TIMEOUT_S, Searcher, pattern_problem
from portcheck.model.score import Outcome, failed, passed, unscored
from portcheck.plugins import CheckKind, Context

_FLAGS = {"ignore_case": regex.IGNORECASE, "multiline": regex.MULTILINE, "dotall": regex.DOTALL}


def score(context: Context) -> Outcome:
    """1 when the pattern occurs in the text (`full: true`: matches all of it).

    Unscored if the search exceeds its time limit, which says nothing about the answer.
    """
    arguments = as_mapping(context.spec.arguments, "pattern")
    pattern, text = str(arguments.get("pattern")), context.completion.text
    full = bool(arguments.get("full", False))
    try:
        matched = Searcher().search(
            pattern, text.strip() if full else text, flags=_flags(arguments), full=full
        )
    except TimeoutError:
        reason = f"the pattern took longer than {TIMEOUT_S:g} s on this answer"
        return unscored(reason)
    except ValueError as exc:
        return unscored(quote(str(exc), 100))
    if matched:
        return passed(f"matches {quote(pattern)}")
    note = empty_reason(context.completion) or f"{quote(text)} does not match {quote(pattern)}"
    return failed(note + cut_note(context.completion))


def _flags(arguments: Any) -> int:
    return sum(int(flag) for name, flag in _FLAGS.items() if arguments.get(name))


def problem(arguments: Any) -> str | None:
    """Why the pattern does not compile; `None` if it does."""
    mapping = as_mapping(arguments, "pattern")
    return pattern_problem(str(mapping.get("pattern")), _flags(mapping))


CHECK = CheckKind(
    name="regex",
    gate="task",
    summary="The answer matches the regular expression.",
    arguments={
        "type": ["string", "object"],
        "maxLength": MAX_PATTERN,
        "properties": {
            "pattern": {"type": "string", "maxLength": MAX_PATTERN},
            "ignore_case": {"type": "boolean"},
            "multiline": {"type": "boolean"},
            "dotall": {"type": "boolean"},
            "full": {"type": "boolean"},
        },
        "required": ["pattern"],
        "additionalProperties": False,
    },
    score=score,
    problem=problem,
)
