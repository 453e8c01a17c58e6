"""Checks as they are in a suite, and the case that they are resolved for."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, TypeVar

from msgspec import Struct, field

from portcheck.config.problems.document import Occasion, Steps
from portcheck.config.suite.merged_settings import MergedSettings
from portcheck.model.chat import Request
from portcheck.model.suite import CheckSpec
from portcheck.plugins import CheckKind

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
REMEMBERED = 1000
"""Things of one kind that are kept, at most: rows may bring any number of different ones."""
_BY_REQUEST = frozenset({"accepts", "rejects", "turn"})
"""What is beside a check and is compared with the request of its case."""
Values = tuple[Any, Any]
"""What is behind the name of a check, and behind `expect`."""


def remember(known: dict[K, T], key: K, value: T) -> None:
    """Keeps a value among the last ones."""
    if len(known) >= REMEMBERED:
        known.clear()
    known[key] = value


class CheckSource(Struct, frozen=True, kw_only=True):
    """One check as it is in the file."""

    steps: Steps
    name: str
    kind: CheckKind
    value: Any
    """What is behind the name, not rendered."""
    frame: Mapping[str, Any]
    """What is beside the name."""
    dynamic: bool
    """Its arguments differ from case to case."""
    gate: str
    """That it feeds unless its case guards another."""
    parts: tuple[CheckSource, ...] = ()
    """Of a composition."""

    @property
    def has_examples(self) -> bool:
        """Whether answers stand beside it that must pass or fail."""
        return "accepts" in self.frame or "rejects" in self.frame

    def names(self) -> Iterator[str]:
        """Its name, and those of all its parts."""
        yield self.name
        for part in self.parts:
            yield from part.names()


class CaseContext(Struct, frozen=True, kw_only=True):
    """The case that a check is resolved for."""

    variables: Mapping[str, Any]
    request: Request
    gate: str | None
    """The zero-tolerance gate of the case."""
    occasion: Occasion
    """Its name, or where its data is, for hints."""
    settings: MergedSettings
    """Of the case."""


class Numbered(Struct):
    """The checks of a case with their ids, or of many, and what they came to."""

    checks: tuple[tuple[CheckSource, str], ...]
    known: dict[bytes, tuple[CheckSpec, ...]] = field(default_factory=dict)
    """By the values that were put into them, and all else of a case that counts."""

    @property
    def ids(self) -> set[str]:
        """Of all of them."""
        return {name for _, name in self.checks}

    @property
    def by_request(self) -> bool:
        """Whether the request of its case decides about one of them."""
        return any(not _BY_REQUEST.isdisjoint(item.frame) for item, _ in self.checks)

    @property
    def varies(self) -> bool:
        """Whether they differ from case to case."""
        return self.by_request or any(item.dynamic for item, _ in self.checks)
