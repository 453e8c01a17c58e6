"""Read samples.jsonl by trial.

The answers of a nightly run may take too much memory, so they stay in the file.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, KeysView, Mapping, Sequence
from pathlib import Path
from typing import Any

from portcheck.errors import StoreError
from portcheck.model.codec import decode_json, decode_json_lines
from portcheck.model.run import Sample
from portcheck.run.store.consistency import sample_fault
from portcheck.run.store.damage_messages import damaged, decoded
from portcheck.run.store.file_pieces import FilePieces


class Samples(Mapping[str, Sample]):
    """Trial key to its last sample; only the store adds to it."""

    def __init__(self, path: Path) -> None:
        """`path` is the samples.jsonl that contains the samples."""
        self._pieces = FilePieces(path)
        self._places: dict[str, int] = {}
        """Trial key to offset and length of its line, packed into one number."""
        self._missing: set[str] = set()

    def add(self, key: str, sample: Sample, offset: int, length: int) -> None:
        """Add a sample with the place of its line, in bytes from the start of the file.

        `key` is its trial's key, as a string object that is already in memory.
        """
        self._places[key] = offset << 32 | length
        if sample.failure is not None and sample.failure.missing:
            self._missing.add(key)
        elif self._missing:
            self._missing.discard(key)

    def answered(self) -> frozenset[str]:
        """Keys of the trials that have an answer or a final failure."""
        answered = frozenset(self._places)
        return answered - self._missing if self._missing else answered

    def missing(self) -> frozenset[str]:
        """Keys of the executed trials that should be asked again; few, unlike `answered`."""
        return frozenset(self._missing)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def keys(self) -> KeysView[str]:
        """The trial keys as a set-like view."""
        return self._places.keys()

    def __getitem__(self, key: str) -> Sample:
        return self._read(self._places[key])

    def get(self, key: str, default: Any = None) -> Any:
        """Return the sample of a trial; faster than the inherited method."""
        place = self._places.get(key)
        return default if place is None else self._read(place)

    def _read(self, place: int) -> Sample:
        line = self._pieces.read(place >> 32, place & 0xFFFFFFFF)
        try:
            return decode_json(Sample, line)
        except ValueError as exc:
            raise StoreError(f"{self._pieces.path} has changed while it was used: {exc}") from exc


def samples_in(
    path: Path, lines: Sequence[bytes], first: int, planned: Container[str]
) -> list[Sample]:
    """Decode lines of a samples.jsonl. Raises StoreError if one is unreadable.

    Args:
        path: path of the file, for errors.
        lines: one sample each.
        first: number of the first line, 1-based.
        planned: keys of the trials of the plan.
    """
    try:
        found = decode_json_lines(Sample, lines)
    except ValueError:
        found = [decoded(Sample, one, path, n) for n, one in enumerate(lines, first)]
    for number, sample in enumerate(found, first):
        if fault := sample_fault(sample, planned):
            raise damaged(path, fault, number)
    return found
