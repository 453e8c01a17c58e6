"""Read the terms and the kind of a question."""

from __future__ import annotations

from msgspec import Struct

from portcheck.detectors.pushback.subject_fields import FIELDS
from portcheck.detectors.pushback.text import words as words_of

READ = 4_000
"""Characters of a question that are read."""
STEM = 6
"""Letters of a word that are compared between answer and question."""

_COMMON = """
    a an the and or but if of to in on at by for from with without into onto over under between
    about above after again against also although always among another any are around as be
    because been before being below best better both can could did do does doing done down
    during each either else especially even ever every few first further get give given giving
    good had has have having her here him his how however i is it its itself just keep know last
    least less let like likely long look made main make makes many may maybe me mean means
    measure measured might more most much must my need needs never new next no non not now off
    often once one only other our out own per please put quite rather really right same say see
    should show since so some someone something still such take than that their them then there
    these they thing things this those through too toward turn two until up upon us use used
    useful using very want was way ways we well were what when where whether which while who
    whom whose why will within would yes yet you your correct appropriate ideal optimal
    recommended expect expected calculate work works change changes affect affects effect
    effects impact current currently company team teams level levels number numbers people time
    question answer help explain
"""
_STOP = frozenset(_COMMON.split())
"""Words that say nothing about the topic of a question."""
_SPLIT = {name: frozenset(block.split()) for name, block in FIELDS.items()}
_FIELDS: dict[str, frozenset[str]] = {
    word: frozenset(name for name, block in _SPLIT.items() if word in block)
    for word in set().union(*_SPLIT.values())
}
_OPEN = frozenset({"how", "what", "which", "when", "where", "who", "whom", "whose", "why"})
"""Words that ask for more than yes or no."""
SHORT = 10
"""Most words of a short, everyday question; with twice as many it is not short at all."""
_PLAIN = {0: 1.0, 1: 1.0, 2: 0.5}
"""Plainness of a question by the number of fields that it touches."""
_OURS = 0.6
"""Factor on the plainness of a question about the asker's company."""


class Question(Struct, frozen=True):
    """The parts of a question that an answer is compared with."""

    words: tuple[str, ...]
    """Its words, split like those of an answer."""
    stems: frozenset[str]
    """Its content words, each cut to `STEM` letters, also with and without a plural s."""
    polar: bool
    """Whether it is a yes/no question, so that a no does not contradict its assumptions."""
    plain: float
    """0..1: how much it looks like an everyday question: short, and of one field."""


def read(text: str) -> Question:
    """Read the content words and the kind of a question."""
    words = words_of(text[:READ])
    stems = {
        form
        for word in words
        if len(word) > 1 and word[0].isalpha() and word not in _STOP
        for part in ([word, *word.split("-")] if "-" in word else [word])
        if len(part) > 2 or part == word
        for form in _forms(part)
    }
    return Question(tuple(words), frozenset(stems), _is_polar(words, text), _plainness(words))


def _forms(word: str) -> tuple[str, ...]:
    word = word.removesuffix("'s")
    if len(word) > STEM:
        return (word[:STEM],)
    return (word, f"{word}s"[:STEM], f"{word}'s"[:STEM], word.removesuffix("s"))


def _plainness(words: list[str]) -> float:
    length = sum(word[0].isalnum() for word in words)
    brief = min(1.0, max(0.0, 1 - (length - SHORT) / SHORT))
    return brief * _PLAIN.get(_fields(words), 0.0) * (_OURS if "our" in words else 1.0)


def _fields(words: list[str]) -> int:
    """Number of fields that a question touches; a word of two fields counts for a known one."""
    found: set[str] = set()
    for fields in sorted((_FIELDS[word] for word in words if word in _FIELDS), key=len):
        if not fields & found:
            found.add(min(fields))
    return len(found)


def _is_polar(words: list[str], text: str) -> bool:
    if words[:1] == ["which"] and "or" in words:
        return True
    if "?" not in text or _OPEN.intersection(word.partition("'")[0] for word in words):
        return False
    return words[:2] not in (["can", "you"], ["could", "you"], ["would", "you"], ["will", "you"])
