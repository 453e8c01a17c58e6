"""Values to JSON and back, and the canonical hash of a request.

`decode(type(x), encode(x)) == x` for every value of `portcheck.model`. Absent fields take their
default; unknown fields are an error, so a newer record is never half understood.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET

from portcheck.model.chat import (
    NOTHING_SET,
    Audio,
    Document,
    Image,
    Message,
    Part,
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
    """The JSON-ready form of a value of the model, in dicts, lists, tuples and plain values."""
    return msgspec.to_builtins(value, str_keys=True, enc_hook=_as_builtin)


def encode_json(value: Any) -> bytes:
    """The JSON text of a value: ASCII without spaces or line breaks."""
    try:
        text = _ENCODER.encode(value)
    except UnicodeEncodeError:  # half of a surrogate pair, which UTF-8 has no bytes for
        text = b"\xff"
    return text if text.isascii() else _COMPACT.encode(encode(value)).encode()


def decode(cls: type[T], data: Any) -> T:
    """The value of type `cls` behind its JSON-ready form.

    Raises:
        ValueError: the data does not have the form of `cls`; says where.
    """
    return msgspec.convert(data, cls)


def decode_json(cls: type[T], text: bytes) -> T:
    """The value of type `cls` behind its JSON text.

    Raises:
        ValueError: the text is not JSON, or does not have the form of `cls`; says where.
    """
    decoded: T
    try:
        decoded = _decoder(cls).decode(text)  # type: ignore[arg-type]
    except msgspec.ValidationError:
        raise
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except ValueError:
        # Half a surrogate pair, and `Infinity` in what a model wrote, are not JSON to msgspec.
        return _decode_leniently(cls, text)
    return decoded


def decode_json_lines(cls: type[T], lines: Sequence[bytes | msgspec.Raw]) -> list[T]:
    """The values of type `cls` behind lines of JSON text, in about half the time of one by one.

    Raises:
        ValueError: a line does not have that form, or only `decode_json` can read it. Call that
            for each line to learn which one it is.
    """
    try:
        values: list[T] = _decoder(list[cls]).decode(b"[%b]" % b",".join(lines))  # type: ignore[valid-type]
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if len(values) != len(lines):
        raise ValueError("a line holds more or less than one value")
    return values


def _decode_leniently(cls: type[T], text: bytes) -> T:
    try:
        return decode(cls, json.loads(text))
    except RecursionError:
        raise ValueError("nested too deeply") from None


@cache
def _decoder(cls: Any) -> msgspec.json.Decoder[Any]:
    """The decoder of a type, made once: there are few types."""
    return msgspec.json.Decoder(cls)


def _as_builtin(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return tuple(value)
    raise TypeError(f"{type(value).__name__} is not a value of the model")


_FILES: Mapping[str, type[Image | Document | Audio]] = {
    str(kind.__struct_config__.tag): kind for kind in (Image, Document, Audio)
}
_ENCODER = msgspec.json.Encoder(enc_hook=_as_builtin)
_COMPACT = json.JSONEncoder(separators=(",", ":"))
_NEVER_FLOATS = frozenset({str, int, bool, type(None)})


def json_pieces(
    value: Any, write: Callable[[Any], bytes], whole: tuple[type, ...], *, ordered: bool = False
) -> Iterator[bytes]:
    """The JSON text of a value in pieces, for values that are large as a whole.

    Args:
        value: a value of the model, or plain JSON.
        write: a value to JSON text without spaces.
        whole: types whose values `write` gets whole; tagged types must be among them.
        ordered: whether to sort the keys of objects; `write` must then sort them too.
    """
    if isinstance(value, msgspec.Struct) and not isinstance(value, whole):
        values = ((name, getattr(value, field)) for field, name in _fields(type(value)))
        fields = {name: found for name, found in values if found is not msgspec.UNSET}
        start = b"{"
        for name in sorted(fields) if ordered else fields:
            yield start + write(name) + b":"
            yield from json_pieces(fields[name], write, whole, ordered=ordered)
            start = b","
        yield b"}" if fields else b"{}"
    elif value and isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        start = b"["
        for item in value:
            if isinstance(item, whole):
                yield start + write(item)
            else:
                yield start
                yield from json_pieces(item, write, whole, ordered=ordered)
            start = b","
        yield b"]"
    else:
        yield write(value)


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, str], ...]:
    """(attribute, name in JSON) of each field."""
    return tuple(zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True))


# --- requests: the form of `portcheck call`, which people write by hand ----------------------


def request_to_json(request: Request) -> dict[str, Any]:
    """The form that `portcheck call` reads, without unset fields.

    A tool loop, later turns and `history` are in it too, though `call` does not read them.
    """
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
    if request.sampling != NOTHING_SET:
        settings = encode(request.sampling).items()
        out["sampling"] = {key: item for key, item in settings if item not in (None, ())}
    if request.tool_loop is not UNSET:
        out["tool_loop"] = encode(request.tool_loop)
    if request.turns is not UNSET:
        out["turns"] = [message_to_json(message) for message in request.turns]
    if request.history is not UNSET:
        out["history"] = request.history
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
    """The request in data that has passed the request schema, which knows no loops and no turns.

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
        sampling=decode(Sampling, plain_sampling(data.get("sampling") or {})),
    )


def plain_sampling(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Sampling settings from a file in their canonical form, without those that are not set.

    `true` and `false` mean thinking on and off, and `json_mode: false` is not a setting: equal
    meanings have one canonical form.
    """
    found = {name: value for name, value in settings.items() if value is not None}
    if isinstance(found.get("thinking"), bool):
        found["thinking"] = "on" if found["thinking"] else "off"
    if found.get("json_mode") is False:
        del found["json_mode"]
    return found


def message_from_json(data: Mapping[str, Any]) -> Message:
    """One message; `content` is a string, a list of parts, or absent."""
    content = data.get("content")
    parts: tuple[Part, ...]
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


def _part_from_json(data: Mapping[str, Any]) -> Part:
    kind = _FILES.get(data.get("type", "text"))
    return decode(Text, dict(data)) if kind is None else decode(kind, dict(data))


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
    """The form that `portcheck call` prints: `error` and `recorded_at` only if there is one."""
    data: dict[str, Any] = encode(completion)
    return {
        key: item
        for key, item in data.items()
        if item is not None or key not in {"error", "recorded_at"}
    }


def canonical_bytes(data: Any) -> bytes:
    """The text of `canonical_json` in UTF-8, with half of a surrogate pair as JSON escapes it.

    msgspec writes the same in a fifth of the time, except floats, of which few values have any.
    """
    try:
        text = _SORTED.encode(data)
    except (TypeError, UnicodeEncodeError):  # keys that are not texts, and half a surrogate pair
        return canonical_json(data).encode("utf-8", "backslashreplace")
    perhaps = _FRACTION.search(text) or _EXPONENT.search(text)
    return canonical_json(data).encode() if perhaps else text


_SORTED = msgspec.json.Encoder(order="sorted", enc_hook=_as_builtin)
_FRACTION = re.compile(rb"\.[0-9]")
_EXPONENT = re.compile(rb"e(?<=[0-9]e)")
"""Every float matches one of the two; texts can match too. A search for one letter is fastest."""


def canonical_json(data: Any) -> str:
    """JSON with sorted keys, no spaces, and integral floats written as integers (1.0 is 1)."""
    plain = encode(data)
    text = _CANONICAL.encode(plain)
    # Few values hold such a float, and a walk through a value takes longer than writing it. A
    # search for fixed letters takes a hundredth of that time, which counts in long files.
    perhaps = (".0" in text or "e+" in text) and _PERHAPS_INTEGRAL.search(text) is not None
    return _CANONICAL.encode(_integral(plain)) if perhaps else text


_PERHAPS_INTEGRAL = re.compile(r"\.0(?![0-9])|[0-9]e\+")
"""How JSON writes an integral float: `1.0`, `1e+16`; texts can look like it."""

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

    Model, provider, ordinal and streaming are not part of it: they are not the question.
    """
    text = canonical_bytes(request_to_json(request))
    return f"{CANONICAL_VERSION}:{hashlib.sha256(text).hexdigest()}"


def digest(data: Any, whole: tuple[type, ...] = ()) -> str:
    """SHA-256 (hex) of the canonical JSON of a value of the model or of plain JSON.

    Args:
        data: the value.
        whole: types that are small enough to be written in one go; see `json_pieces`.
    """
    found = hashlib.sha256()
    for piece in json_pieces(data, canonical_bytes, whole, ordered=True):
        found.update(piece)
    return found.hexdigest()
