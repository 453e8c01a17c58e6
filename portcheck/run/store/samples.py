"""The samples of a run by trial: some in memory, however many there are in all.

A nightly run holds more answers than should stand in memory at once, and every question about it
goes through them in nearly the order in which they were written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from portcheck.model.codec import decode_json
from portcheck.model.run import Sample

KEPT = 4_000
"""Samples that stay in memory, the first ones; the others are read again when asked for."""
_BLOCK_BYTES = 256 * 1024
_BLOCKS = 4


class Samples(Mapping[str, Sample]):
    """Trial key to its last sample; read-only but for the store that fills it."""

    def __init__(self, path: Path) -> None:
        """`path` is the samples.jsonl that the samples stand in."""
        self._path = path
        self._places: dict[str, int] = {}
        """Offset and length of the line, in one number."""
        self._kept: dict[str, Sample] = {}
        self._blocks: dict[int, bytes] = {}
        self._missing: set[str] = set()

    def add(self, sample: Sample, offset: int, length: int) -> None:
        """Takes note of the line of a sample, in bytes from the start of the file."""
        key = sample.trial
        self._places[key] = offset << 32 | length
        self._blocks.pop(offset // _BLOCK_BYTES, None)
        if key in self._kept or len(self._kept) < KEPT:
            self._kept[key] = sample
        if sample.failure is not None and sample.failure.missing:
            self._missing.add(key)
        else:
            self._missing.discard(key)

    def answered(self) -> frozenset[str]:
        """Keys of the trials that need not be asked again."""
        return frozenset(self._places.keys() - self._missing)

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __getitem__(self, key: str) -> Sample:
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        place = self._places[key]
        return decode_json(Sample, self._read(place >> 32, place & 0xFFFFFFFF))

    def _read(self, offset: int, length: int) -> bytes:
        number, start = divmod(offset, _BLOCK_BYTES)
        piece = self._block(number)[start : start + length]
        return piece if len(piece) == length else self._read_over_blocks(offset, length)

    def _read_over_blocks(self, offset: int, length: int) -> bytes:
        pieces = []
        while length > 0:
            number, start = divmod(offset, _BLOCK_BYTES)
            piece = self._block(number)[start : start + length]
            if not piece:
                break
            pieces.append(piece)
            offset, length = offset + len(piece), length - len(piece)
        return b"".join(pieces)

    def _block(self, number: int) -> bytes:
        found = self._blocks.pop(number, None)
        if found is None:
            with self._path.open("rb") as stream:
                stream.seek(number * _BLOCK_BYTES)
                found = stream.read(_BLOCK_BYTES)
            while len(self._blocks) >= _BLOCKS:
                del self._blocks[next(iter(self._blocks))]
        self._blocks[number] = found  # at the end: the one that was used last
        return found
