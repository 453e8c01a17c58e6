"""Find values that a noun makes secret, anywhere in its clause, its line or its answer.

A number of four or more digits, or a word with a digit, belongs to the nearest noun: to `code` in
`the code of the safe was changed, new is 047895`, to `order` in `I have the code of order 047895`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.imports.redaction.cues.nouns import Noun, Nouns
from portcheck.imports.redaction.cues.numbers import is_round, numbers
from portcheck.imports.redaction.cues.tokens import changes, is_drawn
from portcheck.imports.redaction.secrets.announced import EASTERN, PLACEHOLDER
from portcheck.imports.redaction.secrets.encoded import is_encoded_text
from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import pattern

_FAMILIES = frozenset({"password", "code", "key", "opaque", "other", "lock"})
_SECRET = frozenset({"password", "code", "key", "opaque"})
_OPENED = _SECRET | {"lock"}
_MET = _OPENED | {"login", "network"}
_OF_NUMBERS = frozenset({"password", "code", "key", "lock"})
_AT_ONCE = 25
"""Most characters between a noun and a value that it surely governs."""
_OF_LOCK = 60
"""Most characters between a lock and its number."""
_LONGEST_CODE = 8
"""Most digits of a number that may be a code at any distance."""
_SHORT = 12
"""Most characters between a noun and joined words that end in a number, such as a model's name."""
_CLOSE = 45
"""Most characters between the noun of a code and letters with digits: `digicode A2496`."""
_TOKEN = re.compile(rf"(?<![\w.~+$@%&-])\w(?:(?![{EASTERN}])[\w.~+$@%&!?#^*-]){{3,20000}}")
_DRAWN = re.compile(
    rf"(?<![\w.~+-])(?:(?![{EASTERN}])[^\W_])(?:(?![{EASTERN}])[\w.~+-]){{5,20000}}"
)
_PROGRAM = re.compile(
    r"[;{]\s*(?://[^\n]*)?$|\w\([^()\n]{0,200}\)\s*[;:{.]|\[\w*\]\s*=|(?:==|!=|&&|\|\||->|=>|\+=)"
    r"|\b(?:def|func|fn|class|return|const|let|var|int|void|public|private|static|import)\s+\w"
    r"|^\s*(?:for|while|if|elif|else if|case)\b[^\n]{0,200}[:{]\s*$"
)
_LINE = 300
"""Characters of a line that are searched on either side of a value."""
_ASSIGNED = 7
"""Most characters between a name and its value in a program: `pin = 4821`, `'pin' => '4821'`."""
_WORDS = re.compile(r"\w")
_COUNTS = re.compile(r"(?:max|min|num|len|default|total)_?\w*$|s$", re.IGNORECASE)
"""A part of a name for a limit or for several values."""
_SAYS = re.compile(rf"[:=]|\b{pattern('is_word')}\b", re.IGNORECASE)
_DIRECT = re.compile(
    rf"\W{{0,4}}(?:{pattern('is_word')}\b)?\W{{0,5}}(?:{pattern('article')}\s)?", re.IGNORECASE
)
"""Text that may be between a noun and a year or a rounded number that it governs."""
_USER = re.compile(
    r"(?:^|[\s\"'`(])[\w.@-]{2,40}[\"'`]?(?: / |\s?:\s?|, ?)[\"'`]?$"
    r"|\b(?:admin|root|user|guest)(?:/|\s(?:and|und|et|y|e|i|ve|with|mit|avec|con|com|z|ile)\s)$"
)
_QUOTES = frozenset("\"'`\u201c\u201e\u00ab")
_IN_PATH = re.compile(r"[^\W\d_][\w.-]*/$|\d[\w.-]+/$")
_OF_USER = re.compile(r"\b(?:admin|root|user|guest)/$")
_NEAR_LOGIN = 70
_JOINS = ":=/|+~."
_KNOWN = re.compile(
    rf"(?:{pattern('known_numbered')})[-_ ]?\d[\w.-]{{0,12}}"
    r"|(?:[^\W\d_]{1,3}\d{1,2})|\d{1,3}[^\W\d_]{1,4}|\d{4}(?:px|ms|kb|mb|gb|s)",
    re.IGNORECASE,
)
_MODEL = re.compile(
    rf"{pattern('models')}(?![a-z])|apache-|gpl-|lgpl-|cc-by|bsd-|mit-", re.IGNORECASE
)
_NUMBERED = re.compile(r"[A-Za-z]?\d*(?:\.\d+)+|[A-Za-z]-[A-Za-z]\S*|\d+\.?[\u00aa\u00b0\u00ba]")
_IS_WORDED = re.compile(
    r"(?:[^\W\d_]{2,}|\d+(?:\.\d+)?|\d+[a-z])(?:[-_](?:[^\W\d_]{2,}|\d+(?:\.\d+)?|\d+[a-z]))+"
)
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,13}", re.IGNORECASE)
_DIAL = re.compile(r"(?<![\w.-])\d\d?(?:-\d\d?){2}(?![\w-])")
"""The combination of a dial, which may look like a date."""
_DOOR = re.compile(r"(?<![\w.#/&-])(?:\d{4,8}#|\d{1,4}#\d{3,6}#?|\d{2,4}#\d{2,6}#?)(?![\w#])")
"""The code of a door, with the `#` key: `7719#`, `14#2201`."""
_APP = re.compile(r"(?<![\w-])(?:[a-z]{4} ){3}[a-z]{4}(?![\w-])")
"""A password that Google generates for a program."""
_CODED = re.compile(rf"{_DIAL.pattern}|(?=[^\n]{{0,15}}\b[bcdfghj-np-tv-z]{{4}}\b){_APP.pattern}")
"""The combination of a dial, or groups of letters one of which has no vowel."""
_OF_CARD = re.compile(
    r"(?:\s\w{1,3})?.?(?:cv[vc]2?|pr[u\u00fc]f|sicherheit|security|s[e\u00e9]curit|seguri|seguran|sicurezza|bezpiecz"
    r"|g[u\u00fc]venlik)",
    re.IGNORECASE,
)
"""A word for the security code on the back of a card."""
_SHAPES = {"lock": _DIAL, "code": _CODED, "password": _APP}
_CVV = re.compile(
    rf"(?<![\w.,])\d{{3}}(?![\w.,%]\w|\w| ?{pattern('counted_units')}\b)", re.IGNORECASE
)
_OWN_NAME = re.compile(r"(?<!\w)[A-Za-z_][\w.-]{0,60} ?= ?[\"'`]?$")
"""A name that a program or a configuration assigns to."""


def governed_spans(text: str, nouns: Nouns) -> Iterator[Span]:
    """Yield such values; spans may overlap."""
    yield from (_span(match.start(), match.end()) for match in _DOOR.finditer(text))
    if not any(one.family in _MET for one in nouns.found):
        return
    for match in numbers(text):
        if _is_secret_number(text, nouns, match):
            yield _span(match.start(), match.end())
    for match in _TOKEN.finditer(text):
        value = match[0].rstrip(".,-+~&")
        start, end = match.start(), match.start() + len(value)
        if _may_be_password(text, start, end) and (
            _is_secret_token(nouns, start, end) or _is_behind_user(text, nouns, start)
        ):
            yield _span(start, end)
    yield from _of_shape(text, nouns)


def _of_shape(text: str, nouns: Nouns) -> Iterator[Span]:
    """Yield values that need a noun right before: combinations of dials, groups of letters."""
    for one in nouns.found:
        shape = _SHAPES.get(one.family)
        match = shape.search(text, one.end, one.end + _CLOSE) if shape else None
        if match and nouns.ends_between(one.end, match.start()) == 0:
            yield _span(match.start(), match.end())
        card = one.family == "code" and _OF_CARD.search(text, max(0, one.start - _AT_ONCE), one.end)
        card = card or (one.family == "code" and _OF_CARD.match(text, one.end))
        found = _CVV.search(text, one.end, one.end + _AT_ONCE) if card else None
        if found and nouns.ends_between(one.end, found.start()) == 0:
            yield _span(found.start(), found.end())


def drawn_spans(text: str, nouns: Nouns) -> Iterator[Span]:
    """Yield random tokens: a secret if a noun says so, otherwise a code."""
    end = -1
    for match in _DRAWN.finditer(text):
        if match.start() < end or not is_drawn(match[0]):
            continue
        start, end = _widened(text, match.start(), match.start() + len(match[0].rstrip("._~+-")))
        if (
            PLACEHOLDER.search(text[start:end])
            or _in_address(text, start, end)
            or text[start - 1 : start] == "#"
            or is_encoded_text(text[start:end])
        ):
            continue
        governed = nouns.governing(start, end, _FAMILIES)
        secret = governed is not None and governed[0].family in _SECRET
        yield Span(start=start, end=end, kind="secret" if secret else "code")


def _span(start: int, end: int) -> Span:
    return Span(start=start, end=end, kind="secret")


def _is_secret_number(text: str, nouns: Nouns, match: re.Match[str]) -> bool:
    start, end = match.span()
    governed = nouns.governing(start, end, _FAMILIES)
    if governed is None or governed[0].family not in _OF_NUMBERS:
        return False
    noun, far = governed
    own, between = _OWN_NAME.search(text[max(0, start - 70) : start]), text[noun.end : start]
    if own is not None and len(own[0]) <= len(between):
        return False
    if _is_program(text, start):
        named = _COUNTS.search(text[max(0, noun.start - 9) : noun.end]) is None
        return far <= _ASSIGNED and named and _WORDS.search(between) is None
    weak = noun.family == "key" or text[noun.start : noun.end].casefold() == "pass"
    if weak or is_round(match[0]):
        return _is_direct(nouns, match, noun, far)
    if noun.family == "lock":
        ended = nouns.ends_between(noun.end, start) > 0 and "?" not in between
        return far <= _OF_LOCK and not ended
    may_be = far <= _AT_ONCE or sum(map(str.isdigit, match[0])) <= _LONGEST_CODE
    return may_be and not (match[0].startswith("#") and far > _ASSIGNED)


def _is_direct(nouns: Nouns, match: re.Match[str], noun: Noun, far: float) -> bool:
    """Whether a noun refers directly to a value that is a year, a rounded number, or a key."""
    text, (start, end) = nouns.text, match.span()
    between = text[noun.end : start]
    direct = noun.end <= start and _DIRECT.fullmatch(between) is not None
    if noun.family == "key":
        beside = (("network", _NEAR_LOGIN), ("code", _CLOSE), ("lock", _CLOSE))
        opens = any(nouns.near(noun.start, family, reach) for family, reach in beside)
        return opens or (direct and _SAYS.search(between) is not None)
    aside = far <= _AT_ONCE and text[start - 1 : start] + text[end : end + 1] == "()"
    return direct or aside


def _is_program(text: str, at: int) -> bool:
    """Whether the line is program code, whose numbers belong only to their own statement."""
    first = max(text.rfind("\n", max(0, at - _LINE), at) + 1, at - _LINE, 0)
    last = text.find("\n", at, at + _LINE)
    return _PROGRAM.search(text, first, at + _LINE if last < 0 else last) is not None


def _is_secret_token(nouns: Nouns, start: int, end: int) -> bool:
    governed = nouns.governing(start, end, _FAMILIES)
    if governed is None or governed[0].family not in _OPENED:
        return False
    noun, far = governed
    text = nouns.text
    if _is_program(text, start) and (far > _ASSIGNED or _WORDS.search(text[noun.end : start])):
        return False
    if noun.family != "password" and nouns.inside(start, end):
        return False
    if noun.family != "password" and far > _SHORT and _IS_WORDED.fullmatch(text[start:end]):
        return False
    return noun.family == "password" or far <= _CLOSE or nouns.near(noun.start, "network", 90)


def _is_behind_user(text: str, nouns: Nouns, start: int) -> bool:
    """Whether a value follows a user name near a word for signing in, as in `dave / rover2010`."""
    before = text[max(0, start - _CLOSE) : start]
    quoted = before[-1:] in _QUOTES and text[start - 2 : start - 1] in " ("
    return (quoted or _USER.search(before) is not None) and any(
        nouns.near(start, family, _NEAR_LOGIN) for family in ("login", "network")
    )


def _may_be_password(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    if not any(map(str.isalpha, value)) or changes(value) < 1 or len(value) < 4:
        return False
    if (
        _KNOWN.fullmatch(value)
        or _NUMBERED.fullmatch(value)
        or _MODEL.match(value)
        or _HOST.fullmatch(value)
        or PLACEHOLDER.search(value)
    ):
        return False
    return (
        not _in_address(text, start, end) and "@" not in value[1:-1] and text[end : end + 1] != "("
    )


def _in_address(text: str, start: int, end: int) -> bool:
    """Whether a value is part of a URL or a path, but not a password before `@host`."""
    if text[end : end + 1] == "@":
        return False
    least = max(0, start - _LINE)
    first = max(text.rfind(" ", least, start) + 1, text.rfind("\n", least, start) + 1, least)
    before = text[first:start]
    return (
        "://" in before
        or before.startswith(("/", "./", "~/", "www.", "\\\\"))
        or (_IN_PATH.search(before) is not None and _OF_USER.search(before) is None)
    )


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """Extend a range by random tokens joined to it, such as the second half of a key."""
    while end < len(text) - 1 and text[end] in _JOINS:
        more = _DRAWN.match(text, end + 1)
        if more is None or not is_drawn(more[0]):
            break
        end = more.start() + len(more[0].rstrip("._~+-"))
    while text[end : end + 1] == "=":
        end += 1
    return start, end
