"""Find refusals in languages other than English.

A wording begins with one of its words: a sentence without any of them is skipped, and other
sentences are compared only with the wordings of their words.
"""

from __future__ import annotations

import re
from functools import cache

from portcheck.detectors.refusal.patterns import restraint, wordings
from portcheck.detectors.refusal.patterns.wordings import Wording

WORDINGS = tuple(
    wording
    for table in (wordings.SPACED, restraint.SPACED)
    for group in table.values()
    for wording in group
)
_BEGUN_BY: dict[str, list[Wording]] = {}
for _wording in WORDINGS:
    for _word in _wording.words.split():
        _BEGUN_BY.setdefault(_word, []).append(_wording)
WORDS = frozenset(_BEGUN_BY)


def declines(text: str, words: frozenset[str]) -> bool:
    """Whether a sentence declines in a language other than English.

    Args:
        text: the sentence in lower case, with single spaces.
        words: its words.
    """
    begun = words & WORDS
    if begun:
        known = {wording for word in begun for wording in _BEGUN_BY[word]}
        if any(_pattern(wording).search(text) for wording in known):
            return True
    return not text.isascii() and _unspaced().search(text) is not None


@cache  # compiled one by one, because most texts need only one language
def _pattern(wording: Wording) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(wording.words.split())})(?:{wording.then})")


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile("|".join([*wordings.UNSPACED.values(), *restraint.UNSPACED.values()]))
