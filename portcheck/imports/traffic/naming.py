"""Name workloads and templates, from redacted texts only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from portcheck.imports.bodies.marked_chats import without_marks

_WORD = re.compile(r"[^\W_]+")
FREE_TEXT = "free-text"
"""Name for texts without common words or a template, which people wrote."""
_MOST_WORDS = 6
_LONGEST = 40
_ABOUT = 140
_ARTICLES = frozenset({"a", "an", "the"})
_LEADING_ON = _ARTICLES | {"and", "at", "by", "for", "from", "in", "of", "on", "or", "to", "with"}


def name_of(texts: Sequence[str], taken: Iterable[str]) -> str:
    """Make a short id, not in `taken`, from the first words that all texts share.

    Marks of chat templates are not words.
    """
    kept: list[str] = []
    for word in _shared(texts):
        if len("-".join([*kept, word])) > _LONGEST or len(kept) == _MOST_WORDS:
            break
        kept.append(word)
    kept = _pointed(kept)
    return unused("-".join(kept) or FREE_TEXT, taken)


def unused(base: str, taken: Iterable[str]) -> str:
    """Append a number to an id that is taken."""
    used, found, number = {*taken}, base, 2
    while found in used:
        found, number = f"{base}-{number}", number + 1
    return found


def _pointed(words: list[str]) -> list[str]:
    """Cut off `you are`, as in most prompts, and a tail such as an article or a preposition."""
    start = 2 if words[:2] == ["you", "are"] else 0
    start += start < len(words) - 1 and words[start] in _ARTICLES
    end = len(words)
    while end > start + 1 and (words[end - 1] in _LEADING_ON or len(words[end - 1]) == 1):
        end -= 1
    return words[start:end] or words


def about_of(texts: Sequence[str]) -> str:
    """Describe what all texts have in common."""
    same = len(set(texts)) == 1
    said = " ".join(without_marks(texts[0]).split() if same else _shared(texts))
    if not said:
        return "From a log, without a common text"
    return f"From a log: {said[:_ABOUT]}" + ("..." if len(said) > _ABOUT else "")


def _shared(texts: Sequence[str]) -> list[str]:
    """The words that all texts share, in lower case, in the order of the first text."""
    words = [[word.lower() for word in _WORD.findall(without_marks(text[:2000]))] for text in texts]
    common = set.intersection(*map(set, words)) if words else set[str]()
    return list(dict.fromkeys(word for word in (words[0] if words else []) if word in common))
