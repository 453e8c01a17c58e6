# ruff: noqa: RUF001
"""Find names of people, places and things in a text by their capitals.

A capital at the beginning of a sentence proves nothing, nor does one in German, where every noun
has a capital.
"""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.detectors.language import language
from portcheck.detectors.refusal.cue import vocabulary
from portcheck.lazy_pattern import LazyPattern

_CAPITAL = r"(?:[^\W\d_a-zà-öø-ÿ][\w'’]{1,30})"
_NAME = LazyPattern(
    rf"(?<!\w){_CAPITAL}(?:(?:[ \u00a0-]|\s(?:de|da|do|dos|del|della|di|van|von|der|den|la|le|al|"
    rf"bin|of|the|and|&)\s){_CAPITAL}|\s[A-Z]\.(?=\s[A-Z])){{0,4}}"
)
_ENDS = LazyPattern(r"(?:[.!?:…\"“”(\[*#>|—–]|[-*•]|[0-9][.)])\s*$|^\s*$|\n\s*$")
_NO_NAMES = vocabulary(
    "i i'm i'll i've i'd monday tuesday wednesday thursday friday saturday sunday january february "
    "march april may june july august september october november december jan feb mar apr jun jul "
    "aug sep sept oct nov dec mr mrs ms dr prof the a an and or but if you your we our it its this "
    "that these those there here he she they his her their my yes no not please thank thanks dear "
    "hello hi sorry kind best regards sincerely note step option total order in on at to for of "
    "with by from as is are was were be have has had do does did can could will would should may "
    "english german french spanish italian portuguese dutch ok pm am utc faq id url pdf json"
)
LONGEST = 6
"""Most words of a name."""


def names(text: str) -> Iterator[str]:
    """Yield the names of a text in their order; none of a German text.

    A name is one or more words with capitals; a word that begins a sentence is not part of it.
    """
    if language(text) == "de":
        return
    for found in _NAME.compiled.finditer(text):
        words = found[0].split()
        begins = _ENDS.search(text[max(0, found.start() - 4) : found.start()]) is not None
        # The first word of a sentence has a capital anyway.
        words = words[1:] if begins else words
        while words and _common(words[0]):
            words.pop(0)
        while words and (_common(words[-1]) or not words[-1][0].isupper()):
            words.pop()
        while words and not words[0][0].isupper():
            words.pop(0)
        if words and not all(word.isupper() and len(word) < 3 for word in words):
            yield " ".join(words[:LONGEST])


def _common(word: str) -> bool:
    return word.strip(".'’").casefold() in _NO_NAMES
