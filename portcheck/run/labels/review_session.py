"""Let one reviewer work through the queue: give labels, undo them, see the progress."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from portcheck.errors import UsageError
from portcheck.model.judgement import UNSURE, WITHDRAWN, Label
from portcheck.model.run import Plan
from portcheck.run.judge.scoring import score_samples
from portcheck.run.labels.item_text import meant
from portcheck.run.labels.queue import ALL, Drawing, Item, Scope, drawings, review_queue
from portcheck.run.store.folder import RunStore
from portcheck.run.store.labels import Labels, labelling, read_labels

LONGEST_NOTE = 2000
"""Most characters of a note."""
_PAUSE_S = 0.1
_PATIENCE_S = 3.0
"""Seconds for which a label waits for another process that writes the run."""


class SampleState(Struct, frozen=True, kw_only=True):
    """The progress in the random sample of a workload."""

    workload: str
    labelled: int
    """Groups of it of which everything was labelled by somebody who was sure or not."""
    drawn: int
    of: int
    """Groups that it was drawn from."""
    wanted: int | None
    """Labelled groups that would decide in 80 % of runs if there is no real difference."""
    needed: int | None
    """Labelled groups below which nothing can be shown at the margin."""
    fewest: int | None = None
    """Labelled groups below which labels decide nothing at their look."""
    hopeless: bool = False
    """Labels are called for, and those of all groups are not expected to decide."""
    margin: float | None


class Progress(Struct, frozen=True, kw_only=True):
    """The progress of a review."""

    reviewer: str
    items: int
    """Number of items in this reviewer's queue."""
    labelled: int
    """Number of them that this reviewer has labelled."""
    everywhere: int
    """Items of the run, of all reviewers."""
    by_reviewer: Mapping[str, int]
    """Items that each has labelled."""
    disputed: int
    """Items on which reviewers who are sure contradict each other."""
    samples: tuple[SampleState, ...]


class Review:
    """The queue of one reviewer; thread-safe, and other reviewers may work at the same time."""

    def __init__(
        self,
        store: RunStore,
        reviewer: str,
        scope: Scope = ALL,
        *,
        second: bool = False,
        now: Callable[[], float] = time.time,
        pause: Callable[[float], object] | None = None,
    ) -> None:
        """Draw the queue.

        Args:
            store: the run, which must be the user's own.
            reviewer: as the person is called in the run folder.
            scope: what is asked about.
            second: ask about what others have labelled, and about nothing else.
            now: seconds since 1970.
            pause: waits for some seconds; by default it does.

        Raises:
            StoreError: the folder cannot be read.
        """
        plan, samples = store.plan(), store.samples()
        scores = store.scores()
        if not scores.cover(samples):
            scores = score_samples(plan, samples)
        self.reviewer = reviewer
        self.plan: Plan = plan
        self._store, self._now = store, now
        self._pause = pause or threading.Event().wait
        self._lock = threading.Lock()
        self._drawn: tuple[Drawing, ...] = drawings(plan, scores, scope)
        self.everything: tuple[Item, ...] = review_queue(plan, samples, scores, self._drawn, scope)
        self._labels = read_labels(store.path)
        self.items: tuple[Item, ...] = tuple(
            item for item in self.everything if self._is_mine(item, second=second)
        )
        self._undone: list[tuple[int, Label | None]] = []

    def _is_mine(self, item: Item, *, second: bool) -> bool:
        said = self._said(item)
        others = any(name != self.reviewer for name in said)
        return others if second else self.reviewer in said or not others

    def _said(self, item: Item, labels: Labels | None = None) -> dict[str, Label]:
        """The last word of each reviewer on an item."""
        given = (labels or self._labels).of_answer(item.trials[0], item.spec.id, item.answer)
        return {label.reviewer: label for label in given}

    def mine(self, place: int) -> Label | None:
        """This reviewer's label of an item of the queue."""
        return self._said(self.items[place]).get(self.reviewer)

    @property
    def first_open(self) -> int:
        """The first item that this reviewer has not labelled; 0 if none is left."""
        return next((n for n in range(len(self.items)) if self.mine(n) is None), 0)

    def give(self, place: int, label: str, note: str = "") -> None:
        """Store the reviewer's label of an item.

        Args:
            place: of the item in the queue.
            label: one that is offered for it.
            note: why; cut at `LONGEST_NOTE`.

        Raises:
            UsageError: no such item or label, or another process holds the run.
            StoreError: it cannot be written.
        """
        if not 0 <= place < len(self.items):
            raise UsageError(f"there is no item {place + 1} in this queue")
        stored = meant(self.items[place], label)
        if stored is None:
            raise UsageError(f"{label!r} is not offered for this answer")
        with self._lock:
            before = self.mine(place)
            self._write([(self.items[place], stored, note)])
            self._undone.append((place, before))

    def give_all(self, said: Sequence[tuple[Item, str, str]], reviewer: str = "") -> None:
        """Store many labels at once: items with the label to store and a note.

        Raises:
            UsageError: another process holds the run.
            StoreError: they cannot be written.
        """
        with self._lock:
            self._write(said, reviewer)

    def undo(self) -> int | None:
        """Undo the last label of this session; returns the item's place, or `None` without one.

        Raises:
            UsageError: another process holds the run.
            StoreError: it cannot be written.
        """
        with self._lock:
            if not self._undone:
                return None
            place, before = self._undone[-1]
            label, note = (before.label, before.note) if before else (WITHDRAWN, "")
            self._write([(self.items[place], label, note)])
            self._undone.pop()
            return place

    def _write(self, said: Sequence[tuple[Item, str, str]], reviewer: str = "") -> None:
        at = datetime.fromtimestamp(self._now(), UTC).isoformat(timespec="seconds")
        labels = [
            Label(
                trial=trial,
                check=item.spec.id,
                answer=item.answer,
                label=label,
                reviewer=reviewer or self.reviewer,
                at=at.replace("+00:00", "Z"),
                drawn=item.drawn,
                note=note[:LONGEST_NOTE],
            )
            for item, label, note in said
            for trial in item.trials
        ]
        self._append(labels)
        for label in labels:
            self._labels.add(label)

    def _append(self, labels: Sequence[Label]) -> None:
        until = time.monotonic() + _PATIENCE_S
        while not self._appended(labels, patient=time.monotonic() < until):
            self._pause(_PAUSE_S)

    def _appended(self, labels: Sequence[Label], *, patient: bool) -> bool:
        """Whether they are written; where another process holds the run, for the patient not."""
        try:
            with self._store.locked(), labelling(self._store.path) as append:
                for label in labels:
                    append(label)
        except UsageError:
            if patient:
                return False
            raise
        return True

    def progress(self) -> Progress:
        """How far the review is, with what others have said meanwhile.

        Raises:
            StoreError: the labels cannot be read.
        """
        labels = read_labels(self._store.path)
        said = [self._said(item, labels) for item in self.everything]
        names = sorted({name for each in said for name in each})
        mine = [self.reviewer in self._said(item, labels) for item in self.items]
        return Progress(
            reviewer=self.reviewer,
            items=len(self.items),
            labelled=sum(mine),
            everywhere=len(self.everything),
            by_reviewer={name: sum(name in each for each in said) for name in names},
            disputed=sum(
                len({one.label for one in each.values() if one.label != UNSURE}) > 1
                for each in said
            ),
            samples=tuple(self._sample(drawn, labels) for drawn in self._drawn),
        )

    def _sample(self, drawn: Drawing, labels: Labels) -> SampleState:
        left = {
            item.case.cluster
            for item in self.everything
            if item.workload == drawn.workload
            and item.drawn == "random"
            and not self._said(item, labels)
        }
        return SampleState(
            workload=drawn.workload,
            labelled=sum(group not in left for group in drawn.groups),
            drawn=len(drawn.groups),
            of=drawn.of,
            wanted=drawn.wanted,
            needed=drawn.needed,
            fewest=drawn.fewest,
            hopeless=drawn.hopeless,
            margin=drawn.margin,
        )
