"""JSON Schemas of the model's values, in the form that `codec.encode` gives them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from portcheck.model.plain import LARGEST

_PLAIN: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer", "exclusiveMinimum": -LARGEST, "exclusiveMaximum": LARGEST},
    float: {"type": "number"},
    NoneType: {"type": "null"},
}


def definitions(*kinds: type) -> dict[str, Any]:
    """Definitions (for `$defs`) of these dataclasses and of all that they hold.

    They are named as their classes are, in lower case with underscores.
    """
    found: dict[str, Any] = {}
    for kind in kinds:
        _define(kind, found)
    return found


def _define(kind: Any, found: dict[str, Any]) -> dict[str, Any]:
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
    if name not in found:
        found[name] = {}
        hints = get_type_hints(kind)
        fields = {f.metadata.get("json", f.name): f for f in dataclasses.fields(kind)}
        found[name] |= {
            "description": " ".join((kind.__doc__ or "").split("\n\n")[0].split()),
            "type": "object",
            "properties": {key: _schema(hints[f.name], found) for key, f in fields.items()},
            "required": [key for key, field in fields.items() if _is_required(field)],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _schema(kind: Any, found: dict[str, Any]) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return {"anyOf": [_schema(option, found) for option in arguments]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0], found)}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema(arguments[1], found)}
    if dataclasses.is_dataclass(kind):
        return _define(kind, found)
    return dict(_PLAIN[kind]) if kind in _PLAIN else True
