"""Leave the cases of a plan in its file: their questions are most of a large plan."""

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

_LENGTH = 0xFFFFFFFF
"""The bits of a place that hold the length."""
_MOST_RECENT = 512
_RECENT_BYTES = 1_000_000


class _Question(Struct):
    """The fields of a case that its outline lacks."""

    request: Request
    vars: JsonObject = field(default_factory=dict)
    tags: tuple[str, ...] | UnsetType = UNSET
    variants: Wordings | UnsetType = UNSET


class StoredCases(Sequence[Case]):
    """The cases of one workload, each read from the file on access."""

    def __init__(self, path: Path) -> None:
        """`path` is the plan.json that contains the cases."""
        self._path = path
        self._pieces = FilePieces(path)
        self._places = array("Q")
        """Offset and length of each case's text, packed into one number."""
        self.outlines: list[Outline] = []
        self.checks: dict[int, CheckSpec] = {}
        """The checks of all cases by `id()`, so shared ones are stored once."""
        self._lists = set[int]()
        self._recent: dict[int, Case] = {}
        """The cases read last; providers are asked the same cases, a little apart."""
        self._recent_bytes = 0

    def add(self, outline: Outline, offset: int, length: int) -> None:
        """Add a case with the place of its text, in bytes from the start of the file."""
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
            self._make_room(self._places[index] & _LENGTH)
            found = self._recent[index] = self._read(index)
        return found

    def __iter__(self) -> Iterator[Case]:
        return (self[i] for i in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (tuple, StoredCases)):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # as of lists

    def _make_room(self, length: int) -> None:
        """Drop the oldest cases, until one of `length` bytes fits."""
        self._recent_bytes += length
        recent = self._recent
        while recent and (len(recent) >= _MOST_RECENT or self._recent_bytes > _RECENT_BYTES):
            first = next(iter(recent))
            del recent[first]
            self._recent_bytes -= self._places[first] & _LENGTH

    def _read(self, index: int) -> Case:
        outline, place = self.outlines[index], self._places[index]
        try:
            asked = decode_json(_Question, self._pieces.read(place >> 32, place & _LENGTH))
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
