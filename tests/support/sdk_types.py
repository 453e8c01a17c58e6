"""Types of vendors' own SDKs: requests as checks of bodies, and all that answers may hold."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin


def accepting(plain: Any, streaming: Any) -> Callable[[dict[str, Any]], Any]:
    """Validates a body against a request type, which may hold no field beside those it names.

    Args:
        plain: the type of a request for an answer in one piece.
        streaming: that of a body with the field `stream`.

    Returns:
        What gives a body back as the type reads it, and raises `pydantic.ValidationError`.
    """
    from pydantic import ConfigDict, TypeAdapter

    config = ConfigDict(extra="forbid")
    adapters: dict[bool, Any] = {
        False: TypeAdapter(list[plain], config=config),
        True: TypeAdapter(list[streaming], config=config),
    }

    def check(body: dict[str, Any]) -> Any:
        (found,) = adapters["stream" in body].validate_python([body])
        return _exhausted(found)

    return check


def _exhausted(value: Any) -> Any:
    """The value, its iterables walked through: they are validated one by one."""
    if isinstance(value, Mapping):
        return {key: _exhausted(inner) for key, inner in value.items()}
    if isinstance(value, (list, Iterator)):
        return [_exhausted(inner) for inner in value]
    return value


def members(kind: Any) -> list[Any]:
    """The types that a union is made of, unions in it and annotations around them taken apart."""
    kind = getattr(kind, "__value__", kind)  # of an alias
    origin = get_origin(kind)
    if origin is Annotated:
        return members(get_args(kind)[0])
    if origin in {Union, UnionType}:
        return [one for part in get_args(kind) for one in members(part)]
    if origin is list:
        return members(get_args(kind)[0])
    return [kind]


def words(kind: Any) -> set[str]:
    """The texts that a type allows: its literals, or the values of its enumeration."""
    found: set[str] = set()
    for one in members(kind):
        if get_origin(one) is Literal:
            found.update(word for word in get_args(one) if isinstance(word, str))
        elif isinstance(one, type) and issubclass(one, Enum):
            found.update(str(member.value) for member in one)
    return found


def tags(kind: Any, field: str = "type") -> set[str]:
    """What the members of a union of models may hold in the field that tells them apart."""
    models = [one for one in members(kind) if field in getattr(one, "model_fields", ())]
    return set().union(*(words(one.model_fields[field].annotation) for one in models))


def names(model: Any) -> set[str]:
    """The fields of a model, as they are called in JSON."""
    return {field.alias or name for name, field in model.model_fields.items()}


# --- Cohere, whose client passes on whatever it is given ------------------------------------------


def cohere_fields() -> Mapping[str, Any]:
    """The fields of Cohere's chat request, with their types."""
    from cohere.v2.client import V2Client

    known = set(inspect.signature(V2Client.chat).parameters) - {"self", "request_options"}
    hints = typing.get_type_hints(V2Client.chat, include_extras=True)
    return {name: hints[name] for name in known} | {"stream": bool}


PLAIN: Mapping[Any, Any] = {
    str: str,
    int: int,
    bool: bool,
    float: (int, float),
    type(None): type(None),
    dict: dict,
}


def unknown(value: Any, hint: Any) -> list[str]:
    """Where a value says more than its type, or something else; the SDK would only pass it on."""
    from pydantic import BaseModel

    origin, args = typing.get_origin(hint) or hint, typing.get_args(hint)
    found = [f"{value!r} is no {hint}"]
    if origin is typing.Annotated:
        found = unknown(value, args[0])
    elif origin is typing.Union:
        found = min((unknown(value, one) for one in args if one is not Any), key=len)
    elif origin is typing.Literal:
        found = [] if value in args else found
    elif origin in {list, Sequence} and isinstance(value, list):
        found = [problem for item in value for problem in unknown(item, args[0])]
    elif isinstance(origin, type) and issubclass(origin, BaseModel):
        found = _unknown_fields(value, origin)
    elif origin in PLAIN:
        found = [] if isinstance(value, PLAIN[origin]) else found
    return found


def _unknown_fields(value: Any, model: Any) -> list[str]:
    if not isinstance(value, dict):
        return ["no object", "of any kind"]
    hints = typing.get_type_hints(model, include_extras=True)
    problems = [f"{name} is no field of {model.__name__}" for name in value if name not in hints]
    problems += [
        f"{name} of {model.__name__} is missing"
        for name, field in model.model_fields.items()
        if field.is_required() and name not in value
    ]
    for name, item in value.items():
        problems += unknown(item, hints[name]) if name in hints else []
    return problems
