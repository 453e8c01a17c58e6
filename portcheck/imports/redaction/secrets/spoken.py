"""Passwords that are words: quoted or said behind what announces them, and secret answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.imports.redaction.cues.nouns import Noun, Nouns
from portcheck.imports.redaction.secrets.announced import PLACEHOLDER
from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import pattern, words

_QUOTED = re.compile(
    r"\u201e([^\u201e\u201c\u201d\"\n]{2,60})[\u201c\u201d\"]|\u201c([^\u201c\u201d\n]{2,60})\u201d|\u00ab\s?([^\u00ab\u00bb\n]{2,60}?)\s?\u00bb"
    r"|\u00bb([^\u00ab\u00bb\n]{2,60}?)\u00ab|(?<![\w=({\[,:])\"([^\"\n]{2,60})\"(?!\s?[:=>\]}])|(?<=[\s(])'([^'\n]{2,60})'(?![\w:=>\]}])"
    r"|\u2018([^\u2018\u2019\n]{2,60})\u2019|(?<=[\s(])\*\*([^*\n]{2,60})\*\*"
)
_FARTHEST = 90
"""Signs between a noun and what is quoted behind it."""
_BEHIND = 40
_MOST_WORDS = 6
_SENTENCE = re.compile(r"[.!?:;]\s|[.!?]$|[<>={}\[\]\\]")
_SAID = re.compile(
    rf"(?:\s?\([^)\n]{{1,40}}\))?(?:\s{{0,3}}(?::|=(?![=>])|\uff1a|\u2192)\s{{0,3}}|,?\s{pattern('is_word')}\s(?:{pattern('article')}\s)?)"
    r"(?![\s\"'`\u201e\u201c\u00ab(\[{<$])([^\W\d_][^\s\"'`<>(){}\[\],;:=]{2,40})(?=(\s*[^\n]?))"
)
_ENDS = re.compile(r"[.!?]?(?:$|[\n,;)\u2013\u2014|]|\s[-\u2013\u2014(]|[.!?]\s)")
_ANSWERED = re.compile(
    r"\s{0,2}(?::|=|\bis\b|\bwas\b|\bist\b|\bwar\b|\best\b|\bes\b|\bera\b|\bè\b|\bé\b|\bto\b|\bbrzmi\b)\s{0,2}([^\n.,;!?()\"\u201e\u00ab]{2,40})"
)
_TITLE = re.compile(r"[^\W\d_][\w'-]{2,}")


def spoken_spans(text: str, nouns: Nouns) -> Iterator[Span]:
    """Where such words stand; they may overlap."""
    passwords, questions = nouns.of("password"), nouns.of("question")
    if not passwords and not questions:
        return
    for match in _QUOTED.finditer(text):
        group = match.lastindex or 0
        start, end = match.start(group), match.end(group)
        if _is_said(text, start, end) and _governed(text, nouns, match.start(), match.end()):
            yield _span(start, end)
    for one in passwords:
        yield from _behind(text, one)
    for one in questions:
        yield from _answers(text, one, nouns)


def _span(start: int, end: int) -> Span:
    return Span(start=start, end=end, kind="secret")


def _is_said(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    return (
        len(value.split()) <= _MOST_WORDS
        and _SENTENCE.search(value) is None
        and any(map(str.isalnum, value))
        and PLACEHOLDER.search(value) is None
        and not any(one.family != "network" for one in Nouns(value).found)
    )


_FAMILIES = frozenset({"password", "question", "said", "other", "code"})


def _governed(text: str, nouns: Nouns, start: int, end: int) -> bool:
    """Whether a noun of passwords announces what is quoted, and not what is shown or clicked."""
    found = nouns.governing(start, end, _FAMILIES)
    if found is None or found[0].family not in {"password", "question"}:
        return False
    noun, far = found
    if noun.end <= start:
        return far <= _FARTHEST and "=" not in text[noun.end : start]
    return far <= _BEHIND and not nouns.ends_between(end, noun.start)


def _behind(text: str, noun: Noun) -> Iterator[Span]:
    """One word: `The password is sunflower`, `Passwort: Sonnenblume`."""
    match = _SAID.match(text, noun.end)
    if (
        match is None
        or match[1].casefold().rstrip(".!?") in words("of_passwords")
        or PLACEHOLDER.search(match[1])
    ):
        return
    value = match[1].rstrip(".!?")
    at_end = _ENDS.match(text, match.start(1) + len(value))
    if at_end and len(value) >= 3 and not _tells(value):
        yield _span(match.start(1), match.start(1) + len(value))


def _tells(value: str) -> bool:
    """Whether a word says how a password is, or is the name of a variable or type."""
    return re.fullmatch(pattern("tells_of"), value, re.IGNORECASE) is not None


def _answers(text: str, noun: Noun, nouns: Nouns) -> Iterator[Span]:
    for one in nouns.of("answer"):
        if 0 <= one.start - noun.end <= 150 and nouns.ends_between(noun.end, one.start) <= 2:
            match = _ANSWERED.match(text, one.end)
            if (
                match
                and len(match[1].split()) <= _MOST_WORDS
                and PLACEHOLDER.search(match[1]) is None
            ):
                value = match[1].rstrip()
                yield _span(match.start(1), match.start(1) + len(value))
