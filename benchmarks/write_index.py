"""Writes the index of the refusal detector's phrases, `portcheck/detectors/refusal/index.json`.

    python benchmarks/write_index.py

A phrase is a regular expression, and most sentences have none of the words that one is made of.
From each expression follow sets of words of which one must stand in whatever it matches: of
`\\b(?:i|we) can(?: \\w+)? (?:help|assist)\\b` those are {i, we}, {can}, {help, assist} (Cox 2012,
"Regular Expression Matching with a Trigram Index", derives sets of trigrams so). Of a
phrase that begins a sentence the first word is known as well. No text that an expression matches
lacks them, so that the index hides none.
"""

from __future__ import annotations

import json
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from portcheck.detectors.refusal.cue import Cue
from portcheck.detectors.refusal.cues import CUES, PROMPT_CUES
from portcheck.detectors.refusal.opening import APART

TARGET = Path(__file__).resolve().parents[1] / "portcheck" / "detectors" / "refusal" / "index.json"
MOST = 600
"""Texts up to which what a part of an expression matches is written out."""
MOST_SETS = 3
"""Sets of words that are kept for a phrase."""
USELESS = 5_000
"""Cost from which a set tells nothing: one of its words stands in most sentences."""
EDGE = "\x01"
"""A place between two words, where no character needs to stand."""
DONE = "\n"
"""Stands behind a first word that is complete."""
_COMMON = {
    1000: "to and the a is of i or that it in not you are your on for with",
    500: "can be this as have cannot would important provide but question an any how do about",
    200: "like by if their from people there here no help specific such instead should they "
    "appropriate information other some let data harm including illegal will was he she we my "
    "what so when may could also more need make use at one all them someone",
}
COST = {word: cost for cost, words in _COMMON.items() for word in words.split()}
"""Sentences among 10,000 in which a word stands, about; 20 where it is not named here."""
RARE = 20

Texts = frozenset[str]
Sets = tuple[frozenset[str], ...]


class Gap(NamedTuple):
    """A part of an expression that matches too many texts to write them out."""

    starts: bool
    """Whether it begins between words, whatever it matches."""
    ends: bool
    empty: bool
    """Whether it may match nothing."""
    needs: Sets = ()


Part = Texts | Gap


def cost(words: Iterable[str]) -> int:
    """About how many of 10,000 sentences have one of these words."""
    return sum(COST.get(word, RARE) for word in words)


def needs(pattern: str) -> Sets:
    """Sets of which each has a word in every match, the rarest first."""
    return _sequence(parser.parse(pattern), start=False, stop=False)[1]


def first_words(pattern: str) -> frozenset[str] | None:
    """The words with which a match begins; `None` where it may begin anywhere or with any word."""
    nodes = list(parser.parse(pattern))
    if not nodes or nodes[0] != (codes.AT, codes.AT_BEGINNING):
        return None
    heads = _heads(nodes[1:], frozenset([""]))
    if heads is None or len(heads) > MOST or not all(head.endswith(DONE) for head in heads):
        return None
    return frozenset(head.removesuffix(DONE) for head in heads)


def _apart(char: str) -> bool:
    return char in APART or char == EDGE


def _empty(part: Part) -> bool:
    return part.empty if isinstance(part, Gap) else "" in part


def _starts(part: Part) -> bool:
    return part.starts if isinstance(part, Gap) else all(_apart(text[0]) for text in part if text)


def _ends(part: Part) -> bool:
    return part.ends if isinstance(part, Gap) else all(_apart(text[-1]) for text in part if text)


def _part(op: Any, value: Any, *, start: bool, stop: bool) -> Part:
    """What one element of an expression matches, between words at `start` and at `stop`."""
    match str(op):
        case "LITERAL":
            part: Part = frozenset([chr(value)])
        case "AT":
            part = frozenset([EDGE])
        case "ASSERT_NOT":
            part = frozenset([""])
        case "ASSERT":
            ahead = _sequence(value[1], start=False, stop=False)[1]
            part = Gap(starts=True, ends=True, empty=True, needs=ahead)
        case "IN":
            part = _characters(value)
        case "SUBPATTERN":
            part = _whole(value[3], start=start, stop=stop)
        case "BRANCH":
            part = _either([_whole(one, start=start, stop=stop) for one in value[1]], start, stop)
        case "MAX_REPEAT" | "MIN_REPEAT":
            part = _repeated(*value, start=start, stop=stop)
        case _:
            part = Gap(starts=False, ends=False, empty=False)
    return part


def _characters(members: Any) -> Part:
    found = set[str]()
    for op, value in members:
        if op is codes.LITERAL:
            found.add(chr(value))
        elif op is codes.RANGE:
            found |= set(map(chr, range(value[0], value[1] + 1)))
        else:
            between = members == [(codes.CATEGORY, codes.CATEGORY_NOT_WORD)]
            return Gap(starts=between, ends=between, empty=False)
    return frozenset(found)


def _repeated(least: int, most: int, inner: Any, *, start: bool, stop: bool) -> Part:
    once = most == 1
    part = _whole(inner, start=start and once, stop=stop and once)
    if not isinstance(part, Gap) and most <= 4 and len(part) ** most <= MOST:
        return frozenset(
            "".join(texts)
            for times in range(least, most + 1)
            for texts in product(part, repeat=times)
        )
    words = _sets([part], start=start, stop=stop) if least else ()
    return Gap(_starts(part), _ends(part), least == 0 or _empty(part), words)


def _either(parts: Sequence[Part], start: bool, stop: bool) -> Part:
    exact = [part for part in parts if not isinstance(part, Gap)]
    if len(exact) == len(parts) and sum(map(len, exact)) <= MOST:
        return frozenset[str]().union(*exact)
    each = [_sets([part], start=start, stop=stop) for part in parts]
    words: Sets = ()
    if all(each):
        words = tuple(
            frozenset[str]().union(*(sets[min(number, len(sets) - 1)] for sets in each))
            for number in range(max(map(len, each)))
        )
    return Gap(all(map(_starts, parts)), all(map(_ends, parts)), any(map(_empty, parts)), words)


def _sequence(nodes: Any, *, start: bool, stop: bool) -> tuple[list[Part], Sets]:
    """The parts of a sequence, and the sets of words that follow from it."""
    # What stands beside a part tells where words begin in it, and is known once all are read.
    alone = [_part(op, value, start=False, stop=False) for op, value in nodes]
    parts = [
        _part(op, value, start=_after(alone[:i], start), stop=_before(alone[i + 1 :], stop))
        for i, (op, value) in enumerate(nodes)
    ]
    return parts, _sets(parts, start=start, stop=stop)


def _after(parts: Sequence[Part], start: bool) -> bool:
    """Whether a word may begin behind these parts, whatever they match."""
    for part in reversed(parts):
        if not _ends(part):
            return False
        if not _empty(part):
            return True
    return start


def _before(parts: Sequence[Part], stop: bool) -> bool:
    """Whether a word ends before these parts, whatever they match."""
    for part in parts:
        if not _starts(part):
            return False
        if not _empty(part):
            return True
    return stop


def _whole(nodes: Any, *, start: bool, stop: bool) -> Part:
    parts, words = _sequence(nodes, start=start, stop=stop)
    texts = _joined(parts)
    if texts is not None:
        return texts
    return Gap(_before(parts, True), _after(parts, True), all(map(_empty, parts)), words)


def _joined(parts: Sequence[Part]) -> Texts | None:
    texts = frozenset([""])
    for part in parts:
        if isinstance(part, Gap) or len(texts) * len(part) > MOST:
            return None
        texts = frozenset(one + other for one in texts for other in part)
    return texts


def _sets(parts: Sequence[Part], *, start: bool, stop: bool) -> Sets:
    runs: list[Part] = []
    for part in parts:
        joined = _joined([runs[-1], part]) if runs and not _between(runs[-1], part) else None
        runs[-1:] = [joined] if joined is not None else [*runs[-1:], part]
    found = set[frozenset[str]]()
    for i, run in enumerate(runs):
        if isinstance(run, Gap):
            found |= set(run.needs)
            continue
        begins, ends = _after(runs[:i], start), _before(runs[i + 1 :], stop)
        each = [_whole_words(text, begins, ends) for text in run]
        if all(each):
            found |= {frozenset(words[0] for words in each), frozenset(w[-1] for w in each)}
    return tuple(sorted(found, key=lambda words: (cost(words), sorted(words)))[: MOST_SETS + 1])


def _between(one: Part, other: Part) -> bool:
    """Whether two parts meet between words, so that neither completes a word of the other."""
    return not (_empty(one) or _empty(other)) and (_ends(one) or _starts(other))


def _whole_words(text: str, start: bool, stop: bool) -> list[str]:
    """The words of a text that are complete, the rarest first."""
    pieces = "".join(DONE if _apart(char) else char for char in text).split(DONE)
    last = len(pieces) - 1
    whole = {
        piece for i, piece in enumerate(pieces) if piece and (i > 0 or start) and (i < last or stop)
    }
    return sorted(whole, key=lambda word: (cost([word]), word))


def _heads(nodes: Any, heads: Texts) -> Texts | None:
    """The beginnings of texts, continued until their first words are complete."""
    for op, value in nodes:
        done = frozenset(head for head in heads if head.endswith(DONE))
        if done == heads:
            break
        more = _continued(op, value, heads - done)
        if more is None:
            return None
        heads = done | more
    return heads


def _continued(op: Any, value: Any, heads: Texts) -> Texts | None:
    if op in {codes.ASSERT, codes.ASSERT_NOT}:
        return heads
    if op is codes.SUBPATTERN:
        return _heads(value[3], heads)
    if op is codes.BRANCH:
        branches = [_heads(branch, heads) for branch in value[1]]
        return _united(branches)
    if op in {codes.MAX_REPEAT, codes.MIN_REPEAT}:
        least, most, inner = value
        return _continued_often(least, most, inner, heads)
    if op is codes.IN and any(member in _SPACES for member in value):
        part: Part = frozenset([" "])
    else:
        part = _part(op, value, start=False, stop=False)
    if isinstance(part, Gap):
        return None
    return frozenset(_cut(head + text) for head in heads for text in part)


_SPACES = {(codes.CATEGORY, codes.CATEGORY_NOT_WORD), (codes.CATEGORY, codes.CATEGORY_SPACE)}


def _continued_often(least: int, most: int, inner: Any, heads: Texts) -> Texts | None:
    found = [heads] if least == 0 else []
    now: Texts | None = heads
    for times in range(1, min(most, 4) + 1):
        now = _heads(inner, now) if now is not None else None
        if now is None:
            return None
        if times >= least:
            found.append(now)
        if all(head.endswith(DONE) for head in now):
            return _united(found)
    return _united(found) if most <= 4 else None


def _united(branches: Sequence[Texts | None]) -> Texts | None:
    known = [branch for branch in branches if branch is not None]
    return frozenset[str]().union(*known) if len(known) == len(branches) else None


def _cut(head: str) -> str:
    """A beginning without what stands before its first word, or behind it."""
    head = head.lstrip(f" {EDGE}")
    for i, char in enumerate(head):
        if _apart(char):
            return head[:i] + DONE if i else ""
    return head


def entry(cue: Cue, pattern: str) -> tuple[str, ...]:
    """The sets of words of a phrase; one that begins with "^" is of the first word.

    Raises:
        ValueError: nothing follows from the expression, so that it would be tried everywhere.
    """
    sets = [words for words in needs(pattern) if cost(words) < USELESS]
    first = first_words(pattern)
    lists = [" ".join(sorted(words)) for words in sets[:MOST_SETS]]
    if first is not None:
        lists = ["^ " + " ".join(sorted(first)), *lists[: MOST_SETS - 1]]
    if not lists:
        raise ValueError(f"{cue.name}: no word must stand in a match of {pattern}")
    return tuple(lists)


def index(cues: Iterable[Cue]) -> dict[str, list[tuple[str, ...]]]:
    """The sets of words of every phrase, by the names of the cues."""
    return {cue.name: [entry(cue, phrase.pattern) for phrase in cue.phrases] for cue in cues}


def written() -> bytes:
    """The content of `index.json`."""
    found = index([*CUES.values(), *PROMPT_CUES.values()])
    return (json.dumps(found, indent=1) + "\n").encode()


def main() -> None:
    """Writes it."""
    TARGET.write_bytes(written())
    print(f"{TARGET}: {len(TARGET.read_bytes())} bytes")


if __name__ == "__main__":
    main()
