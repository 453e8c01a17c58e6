"""Find numbers of cards and of bank accounts, with and without the country's letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.imports.redaction.formatted.check_digits import is_valid
from portcheck.imports.redaction.formatted.edges import after, before
from portcheck.imports.redaction.span import Span
from portcheck.lazy_pattern import LazyPattern

_IBAN = LazyPattern(
    r"(?<![A-Za-z0-9])[A-Z]{2}[ -]?\d{2}(?:[ .-]?[A-Z0-9]){10,30}(?![A-Za-z0-9])", re.IGNORECASE
)
_BARE = LazyPattern(before(r"\w.-") + r"\d{2}(?:[ .-]?\d){18,24}" + after(r"\w-"))
_COUNTRIES = {26: ("PL",), 24: ("ES",), 23: ("PT",), 22: ("DE",), 20: ("AT",)}
"""Countries of an IBAN without its letters, by number of digits; the check digits come first."""
_LATIN = (
    ("ar.cbu", 22),
    ("mx.clabe", 18),
    ("es.ccc", 20),
)
_CARD = LazyPattern(before(r"\w.-") + r"[2-6]\d{3}(?:[ .-]?\d){9,15}" + after(r"\w-"))
_NETWORKS = LazyPattern(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12}|6\d{15,18}"
    r"|5[06-8]\d{14}"
)


def account_spans(text: str) -> Iterator[Span]:
    """Yield accounts and cards; spans may overlap."""
    yield from _ibans(text)
    for match in _BARE.compiled.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        international = any(
            is_valid("iban", f"{country}{digits}") for country in _COUNTRIES.get(len(digits), ())
        )
        if international or any(
            len(digits) == size and _is_national(module, digits) for module, size in _LATIN
        ):
            yield Span(start=match.start(), end=match.end(), kind="ID number")
    for match in _CARD.compiled.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if _NETWORKS.compiled.fullmatch(digits) and is_valid("luhn", digits):
            yield Span(start=match.start(), end=match.end(), kind="card")


def _ibans(text: str) -> Iterator[Span]:
    for match in _IBAN.compiled.finditer(text):
        ends = [at for at, ch in enumerate(match[0], start=1) if ch.isalnum()]
        whole = next((end for end in ends[:13:-1] if is_valid("iban", match[0][:end])), None)
        announced = "IBAN" in text[max(0, match.start() - 20) : match.start()].upper()
        if whole is not None or announced:
            end = match.start() + (whole or len(match[0]))
            yield Span(start=match.start(), end=end, kind="IBAN")


def _is_national(module: str, digits: str) -> bool:
    return is_clabe(digits) if module == "mx.clabe" else is_valid(module, digits)


def is_clabe(digits: str) -> bool:
    """Whether the last of 18 digits is the check digit of a Mexican account (CLABE)."""
    weighed = sum(int(ch) * (3, 7, 1)[at % 3] % 10 for at, ch in enumerate(digits[:17]))
    return len(digits) == 18 and (10 - weighed % 10) % 10 == int(digits[17])
