"""Read rows of JSON Lines, one object per line."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from sys import intern
from typing import Any

from portcheck.config.reading.csv_rows import is_csv
from portcheck.config.reading.rows import Row, first_lines, lines
from portcheck.config.reading.yaml_loader import UnreadableError
from portcheck.config.reading.yaml_scalars import keeps_digits


def json_lines_mistake(text: str) -> tuple[str, str] | None:
    """Message and hint if a text as a whole is not JSON Lines but something else."""
    first = first_lines(text)
    if not first:
        return None
    if first[0][0] in "[{" and (found := _pretty_printed(text)):
        return found
    if any(line.startswith("{") for line in first) and not _is_open(first[0]):
        return None
    if first[0].startswith("["):
        return "this is a JSON array, not JSON Lines", _each("jq -c '.[]'")
    if is_csv(text):
        return "this is CSV, not JSON Lines", "name a CSV file with the ending .csv"
    return "this is not JSON Lines", "write one JSON object per line"


def _is_open(line: str) -> bool:
    """Whether a line begins an array that continues on later lines."""
    return line.startswith("[") and not line.endswith("]")


def _pretty_printed(text: str) -> tuple[str, str] | None:
    """Message and hint if the first value of a text takes several lines."""
    begin = len(text) - len(text.lstrip())
    end = text.find("\n", begin)
    try:
        json.loads(text[begin : end if end >= 0 else len(text)])
    except (ValueError, RecursionError):
        pass
    else:
        return None
    try:
        value, end = json.JSONDecoder().raw_decode(text, begin)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, list):
        return "this is a JSON array, not JSON Lines", _each("jq -c '.[]'")
    if text[end:].strip():
        return "these are JSON objects over several lines, not JSON Lines", _each("jq -c .")
    lists = [key for key, part in value.items() if _holds_objects(part)]
    select = f"jq -c '.{lists[0]}[]'" if len(lists) == 1 and lists[0].isidentifier() else "jq -c ."
    return "this is one JSON object over several lines, not JSON Lines", _each(select)


def _holds_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _each(command: str) -> str:
    return f"write one object per line, as {command} does"


def json_rows(text: str) -> Iterator[Row | UnreadableError]:
    """Yield the rows and the errors of unreadable rows."""
    for number, line in enumerate(lines(text), 1):
        if not line.strip():
            continue
        try:
            value = _DECODER.decode(line)
            _refuse_surrogates(line, value)
        except json.JSONDecodeError as exc:
            yield UnreadableError(
                number, exc.colno, "invalid JSON from here on", _json_hint(exc.msg)
            )
            continue
        except (ValueError, RecursionError) as exc:
            message = str(exc) if isinstance(exc, _RowError) else "a value cannot be read"
            hint = exc.hint if isinstance(exc, _RowError) else "write it in a simpler form"
            yield UnreadableError(number, 1, message, hint)
            continue
        if isinstance(value, dict):
            yield Row(number, value)
        else:
            yield UnreadableError(
                number, 1, "the line is not a JSON object", "write one object per line"
            )


def _json_hint(message: str) -> str:
    if "Extra data" in message:
        return "write one object per line"
    if "Expecting property name" in message:
        return "put keys in double quotes, and remove a comma before a closing brace"
    if "Invalid \\escape" in message:
        return "write a backslash as \\\\"
    return "write each object on one line"


class _RowError(ValueError):
    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def _no_constant(name: str) -> float:
    raise _RowError(f"{name} is not JSON", "write null, or leave the key out")


def _finite(text: str) -> float | str:
    value = float(text)
    if not math.isfinite(value):
        raise _RowError("a number is too large", "put it in quotes")
    return value if keeps_digits(text, value) else text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Rows have the same keys; without interning each row would have its own copies.
    found = {intern(key): value for key, value in pairs}
    if len(found) != len(pairs):
        raise _RowError("a key occurs twice", "remove one of them")
    return found


_DECODER = json.JSONDecoder(
    parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_object
)
"""Shared by all lines: making a decoder takes as long as decoding a line."""


def _refuse_surrogates(line: str, value: Any) -> None:
    # A lone surrogate is not a character and cannot be encoded as UTF-8.
    if "\\ud" in line.lower():
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise _RowError("half of a surrogate pair", "write the character itself") from None
