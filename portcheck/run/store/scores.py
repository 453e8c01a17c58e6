"""The scores of a run by trial; what is said alike of many answers is one value in memory."""

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
"""Of values and of texts, that are kept to be known again: more would outweigh what they save."""
_BEFORE_TRIAL = b'{"trial":"'
_BEHIND_TRIAL = b'","check":'
T = TypeVar("T")


class CheckOutcome(Value, kw_only=True, cache_hash=True):
    """A score without its trial."""

    check: str
    gate: str
    outcome: Outcome


class Scores(Mapping[str, tuple[Score, ...]]):
    """Trial key to its scores, in the order in which they were added.

    Most answers pass, and the passes of a check are alike: a trial costs an entry, and nothing is
    read twice of lines that differ in the trial alone.
    """

    def __init__(self) -> None:
        self._of: dict[str, tuple[CheckOutcome, ...]] = {}
        self._outcomes: dict[CheckOutcome, CheckOutcome] = {}
        self._together: dict[tuple[CheckOutcome, ...], tuple[CheckOutcome, ...]] = {}
        self._texts: dict[bytes, CheckOutcome] = {}
        """What follows the trial on a line, to what it says."""

    @classmethod
    def of(cls, scores: Iterable[Score]) -> Scores:
        """The same scores by trial."""
        found = cls()
        for trial, together in groupby(scores, key=attrgetter("trial")):
            found.add(trial, tuple(map(_without_trial, together)))
        return found

    def add(self, trial: str, outcomes: tuple[CheckOutcome, ...]) -> None:
        """Adds scores of a trial to those that it has."""
        if outcomes:
            shared = self._together.get(outcomes)
            self._append(trial, shared or [_kept(self._outcomes, one) for one in outcomes])

    def _append(self, trial: str, shared: Sequence[CheckOutcome]) -> None:
        together = (*self._of.get(trial, ()), *shared)
        self._of[trial] = _kept(self._together, together)

    @classmethod
    def read(cls, path: Path, keys: Mapping[str, str] = MappingProxyType({})) -> Scores:
        """The scores of a scores.jsonl.

        Args:
            path: the file.
            keys: those of trials that are in memory already, each to itself.

        Raises:
            StoreError: one of them cannot be understood.
        """
        return cls.within(whole_lines(path), path, keys)

    @classmethod
    def within(
        cls,
        pieces: Iterable[tuple[Sequence[bytes], int]],
        path: Path,
        keys: Mapping[str, str] = MappingProxyType({}),
    ) -> Scores:
        """Those of lines, some at a time, each time with the number of the first; as `read`."""
        found = cls()
        for lines, first in pieces:
            found._add_lines(lines, first, path, keys)
        return found

    def _add_lines(
        self, lines: Sequence[bytes], first: int, path: Path, keys: Mapping[str, str]
    ) -> None:
        head, trial = b"", ""
        together: list[CheckOutcome] = []
        """Of the trial whose lines are read."""
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
                # A later `trial` on the same line would count, and not the one that it begins with.
                if score.trial != trial:
                    self._append(score.trial, [said])
                    continue
                if len(self._texts) < MOST_KNOWN:
                    self._texts[text] = said
            together.append(said)
        if together:
            self._append(trial, together)

    def changed(self, outcomes: Mapping[str, tuple[CheckOutcome, ...]]) -> Scores:
        """These scores, with other ones for some trials."""
        found = Scores()
        found._of = {**self._of, **outcomes}
        return found

    def lines(self) -> Iterator[bytes]:
        """Each score as a line of JSON text."""
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
        """The scores of one trial without it; none where it has none."""
        return self._of.get(trial, ())

    def cover(self, samples: Mapping[str, Sample]) -> bool:
        """Whether these are the scores of these answers, all of them and no other's."""
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
    """The first of equal values, while there is room for it."""
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
    """The trial with which a line begins; "" where reading it takes a decoder."""
    key = start.removeprefix(_BEFORE_TRIAL)
    return key.decode() if len(key) < len(start) and key.isalnum() else ""
