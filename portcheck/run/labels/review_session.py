"""The review of a run by one reviewer: give labels, undo them, see the progress."""

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
from portcheck.run.labels.item_text import stored_label
from portcheck.run.labels.queue import ALL, Drawing, Item, Scope, drawings, review_queue
from portcheck.run.store.folder import RunStore
from portcheck.run.store.labels import Labels, labelling, read_labels

LONGEST_NOTE = 2000
"""Largest number of characters of a note."""
_PAUSE_S = 0.1
_PATIENCE_S = 3.0
"""Seconds that a label waits while another process writes the run."""


class SampleState(Struct, frozen=True, kw_only=True):
    """The progress in the random sample of a workload."""

    workload: str
    labelled: int
    """Groups of the sample in which every item has a label, even an unsure one."""
    drawn: int
    """Groups of the sample."""
    of: int
    """Groups from which the sample was drawn."""
    wanted: int | None
    """See `Drawing`, as for the fields below."""
    needed: int | None
    fewest: int | None = None
    hopeless: bool = False
    margin: float | None


class Progress(Struct, frozen=True, kw_only=True):
    """The progress of a review."""

    reviewer: str
    items: int
    """Number of items in this reviewer's queue."""
    labelled: int
    """Number of them that this reviewer has labelled."""
    everywhere: int
    """Number of items of the run, for all reviewers."""
    by_reviewer: Mapping[str, int]
    """Reviewer to the number of items with a label from that reviewer."""
    disputed: int
    """Number of items on which reviewers who are sure disagree."""
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
            store: The run's folder, which must be the user's own.
            reviewer: Name of the reviewer in the run folder.
            scope: The part of the run to label.
            second: Only show items that other reviewers have labelled.
            now: Returns the time in seconds since 1970.
            pause: Waits for a number of seconds.

        Raises:
            StoreError: The folder cannot be read.
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
        """The last label of each reviewer for an item."""
        given = (labels or self._labels).of_answer(item.trials[0], item.spec.id, item.answer)
        return {label.reviewer: label for label in given}

    def mine(self, place: int) -> Label | None:
        """This reviewer's label of the item at a place of the queue; `None` if there is none."""
        return self._said(self.items[place]).get(self.reviewer)

    @property
    def first_open(self) -> int:
        """Place of the first item that this reviewer has not labelled; 0 if none is left."""
        return next((n for n in range(len(self.items)) if self.mine(n) is None), 0)

    def give(self, place: int, label: str, note: str = "") -> None:
        """Store the reviewer's label of an item.

        Args:
            place: Place of the item in the queue, 0-based.
            label: A label that the item offers.
            note: The reviewer's reason, cut at `LONGEST_NOTE`.

        Raises:
            UsageError: There is no such item or label, or another process writes the run.
            StoreError: The label cannot be written.
        """
        if not 0 <= place < len(self.items):
            raise UsageError(f"there is no item {place + 1} in this queue")
        stored = stored_label(self.items[place], label)
        if stored is None:
            raise UsageError(f"{label!r} is not offered for this answer")
        with self._lock:
            before = self.mine(place)
            self._write([(self.items[place], stored, note)])
            self._undone.append((place, before))

    def give_all(self, said: Sequence[tuple[Item, str, str]], reviewer: str = "") -> None:
        """Store many labels at once.

        Args:
            said: Items, each with the label to store and a note.
            reviewer: Name of the reviewer; by default the one of this review.

        Raises:
            UsageError: Another process writes the run.
            StoreError: The labels cannot be written.
        """
        with self._lock:
            self._write(said, reviewer)

    def undo(self) -> int | None:
        """Undo the last label of this session.

        Returns:
            The place of its item in the queue; `None` if there is no label to undo.

        Raises:
            UsageError: Another process writes the run.
            StoreError: The change cannot be written.
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
        """Write labels; returns False if `patient` and another process writes the run."""
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
        """The progress of the review, including labels that others have given in the meantime.

        Raises:
            StoreError: The labels cannot be read.
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
