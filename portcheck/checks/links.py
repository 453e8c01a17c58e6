"""The links in the answer have valid syntax, and the expected number and hosts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from portcheck.checks.reading.urls import Url, is_host, urls
from portcheck.checks.shared.answers import cut_note, empty_reason, quote
from portcheck.model.numbers import count, number
from portcheck.model.score import Outcome, failed, passed
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when every URL of the text is valid and allowed, and their number is within the limits.

    Nothing is fetched: a valid URL may lead nowhere.
    """
    empty = empty_reason(context.completion)
    if empty:
        return failed(empty)
    found = urls(context.completion.text)
    problem = _problem(found, context.spec.arguments or {})
    if problem:
        return failed(problem + cut_note(context.completion))
    return passed(f"{count(len(found), 'link')}, all valid")


def _problem(found: Sequence[Url], limits: Mapping[str, Any]) -> str:
    """The first mistake in the links of an answer; "" if there is none."""
    seen: set[str] = set()
    for url in found:
        if problem := _problem_of(url, limits):
            return f"{quote(url.written)} {problem}"
        if limits.get("unique") and url.same in seen:
            return f"{quote(url.written)} occurs twice"
        seen.add(url.same)
    if len(found) < limits.get("min", 0):
        return f"{count(len(found), 'link')}, at least {number(limits['min'])} wanted"
    if len(found) > limits.get("max", len(found)):
        return f"{count(len(found), 'link')}, at most {number(limits['max'])} allowed"
    return ""


def _problem_of(url: Url, limits: Mapping[str, Any]) -> str:
    hosts = limits.get("hosts")
    if url.problem:
        return f"is not a valid URL: {url.problem}"
    if url.scheme not in limits.get("schemes", ("http", "https")):
        return f"has the scheme {quote(url.scheme)}, which is not allowed"
    if hosts is not None and not any(is_host(url.host, allowed) for allowed in hosts):
        return f"leads to {quote(url.host)}, which is not allowed"
    return ""


def _mistake(arguments: Any) -> str | None:
    """Why no number of links can be within the limits; `None` if one can."""
    limits = arguments or {}
    is_reversed = limits.get("min", 0) > limits.get("max", math.inf)
    return "'min' is larger than 'max'" if is_reversed else None


_COUNT = {"type": "integer", "minimum": 0}
_TEXTS = {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1}

CHECK = CheckKind(
    name="links",
    gate="task",
    summary="The links in the answer have valid syntax, and the expected number and hosts.",
    arguments={
        "type": ["null", "object"],
        "properties": {
            "hosts": _TEXTS,
            "schemes": _TEXTS,
            "unique": {"type": "boolean"},
            "min": _COUNT,
            "max": _COUNT,
        },
        "additionalProperties": False,
    },
    score=score,
    problem=_mistake,
    speaks_of=lambda _arguments: "form",
)
