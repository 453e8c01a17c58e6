"""Describe the form of an answer and of the expected one in a few fixed words.

Failures are grouped by these words, which never include text of an answer or a suite.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from portcheck.lazy_pattern import LazyPattern
from portcheck.model.completion import Completion
from portcheck.model.suite import CheckSpec
from portcheck.model.visible_text import is_blank

_NUMBER = LazyPattern(r"[-+\u2212]?[\d.,'\u00a0\u202f ]*\d[\d.,]*\s?%?")
_ENDS_WITHOUT_BLANKS = LazyPattern(r"[\u3002\uff01\uff1f]")
_END = LazyPattern(
    r"""[.!?\u0964\u061f]["'\u201d\u2019)\]*_]*(?=\s|$)|""" + _ENDS_WITHOUT_BLANKS.pattern
)
_FEW_WORDS, _LONG_WORD, _LONG_NUMBER = 5, 24, 60
_READ = 20_000
"""Number of characters of a line that are examined."""
_WHOLE = frozenset({"equals", "one_of"})
"""Checks that compare the whole answer with their argument."""
_FORMS = {
    "numeric": "a number",
    "json_schema": "JSON",
    "json_fields": "JSON",
    "tool_call": "a tool call",
}

_LACKS = {
    "one_of": ", but none of the expected ones",
    "regex": " without the expected pattern",
    "max_length": ", but too long",
    "json_fields": " with another value in a field",
    "json_schema": ", but not as its schema requires",
}


def shape_of_answer(completion: Completion) -> str:
    """The kind of an answer, such as "a number" or "several lines"."""
    if completion.finish_reason in {"content_filter", "refusal"}:
        return "a blocked answer"
    text = completion.text or completion.refusal_text or ""
    if completion.finish_reason == "length":
        return "an answer cut off at its length limit"
    if is_blank(text):
        return "a tool call" if completion.tool_calls else "no visible text"
    return shape_of_text(text)


def shape_of_text(text: str) -> str:
    """The kind of a text that is not blank."""
    text = text.strip()
    if text.startswith("```"):
        return "a code block"
    if text[0] in "{[" and _is_json(text):
        return "a JSON object" if text[0] == "{" else "a JSON list"
    # The time of the pattern grows with the square of the length.
    if len(text) <= _LONG_NUMBER and _NUMBER.fullmatch(text):
        return "a number"
    return "several lines" if "\n" in text else _shape_of_line(text[:_READ])


def _shape_of_line(text: str) -> str:
    words, ends = len(text.split()), len(_END.findall(text))
    if words == 1 and len(text) <= _LONG_WORD and not _ENDS_WITHOUT_BLANKS.search(text):
        return "one word"
    if ends > 1:
        return "several sentences"
    # Some scripts have no blanks between words.
    return "a sentence" if ends or words > _FEW_WORDS or words == 1 else "a few words"


def expected_shape(spec: CheckSpec) -> str:
    """The kind of answer that a check expects; "" if it does not say."""
    if spec.name in _FORMS:
        return _FORMS[spec.name]
    if spec.name not in _WHOLE:
        return ""
    shapes = {shape_of_text(text) for text in _texts(spec.arguments) if text.strip()}
    return shapes.pop() if len(shapes) == 1 else ""


def failure_reason(spec: CheckSpec | None, check: str, got: str, label: str | None) -> str:
    """One clause that says how an answer fails a check.

    Args:
        spec: The check; `None` if the case has no check with that id.
        check: Its name in the clause.
        got: The kind of the answer, from `shape_of_answer`.
        label: The label that a detector or judge gave to the answer.
    """
    if label:
        return f"{check} finds {label.replace('_', ' ')}"
    wanted = "" if spec is None else expected_shape(spec)
    if wanted and wanted != got and not (wanted == "JSON" and got.startswith("a JSON ")):
        return f"{got} where {wanted} is expected"
    lacks = "" if spec is None else _lacks(spec)
    if lacks:
        return got + lacks
    return f"{got}, but not the expected one" if wanted else f"{check} fails on {got}"


def _lacks(spec: CheckSpec) -> str:
    """What an answer of the right form lacks; "" if its check does not tell."""
    if spec.name == "contains":
        parts = set(spec.arguments) if isinstance(spec.arguments, dict) else {"all"}
        if parts == {"none"}:
            return " with a forbidden text"
        return "" if "none" in parts else " without an expected text"
    return _LACKS.get(spec.name, "")


def _texts(arguments: Any) -> Sequence[str]:
    if isinstance(arguments, dict):
        arguments = arguments.get("value", arguments.get("values"))
    listed = arguments if isinstance(arguments, (list, tuple)) else [arguments]
    return [str(one) for one in listed if isinstance(one, (str, int, float))]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
