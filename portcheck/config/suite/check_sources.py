"""Checks as written in a suite, and the case for which they are resolved."""

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
"""Most cached values of one kind: rows may have any number of different ones."""
_BY_REQUEST = frozenset({"accepts", "rejects", "turn"})
"""Keys next to a check that are compared with the request of its case."""
Values = tuple[Any, Any]
"""The values of the name of a check and of `expect`."""


def remember(known: dict[K, T], key: K, value: T) -> None:
    """Cache a value, dropping the oldest one if the cache is full."""
    if len(known) >= REMEMBERED:
        known.clear()
    known[key] = value


class CheckSource(Struct, frozen=True, kw_only=True):
    """One check as written in the file."""

    steps: Steps
    name: str
    kind: CheckKind
    value: Any
    """The value of its name, not rendered."""
    frame: Mapping[str, Any]
    """The keys next to its name."""
    dynamic: bool
    """Whether its arguments differ between cases."""
    gate: str
    """The gate that it feeds unless its case guards another one."""
    parts: tuple[CheckSource, ...] = ()
    """The parts of a composition."""

    @property
    def has_examples(self) -> bool:
        """Whether it has example answers that must pass or fail."""
        return "accepts" in self.frame or "rejects" in self.frame

    def names(self) -> Iterator[str]:
        """Yield its name and those of all its parts."""
        yield self.name
        for part in self.parts:
            yield from part.names()


class CaseContext(Struct, frozen=True, kw_only=True):
    """The case for which a check is resolved."""

    variables: Mapping[str, Any]
    request: Request
    gate: str | None
    """The zero-tolerance gate of the case."""
    occasion: Occasion
    """Its name, or the place of its data, for hints."""
    settings: MergedSettings
    """Settings of the case."""


class Numbered(Struct):
    """The checks of one or many cases with their ids, and a cache of resolved checks."""

    checks: tuple[tuple[CheckSource, str], ...]
    known: dict[bytes, tuple[CheckSpec, ...]] = field(default_factory=dict)
    """Resolved checks by the values of their templates and everything else that matters."""

    @property
    def ids(self) -> set[str]:
        """The ids of all checks."""
        return {name for _, name in self.checks}

    @property
    def by_request(self) -> bool:
        """Whether one of them depends on the request of the case."""
        return any(not _BY_REQUEST.isdisjoint(item.frame) for item, _ in self.checks)

    @property
    def varies(self) -> bool:
        """Whether they differ between cases."""
        return self.by_request or any(item.dynamic for item, _ in self.checks)
