"""Tolerant reading of vendors' JSON: a field of the wrong type counts as absent.

Nothing here knows a vendor, and nothing here raises except `load_json`.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

import msgspec

from portcheck.model.chat import JsonObject
from portcheck.value import LARGEST

MAX_DEPTH = 100
"""Deepest nesting of JSON that counts as an answer; more could exhaust the stack of a walk."""

LARGE_BYTES = 256 * 1024
"""Size up to which JSON may need any amount of memory: it cannot be much."""
MOST_TIMES = 10
"""How many times its own size larger JSON may need in memory."""
_CONTAINER_BYTES, _TEXT_BYTES, _ITEM_BYTES = 72, 56, 8
"""Memory of an object or list, of a short text, and of an item in either, in CPython."""

NOTHING = frozenset({"", "none", "null", "false", "no", "0", "n/a", "nan", "{}", "[]"})
"""Spellings, in lower case, of an empty field in a table or a log."""
MAX_DIGITS = 20
"""A text with this many characters or more is not read as a number."""


def _finite(digits: str) -> float | None:
    """A number; `None` if it is too large for a double, such as `1e999`."""
    value = float(digits)
    return value if math.isfinite(value) else None


def _no_number(written: str) -> NoReturn:
    raise ValueError(f"{written} is no number of JSON")


def _number(digits: str) -> float:
    value = _finite(digits)
    return _no_number(digits) if value is None else value


_DECODER = json.JSONDecoder(parse_constant=lambda _: None, parse_float=_finite)
"""Reads more than the strict decoder, and takes ten times as long."""
_DECODER_OF_MODELS = json.JSONDecoder(parse_constant=_no_number, parse_float=_number)


def load_json(raw: bytes | str, *, by_model: bool = False) -> Any:
    """The JSON value in `raw`, which may also have a byte order mark or blank lines around it.

    Args:
        raw: what a vendor sent.
        by_model: a model wrote it. NaN, infinity and numbers that are too large for a double are
            then its mistake; in a vendor's fields they become `None`.

    Raises:
        ValueError: this is not JSON, it is nested too deeply, or it has too many values to be an
            answer.
    """
    if len(raw) > LARGE_BYTES and _memory(raw) > MOST_TIMES * len(raw):
        raise ValueError("too many values for its size")
    try:
        try:
            data = msgspec.json.decode(raw)
        except ValueError:
            text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
            decoder = _DECODER_OF_MODELS if by_model else _DECODER
            data = decoder.decode(text.removeprefix("\ufeff").strip())
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if _depth_bound(raw) > MAX_DEPTH and _depth(data) > MAX_DEPTH:
        raise ValueError("nested too deeply")
    return data


def _memory(raw: bytes | str) -> int:
    """Rough number of bytes that the values need besides the text; brackets in texts count too."""
    data = raw if isinstance(raw, bytes) else raw.encode("utf-8", "replace")
    containers = data.count(b"[") + data.count(b"{")
    texts = data.count(b'"') // 2
    return _CONTAINER_BYTES * containers + _TEXT_BYTES * texts + _ITEM_BYTES * data.count(b",")


def _depth_bound(raw: bytes | str) -> int:
    """An upper limit of the nesting: the number of opening brackets."""
    if isinstance(raw, bytes):
        return raw.count(b"[") + raw.count(b"{")
    return raw.count("[") + raw.count("{")


def _depth(data: Any) -> int:
    depth, level = 0, [data]
    while level:
        depth += 1
        below = [list(item.values()) if isinstance(item, dict) else item for item in level]
        level = [part for part in itertools.chain(*below) if isinstance(part, (dict, list))]
    return depth


def mapping(value: Any) -> JsonObject:
    """The object, or an empty one."""
    if type(value) is dict:  # nearly always; `isinstance` with Mapping takes ten times as long
        return value
    return value if value is not None and isinstance(value, Mapping) else {}


def items(value: Any) -> list[Any]:
    """The list, or an empty one."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """The string, or ""."""
    return value if isinstance(value, str) else ""


def text_or_none(value: Any) -> str | None:
    """The string; `None` if the value is not one, or is empty."""
    return value if isinstance(value, str) and value else None


def integer(value: Any) -> int | None:
    """The whole number (30.0 and "30" are 30), or `None`; none is as large as `value.LARGEST`."""
    if type(value) is not int and _is_whole(value):
        value = int(value)
    return value if type(value) is int and abs(value) < LARGEST else None


def _is_whole(value: Any) -> bool:
    if isinstance(value, float):
        return value.is_integer()
    written = value if isinstance(value, str) else ""
    return len(written) < MAX_DIGITS and written.isascii() and written.isdigit()


def first_integer(*values: Any) -> int | None:
    """The first whole number among `values`, or `None`."""
    for value in values:
        if value is not None and (found := integer(value)) is not None:
            return found
    return None


def parse_arguments(value: Any) -> tuple[JsonObject | None, str | None]:
    """The arguments of a tool call, which a vendor sends as an object, as text, or not at all.

    Returns:
        The parsed arguments (`None` if the model did not write a JSON object; absent, null and
        empty arguments are an empty object) and the text as written (`None` for an object).
    """
    if value is None or isinstance(value, Mapping):
        return value or {}, None
    if not isinstance(value, str):
        return None, json.dumps(value)
    try:
        parsed = load_json(value, by_model=True) if value.strip() else {}
    except ValueError:
        parsed = value
    if parsed is None:
        parsed = {}
    return (parsed if isinstance(parsed, dict) else None), value
