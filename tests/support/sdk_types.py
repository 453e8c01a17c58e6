"""Request types of vendors' own SDKs, as checks of request bodies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any


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
