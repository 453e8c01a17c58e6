"""A "did you mean" hint: the valid name nearest to a wrong one, or the list of valid names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType

from portcheck.errors import UsageError
from portcheck.model.numbers import listing
from portcheck.model.visible_text import one_line

_LISTED = 30
"""Most names that a hint lists before it counts the rest."""
_SHOWN = 60
"""Most characters of a name that a hint shows."""
_NO_SYNONYMS: Mapping[str, Sequence[str]] = MappingProxyType({})


def known(name: str, names: Iterable[str], what: str) -> str:
    """The name, if it is one of `names`.

    Args:
        name: the requested name.
        names: the valid ones.
        what: the kind of thing, for the message: `provider`.

    Raises:
        UsageError: it is not one of them; the hint names the nearest.
    """
    found = list(names)
    if name in found:
        return name
    raise UsageError(f"unknown {what}: {name!r}", hint=did_you_mean(name, found))


def did_you_mean(
    word: str, valid: Iterable[str], synonyms: Mapping[str, Sequence[str]] = _NO_SYNONYMS
) -> str:
    """A hint for a wrong word: the nearest valid one, or the list of all; "" if there is none.

    Args:
        word: the wrong word.
        valid: the valid words.
        synonyms: other words, each with the valid words it may stand for; tried if none is near.
    """
    words = list(valid)
    found = nearest(word, words) or synonym(word, words, synonyms)
    if found is not None:
        hint = meant(found)
        return (
            f"{hint} White space counts: {found[:_SHOWN]!r}"
            if found.split() == word.split()
            else hint
        )
    return f"valid here: {listing(words, _LISTED)}" if words else ""


def meant(word: str) -> str:
    """The hint that this word was probably meant."""
    return f"did you mean '{one_line(word, _SHOWN)}'?"


def nearest(word: str, valid: Iterable[str]) -> str | None:
    """The valid word that was probably meant, or `None`."""
    plain = _plain(word)
    best: tuple[float, str] | None = None
    for candidate in valid:
        other = _plain(candidate)
        if not (_comparable(plain, other) or _begins(plain, other)):
            continue
        edits = _distance(plain, other)
        ratio = SequenceMatcher(a=plain, b=other, autojunk=False).ratio()
        if edits > _most_edits(plain, other) and ratio < 0.8 and not _begins(plain, other):
            continue
        rank = (edits - ratio, candidate)
        best = rank if best is None else min(best, rank)
    return None if best is None else best[1]


def synonym(word: str, valid: Iterable[str], synonyms: Mapping[str, Sequence[str]]) -> str | None:
    """The first valid word among the synonyms of what was probably meant, or `None`."""
    words = set(valid)
    other = nearest(word, synonyms)
    return next((item for item in synonyms.get(other or "", ()) if item in words), None)


def _plain(word: str) -> str:
    spaced = re.sub(r"([a-z])([A-Z])", r"\1_\2", word[:80])
    return spaced.lower().replace("-", "_").replace(" ", "_")


def _most_edits(word: str, other: str) -> int:
    return min(3, max(len(word), len(other)) // 3) if len(word) > 2 else 0


def _comparable(word: str, other: str) -> bool:
    """Whether lengths and letters allow a near match: a cheap test that most pairs fail."""
    if 2 * min(len(word), len(other)) < 0.8 * (len(word) + len(other)):
        return False
    letters, others = set(word), set(other)
    return 2 * len(letters & others) >= max(len(letters), len(others))


def _begins(word: str, other: str) -> bool:
    return len(word) >= 3 and (other.startswith(word) or (len(other) >= 4 and other in word))


def _distance(a: str, b: str) -> int:
    """Edits from a to b: insert, delete, replace, swap neighbours (Damerau 1964, restricted)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        last, row = row, [i]
        for j, right in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = last
    return row[-1]
