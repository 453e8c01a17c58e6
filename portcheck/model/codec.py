"""Values to JSON and back, and the canonical hash of a request.

`decode(type(x), encode(x)) == x` for every value of `portcheck.model`. Fields that are absent take
their default; unknown fields are refused, so that a newer record is never half understood.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from portcheck.model import plain
from portcheck.model.chat import (
    Image,
    Message,
    Request,
    Sampling,
    Text,
    Tool,
    ToolCall,
    ToolChoice,
)
from portcheck.model.completion import Completion

T = TypeVar("T")

CANONICAL_VERSION = "c1"
"""Version of the canonical form that `request_hash` hashes."""


def encode(value: Any) -> Any:
    """JSON-ready form of a value of the model."""
    kind: Any = type(value)
    if kind in _SCALARS:
        return value
    names = _json_names(kind)
    if names is not None:
        out = {}
        for attribute, name in names:
            item = getattr(value, attribute)
            # Most fields hold a scalar: a call for each would double the cost of a record.
            out[name] = item if type(item) in _SCALARS else encode(item)
        return out
    if kind is not tuple and isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    return value


def json_pieces(
    value: Any, write: Callable[[Any], str], whole: tuple[type, ...], *, ordered: bool = False
) -> Iterator[str]:
    """The JSON text of a value in pieces, for values that are large as a whole.

    Args:
        value: a value of the model, or plain JSON.
        write: JSON-ready data to text without spaces.
        whole: types whose values make one piece each.
        ordered: whether the keys of objects are sorted, as `write` must then do as well.
    """
    kind: Any = type(value)
    names = None if kind in whole else _json_names(kind)
    if names is not None:
        fields = {name: getattr(value, attribute) for attribute, name in names}
        start = "{"
        for name in sorted(fields) if ordered else fields:
            yield f"{start}{write(name)}:"
            yield from json_pieces(fields[name], write, whole, ordered=ordered)
            start = ","
        yield "}" if fields else "{}"
    elif kind is tuple and value:
        start = "["
        for item in value:
            yield start
            yield from json_pieces(item, write, whole, ordered=ordered)
            start = ","
        yield "]"
    else:
        yield write(encode(value))


def decode(cls: type[T], data: Any) -> T:
    """The value of type `cls` behind its JSON form.

    Raises:
        ValueError: the data does not have the form of `cls`.
    """
    kind: Any = cls
    decoded: T = _decoder(kind)(data)
    return decoded


_SCALARS = frozenset({str, int, float, bool, type(None)})
_NEVER_FLOATS = _SCALARS - {float}


@cache
def _json_names(kind: Any) -> tuple[tuple[str, str], ...] | None:
    """(attribute, name in JSON) of the fields of a dataclass; `None` for anything else."""
    if not dataclasses.is_dataclass(kind):
        return None
    return tuple(
        (field.name, field.metadata.get("json", field.name)) for field in dataclasses.fields(kind)
    )


@cache
def _decoder(kind: Any) -> Callable[[Any], Any]:
    """What turns JSON into a value of that type; built once a type, as types are few."""
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        return _union_decoder(get_args(kind))
    if origin is tuple:
        return _tuple_decoder(get_args(kind)[0])
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping_decoder(get_args(kind)[1])
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _dataclass_decoder(kind)
    return plain.reader(kind) or _as_it_is


def _as_it_is(data: Any) -> Any:
    return data


def _tuple_decoder(item_kind: Any) -> Callable[[Any], Any]:
    item = _decoder(item_kind)

    def read(data: Any) -> Any:
        if not isinstance(data, list):
            raise ValueError(f"expected a list, found {plain.found(data)}")
        return tuple(data) if item is _as_it_is else tuple(item(one) for one in data)

    return read


def _mapping_decoder(value_kind: Any) -> Callable[[Any], Any]:
    value = _decoder(value_kind)

    def read(data: Any) -> Any:
        if not isinstance(data, dict):
            raise ValueError(f"expected an object, found {plain.found(data)}")
        return {key: value(item) for key, item in data.items()}

    return read


def _union_decoder(options: tuple[Any, ...]) -> Callable[[Any], Any]:
    """`None`, a dataclass told by its `type`, or whatever the one other option reads.

    Raises:
        TypeError: the union has two options that JSON would not tell apart.
    """
    tagged: dict[str, Callable[[Any], Any]] = {}
    untagged: Callable[[Any], Any] | None = None
    others = [o for o in options if o is not type(None) and not dataclasses.is_dataclass(o)]
    if len(others) > 1:
        raise TypeError(f"a union of {others} is ambiguous in JSON")
    for option in options:
        if isinstance(option, type) and dataclasses.is_dataclass(option):
            tags = get_args(get_type_hints(option).get("type"))
            tagged |= dict.fromkeys(tags, _decoder(option))
            untagged = untagged or (None if tags else _decoder(option))
    other = _decoder(others[0]) if others else (untagged or _untold)
    optional = type(None) in options
    if other is _as_it_is and not (tagged or untagged):
        return _as_it_is

    def read(data: Any) -> Any:
        if data is None and optional:
            return None
        if isinstance(data, dict) and (tagged or untagged):
            found = tagged.get(str(data.get("type")), untagged)
            if found is not None:
                return found(data)
        return other(data)

    return read


def _untold(data: Any) -> Any:
    raise ValueError(f"cannot tell what this is: {plain.found(data)}")


def _dataclass_decoder(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    fields = {
        name: (own, plain.exact(hints[own]), _decoder(hints[own]))
        for own, name in _json_names(kind) or ()
    }

    def read(data: Any) -> Any:
        if not isinstance(data, dict):
            raise ValueError(f"{kind.__name__}: expected an object, found {plain.found(data)}")
        values = {}
        for key, item in data.items():
            if key not in fields:
                raise ValueError(f"{kind.__name__}: unknown field {key!r}")
            own, exact, decoder = fields[key]
            try:
                values[own] = item if type(item) in exact else decoder(item)
            except ValueError as exc:
                raise ValueError(f"{key}: {exc}") from exc
        try:
            return kind(**values)
        except TypeError as exc:
            raise ValueError(f"{kind.__name__}: {exc}") from exc

    return read


# --- requests: the form of `portcheck call`, which people write by hand ----------------------


def request_to_json(request: Request) -> dict[str, Any]:
    """The form that `portcheck call` reads; what is not set is left out."""
    out: dict[str, Any] = {}
    if request.system is not None:
        out["system"] = request.system
    out["messages"] = [message_to_json(message) for message in request.messages]
    if request.tools:
        out["tools"] = [_drop_none(encode(tool)) for tool in request.tools]
    if request.tool_choice is not None:
        choice = request.tool_choice
        out["tool_choice"] = {"name": choice.name} if choice.mode == "tool" else choice.mode
    if request.response_schema is not None:
        out["response_schema"] = encode(request.response_schema)
    sampling = {
        key: item for key, item in encode(request.sampling).items() if item not in (None, [])
    }
    if sampling:
        out["sampling"] = sampling
    return out


def message_to_json(message: Message) -> dict[str, Any]:
    """One message; content that is a single text becomes a plain string."""
    out: dict[str, Any] = {"role": message.role}
    if len(message.content) == 1 and isinstance(message.content[0], Text):
        out["content"] = message.content[0].text
    else:
        out["content"] = [encode(part) for part in message.content]
    if message.tool_calls:
        out["tool_calls"] = [encode(call) for call in message.tool_calls]
    if message.tool_call_id is not None:
        out["tool_call_id"] = message.tool_call_id
    if message.is_error:
        out["is_error"] = True
    return out


def request_from_json(data: Mapping[str, Any]) -> Request:
    """The inverse of `request_to_json`, for data that has passed the request schema.

    Raises:
        ValueError: the data does not have that form.
    """
    choice = data.get("tool_choice")
    return Request(
        system=data.get("system"),
        messages=tuple(message_from_json(item) for item in data["messages"]),
        tools=tuple(tool_from_json(item) for item in data.get("tools") or ()),
        tool_choice=None if choice is None else tool_choice_from_json(choice),
        response_schema=data.get("response_schema"),
        sampling=decode(Sampling, dict(data.get("sampling") or {})),
    )


def message_from_json(data: Mapping[str, Any]) -> Message:
    """One message; `content` is a string, a list of parts, or absent."""
    content = data.get("content")
    parts: tuple[Text | Image, ...]
    if content is None:
        parts = ()
    elif isinstance(content, str):
        parts = (Text(text=content),)
    else:
        parts = tuple(_part_from_json(item) for item in content)
    return Message(
        role=data["role"],
        content=parts,
        tool_calls=tuple(_tool_call_from_json(item) for item in data.get("tool_calls") or ()),
        tool_call_id=data.get("tool_call_id"),
        is_error=bool(data.get("is_error", False)),
    )


def _part_from_json(data: Mapping[str, Any]) -> Text | Image:
    if data.get("type") == "image":
        return decode(Image, dict(data))
    return decode(Text, dict(data))


def _tool_call_from_json(data: Mapping[str, Any]) -> ToolCall:
    return decode(ToolCall, {"id": None, "arguments": None, **data})


def tool_from_json(data: Mapping[str, Any]) -> Tool:
    """A tool, flat or wrapped in `{"type": "function", "function": {...}}` as OpenAI does."""
    inner = data.get("function")
    return decode(Tool, dict(inner if isinstance(inner, Mapping) else data))


def tool_choice_from_json(data: str | Mapping[str, Any]) -> ToolChoice:
    """`"auto"`, `"required"`, `"none"` or `{"name": TOOL}`."""
    if isinstance(data, str):
        return decode(ToolChoice, {"mode": data})
    return ToolChoice(mode="tool", name=data["name"])


def _drop_none(data: dict[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in data.items() if item is not None}


def completion_to_json(completion: Completion) -> dict[str, Any]:
    """The form that `portcheck call` prints: `error` and `recorded_at` only where there is one."""
    data: dict[str, Any] = encode(completion)
    return {
        key: item
        for key, item in data.items()
        if item is not None or key not in {"error", "recorded_at"}
    }


def canonical_json(data: Any) -> str:
    """JSON with sorted keys, no spaces, and integral floats written as integers (1.0 is 1)."""
    return _CANONICAL.encode(_integral(data))


_CANONICAL = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def _integral(data: Any) -> Any:
    if type(data) in _NEVER_FLOATS:
        return data
    if isinstance(data, Mapping):
        return {
            key: item if type(item) in _NEVER_FLOATS else _integral(item)
            for key, item in data.items()
        }
    if isinstance(data, (list, tuple)):
        return [_integral(item) for item in data]
    if isinstance(data, float) and data.is_integer():
        return int(data)
    return data


def request_hash(request: Request) -> str:
    """Identity of a request across providers: `c1:` and the SHA-256 of its canonical JSON.

    Model, provider, ordinal and streaming do not enter: they are not the question.
    """
    text = canonical_json(request_to_json(request))
    return f"{CANONICAL_VERSION}:{hashlib.sha256(text.encode()).hexdigest()}"


def digest(data: Any, whole: tuple[type, ...] = ()) -> str:
    """SHA-256 (hex) of the canonical JSON of a value of the model or of plain JSON.

    Args:
        data: the value.
        whole: types that are small enough to be written in one go; see `json_pieces`.
    """
    found = hashlib.sha256()
    for piece in json_pieces(data, canonical_json, whole, ordered=True):
        found.update(piece.encode())
    return found.hexdigest()
