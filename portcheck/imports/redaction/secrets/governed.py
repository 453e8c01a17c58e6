"""Values that a noun makes secret, wherever in its clause, its line or its answer they stand.

A number of four digits and more, and a word with a digit in it, belong to the noun that is nearest:
to `code` in `the code of the safe was changed, new is 047895`, to `order` in `I have the code of
order 047895`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.imports.redaction.cues.nouns import Nouns
from portcheck.imports.redaction.cues.numbers import is_round, numbers
from portcheck.imports.redaction.cues.tokens import changes, is_drawn
from portcheck.imports.redaction.secrets.announced import EASTERN, PLACEHOLDER
from portcheck.imports.redaction.secrets.encoded import is_encoded_text
from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import pattern

_FAMILIES = frozenset({"password", "code", "other"})
_SECRET = frozenset({"password", "code"})
_AT_ONCE = 25
"""Signs between a noun and a value that it governs without a doubt."""
_LONGEST_CODE = 8
"""Digits of a number that may be a code at any distance."""
_CLOSE = 45
"""The same for letters with digits behind them and the noun of a code: `digicode A2496`."""
_TOKEN = re.compile(rf"(?<![\w.~+$@%&-])\w(?:(?![{EASTERN}])[\w.~+$@%&!?#^*-]){{3,400}}")
_DRAWN = re.compile(rf"(?<![\w.~+-])(?:(?![{EASTERN}])[^\W_])(?:(?![{EASTERN}])[\w.~+-]){{5,400}}")
_JOINS = ":=/|+~."
_KNOWN = re.compile(
    rf"(?:{pattern('known_numbered')})[-_ ]?\d[\w.-]{{0,6}}"
    r"|(?:[^\W\d_]{1,3}\d{1,2})|\d{1,3}[^\W\d_]{1,4}|\d{4}(?:px|ms|kb|mb|gb|s)",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,13}", re.IGNORECASE)
_CVV = re.compile(r"(?<![\w.,])\d{3}(?![\w.,%]\w|\w)")


def governed_spans(text: str, nouns: Nouns) -> Iterator[Span]:
    """Where such values stand; they may overlap."""
    if not any(one.family in _SECRET for one in nouns.found):
        return
    for match in numbers(text):
        if _is_secret_number(nouns, match):
            yield _span(match.start(), match.end())
    for match in _TOKEN.finditer(text):
        value = match[0].rstrip(".,-+~&")
        start, end = match.start(), match.start() + len(value)
        if _may_be_password(text, start, end) and _is_secret_token(nouns, start, end):
            yield _span(start, end)
    for one in nouns.of("code"):
        if text[one.start : one.start + 3].casefold() in {"cvv", "cvc"}:
            found = _CVV.search(text, one.end, one.end + _AT_ONCE)
            if found:
                yield _span(found.start(), found.end())


def drawn_spans(text: str, nouns: Nouns) -> Iterator[Span]:
    """What was drawn, not written: a secret by its noun, or a code that nobody says anything of."""
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


def _is_secret_number(nouns: Nouns, match: re.Match[str]) -> bool:
    governed = nouns.governing(match.start(), match.end(), _FAMILIES)
    if governed is None or governed[0].family not in _SECRET:
        return False
    digits = sum(map(str.isdigit, match[0]))
    if governed[1] <= _AT_ONCE and not is_round(match[0]):
        return True
    if is_round(match[0]):
        return governed[1] <= _AT_ONCE / 2
    return digits <= _LONGEST_CODE


def _is_secret_token(nouns: Nouns, start: int, end: int) -> bool:
    governed = nouns.governing(start, end, _FAMILIES)
    if governed is None or governed[0].family not in _SECRET:
        return False
    noun, far = governed
    return noun.family == "password" or far <= _CLOSE or nouns.near(noun.start, "network", 90)


def _may_be_password(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    if not any(map(str.isalpha, value)) or changes(value) < 1 or len(value) < 4:
        return False
    if _KNOWN.fullmatch(value) or _HOST.fullmatch(value) or PLACEHOLDER.search(value):
        return False
    return (
        not _in_address(text, start, end) and "@" not in value[1:-1] and text[end : end + 1] != "("
    )


def _in_address(text: str, start: int, end: int) -> bool:
    """Whether it is a part of an address, of a path or of a name with dots."""
    first = max(text.rfind(" ", 0, start), text.rfind("\n", 0, start)) + 1
    before = text[first:start]
    return (
        "://" in before
        or before.startswith(("/", "./", "~/", "www.", "\\\\"))
        or (before.endswith("/") and text[start - 2 : start - 1].isalnum())
    )


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """With what is joined to it and was drawn as well: the two halves of a key."""
    while end < len(text) - 1 and text[end] in _JOINS:
        more = _DRAWN.match(text, end + 1)
        if more is None or not is_drawn(more[0]):
            break
        end = more.start() + len(more[0].rstrip("._~+-"))
    while text[end : end + 1] == "=":
        end += 1
    return start, end
