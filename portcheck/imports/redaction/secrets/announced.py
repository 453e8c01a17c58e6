"""Find secrets that words, names of variables or headings of tables announce."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.imports.redaction.cues.columns import cells
from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import pattern
from portcheck.lazy_pattern import LazyPattern

EASTERN = "\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef"
"""Scripts without spaces between words."""
_NAMED = (
    r"(?<![A-Za-z])(?:[A-Za-z0-9]{1,30}[_.-]){0,4}"
    r"(?:[A-Za-z]{1,20}(?=pass(?:word|wd|phrase)|pwd|secret|token|apikey)|(?-i:[A-Z]{2,12}(?=PASS)))?"
    rf"{pattern('secret')}(?:[_-][0-9A-Za-z]{{1,12}}|\d{{1,3}}|(?-i:[A-Z][0-9A-Za-z]{{0,11}}))?"
)
"""Text that announces a secret: in prose, in configuration, or as the name of a variable."""
_GROUPED = r"\d{4,5}(?:[ -]\d{4,5}){3,7}"
"""The key of a router, in the form of its label."""
_ASSIGNED = LazyPattern(
    rf"({_NAMED})[\"'`*]{{0,3}}\]?(?:\s?\([^)\n]{{1,30}}\))?"
    rf"(?:\s{pattern('gap')}(?:\s[\w.'-]{{1,30}}){{0,4}}?)?"
    rf"\s{{0,3}},?\s{{0,20}}(?:[\"']?value[\"']?\s?[:=]|/?>|{pattern('says')})\s{{0,3}}"
    rf"(?:{pattern('article')}\s)?"
    r"(?:[\"'`](?P<quoted>[^\s\"'`]{4,500})[\"'`]"
    r"|[\u00ab\u201e\u201c\u2018\u300c\u300e]\s?(?P<marked>[^\s\u00bb\u201c\u201d\u2019\u300d\u300f]{4,500})"
    rf"|[\"'`*]{{0,3}}(?P<grouped>{_GROUPED})(?![\w-])"
    r"|[\"'`*]{0,3}(?P<bare>[^\s\"'`<>,;{}()\[\]|]{4,500}))",
    re.IGNORECASE,
)
_PHRASE = LazyPattern(
    rf"(?<![A-Za-z]){pattern('passphrase')}(?:\s[\w.'-]{{1,15}}){{0,3}}?"
    rf"(?:\s{{0,2}}(?:{pattern('says')})\s{{0,3}}[\"'`\u00ab\u201e\u201c\u2018]?|\s[\"'`\u00ab\u201e\u201c\u2018])\s?"
    r"([^\W\d_]{3,15}(?:([-_.])[^\W\d_]{3,15})(?:\2[^\W\d_]{3,15}){2,10})(?![\w/-])",
    re.IGNORECASE,
)
"""Words in a row, joined by one separator: long enough for a random phrase, unlike a path."""
_MENTIONED = LazyPattern(
    rf"(?:(?<![A-Za-z]){pattern('secret')}|{pattern('logins')})(?![A-Za-z])", re.IGNORECASE
)
_ROUTER = LazyPattern(
    rf"\b(?:wi-?fi|wlan|wpa2?)\b[^\n\d]{{0,60}}(?<![\w-])({_GROUPED})(?![\w-])", re.IGNORECASE
)
_NEAR = 60
"""Characters before and after a word such as `password`, on its line, that are searched."""
_BEHIND = LazyPattern(r"[\"'`*]{0,3}(?:(?:\s\w{1,15}){0,2}\s?[:=])?\s{0,3}[\"'`*]{0,3}")
_IN_FRONT = LazyPattern(
    r"[.\"'`*]{0,3}\s(?:as|is|was|als|ist|war|comme|est|como|es|de|come|è|é|jako|to|это)?(?:\s\w{1,6})?\s?",
    re.IGNORECASE,
)
_LONGEST = 200
_TOKEN = LazyPattern(
    rf"(?:(?![{EASTERN}])[^\s\"'`<>,;{{}}()\[\]|\u00ab\u00bb\u201c-\u201e]){{6,{_LONGEST}}}"
)
_HEADED = LazyPattern(rf"(?:\w{{0,20}}[ _.-]?){{0,2}}{pattern('secret')}", re.IGNORECASE)
_EAST = LazyPattern(f"[{EASTERN}]")
_MARKS = "!@#$%^&*+?=~"
_ADDRESS = LazyPattern(r"^[a-z][a-z0-9+.-]{1,20}://", re.IGNORECASE)
_SPACE = LazyPattern(r"\s")
PLACEHOLDER = LazyPattern(rf"^{pattern('placeholder')}[.,!?]?$", re.IGNORECASE)
"""A placeholder for a secret in documents."""


def announced_spans(text: str) -> Iterator[Span]:
    """Yield such secrets, in no order; spans may overlap."""
    yield from _assigned(text)
    yield from _nearby(text)
    yield from _columns(text)
    for match in _PHRASE.compiled.finditer(text):
        if not PLACEHOLDER.search(match[1]):
            yield Span(start=match.start(1), end=match.end(1), kind="secret")
    yield from _keys_of_routers(text)


def _assigned(text: str) -> Iterator[Span]:
    """Yield values that words or names of variables announce."""
    for match in _ASSIGNED.compiled.finditer(text):
        group = next(
            one for one in ("quoted", "marked", "grouped", "bare") if match[one] is not None
        )
        value = match[group].rstrip(".?") if group == "bare" else match[group]
        value = _own_script(value)
        counted = value.isdigit() and match[1].casefold().endswith("token")
        if may_be_secret(value) and not counted and not value.endswith(":"):
            yield Span(start=match.start(group), end=match.start(group) + len(value), kind="secret")


def _keys_of_routers(text: str) -> Iterator[Span]:
    """Yield groups of digits after the word for a wireless network, on its line."""
    for match in _ROUTER.compiled.finditer(text):
        yield Span(start=match.start(1), end=match.end(1), kind="secret")


def _own_script(value: str) -> str:
    """Cut off a sentence in an eastern script that follows the value without a space."""
    foreign = _EAST.search(value)
    return value if foreign is None or foreign.start() < 4 else value[: foreign.start()]


def _nearby(text: str) -> Iterator[Span]:
    """Yield values made like passwords, on the line of a word that announces one.

    Right after the word, letters and two digits are enough, as in `pass maria1988`; further away a
    special character is needed too, so that names of versions and algorithms stay.
    """
    for word in _MENTIONED.compiled.finditer(text):
        first = max(word.start() - _NEAR, 0)
        first = max(text.rfind("\n", first, word.start()) + 1, first)
        last = word.end() + _NEAR + _LONGEST
        last = min(last, (text.find("\n", word.end(), last) + 1 or last + 1) - 1)
        for token in _TOKEN.compiled.finditer(text, first, last):
            if token.start() > word.end() + _NEAR:
                break
            value = token[0].rstrip(".,:?*")
            marked = not _at_once(text, word, token)
            if _is_made_up(value, marked=marked) and may_be_secret(value):
                yield Span(start=token.start(), end=token.start() + len(value), kind="secret")


def _at_once(text: str, word: re.Match[str], token: re.Match[str]) -> bool:
    """Whether only joining text is between a word and a possible secret."""
    if token.start() >= word.end():
        return _BEHIND.compiled.fullmatch(text[word.end() : token.start()]) is not None
    return _IN_FRONT.compiled.fullmatch(text[token.end() : word.start()]) is not None


def _is_made_up(text: str, *, marked: bool) -> bool:
    """Whether letters, digits and, if `marked`, special characters make a password."""
    if not (any(map(str.isalpha, text)) and any(map(str.isdigit, text))):
        return False
    if any(mark in text for mark in _MARKS) and "=" not in text[:-1] and "://" not in text:
        return True
    return not marked and len(text) >= 8 and sum(map(str.isdigit, text)) >= 2


def _columns(text: str) -> Iterator[Span]:
    """Yield cells of tables below a heading that announces secrets."""
    announces: dict[str, bool] = {}
    for cell in cells(text):
        if cell.heading not in announces:
            announces[cell.heading] = _HEADED.compiled.fullmatch(cell.heading) is not None
        value = text[cell.start : cell.end]
        if announces[cell.heading] and not _SPACE.search(value) and may_be_secret(value):
            yield Span(start=cell.start, end=cell.end, kind="secret")


def may_be_secret(value: str) -> bool:
    """Whether announced text may be a secret: not an address, path, word or placeholder."""
    is_address = _ADDRESS.search(value) or value.startswith(("/", "~/", "./"))
    return not (is_address or PLACEHOLDER.search(value)) and _is_value(value)


def _is_value(text: str) -> bool:
    """Whether announced text is neither a word, a number of few digits nor a path."""
    letters, digits = any(map(str.isalpha, text)), any(map(str.isdigit, text))
    marks = any(not ch.isalnum() and ch not in "-_./'\u2019" for ch in text)
    if re.fullmatch(_GROUPED, text) or (text.isdigit() and len(text) >= 16):
        return True
    return (digits and len(text) >= 4 and (letters or len(text) <= 8 or marks)) or (
        marks and letters and len(text) >= 6
    )
