"""The answer has a given number of words, sentences, lines, items and so on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from portcheck.checks.reading.list_items import marked_items
from portcheck.checks.reading.sentences import (
    Range,
    count_lines,
    count_paragraphs,
    count_sentences,
    count_words,
)
from portcheck.checks.reading.words import occurrences, plain
from portcheck.checks.shared.answers import cut_note, empty_reason, quote
from portcheck.model.numbers import count, number
from portcheck.model.score import Outcome, failed, passed, unscored
from portcheck.plugins import CheckKind, Context

LONGEST = 100_000
"""Most characters of an answer that are counted; for longer ones the count is a lower bound."""


def _items(text: str) -> Range:
    found = len(marked_items(text))
    return Range(found, found)


UNITS: Mapping[str, Callable[[str], Range | None]] = MappingProxyType(
    {
        "words": count_words,
        "sentences": count_sentences,
        "lines": count_lines,
        "paragraphs": count_paragraphs,
        "items": _items,
    }
)


def score(context: Context) -> Outcome:
    """1 when every number is within its bounds.

    Unscored if something can be counted in two ways, and only one number is within the bounds.
    """
    empty = empty_reason(context.completion)
    if empty:
        return failed(empty)
    text = context.completion.text.strip()
    said, doubts = list[str](), list[str]()
    for name, found, bounds in _counted(text, context.spec.arguments):
        if found is None:
            doubts.append("words are not separated in this script; count characters instead")
            continue
        words = _phrase(found, name)
        low, high = _bounds(bounds)
        if found.most < low or found.least > high:
            return failed(f"{words}, {_wanted(bounds)}{cut_note(context.completion)}")
        (said if low <= found.least and found.most <= high else doubts).append(words)
    return unscored(f"cannot tell: {doubts[0]}") if doubts else passed(", ".join(said[:4]))


def _counted(text: str, arguments: Mapping[str, Any]) -> list[tuple[str, Range | None, Any]]:
    """Name, number and bounds of everything that is counted; `None` if it cannot be counted."""
    found = [
        (name, _number(name, text), bounds)
        for name, bounds in arguments.items()
        if name != "occurrences"
    ]
    folded = plain(text[:LONGEST])
    for wanted, bounds in arguments.get("occurrences", {}).items():
        found.append((quote(wanted, 30), _in_whole_text(occurrences(wanted, folded), text), bounds))
    return found


def _number(name: str, text: str) -> Range | None:
    if name == "characters":
        return Range(len(text), len(text))
    found = UNITS[name](text[:LONGEST])
    return found if found is None else _in_whole_text(found.least, text, found.most)


def _in_whole_text(least: int, text: str, most: int | None = None) -> Range:
    """The range of a number in the whole text, from its range in the first `LONGEST` characters."""
    whole = len(text) <= LONGEST
    return Range(least, (least if most is None else most) if whole else len(text))


def _bounds(bounds: Any) -> tuple[float, float]:
    if isinstance(bounds, Mapping):
        exactly = bounds.get("exactly")
        low, high = bounds.get("min", 0), bounds.get("max", float("inf"))
        return (low, high) if exactly is None else (max(low, exactly), min(high, exactly))
    return bounds, bounds


def _wanted(bounds: Any) -> str:
    low, high = _bounds(bounds)
    if low == high:
        return f"exactly {low} wanted"
    return f"at least {low} wanted" if high == float("inf") else f"{low} to {high} wanted"


def _phrase(found: Range, name: str) -> str:
    noun = name[:-1] if name[:1] != '"' else "time"
    times = count(found.most, noun)
    if found.least != found.most:
        times = f"{number(found.least)} to {times}"
    return times if noun != "time" else f"{name} {times}"


def problem(arguments: Any) -> str | None:
    """Which bounds no number can be within; `None` if there are none."""
    units = [(name, bounds) for name, bounds in arguments.items() if name != "occurrences"]
    for name, bounds in (*units, *arguments.get("occurrences", {}).items()):
        low, high = _bounds(bounds)
        if low > high:
            return f"{quote(name)}: 'min' is larger than 'max'"
    return None


_BOUND = {"type": "integer", "minimum": 0}
_BOUNDS = {
    "type": ["integer", "object"],
    "minimum": 0,
    "properties": {"min": _BOUND, "max": _BOUND, "exactly": _BOUND},
    "minProperties": 1,
    "additionalProperties": False,
}

CHECK = CheckKind(
    name="count",
    gate="task",
    summary="The answer has a given number of words, sentences, lines, items and so on.",
    arguments={
        "type": "object",
        "properties": {
            **dict.fromkeys(("characters", *UNITS), _BOUNDS),
            "occurrences": {
                "type": "object",
                "additionalProperties": _BOUNDS,
                "minProperties": 1,
            },
        },
        "minProperties": 1,
        "additionalProperties": False,
    },
    score=score,
    problem=problem,
    speaks_of=lambda arguments: "content" if "occurrences" in arguments else "form",
)
