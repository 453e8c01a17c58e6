"""Hold the scores of a run by trial; equal scores share one value in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from portcheck.model.codec import decode_json, encode_json
from portcheck.model.run import Sample
from portcheck.model.score import Outcome, Score
from portcheck.run.store.consistency import outcome_fault
from portcheck.run.store.damage_messages import damaged, unreadable
from portcheck.run.store.durable_files import whole_lines
from portcheck.value import Value

MOST_KNOWN = 10_000
"""Most values and most texts that are remembered; more would cost more memory than they save."""
_BEFORE_TRIAL = b'{"trial":"'
_BEHIND_TRIAL = b'","check":'
T = TypeVar("T")


class CheckOutcome(Value, kw_only=True, cache_hash=True):
    """A score without its trial."""

    check: str
    gate: str
    outcome: Outcome


class Scores(Mapping[str, tuple[Score, ...]]):
    """Trial key to its scores, in the order they were added.

    Most answers pass and passes of a check are equal, so a trial costs only an entry, and lines
    that differ only in the trial are decoded once.
    """

    def __init__(self) -> None:
        self._of: dict[str, tuple[CheckOutcome, ...]] = {}
        self._outcomes: dict[CheckOutcome, CheckOutcome] = {}
        self._together: dict[tuple[CheckOutcome, ...], tuple[CheckOutcome, ...]] = {}
        self._texts: dict[bytes, CheckOutcome] = {}
        """Text of a line after its trial to the decoded outcome."""

    @classmethod
    def of(cls, scores: Iterable[Score]) -> Scores:
        """Make an instance from scores."""
        found = cls()
        for trial, together in groupby(scores, key=attrgetter("trial")):
            found.add(trial, tuple(map(_without_trial, together)))
        return found

    def add(self, trial: str, outcomes: tuple[CheckOutcome, ...]) -> None:
        """Add scores to those of a trial."""
        if outcomes:
            shared = self._together.get(outcomes)
            self._append(trial, shared or [_kept(self._outcomes, one) for one in outcomes])

    def _append(self, trial: str, shared: Sequence[CheckOutcome]) -> None:
        together = (*self._of.get(trial, ()), *shared)
        self._of[trial] = _kept(self._together, together)

    @classmethod
    def read(cls, path: Path, keys: Mapping[str, str] = MappingProxyType({})) -> Scores:
        """Read a scores.jsonl.

        Args:
            path: the file.
            keys: trial keys that are already in memory, each to itself.

        Raises:
            StoreError: a line is unreadable.
        """
        return cls.within(whole_lines(path), path, keys)

    @classmethod
    def within(
        cls,
        pieces: Iterable[tuple[Sequence[bytes], int]],
        path: Path,
        keys: Mapping[str, str] = MappingProxyType({}),
    ) -> Scores:
        """Decode lines in portions, each with the number of its first line; see `read`."""
        found = cls()
        for lines, first in pieces:
            found._add_lines(lines, first, path, keys)
        return found

    def _add_lines(
        self, lines: Sequence[bytes], first: int, path: Path, keys: Mapping[str, str]
    ) -> None:
        head, trial = b"", ""
        together: list[CheckOutcome] = []
        """Outcomes of the trial whose lines are being read."""
        for number, line in enumerate(lines, first):
            start, _, text = line.partition(_BEHIND_TRIAL)
            if start != head:
                if together:
                    self._append(trial, together)
                trial = _plain_trial(start)
                head, trial, together = start, keys.get(trial, trial), []
            said = self._texts.get(text) if trial else None
            if said is None:
                score = _sound(path, line, number)
                said = _kept(self._outcomes, _without_trial(score))
                # JSON takes the last `trial` of a line, so a second one would count.
                if score.trial != trial:
                    self._append(score.trial, [said])
                    continue
                if len(self._texts) < MOST_KNOWN:
                    self._texts[text] = said
            together.append(said)
        if together:
            self._append(trial, together)

    def changed(self, outcomes: Mapping[str, tuple[CheckOutcome, ...]]) -> Scores:
        """A copy in which some trials have other scores."""
        found = Scores()
        found._of = {**self._of, **outcomes}
        return found

    def lines(self) -> Iterator[bytes]:
        """Yield each score as a line of JSON text."""
        texts: dict[CheckOutcome, bytes] = {}
        for trial, outcomes in self._of.items():
            start = b'{"trial":%b,' % encode_json(trial)
            for said in outcomes:
                text = texts.get(said)
                if text is None:
                    text = encode_json(said)[1:] + b"\n"
                    if len(texts) < MOST_KNOWN:
                        texts[said] = text
                yield start + text

    def outcomes(self, trial: str) -> tuple[CheckOutcome, ...]:
        """The outcomes of one trial; empty if it has none."""
        return self._of.get(trial, ())

    def cover(self, samples: Mapping[str, Sample]) -> bool:
        """Whether these scores are for exactly the given answers."""
        scored, sampled = self._of.keys(), samples.keys()
        if not scored <= sampled:  # answers were lost since
            return False
        return all(samples[key].completion is None for key in sampled - scored)

    def __len__(self) -> int:
        return len(self._of)

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __contains__(self, key: object) -> bool:
        return key in self._of

    def __getitem__(self, key: str) -> tuple[Score, ...]:
        return tuple(
            Score(trial=key, check=said.check, gate=said.gate, outcome=said.outcome)
            for said in self._of[key]
        )


def _kept(known: dict[T, T], value: T) -> T:
    """The first of equal values, or the value itself if there is no more room."""
    found = known.get(value)
    if found is not None:
        return found
    if len(known) < MOST_KNOWN:
        known[value] = value
    return value


def _without_trial(score: Score) -> CheckOutcome:
    return CheckOutcome(check=score.check, gate=score.gate, outcome=score.outcome)


def _sound(path: Path, line: bytes, number: int) -> Score:
    try:
        score = decode_json(Score, line)
    except ValueError as exc:
        raise unreadable(path, line, exc, number) from exc
    if fault := outcome_fault(score.outcome):
        raise damaged(path, fault, number)
    return score


def _plain_trial(start: bytes) -> str:
    """The trial at the start of a line; "" if it takes a decoder to read it."""
    key = start.removeprefix(_BEFORE_TRIAL)
    return key.decode() if len(key) < len(start) and key.isalnum() else ""
