"""An answer sentence by sentence: what each says about the question's own terms."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from msgspec import Struct, field

from portcheck.detectors.pushback.lexicon import PATTERNS
from portcheck.detectors.pushback.question import STEM, Question
from portcheck.detectors.pushback.text import END, Text
from portcheck.detectors.pushback.word_classes import WORD_CLASSES
from portcheck.detectors.pushback.word_patterns import Patterns

OPENING = 90
"""Words of an answer that are its opening; the first two sentences always belong to it."""
SHORTEST = 3
"""Fewest words of a sentence; a list number or a one-word heading is not one."""
NEAR = 3
"""Words behind "no" or "not" among which it denies one of the question's."""

WEAK = frozenset({"literal", "is_not_a", "unknown", "joke", "denied", "verb_denied"})
"""Objections that alone are no challenge."""
OBJECTIONS = WEAK | frozenset(
    {
        *("unrelated", "bare_no", "not_real", "cannot", "not_fit", "not_have", "wrong", "mixing"),
        "advised",
    }
)
_FREE = frozenset({"bare_no", "unknown"})
"""Objections that need no word of the question beside them."""
_OF_THE_QUESTION = frozenset(
    {"wrong", "mixing", "joke", "literal", "not_fit", "not_have", "cannot", "not_real"}
)
"""Objections that may speak of the question itself instead."""
_IN_THE_LEAD = frozenset({"unrelated", "not_real", "wrong", "mixing", "not_fit", "verb_denied"})
"""Objections that need none in the first two sentences, which the question is before."""
_WHILE = frozenset(WORD_CLASSES["WHILE"].split())
_NEGATED = frozenset(WORD_CLASSES["NEGATED"].split())
_CAN = frozenset({"can", "ca"})
_DO = frozenset({"do", "does", "did", "can", "ca", "could", "will", "wo", "has", "have"})
_THEY = frozenset({"it", "they", "that", "this", "these", "those", "one", "either"})
"""What a thing of the question is called when it is named again."""
_ORDERS = frozenset(
    {END, ",", ";", ":", "and", "so", "or", "but", "please", "then", "just", "also"}
)
"""Words before an order not to do something."""
_STOPS = frozenset({END, ",", ";", ":"})
"""Behind a "not", that it is the answer and not a denial of one thing that is done."""
_IF = frozenset({"if", "when", "unless", "who", "which", "where", "whether"})
"""Words before a denial that limit it to a case or a part."""
_TURNS = frozenset({"but", "though", "however", "although", "still", "nonetheless", "nevertheless"})
_SPEAKERS = frozenset({"i", "we"})
"""Who cannot do a thing for other reasons than that it cannot be done."""


@cache
def _compiled() -> Patterns:
    """Compiled with the first answer, not with every command's start."""
    return Patterns(WORD_CLASSES, PATTERNS)


class Sentence(Struct):
    """What one sentence says."""

    first: int
    """Position of its first word."""
    last: int
    """Position behind its last word, which ends it."""
    opens: bool = False
    """Whether it belongs to the answer's opening."""
    leads: bool = False
    """Whether it is one of the first two that say something."""
    leads_first: bool = False
    """Whether it is the first of them."""
    ties: int = 0
    """How many different words of the question it holds."""
    signs: set[str] = field(default_factory=set)
    objections: set[str] = field(default_factory=set)
    objects_at: int = -1
    """Position of the first word of its first objection."""
    conceded: bool = False
    """Whether the objection is made in passing, before the question is taken up after all."""

    @property
    def firm(self) -> bool:
        """Whether it challenges the question outright."""
        return not self.conceded and bool(self.objections - WEAK)


def sentences(text: Text, question: Question) -> list[Sentence]:
    """The sentences of an answer that have three words or more, in order."""
    words = text.words
    starts = [place + 1 for place, word in enumerate(words) if word == END]
    parts = [Sentence(first, last) for first, last in pairwise(starts)]
    _read(parts, words, question)
    found = [part for part in parts if part.last - part.first > SHORTEST]
    _place(found)
    for sentence in found:
        if sentence.objections:
            _weigh(sentence)
    for number, sentence in enumerate(found):
        if sentence.objections:
            following = found[number + 1] if number + 1 < len(found) else None
            sentence.conceded = _is_conceded(sentence, words, following)
    return found


def _place(found: list[Sentence]) -> None:
    """Say of each sentence where it stands; one that only praises the question leads nowhere."""
    leading = [s for s in found if "praise" not in s.signs or s.objections] or found
    for sentence in leading[:2]:
        sentence.leads = True
    for sentence in leading[:1]:
        sentence.leads_first = True
    for sentence in found:
        sentence.opens = sentence.leads or sentence.first < OPENING


def _read(parts: list[Sentence], words: list[str], question: Question) -> None:
    """Enter what the words say.

    Left out are matches that begin with a word of the question ("mismatch" in a question about
    one), and objections whose "not" belongs to a lack of knowledge ("I do not have enough data") or
    to an order ("do not mix them").
    """
    stems = question.stems
    starts = [part.first for part in parts]
    key = {place for place, word in enumerate(words) if word[:STEM] in stems}
    held: dict[int, set[str]] = {}
    for place in key:
        held.setdefault(bisect_right(starts, place) - 1, set()).add(words[place][:STEM])
    for number, stems_held in held.items():
        parts[number].ties = len(stems_held)
    matches = list(_compiled().find(words))
    lacking = {place for name, place in matches if name == "ignorant"}
    negations = [place for place, word in enumerate(words) if word in _NEGATED]
    lacking |= {place for place in negations if _is_an_order(words, place)}
    asked = f" {' '.join(question.words)} "
    for place in negations:
        lacking.update(_asked(words, place, asked))
    for name, place in matches:
        part = parts[bisect_right(starts, place) - 1]
        if place in key:
            continue
        if name not in OBJECTIONS:
            part.signs.add(name)
        elif place not in lacking:
            part.objections.add(name)
            part.objects_at = place if part.objects_at < 0 else part.objects_at
    for place in set(negations) - lacking:
        _deny(parts[bisect_right(starts, place) - 1], words, place, key)


def _deny(part: Sentence, words: list[str], place: int, key: set[int]) -> None:
    """Enter what the negation at `place` denies of the words of the question."""
    if _denies_its_subject(words, part.first, place, key):
        part.objections.add("verb_denied")
    if key.isdisjoint(range(place + 1, min(place + 1 + NEAR, part.last))):
        return
    part.objections.add("denied")
    if words[place - 1] in _CAN and words[place - 2] not in _SPEAKERS:
        part.objections.add("cannot")


def _asked(words: list[str], place: int, question: str) -> Iterator[int]:
    """Places of a negation, and of the words before it, that are the question's own.

    "Serve it hot if the oven has no steam" denies nothing where the oven that was asked about has
    none.
    """
    if words[place + 1] in _STOPS:
        return
    for first in range(place, max(place - NEAR, 0), -1):
        if f" {' '.join(words[first : place + 2])} " not in question:
            return
        yield first


def _is_an_order(words: list[str], place: int) -> bool:
    """Whether a "not" forbids something, as in "and don't mix them"."""
    return words[place] == "not" and words[place - 1] == "do" and words[place - 2] in _ORDERS


def _denies_its_subject(words: list[str], first: int, place: int, key: set[int]) -> bool:
    """Whether a "not" belongs to what a word of the question, or one that stands for it, does."""
    if words[place] != "not" or words[place - 1] not in _DO or place - 2 < first:
        return False
    if words[place + 1] in _STOPS:
        return False
    if not _IF.isdisjoint(words[first:place]):
        return False
    return words[place - 2] in _THEY or not key.isdisjoint((place - 2, place - 3))


def _weigh(sentence: Sentence) -> None:
    """Take out the objections that are none in this sentence."""
    signs, objections = sentence.signs, sentence.objections
    if "no_single" in signs:
        objections -= {"not_real", "not_have", "is_not_a", "cannot"}
    if "ignorant" in signs:
        objections -= {"cannot", "not_have", "literal", "is_not_a", "not_fit", "not_real"}
    if "myth" in signs:
        objections -= {"wrong"}
    if "conditional" in signs:
        objections -= {"cannot"}
    if "praise" in signs and "sounds" not in signs:
        objections -= {"mixing", "joke"}
    if not sentence.ties:
        allowed = _FREE | (_OF_THE_QUESTION if "meta" in signs else frozenset())
        objections &= allowed | (_IN_THE_LEAD if sentence.leads else frozenset())


def _is_conceded(sentence: Sentence, words: list[str], following: Sentence | None) -> bool:
    if words[sentence.first] in _WHILE:
        comma = next((i for i in range(sentence.first, sentence.last) if words[i] == ","), None)
        negated = (i for i in range(sentence.first, sentence.last) if words[i] in _NEGATED)
        if comma is not None and next(negated, comma) <= comma:
            return True
    if "indirect" in sentence.signs and _turns(sentence, words):
        return True
    return "along" in sentence.signs or (following is not None and _takes_up(following))


def _turns(sentence: Sentence, words: list[str]) -> bool:
    """Whether a "but" follows its objection, and nothing in place of the question."""
    behind = words[max(sentence.objects_at, sentence.first) : sentence.last]
    return not (_TURNS.isdisjoint(behind) or sentence.signs & {"instead", "clarify", "setaside"})


def _takes_up(sentence: Sentence) -> bool:
    """Whether it turns to the question after all, and not to a sensible one in its place."""
    return "along" in sentence.signs and not sentence.signs & {"instead", "clarify", "setaside"}
