"""Find entries of a providers file that replay the same answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from portcheck.model.suite import ProviderSpec

RECORDED = "recorded"


def same_recordings(specs: Iterable[ProviderSpec]) -> Iterator[tuple[str, ...]]:
    """Yield the ids of entries whose recordings are the same file or copies, two or more each."""
    sizes: dict[int, list[tuple[str, Path]]] = {}
    for spec in specs:
        path = Path(spec.file) if spec.dialect == RECORDED and spec.file else None
        try:
            size = path.stat().st_size if path is not None else 0
        except OSError:
            continue
        if path is not None and size:
            sizes.setdefault(size, []).append((spec.id, path))
    for alike in sizes.values():
        if len(alike) > 1:
            yield from _same(alike)


def _same(entries: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, path in entries:
        try:
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            content = str(path)
        found.setdefault(content, []).append(name)
    return (tuple(names) for names in found.values() if len(names) > 1)
