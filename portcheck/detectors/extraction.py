"""Apply `extract`: take the part of an answer that a check compares."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from portcheck.detectors.json_in_text import fences, json_text
from portcheck.detectors.timed_regex import TIMEOUT_S, compiled_pattern, pattern_problem
from portcheck.detectors.turns import at_turn
from portcheck.model.chat import JsonObject
from portcheck.model.score import Outcome, failed, unscored
from portcheck.model.visible_text import is_blank, one_line
from portcheck.plugins import CheckKind, Context

MOST_MATCHES = 10_000
"""Most matches of a pattern that are searched for the last one."""


def scored(kind: CheckKind, context: Context) -> Outcome:
    """Score a check, on the extracted part if the check names one.

    An answer without such a part fails, as it does not have the form that the program needs. An
    answer without text is passed on whole, so that the check can say why there is none. Other
    repeats without such a part become empty. A composition passes the whole answer and `extract` on
    to its parts.
    """
    context = at_turn(context)
    how = context.spec.extract
    completion = context.completion
    if not how or kind.composition or is_blank(completion.text) or completion.declined:
        return kind.score(context)
    try:
        part = extracted(completion.text, how)
        others = tuple(replace(one, text=extracted(one.text, how) or "") for one in context.others)
    except TimeoutError:
        reason = f"the pattern of extract took longer than {TIMEOUT_S:g} s on this answer"
        return unscored(reason)
    if part is None:
        return failed(f"nothing to extract: the answer has no {extraction_words(how)}")
    completion = replace(completion, text=part)
    outcome = kind.score(replace(context, completion=completion, others=others))
    return replace(outcome, reason=f"{outcome.reason} (extracted: {extraction_words(how)})")


def extracted(text: str, how: JsonObject) -> str | None:
    """Extract a part of a text; the last one of several, since answers end with their conclusion.

    Args:
        text: the answer.
        how: one of `regex`, `json`, `after` and `fence`; see `docs/checks.md`.

    Returns:
        `None` if there is no such part.

    Raises:
        TimeoutError: a pattern took longer than its time limit.
    """
    if "regex" in how:
        return _matched(text, str(how["regex"]))
    if "after" in how:
        return _after(text, str(how["after"]))
    if "fence" in how:
        wanted = how["fence"]
        found = [content for content, language in fences(text) if wanted in (True, language)]
        return found[-1].strip("\n") if found else None
    return _json(text, how["json"])


def extraction_words(how: JsonObject) -> str:
    """Describe the extracted part."""
    if "regex" in how:
        return f"match of {one_line(str(how['regex']), 60)!r}"
    if "after" in how:
        return f"text after {one_line(str(how['after']), 60)!r}"
    if "fence" in how:
        named = how["fence"]
        return "code fence" if named is True else f"code fence of {one_line(str(named), 20)!r}"
    path = how["json"]
    return "JSON" if path is True else f"JSON field {one_line(str(path), 60)!r}"


def extraction_problem(how: JsonObject) -> str | None:
    """Describe the mistake in a pattern that does not compile; `None` without one."""
    return pattern_problem(str(how["regex"])) if "regex" in how else None


def _matched(text: str, pattern: str) -> str | None:
    last = None
    for count, match in enumerate(compiled_pattern(pattern).finditer(text, timeout=TIMEOUT_S)):
        last = match
        if count == MOST_MATCHES:
            break
    if last is None:
        return None
    groups = [group for group in last.groups() if group is not None]
    return str(groups[0] if groups else last[0])


def _after(text: str, marker: str) -> str | None:
    """The rest of the marker's line, or if that is empty, all text after it."""
    at = text.lower().rfind(marker.lower())
    if at < 0 or len(text.lower()) != len(text):
        at = text.rfind(marker)
    if at < 0:
        return None
    rest = text[at + len(marker) :]
    line = rest.partition("\n")[0].strip(" \t\r*_")
    return line or rest.lstrip(" \t\r\n*_").rstrip()


def _json(text: str, path: Any) -> str | None:
    found = json_text(text)
    if found is None or path is True:
        return None if found is None else found[0]
    value = json.loads(found[0])
    for step in str(path).split("."):
        if isinstance(value, Mapping) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
