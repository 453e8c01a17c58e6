"""Find e-mail addresses, also as people spell them out to hide them from machines."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.imports.redaction.formatted.edges import EAST, after, before
from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import words
from portcheck.lazy_pattern import LazyPattern

_EMAIL = LazyPattern(
    before(r"\w.+%-") + rf"(?:[^\W{EAST}]|[.+%'-]){{1,64}}"
    rf"@(?:(?:[^\W{EAST}]|-){{1,63}}\.){{1,8}}(?:(?![\d_{EAST}])\w){{2,24}}" + after(r"\w-") + "|"
    rf"(?<![\w.+%-])(?:[{EAST}]{{1,30}}|(?:[^\W{EAST}]|[.+%'-]){{1,64}})"
    r"@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])"
)
_AT = r"(?:at|AT|\u00e4t|@|arroba|chiocciola|ma\u0142pa|arobase|et)"
_DOT = r"(?:dot|punto|punkt|kropka|ponto|point|nokta)"
_SPELLED = LazyPattern(
    rf"(?<![\w.+%-])([\w.+%-]{{2,64}}) ?(?:at (?=[\w-]{{1,63}} {_DOT} )"
    rf"|[\[({{] ?{_AT} ?[\])}}]| (?:arroba|chiocciola|ma\u0142pa|arobase) ) ?"
    rf"([\w-]{{1,63}})((?:(?: ?[\[({{] ?(?:{_DOT}|\.) ?[\])}}] ?| {_DOT} |\.)[\w-]{{2,24}}){{1,4}})"
    r"(?![\w-])"
)
_RESERVED = LazyPattern(r"@(?:[\w-]+\.)*(?:example(?:\.(?:com|org|net))?|test|invalid|localhost)$")
_LOCAL = LazyPattern(r"[^\W\d_]+")


def mail_spans(text: str) -> Iterator[Span]:
    """Yield addresses; those at reserved domains stay unless they hold a person's name."""
    for match in _EMAIL.compiled.finditer(text):
        if not (_RESERVED.search(match[0]) and _is_nobodys(match[0])):
            yield Span(start=match.start(), end=match.end(), kind="e-mail")
    for match in _SPELLED.compiled.finditer(text):
        yield Span(start=match.start(), end=match.end(), kind="e-mail")


def _is_nobodys(address: str) -> bool:
    said = _LOCAL.compiled.findall(address.rpartition("@")[0].casefold())
    nobody = words("roles") | words("example_mailboxes")
    return len(said) < 2 or all(word in nobody for word in said)
