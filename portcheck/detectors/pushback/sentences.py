"""Read an answer sentence by sentence: what each says about the question's own terms."""

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
"""Words in the opening of an answer; the first two sentences always belong to it."""
SHORTEST = 3
"""Fewest words of a sentence; a list number or a one-word heading is not a sentence."""
NEAR = 3
"""Words after "no" or "not" within which it denies a word of the question."""

WEAK = frozenset({"literal", "is_not_a", "unknown", "joke", "denied", "verb_denied"})
"""Objections that are not a challenge by themselves."""
OBJECTIONS = WEAK | frozenset(
    {
        *("unrelated", "bare_no", "not_real", "cannot", "not_fit", "not_have", "wrong", "mixing"),
        "advised",
    }
)
_FREE = frozenset({"bare_no", "unknown"})
"""Objections that need no word of the question in their sentence."""
_OF_THE_QUESTION = frozenset(
    {"wrong", "mixing", "joke", "literal", "not_fit", "not_have", "cannot", "not_real"}
)
"""Objections that may refer to the question itself instead."""
_IN_THE_LEAD = frozenset({"unrelated", "not_real", "wrong", "mixing", "not_fit", "verb_denied"})
"""Objections that need none in the first two sentences, which follow the question directly."""
_WHILE = frozenset(WORD_CLASSES["WHILE"].split())
_NEGATED = frozenset(WORD_CLASSES["NEGATED"].split())
_CAN = frozenset({"can", "ca"})
_DO = frozenset({"do", "does", "did", "can", "ca", "could", "will", "wo", "has", "have"})
_THEY = frozenset({"it", "they", "that", "this", "these", "those", "one", "either"})
"""Pronouns that may stand for a thing in the question."""
_ORDERS = frozenset(
    {END, ",", ";", ":", "and", "so", "or", "but", "please", "then", "just", "also"}
)
"""Words before an imperative not to do something."""
_STOPS = frozenset({END, ",", ";", ":"})
"""Tokens after a "not" which show that it is the whole answer."""
_IF = frozenset({"if", "when", "unless", "who", "which", "where", "whether"})
"""Words before a denial that limit it to a case or a part."""
_TURNS = frozenset({"but", "though", "however", "although", "still", "nonetheless", "nevertheless"})
_SPEAKERS = frozenset({"i", "we"})
"""Subjects that may be unable to do a thing although it is possible."""


@cache
def _compiled() -> Patterns:
    """Compile the patterns on first use, to keep the start of commands fast."""
    return Patterns(WORD_CLASSES, PATTERNS)


class Sentence(Struct):
    """The content of one sentence."""

    first: int
    """Position of its first word."""
    last: int
    """Position of the token that ends it."""
    opens: bool = False
    """Whether it belongs to the answer's opening."""
    leads: bool = False
    """Whether it is one of the first two sentences with content."""
    leads_first: bool = False
    """Whether it is the first sentence with content."""
    ties: int = 0
    """Number of different words of the question in it."""
    signs: set[str] = field(default_factory=set)
    objections: set[str] = field(default_factory=set)
    objects_at: int = -1
    """Position of the first word of its first objection."""
    conceded: bool = False
    """Whether the objection is a concession, before the question is taken up after all."""

    @property
    def firm(self) -> bool:
        """Whether it challenges the question outright."""
        return not self.conceded and bool(self.objections - WEAK)


def sentences(text: Text, question: Question) -> list[Sentence]:
    """The sentences of an answer with three or more words, in order."""
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
    """Mark the leading and opening sentences; one that only praises the question does not lead."""
    leading = [s for s in found if "praise" not in s.signs or s.objections] or found
    for sentence in leading[:2]:
        sentence.leads = True
    for sentence in leading[:1]:
        sentence.leads_first = True
    for sentence in found:
        sentence.opens = sentence.leads or sentence.first < OPENING


def _read(parts: list[Sentence], words: list[str], question: Question) -> None:
    """Enter the signs and objections of the sentences.

    Matches that begin with a word of the question ("mismatch" in a question about one) are left
    out, as are objections whose "not" belongs to a lack of knowledge ("I do not have enough data")
    or to an imperative ("do not mix them").
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
    """Enter the words of the question that the negation at `place` denies."""
    if _denies_its_subject(words, part.first, place, key):
        part.objections.add("verb_denied")
    if key.isdisjoint(range(place + 1, min(place + 1 + NEAR, part.last))):
        return
    part.objections.add("denied")
    if words[place - 1] in _CAN and words[place - 2] not in _SPEAKERS:
        part.objections.add("cannot")


def _asked(words: list[str], place: int, question: str) -> Iterator[int]:
    """Yield the places of a negation, and of the words before it, that repeat the question.

    "Serve it hot if the oven has no steam" denies nothing if the question says so itself.
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
    """Whether a "not" negates the verb of a word of the question, or of a pronoun for it."""
    if words[place] != "not" or words[place - 1] not in _DO or place - 2 < first:
        return False
    if words[place + 1] in _STOPS:
        return False
    if not _IF.isdisjoint(words[first:place]):
        return False
    return words[place - 2] in _THEY or not key.isdisjoint((place - 2, place - 3))


def _weigh(sentence: Sentence) -> None:
    """Remove the objections that do not count in this sentence."""
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
    """Whether a "but" follows its objection, without an alternative to the question."""
    behind = words[max(sentence.objects_at, sentence.first) : sentence.last]
    return not (_TURNS.isdisjoint(behind) or sentence.signs & {"instead", "clarify", "setaside"})


def _takes_up(sentence: Sentence) -> bool:
    """Whether it turns to the question after all, rather than to a sensible one instead."""
    return "along" in sentence.signs and not sentence.signs & {"instead", "clarify", "setaside"}
