"""Check the JMESPath expressions of a providers file once, and apply them to every answer.

Only this module uses the library, which is imported at the first expression.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_GOES_WRONG = (
    *(ArithmeticError, AttributeError, LookupError, RecursionError, TypeError),
    ValueError,  # JMESPath's own errors among them
)
"""Errors of the library if the data does not fit an expression."""


def path_mistake(expression: Any) -> str | None:
    """A mistake in an expression, and its position; `None` if it is valid."""
    if not isinstance(expression, str) or not expression.strip():
        return "this is not a JMESPath expression"
    import jmespath  # noqa: PLC0415  # see the module's docstring
    from jmespath.exceptions import JMESPathError  # noqa: PLC0415

    try:
        tree = jmespath.compile(expression).parsed
    except JMESPathError as exc:
        at = getattr(exc, "lex_position", None)
        where = f" at character {at + 1}" if isinstance(at, int) else ""
        return f"this is not a JMESPath expression: it goes wrong{where}"
    return next(_bad_calls(tree), None)


def search(expression: str, data: Any) -> Any:
    """Apply an expression; returns `None` if it finds nothing.

    Raises:
        ValueError: a function in it does not accept the data.
    """
    import jmespath  # noqa: PLC0415  # see the module's docstring

    try:
        return jmespath.search(expression, data)
    except _GOES_WRONG as exc:
        raise ValueError(f"the expression does not fit: {type(exc).__name__}") from None


def _bad_calls(node: Any) -> Iterator[str]:
    """Calls of functions that do not exist, or with too few or too many arguments.

    The library itself finds them only when an answer gets that far.
    """
    from jmespath.functions import Functions  # noqa: PLC0415  # see the module's docstring

    if not isinstance(node, Mapping):
        return
    arguments = node.get("children", [])
    if node.get("type") == "function_expression":
        known = Functions.FUNCTION_TABLE.get(node["value"])
        if known is None:
            yield f"JMESPath has no function {node['value']}()"
        else:
            wanted = known["signature"]
            variadic = bool(wanted) and wanted[-1].get("variadic", False)
            short, long = len(arguments) < len(wanted), len(arguments) > len(wanted)
            if short or (long and not variadic):
                yield f"{node['value']}() takes {len(wanted)} argument{'s'[: len(wanted) != 1]}"
    for child in arguments:
        yield from _bad_calls(child)
