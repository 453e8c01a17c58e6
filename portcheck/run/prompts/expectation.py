"""Find the common expectations of a workload's checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from portcheck.model.chat import Request
from portcheck.model.suite import CheckSpec


class Expectations(Struct, frozen=True, kw_only=True):
    """The form of right answers, by the checks of all cases of a workload."""

    words: tuple[str, ...]
    """The possible answers as texts."""
    is_json: bool
    enums: Mapping[str, tuple[Any, ...]]
    """Field of the JSON to its possible values."""
    required: tuple[str, ...]
    """Fields that the JSON must have."""
    languages: tuple[str, ...]
    tools: tuple[str, ...]


def expectations(specs: Sequence[CheckSpec], request: Request | None) -> Expectations:
    """The common expectations of the checks of all cases.

    Args:
        specs: the checks.
        request: the request of one of the cases; its schema counts if no check has one.
    """
    words: dict[str, None] = {}
    languages: dict[str, None] = {}
    tools: dict[str, None] = {}
    schema = None if request is None else request.response_schema
    is_json = schema is not None or (request is not None and request.sampling.json_mode is True)
    required: dict[str, None] = {}
    for spec in specs:
        given = spec.arguments
        if spec.name == "one_of":
            words |= dict.fromkeys(str(value) for value in given)
        elif spec.name == "equals":
            value = given.get("value") if isinstance(given, Mapping) else given
            words[str(value)] = None
        elif spec.name == "json_fields":
            is_json = True
            fields = given.get("fields") if isinstance(given.get("fields"), Mapping) else given
            required |= dict.fromkeys(map(str, fields))
        elif spec.name == "json_schema":
            is_json, schema = True, given
        elif spec.name == "language":
            value = given.get("value") if isinstance(given, Mapping) else given
            languages |= dict.fromkeys([value] if isinstance(value, str) else value or ())
        elif spec.name == "tool_call":
            name = given.get("name") if isinstance(given, Mapping) else given
            tools |= {str(name): None} if name else {}
    properties = _mapping(_mapping(schema).get("properties"))
    required |= dict.fromkeys(map(str, _mapping(schema).get("required") or ()))
    return Expectations(
        words=tuple(words),
        is_json=is_json,
        enums={
            str(name): tuple(part["enum"])
            for name, part in properties.items()
            if isinstance(part, Mapping) and isinstance(part.get("enum"), (list, tuple))
        },
        required=tuple(required),
        languages=tuple(languages),
        tools=tuple(tools),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
