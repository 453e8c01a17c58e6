"""The cases of a plan that stay in its file: their questions are most of what a large plan is."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

from msgspec import UNSET, Struct, UnsetType, field

from portcheck.errors import StoreError
from portcheck.model.chat import JsonObject, Request, Wordings
from portcheck.model.codec import decode_json
from portcheck.model.suite import Case, CheckSpec, Outline
from portcheck.run.store.file_pieces import FilePieces

RECENT_BYTES = 256 * 1024
"""Of the text of cases that stay in memory once they were read; the last one does in any case."""


class _Question(Struct):
    """What a case is more than its outline."""

    request: Request
    vars: JsonObject = field(default_factory=dict)
    tags: tuple[str, ...] | UnsetType = UNSET
    variants: Wordings | UnsetType = UNSET


class StoredCases(Sequence[Case]):
    """The cases of one workload, each read when it is asked for."""

    def __init__(self, path: Path) -> None:
        """`path` is the plan.json that the cases stand in."""
        self._path = path
        self._pieces = FilePieces(path)
        self._places = array("Q")
        """Offset and length of the text of each, in one number."""
        self.outlines: list[Outline] = []
        self.checks: dict[int, CheckSpec] = {}
        """Of all cases, by `id`; what many of them share is there once."""
        self._lists = set[int]()
        self._recent: dict[int, Case] = {}
        """By place. The trials of a case ask for it at about the same time, of each provider."""
        self._recent_bytes = 0

    def add(self, outline: Outline, offset: int, length: int) -> None:
        """Takes note of the text of a case, in bytes from the start of the file."""
        self.outlines.append(outline)
        if id(outline.checks) not in self._lists:
            self._lists.add(id(outline.checks))
            self.checks.update((id(spec), spec) for spec in outline.checks)
        self._places.append(offset << 32 | length)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Case: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Case, ...]: ...
    def __getitem__(self, index: int | slice) -> Case | tuple[Case, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        found = self._recent.get(index)
        if found is None:
            found = self._read(index)
            self._keep(index, found)
        return found

    def __iter__(self) -> Iterator[Case]:
        return (self[i] for i in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (tuple, StoredCases)):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # as of lists

    def _keep(self, index: int, case: Case) -> None:
        self._recent_bytes += self._places[index] & 0xFFFFFFFF
        while self._recent and self._recent_bytes > RECENT_BYTES:
            oldest = next(iter(self._recent))
            del self._recent[oldest]
            self._recent_bytes -= self._places[oldest] & 0xFFFFFFFF
        self._recent[index] = case

    def _read(self, index: int) -> Case:
        outline, place = self.outlines[index], self._places[index]
        try:
            asked = decode_json(_Question, self._pieces.read(place >> 32, place & 0xFFFFFFFF))
        except ValueError as exc:
            raise StoreError(f"{self._path} has changed: {exc}") from exc
        return Case(
            id=outline.id,
            checks=outline.checks,
            group=outline.group,
            repeats=outline.repeats,
            policy=outline.policy,
            request=asked.request,
            vars=asked.vars,
            tags=asked.tags,
            variants=asked.variants,
        )
