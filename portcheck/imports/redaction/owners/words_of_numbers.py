"""Find words that say what a number is: of a person, a phone, a birth, or a thing."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.imports.redaction.cues.folding import folded_in_place
from portcheck.imports.redaction.owners.families import family
from portcheck.lazy_pattern import LazyPattern
from portcheck.value import Value, Whole

_WORD = LazyPattern(r"(?:[A-Z]\.){2,5}[A-Z]?(?![^\W_])|[^\W\d_]+|[#\u2116]")
_HUMP = LazyPattern(r"[^\W\d_a-z]+(?![a-z])|[^\W\d_a-z]?[^\W\d_A-Z]+")
"""Parts of a word such as `customerNumber`."""
_BESIDE = 3
"""Words before and after a word for a number that may say whose it is."""
_OF = LazyPattern(r"\s(?:of|de|di)\s(?!(?:my|the|your|his|her|mi|su|la|mon|ma)\b)\w*[si]\b")
"""Text after `number` which shows that it means an amount: `number of orders`."""


class Cue(Value, kw_only=True, order=True):
    """A word that says what a number is."""

    start: Whole
    end: Whole
    family: str
    """`named_number`, `any_number`, `holder`, `number_sign`, `phoned`, `born`, `other_number`."""


def cues(text: str) -> list[Cue]:
    """The words of a text that say what a number is, in order."""
    found = [*_words(text)]
    return [
        Cue(start=start, end=end, family=meant)
        for at, (start, end, said) in enumerate(found)
        if said and (meant := _meant(text, found, at))
    ]


def _words(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and family of every word."""
    plain = folded_in_place(text)
    for match in _WORD.compiled.finditer(text):
        start, end = match.span()
        whole = family(plain[start:end].replace(".", ""))
        mixed = not whole and not match[0][1:].islower() and not match[0].isupper()
        if not mixed:
            yield start, end, whole
            continue
        for part in _HUMP.compiled.finditer(match[0]):
            first, last = start + part.start(), start + part.end()
            yield first, last, family(plain[first:last])


def _meant(text: str, found: list[tuple[int, int, str]], at: int) -> str:
    """The family of a word among its neighbours: `order number` is a thing's, `client code` not."""
    start, end, said = found[at]
    if said == "acronym":
        return "named_number" if text[start:end].isupper() else "number_sign"
    if said not in {"any_number", "code_word", "number_sign"}:
        return said
    beside = [
        one
        for one in found[max(0, at - _BESIDE + 1) : at] + found[at + 1 : at + 1 + _BESIDE]
        if _is_beside(text, start, end, one)
    ]
    if said == "any_number" and _OF.compiled.match(folded_in_place(text[end : end + 40])):
        return ""
    families = {one[2] for one in beside}
    if "other_number" in families and not families & {"named_number", "acronym", "holder"}:
        return "other_number"
    if said == "code_word" or text[start] == "#":
        return "any_number" if families & {"holder", "acronym", "named_number"} else ""
    return "phoned" if "phoned" in families else said


def _is_beside(text: str, start: int, end: int, other: tuple[int, int, str]) -> bool:
    between = text[other[1] : start] if other[0] < start else text[end : other[0]]
    return not any(sign in between for sign in ",;:?!|=\n0123456789") and ". " not in between
