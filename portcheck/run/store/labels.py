"""Read and write labels.jsonl, one label per line; lines are only added."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from portcheck.model.codec import decode_json, encode_json
from portcheck.model.judgement import WITHDRAWN, Label
from portcheck.run.store.damage_messages import unreadable
from portcheck.run.store.digests import growing, stated
from portcheck.run.store.durable_files import LineFile, reported, sync_folder, whole_lines

NAME = "labels.jsonl"


class Labels:
    """The labels of a run by answer; the last label of each reviewer counts."""

    def __init__(self) -> None:
        self._of: dict[str, dict[tuple[str, str], dict[str, Label]]] = {}
        """Trial to check and answer to reviewer."""

    def add(self, label: Label) -> None:
        """Add a label; call it in the order in which the labels were given."""
        answers = self._of.setdefault(label.trial, {})
        said = answers.setdefault((label.check, label.answer), {})
        said.pop(label.reviewer, None)
        if label.label != WITHDRAWN:
            said[label.reviewer] = label

    def of_answer(self, trial: str, check: str, answer: str) -> tuple[Label, ...]:
        """The last label of each reviewer for one answer and check.

        Args:
            trial: key of the trial; for a pair, the candidate's.
            check: id of the check within its case.
            answer: see `Label.answer`.
        """
        return tuple(self._of.get(trial, {}).get((check, answer), {}).values())

    def of_trial(self, trial: str) -> tuple[Label, ...]:
        """The last labels of each reviewer for any answer of a trial."""
        return tuple(label for said in self._of.get(trial, {}).values() for label in said.values())

    @property
    def trials(self) -> frozenset[str]:
        """Keys of the labelled trials."""
        return frozenset(self._of)

    def __iter__(self) -> Iterator[Label]:
        """Yield every label that counts."""
        for trial in self._of:
            yield from self.of_trial(trial)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def read_labels(folder: Path) -> Labels:
    """Read the labels of a run folder; a torn last line is left out.

    Raises:
        StoreError: another line is unreadable.
    """
    path = folder / NAME
    return labels_in(whole_lines(path), path)


def labels_in(pieces: Iterable[tuple[Sequence[bytes], int]], path: Path) -> Labels:
    """Decode lines in portions, each with the number of its first line; raises StoreError."""
    found = Labels()
    for lines, first in pieces:
        for number, line in enumerate(lines, first):
            try:
                found.add(decode_json(Label, line))
            except ValueError as exc:
                raise unreadable(path, line, exc, number) from exc
    return found


@contextlib.contextmanager
def labelling(folder: Path) -> Iterator[Callable[[Label], None]]:
    """Open labels.jsonl after cutting off a torn last line; yields `append(label)`.

    Hold the lock of the run. A label is on the disk when `append` returns: people are slow, and
    their work must not be lost.

    Raises:
        StoreError: it cannot be written.
    """
    with stated(folder) as unstated, growing(folder, NAME, unstated):
        yield from _appending(folder)


def _appending(folder: Path) -> Iterator[Callable[[Label], None]]:
    file = LineFile(folder / NAME)

    def append(label: Label) -> None:
        file.append(encode_json(label) + b"\n")
        with reported(file.path):
            os.fsync(file.handle)

    try:
        with reported(folder):
            sync_folder(folder)
        yield append
    finally:
        file.close()
