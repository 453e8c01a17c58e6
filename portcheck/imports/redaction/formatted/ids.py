"""Find ids that states give people, by the forms and check digits of countries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.imports.redaction.formatted.check_digits import is_valid
from portcheck.imports.redaction.formatted.edges import after, before
from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import pattern
from portcheck.lazy_pattern import LazyPattern


class _Id:
    """A country's kind of id, by its form and its check; without a check the form is enough."""

    def __init__(self, pattern: str, module: str = "") -> None:
        self.module = module
        self.pattern = LazyPattern(before(r"\w.-") + f"(?:{pattern})" + after(r"\w-"))


_CHECKED = (
    _Id(r"\d{8}[ -]?[A-Z]", "es.dni"),
    _Id(r"[XYZ][ -]?\d{7}[ -]?[A-Z]", "es.nie"),
    _Id(r"[A-HJNP-SUVW]-?\d{7}-?[\dA-J]", "es.cif"),
    _Id(r"[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}", "fr.nir"),
    _Id(r"\d{3} ?\d{3} ?\d{3} ?\d{5}", "fr.siret"),
    _Id(r"\d{2} ?\d{3} ?\d{3} ?\d{3}", "de.idnr"),
    _Id(r"\d{11}", "pl.pesel"),
    _Id(r"\d{3} ?\d{3} ?\d{3} ?\d{2}", "tr.tckimlik"),
    _Id(r"\d{11}", "br.cpf"),
    _Id(r"\d{8} ?-?\d ?[A-Z]{2}\d", "pt.cc"),
    _Id(r"\d{3}[ -]\d{3}[ -]\d{4}", "gb.nhs"),
    _Id(r"\d{4} \d{4} \d{4}", "in_.aadhaar"),
    _Id(r"\d{17}[\dXx]", "cn.ric"),
    _Id(r"\d{6}(?:\d{2})?[-+]\d{4}", "se.personnummer"),
    _Id(r"\d{1,2}\.?\d{3}\.?\d{3}-[\dkK]", "cl.rut"),
    _Id(r"\d{2}-?\d{8}-?\d", "ar.cuit"),
    _Id(r"[VEJPGvejpg]-?\d{8}-?\d", "ve.rif"),
    _Id(r"\d{3}-\d{7}-\d", "do.cedula"),
    _Id(r"[A-Z&\u00d1]{3,4}-?\d{6}-?[A-Z\d]{3}", "mx.rfc"),
    _Id(r"\d{15}", "imei"),
    _Id(r"[A-Z]{2}\d{8,12}", "eu.vat"),
)
_FORMS = (
    _Id(r"\d{3}-\d{2}-\d{4}"),  # United States
    _Id(r"[A-Za-z]{6}\d{2}[A-Za-z]\d{2}[A-Za-z]\d{3}[A-Za-z]"),  # Italy
    _Id(r"[A-Z]{2}\d{5}[A-Z]{2}|U1[A-Z\d]{7}[A-Z]|80380\d{15}|IT\d{3}E\d{8}"),
    _Id(r"\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3}"),  # Poland
    _Id(r"[A-Z]{3} ?\d{6}|[A-Z]{2}\d[A-Z]/\d{8}/\d"),
    _Id(r"\d{3}\.\d{3}\.\d{3}[-/]\d{2}|\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}"),  # Brazil
    _Id(r"\d{3}\.\d{5}\.\d{2}-\d|\d{2}\.\d{3}\.\d{3}-[\dXx]|[1-9]\d{2} \d{4} \d{4} \d{4}"),
    _Id(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d"),  # Mexico
    _Id(r"\d\.\d{3}\.\d{3}-\d|V-\d{1,2}\.?\d{3}\.?\d{3}"),  # Uruguay, Venezuela
    _Id(r"\d{2} ?\d{6} ?[A-Z] ?\d{3}|[A-Z]\d{9}"),  # Germany
    _Id(r"\d{2}[/ -]\d{8}[/ -]\d{2}"),  # Spain
    _Id(r"756\.\d{4}\.\d{4}\.\d{2}|\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}|\d{6}-\d{7}"),
    _Id(r"[A-Z]{5}\d{6}[A-Z\d]{2}\d[A-Z]{2}"),  # Britain
    _Id(r"(?=(?:\d?[A-HJ-NPR-Z]){4})(?=(?:[A-Z]{0,9}\d){4})[A-HJ-NPR-Z\d]{11}\d{6}"),  # cars
)
"""Forms that hardly anything else has, so that made-up ids without valid checks are found too."""
_MADE_UP = ("us.ssn", "it.codicefiscale", "br.cnpj", "pl.nip")
ID_MODULES = (*dict.fromkeys(one.module for one in _CHECKED), *_MADE_UP)
"""Modules of `stdnum` that know such ids."""
_BY_FORM = LazyPattern(
    r"(?<![\w-])(?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"
    r"|\d{3}-\d{3}-\d{3} \d{2})(?![\w-])"
)
"""Numbers of British insurance and Russian pensions, whose form is enough."""
_BY_WORD = LazyPattern(
    rf"{pattern('document')}{pattern('document_number')}{{0,4}}\s*"
    r"(?-i:((?=(?:[A-Z -]{0,8}\d){3})[A-Z0-9]{1,4}[A-Z0-9 -]{4,12}[A-Z0-9])(?![a-z]))",
    re.IGNORECASE,
)

_ENOUGH = LazyPattern(r"\d(?:\D{0,3}\d){4}")
"""Matches as many digits as the shortest id has."""


def id_spans(text: str) -> Iterator[Span]:
    """Yield such ids; spans may overlap."""
    if not _ENOUGH.search(text):
        return
    for one in _CHECKED:
        for match in one.pattern.compiled.finditer(text):
            if is_valid(one.module, match[0]):
                yield _span(match)
    for one in _FORMS:
        yield from map(_span, one.pattern.compiled.finditer(text))
    yield from map(_span, _BY_FORM.compiled.finditer(text))
    for match in _BY_WORD.compiled.finditer(text):
        yield _span(match, 1)


def _span(match: re.Match[str], group: int = 0) -> Span:
    return Span(start=match.start(group), end=match.end(group), kind="ID number")
