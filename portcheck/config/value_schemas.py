"""Make JSON Schemas of the model's values as `codec.encode` encodes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from msgspec import Struct, UnsetType, structs

from portcheck.value import LARGEST, Number, Whole

_PLAIN: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    Whole: {"type": "integer", "exclusiveMinimum": -LARGEST, "exclusiveMaximum": LARGEST},
    Number: {"type": "number"},
    NoneType: {"type": "null"},
}


def definitions(*kinds: type[Struct]) -> dict[str, Any]:
    """The definitions (for `$defs`) of these values and of all their parts.

    Each is named after its class, in lower case with underscores.
    """
    found: dict[str, Any] = {}
    for kind in kinds:
        _define(kind, found)
    return found


def _define(kind: type[Struct], found: dict[str, Any]) -> dict[str, Any]:
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
    if name not in found:
        found[name] = {}
        fields = {field.encode_name: field for field in structs.fields(kind)}
        properties = {name: _schema(field.type, found) for name, field in fields.items()}
        required = [name for name, field in fields.items() if field.required]
        tag = kind.__struct_config__
        if tag.tag_field:
            properties[tag.tag_field] = {"enum": [tag.tag]}
            required.append(tag.tag_field)
        found[name] |= {
            "description": " ".join((kind.__doc__ or "").split("\n\n")[0].split()),
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}


def _schema(annotation: Any, found: dict[str, Any]) -> Any:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in {Union, UnionType}:
        # An unset field is absent in JSON.
        stated = [option for option in arguments if option is not UnsetType]
        return {"anyOf": [_schema(option, found) for option in stated]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in {tuple, Sequence}:
        return {"type": "array", "items": _schema(arguments[0], found)}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema(arguments[1], found)}
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        return _define(annotation, found)
    return dict(_PLAIN[annotation]) if annotation in _PLAIN else True
