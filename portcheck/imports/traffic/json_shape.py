"""Infer a JSON Schema that all given values satisfy."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

_MOST_ENUM = 8
_LONGEST = 40
_DEEPEST = 6
_MOST_FIELDS = 100


def shape_of(values: Sequence[Any], depth: int = 0) -> dict[str, Any]:
    """Infer a schema: types, fields that every object has, and texts with few values.

    A field is required if every object has it; others are allowed. A text becomes an `enum` if it
    has at most eight different values, seen at least three times each on average.

    Args:
        values: parsed JSON, 1 or more.
        depth: number of levels above.
    """
    types = sorted({_type(value) for value in values})
    if types == ["integer", "number"]:
        types = ["number"]
    schema: dict[str, Any] = {"type": types[0] if len(types) == 1 else types}
    objects = [value for value in values if isinstance(value, dict)]
    lists = [value for value in values if isinstance(value, list)]
    if objects and depth < _DEEPEST:
        schema |= _of_objects(objects, depth)
    items = [item for value in lists for item in value]
    if items and depth < _DEEPEST:
        schema["items"] = shape_of(items, depth + 1)
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) == len(values) and (found := _enum(texts)):
        return {"enum": found}
    return schema


def _of_objects(objects: Sequence[dict[str, Any]], depth: int) -> dict[str, Any]:
    seen = Counter(name for one in objects for name in one)
    names = [name for name, _ in seen.most_common(_MOST_FIELDS)]
    required = [name for name in names if seen[name] == len(objects)]
    properties = {
        name: shape_of([one[name] for one in objects if name in one], depth + 1) for name in names
    }
    # Objects whose keys are data, not fields, share no field.
    if not required and len(names) > 3:
        return {}
    return {"properties": properties, **({"required": required} if required else {})}


def _enum(texts: Sequence[str]) -> list[str]:
    counts = Counter(texts)
    few = len(counts) <= _MOST_ENUM and len(texts) >= 3 * len(counts)
    return (
        [text for text, _ in counts.most_common()]
        if few and max(map(len, counts)) <= _LONGEST
        else []
    )


def _type(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, list):
        return "array"
    if isinstance(value, dict):
        return "object"
    whole = isinstance(value, int) or json.dumps(value).endswith(".0")
    return "integer" if whole else "number"
