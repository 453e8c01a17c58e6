"""Define the filters of templates and the conversion of values to text."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable
from typing import Any

EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
"""Matches an expression in a text."""
MAX_OUTPUT = 1_000_000
"""Most characters that a template may produce."""


class TemplateMistake(Exception):  # noqa: N818  # becomes a Problem, is not an error of its own
    """A mistake in a template, or in a value that it needs."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.steps: tuple[str | int, ...] = ()
        """Path from the rendered value down to the text with the mistake."""
        self.fixed = False
        """Whether the text is wrong for all values."""


def bound(size: int) -> None:
    """Raise TemplateMistake if a text of that many characters is too long."""
    if size > MAX_OUTPUT:
        raise TemplateMistake("the template makes more than 1 MB of text", "use shorter values")


def shown(value: Any) -> Any:
    """Convert a value to text as JSON, but without quotes around text."""
    if value is None:
        raise TemplateMistake("a value in the template is empty (null)", "use the filter default")
    if isinstance(value, (bool, list, tuple, dict)):
        return _as_json(value)
    return value


def listed(value: Any) -> Any:
    """Convert tuples, which only expressions can create, to lists.

    Raises:
        OverflowError: a number is not finite.
    """
    if isinstance(value, float) and not math.isfinite(value):
        raise OverflowError
    if isinstance(value, (list, tuple)):
        return [listed(item) for item in value]
    if isinstance(value, dict):
        return {str(key): listed(item) for key, item in value.items()}
    return value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(shown(value))


def _default(value: Any, default_value: Any = "", boolean: bool = False) -> Any:
    from jinja2.filters import do_default  # noqa: PLC0415  # slow to import

    return do_default(value, default_value, boolean)


def _tojson(value: Any) -> str:
    from jinja2 import Undefined  # noqa: PLC0415  # slow to import

    if isinstance(value, Undefined):
        str(value)
    return _as_json(value)


def _as_json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    bound(len(text))
    return text


def _join(value: Iterable[Any], separator: str = "") -> str:
    parts = [_text(item) for item in value]
    bound(sum(map(len, parts)) + len(separator) * len(parts))
    return separator.join(parts)


def _replace(value: Any, old: str, new: str) -> str:
    text = _text(value)
    bound(len(text) + (text.count(old) * len(new)))
    return text.replace(old, new)


def _round(value: float, digits: int = 0) -> float:
    return round(value, digits) if digits else round(value)


def _end(value: Any, index: int) -> Any:
    if not isinstance(value, (str, list, tuple)) or not value:
        raise TemplateMistake(
            "first and last need a list or text that is not empty", "remove the filter"
        )
    return value[index]


FILTERS: dict[str, Callable[..., Any]] = {
    "default": _default,
    "first": lambda value: _end(value, 0),
    "float": float,
    "int": int,
    "join": _join,
    "last": lambda value: _end(value, -1),
    "length": len,
    "lower": lambda value: _text(value).lower(),
    "replace": _replace,
    "round": _round,
    "string": _text,
    "title": lambda value: _text(value).title(),
    "tojson": _tojson,
    "trim": lambda value: _text(value).strip(),
    "upper": lambda value: _text(value).upper(),
}
