"""Scan the files of a folder, in one or several processes."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from msgspec import Struct

from portcheck.model.exposure.scan_finding import ScanFinding
from portcheck.model.exposure.scan_report import FilesRead
from portcheck.scan.finding.source import look
from portcheck.scan.reading.tree import SourceFile, Tree

_WORTH_PROCESSES = 30_000_000
"""Fewest bytes for which several processes are faster than one."""
_BATCH = 200
"""Files handed to a process at a time."""
_MOST_PROCESSES = 8


class Looked(Struct, frozen=True):
    """The results of scanning some files."""

    files: int
    lines: int
    bytes: int
    skipped: dict[str, int]
    examples: dict[str, list[str]]
    findings: list[ScanFinding]


def scan_folder(
    folder: Path, *, exclude: Sequence[str] = (), processes: int | None = None
) -> tuple[FilesRead, tuple[ScanFinding, ...]]:
    """Find everything that the files of a folder name of vendors, in the order of the files.

    Args:
        folder: the folder; nothing outside of it is read and no symbolic link is followed.
        exclude: patterns of paths or names to skip.
        processes: number of processes; `None`: one per processor, at most 8.

    Raises:
        UsageError: it is not a folder.
    """
    tree = Tree(folder, exclude)
    files = list(tree.files())
    number = processes or min(_MOST_PROCESSES, _processors())
    enough = sum(file.size for file in files) >= _WORTH_PROCESSES
    parts = [Looked(0, 0, 0, dict(tree.skipped), tree.examples, [])]
    if number == 1 or not enough:
        parts.append(look_at(folder, files))
    else:
        parts += _by_processes(folder, files, number)
    return _read(parts), tuple(found for part in parts for found in part.findings)


def look_at(folder: Path, files: Sequence[SourceFile]) -> Looked:
    """Scan some files of a folder."""
    tree = Tree(folder)
    number, lines, size = 0, 0, 0
    findings: list[ScanFinding] = []
    for file in files:
        content = tree.read(file)
        if content is None:
            continue
        number += 1
        lines += content.count(b"\n") + (not content.endswith(b"\n") and content != b"")
        size += len(content)
        findings += look(file.path, content)
    return Looked(number, lines, size, dict(tree.skipped), tree.examples, findings)


def _by_processes(folder: Path, files: Sequence[SourceFile], number: int) -> list[Looked]:
    context = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    with ProcessPoolExecutor(number, mp_context=context) as pool:
        return list(pool.map(look_at, _repeat(folder), _batches(files)))


def _repeat(folder: Path) -> Iterator[Path]:
    while True:
        yield folder


def _batches(files: Iterable[SourceFile]) -> Iterator[list[SourceFile]]:
    rest = iter(files)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _read(parts: Sequence[Looked]) -> FilesRead:
    skipped: dict[str, int] = {}
    examples: dict[str, tuple[str, ...]] = {}
    for part in parts:
        for reason, number in part.skipped.items():
            skipped[reason] = skipped.get(reason, 0) + number
            examples[reason] = (*examples.get(reason, ()), *part.examples.get(reason, ()))[:5]
    return FilesRead(
        files=sum(part.files for part in parts),
        lines=sum(part.lines for part in parts),
        bytes=sum(part.bytes for part in parts),
        skipped=dict(sorted(skipped.items())),
        examples=dict(sorted(examples.items())),
    )
