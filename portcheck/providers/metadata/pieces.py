"""Fields of a stream that its fold has no use for, kept whole for what counts them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence, Set
from typing import Any

from portcheck.model.chat import JsonObject


class Pieces:
    """An object that comes in pieces."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: dict[str, list[Any]] = {}

    def add(self, piece: JsonObject, taken: Set[str] = frozenset()) -> None:
        """Adds the fields of a piece, without those that somebody else takes and those of null."""
        if piece.keys() <= taken:
            return
        for name, value in piece.items():
            if name not in taken and value is not None:
                self._held.setdefault(name, []).append(value)

    def whole(self) -> dict[str, Any]:
        """The object: texts and lists are joined, objects merged; of anything else the last."""
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
