"""Collect the fields of a stream that its fold does not use, so that they can be counted."""

from __future__ import annotations

import itertools
from collections.abc import Sequence, Set
from typing import Any

from portcheck.model.chat import JsonObject


class Pieces:
    """An object that arrives in pieces."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: dict[str, list[Any]] = {}

    def add(self, piece: JsonObject, taken: Set[str] = frozenset()) -> None:
        """Add the fields of a piece, except for null and those read elsewhere (`taken`)."""
        if piece.keys() <= taken:
            return
        for name, value in piece.items():
            if name not in taken and value is not None:
                self._held.setdefault(name, []).append(value)

    def whole(self) -> dict[str, Any]:
        """The object: texts and lists are joined, objects merged, other values overwritten."""
        return {name: _joined(values) for name, values in self._held.items()}


def _joined(values: Sequence[Any]) -> Any:
    if len(values) > 1 and all(isinstance(value, str) for value in values):
        return "".join(values)
    if len(values) > 1 and all(isinstance(value, list) for value in values):
        return list(itertools.chain(*values))
    if len(values) > 1 and all(isinstance(value, dict) for value in values):
        merged = Pieces()
        for value in values:
            merged.add(value)
        return merged.whole()
    return values[-1]
