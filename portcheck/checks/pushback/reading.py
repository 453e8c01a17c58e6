"""An answer sentence by sentence: what each says of the question's own terms."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from portcheck.checks.pushback.lexicon import PATTERNS
from portcheck.checks.pushback.patterns import Match, Patterns
from portcheck.checks.pushback.question import STEM, Question
from portcheck.checks.pushback.sorts import SORTS
from portcheck.checks.pushback.text import END, Text

COMPILED = Patterns(SORTS, PATTERNS)
OPENING = 110
"""Words of an answer that are its opening; the first two sentences always belong to it."""
CLOSING = 60
"""Words of an answer that are its end."""

WEAK = frozenset({"literal", "is_not_a", "unknown", "joke", "no_first"})
"""Objections that alone are no challenge."""
OBJECTIONS = WEAK | frozenset(
    {"unrelated", "bare_no", "not_real", "cannot", "not_fit", "not_have", "wrong", "mixing"}
)
_FREE = frozenset({"bare_no", "no_first", "unknown"})
"""Objections that need no word of the question beside them."""
_OF_THE_QUESTION = frozenset(
    {"wrong", "mixing", "joke", "literal", "not_fit", "not_have", "cannot", "not_real"}
)
"""Objections that may speak of the question itself instead."""
_IN_THE_LEAD = frozenset({"unrelated", "not_real", "wrong", "mixing", "not_fit"})
"""Objections that the question itself stands before, in the first two sentences."""
_WHILE = frozenset(SORTS["WHILE"].split())


@dataclass(slots=True)
class Sentence:
    """What one sentence says."""

    first: int
    """Position of its first word."""
    last: int
    """Position behind its last word."""
    zone: str
    """`opening`, `middle` or `closing`."""
    ties: int
    """How many different words of the question it holds."""
    signs: set[str] = field(default_factory=set)
    objections: set[str] = field(default_factory=set)
    conceded: bool = False
    """Whether the objection is made in passing, before the question is taken up after all."""

    @property
    def firm(self) -> bool:
        """Whether it challenges the question outright."""
        return not self.conceded and bool(self.objections - WEAK)


def sentences(text: Text, question: Question) -> list[Sentence]:
    """The sentences of an answer that have three words or more, in order."""
    words, stems = text.words, question.stems
    key = [word[:STEM] in stems for word in words]
    starts = [0]
    starts += [place + 1 for place, word in enumerate(words[:-1]) if word == END]
    found = []
    for first, last in zip(starts, [*starts[1:], len(words)], strict=True):
        zone = "opening" if first < OPENING else "middle"
        if zone == "middle" and first >= len(words) - CLOSING:
            zone = "closing"
        ties = len({words[place][:STEM] for place in range(first, last) if key[place]})
        found.append(Sentence(first, last, zone, ties))
    leads = [number for number, s in enumerate(found) if s.last - s.first > 3][:2]
    places: dict[int, int] = {}
    for match, number in _placed(words, key, starts):
        sentence = found[number]
        if match.name in OBJECTIONS:
            sentence.objections.add(match.name)
            places.setdefault(number, match.start)
        else:
            sentence.signs.add(match.name)
    for number, place in places.items():
        _weigh(found[number], number in leads)
        _concede(found, number, words, place)
    kept = [sentence for sentence in found if sentence.last - sentence.first > 3]
    for sentence in kept[:2]:
        sentence.zone = "opening"
    return kept


def _placed(words: list[str], key: list[bool], starts: list[int]) -> list[tuple[Match, int]]:
    """Matches and the numbers of their sentences.

    Not those that begin with a word of the question ("mismatch" in a question about one), nor
    objections where "not" belongs to a lack of knowledge ("I do not have enough information").
    """
    matches = list(COMPILED.find(words))
    lacking = {match.start for match in matches if match.name == "ignorant"}
    return [
        (match, bisect_right(starts, match.start) - 1)
        for match in matches
        if match.name not in OBJECTIONS
        or not (key[match.start] or match.start in lacking)
    ]


def _weigh(sentence: Sentence, leads: bool) -> None:
    """Take out the objections that are none in this sentence."""
    signs, objections = sentence.signs, sentence.objections
    if "no_single" in signs:
        objections -= {"not_real", "not_have", "is_not_a", "cannot"}
    if "ignorant" in signs:
        objections -= {"cannot", "not_have", "literal", "is_not_a", "not_fit"}
    if "conditional" in signs:
        objections -= {"cannot"}
    if "praise" in signs:
        objections -= {"mixing", "joke"}
    if sentence.ties:
        if "domain" in signs and "is_not_a" in objections:
            objections.add("not_fit")
        return
    allowed = _FREE
    if "meta" in signs:
        allowed |= _OF_THE_QUESTION
    if leads:
        allowed |= _IN_THE_LEAD
    objections &= allowed


def _concede(found: list[Sentence], number: int, words: list[str], place: int) -> None:
    """Mark an objection that is taken back in the same breath."""
    sentence = found[number]
    following = next((s for s in found[number + 1 :] if s.last - s.first > 3), None)
    if words[sentence.first] in _WHILE and "," in words[place : sentence.last]:
        sentence.conceded = True
    elif "along" in sentence.signs or (following and "along" in following.signs):
        sentence.conceded = True
