"""Read facts about how a call was served, such as the tier, from vendors' own fields."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from portcheck.data.vendors import served_headers
from portcheck.lazy_pattern import LazyPattern
from portcheck.model.chat import JsonObject
from portcheck.model.completion import ORDINARY_TIERS, Answer
from portcheck.model.visible_text import is_blank
from portcheck.providers.faults.vendor_error import printable
from portcheck.providers.metadata.unread import NOTHING, Fields, other_content

Facts = Callable[[JsonObject], Mapping[str, Any]]
"""Reads fields of an answer from a body; `None`: not stated."""


def no_facts(body: JsonObject) -> Mapping[str, Any]:
    """Return no facts."""
    del body
    return {}


_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_LONGEST = 120
_WARNINGS = ("warnings", "warning", "deprecation", "meta")
"""Fields for warnings of services."""
_GOES = LazyPattern(
    r"retire|deprecat|sunset|end.of.life|discontinu|decommission|remov|shut.?down|no longer",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WRITTEN = LazyPattern(
    rf"(?:(\d{{1,2}})(?:st|nd|rd|th)? +)?\b((?:{'|'.join(_MONTHS)})[a-z]*)\.?"
    r"(?: +(\d{1,2})(?:st|nd|rd|th)?)?,? +(20\d\d)\b",
    re.IGNORECASE,
)


def with_metadata(
    answer: Answer,
    body: JsonObject,
    headers: Mapping[str, str],
    ordinary: Fields | None,
    facts: Facts,
) -> Answer:
    """Add facts and unread content of body and headers to an answer.

    An answer that has only other content gets the finish reason `other` instead of `stop`.
    """
    changes = {name: value for name, value in facts(body).items() if value is not None}
    for header, name in served_headers():
        stated = headers.get(header)
        if stated and name not in changes:
            value = amount(stated) if name == "stated_cost_usd" else word(stated)
            if value is not None:
                changes[name] = value
    unread = NOTHING if ordinary is None else other_content(body, ordinary)
    if unread.content:
        changes["other_content"] = unread.content
        empty = answer.finish_reason == "stop" and not answer.tool_calls
        if empty and unread.made and is_blank(answer.text) and not answer.refusal_text:
            changes["finish_reason"] = "other"
    return replace(answer, **changes) if changes else answer


def word(value: Any) -> str | None:
    """A text as one line, cut at 120 characters; `None` if it is empty or not a text."""
    if not isinstance(value, str):
        return None
    plain = len(value) <= _LONGEST and value.isprintable()
    return (value if plain else printable(value)[:_LONGEST]).strip() or None


def tier(*stated: Any) -> str | None:
    """The different unusual words for the service tier, or else the first word."""
    words = [found for one in stated if one and (found := word(one))]
    if len(words) < 2:
        return words[0] if words else None
    special = [one for one in words if one.lower() not in ORDINARY_TIERS]
    return ", ".join(dict.fromkeys(special)) or words[0]


def amount(value: Any) -> float | None:
    """US dollars, 0 or more, as a number or as text; `None` for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and found >= 0 else None


def first_amount(values: Iterable[Any]) -> float | None:
    """The first of `values` that is an amount."""
    return next((found for value in values if (found := amount(value)) is not None), None)


def moment(value: Any) -> str | None:
    """A date or time in ISO 8601, as written."""
    return word(value) if isinstance(value, str) and _DATE.match(value) else None


def retirement(body: JsonObject) -> str | None:
    """The model's retirement date in a warning, if there is one."""
    for name in _WARNINGS:
        if name in body:
            for said in _texts(body[name]):
                if _GOES.search(said) and (found := _date_in(said)):
                    return found
    return None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = [*value.values()]
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        # Foreign text is searched only up to a limit.
        yield value[:2_000]


def _date_in(said: str) -> str | None:
    iso = _DATE.search(said)
    if iso:
        return iso.group()
    written = _WRITTEN.search(said)
    if written is None:
        return None
    before, name, after, year = written.groups()
    month, number = _MONTHS.index(name[:3].lower()) + 1, int(before or after or 0)
    return f"{year}-{month:02}-{number:02}" if 1 <= number <= 31 else None
