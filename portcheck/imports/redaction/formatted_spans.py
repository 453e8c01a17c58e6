"""What points at a person and has a form: addresses of mail, phones, accounts, ids, dates.

`python-stdnum` knows the check digits of accounts and ids, `phonenumbers` the plans of countries.
"""

from __future__ import annotations

import importlib
import ipaddress
import re
from collections.abc import Callable, Iterator
from functools import cache

import phonenumbers

from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import pattern
from portcheck.lazy_pattern import LazyPattern

_EAST = (
    "\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc"
)
"""Scripts without spaces between words, and Korean, whose particles follow without one."""


def _before(signs: str) -> str:
    """Looks back: no such sign, unless it is a letter that ends nothing and begins nothing."""
    return f"(?:(?<![{signs}])|(?<=[{_EAST}]))"


def _after(signs: str) -> str:
    """Looks ahead for the same."""
    return f"(?:(?![{signs}])|(?=[{_EAST}]))"


_EMAIL = LazyPattern(
    _before(r"\w.+%-") + rf"(?:[^\W{_EAST}]|[.+%'-]){{1,64}}"
    rf"@(?:(?:[^\W{_EAST}]|-){{1,63}}\.){{1,8}}(?:(?![\d_{_EAST}])\w){{2,24}}"
    + _after(r"\w-")
    + "|"
    rf"(?<![\w.+%-])(?:[{_EAST}]{{1,30}}|(?:[^\W{_EAST}]|[.+%'-]){{1,64}})"
    r"@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])"
)
_RESERVED = LazyPattern(r"@(?:[\w-]+\.)*(?:example(?:\.(?:com|org|net))?|test|invalid|localhost)$")
_IBAN = LazyPattern(
    r"(?<![A-Za-z0-9])[A-Z]{2}[ -]?\d{2}(?:[ -]?[A-Z0-9]){10,30}(?![A-Za-z0-9])", re.IGNORECASE
)
_CARD = LazyPattern(_before(r"\w.-") + r"[2-6]\d{3}(?:[ -]?\d){9,15}" + _after(r"\w-"))
_NETWORKS = LazyPattern(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12}|6\d{15,18}"
)
_IP = LazyPattern(
    _before(r"\w.:")
    + r"(?:\d{1,3}(?:\.\d{1,3}){3}|(?=[0-9a-fA-F:]*:[0-9a-fA-F:]*:)[0-9a-fA-F:]{6,39})"
    + _after(r"\w:")
    + r"(?!\.\d)"
)
_INTERNATIONAL = LazyPattern(
    _before(r"\w+") + r"(?:\+|00(?=[1-9]))\d(?:[ ./()-]{0,2}\d){6,14}(?!\d)"
)
_NATIONAL = LazyPattern(
    _before(r"\w.,/-")
    + r"(?:\(0?\d{1,5}\)|0\d{1,5}|\d{2,4})(?:[ ./-]{0,3}\d){5,10}"
    + _after(r"\w/-")
    + r"(?![.,]\d)"
)
_AMERICAN = LazyPattern(
    _before(r"\w.-") + r"(?:1[ .-])?\(?[2-9]\d{2}\)?[ .-]{1,2}[2-9]\d{2}[ .-]\d{4}" + _after(r"\w-")
)
_PHONE_CUE = LazyPattern(
    rf"(?:\b{pattern('phone')}\b|{pattern('phone_unspaced')})[^\d\n]{{0,30}}$", re.IGNORECASE
)
_CHINESE_MOBILE = LazyPattern(
    _before(r"\w.,/-") + r"1[3-9]\d(?:[ -]?\d{4}){2}" + _after(r"\w-") + r"(?![.,]\d)"
)
_HAN = LazyPattern(r"[\u4e00-\u9fff]")
_NUMBERED = LazyPattern(rf"{pattern('numbered_things')}[^\d\n]{{0,8}}$")
_REGIONS = (
    "US",
    "GB",
    "DE",
    "FR",
    "ES",
    "IT",
    "PL",
    "RU",
    "CN",
    "JP",
    "IN",
    "BR",
    "NL",
    "TR",
    "AT",
    "CH",
)
_BIRTH_CUE = LazyPattern(rf"{pattern('birth')}[^\n]{{0,25}}$", re.IGNORECASE)
_DATE = LazyPattern(
    r"(?<![\d.])(?:\d{4}([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2\d{4})(?!\d)"
)
_WORDED_DATE = LazyPattern(
    r"(?<![\d.])(?:\d{1,2}(?:\.|st|nd|rd|th|er|\u00ba)?(?: de| of)? [^\W\d_]{3,12}\.?,?"
    r"(?: de| of)? \d{4}"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})(?!\d)"
)
_BORN_BEHIND = LazyPattern(rf"\s?{pattern('born_behind')}", re.IGNORECASE)
_PLATE = (
    r"(?-i:(?=[A-Z\u00c4\u00d6\u00dc -]{0,8}\d)(?=[\d -]{0,8}[A-Z])"
    r"(?:[A-Z\u00c4\u00d6\u00dc\d]{1,4}[ -]){0,3}[A-Z\d]{1,8}(?<=\w{2}))(?![\w-])"
)
_PLATES = LazyPattern(
    rf"(?<!\w)(?:{pattern('plate')}"
    r"(?:\s?[:=#]|[,\"']|\s(?:is|number|no\.?|nr\.?|ist|est|es|\u00e8|\u00e9|to|n\u00ba)\b){0,3}"
    rf"\s?[\"']?({_PLATE})|({_PLATE})\s{pattern('plate_behind')})",
    re.IGNORECASE,
)
"""Letters and digits in capitals, where a word says that they are a car's."""
_WORDS = r"[\w'\u2019.-]+"
POST_CODE = (
    r"(?:(?:[A-Z]{1,2}-)?\d{5}(?:-\d{3,4})?|\d{2}-\d{3}|\d{4}-\d{3}|\d{4} [A-Z]{2}"
    r"|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|\d{4}(?= [^\W\d_a-z][^\W\d_]))"
)
"""Of most of Europe and America; the ones with four digits stand before a town."""
_BETWEEN = (
    r"(?:(?!\. [A-Z])[ ,.](?:(?!\. [A-Z])[^\n;:|?!]){0,28}?(?:, |\n)"
    r"|,? |\n|, (?:[A-Z][\w'-]+,? ){1,3})"
)
"""Floors and towns between a street and its post code."""
_STREET = LazyPattern(
    r"(?<![\w-])(?:"
    rf"\d{{1,5}}[a-zA-Z]? (?:[A-Z]{_WORDS} ){{1,3}}{pattern('english_street')}\b\.?"
    rf"|[^\W\d_][\w-]+{pattern('german_street')} \d{{1,4}}(?: ?[a-z])?\b"
    rf"|(?:[^\W\d_a-z][\w.]+ ){{1,3}}{pattern('turkish_street')}"
    r"[ ,]{1,2}(?:No|no|NO) ?[:.]? ?\d{1,4}(?:/\d{1,4})?"
    r"(?:[ ,]{1,2}(?:D|Daire|K|Kat) ?[:.]? ?\d{1,4}){0,2}"
    r"(?:,? [^\W\d_]{3,20} ?/ ?[^\W\d_]{3,20})?"
    rf"|\d{{1,4}}(?: bis| ter)?,? {pattern('french_street')} (?:de (?:la )?|du |des )?"
    rf"{_WORDS}(?: [A-Z\u00c0-\u00dd]{_WORDS}){{0,3}}"
    rf"|{pattern('southern_street')} (?:de (?:la |los |las )?|del |della |dei |di |d[oa]s? )?"
    rf"{_WORDS}(?: {_WORDS}){{0,2}},? (?:n\.?\u00ba? ?|\u0434\. ?)?\d{{1,4}}[a-zA-Z]?\b)"
    rf"(?:{_BETWEEN}{POST_CODE}(?![\w-]))?"
)


class _Id:
    """A kind of number of a country, by its form, its check and the words that announce it."""

    def __init__(self, module: str, pattern: str, cue: str = "") -> None:
        self.module = module
        self.pattern = LazyPattern(_before(r"\w-") + f"(?:{pattern})" + _after(r"\w-"))
        self.cue = LazyPattern(rf"(?:{cue})[^\n]{{0,30}}$", re.IGNORECASE) if cue else None


_IDS = (
    _Id("us.ssn", r"\d{3}-\d{2}-\d{4}"),
    _Id("es.dni", r"\d{8}[ -]?[A-Z]"),
    _Id("es.nie", r"[XYZ]-?\d{7}-?[A-Z]"),
    _Id("it.codicefiscale", r"[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]"),
    _Id("fr.nir", r"[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}"),
    _Id("de.idnr", r"\d{2} ?\d{3} ?\d{3} ?\d{3}", r"steuer|id-?nr|tin\b|tax"),
    _Id("pl.pesel", r"\d{11}"),
    _Id("tr.tckimlik", r"\d{11}", r"kimlik|t\.?c\.?|\bid\b"),
    _Id("pl.nip", r"\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3}"),
    _Id("pl.nip", r"\d{10}", r"\bnip\b"),
    _Id("br.cnpj", r"\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}"),
    _Id("br.cpf", r"\d{11}", r"\bcpf\b"),
    _Id("pt.nif", r"\d{3} ?\d{3} ?\d{3}", r"\bnif\b|contribuinte"),
    _Id("tr.vkn", r"\d{10}", r"vergi|\bvkn\b"),
    _Id("gb.utr", r"\d{10}", r"\butr\b|taxpayer"),
    _Id("gb.nhs", r"\d{3}[ -]?\d{3}[ -]?\d{4}", r"nhs"),
    _Id("nl.bsn", r"\d{9}", r"bsn|burgerservice"),
    _Id("br.cpf", r"\d{3}\.\d{3}\.\d{3}-\d{2}"),
    _Id("in_.aadhaar", r"\d{4} \d{4} \d{4}"),
    _Id("in_.pan", r"[A-Z]{3}[ABCFGHLJPTK][A-Z]\d{4}[A-Z]", r"\bpan\b|tax"),
    _Id("cn.ric", r"\d{17}[\dXx]"),
    _Id("ru.inn", r"\d{12}", r"\u0438\u043d\u043d|inn\b"),
    _Id("ch.ssn", r"756\.\d{4}\.\d{4}\.\d{2}"),
    _Id("be.nn", r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}"),
    _Id("ca.sin", r"\d{3}[ -]\d{3}[ -]\d{3}", r"\bsin\b|insurance"),
    _Id("se.personnummer", r"\d{6}(?:\d{2})?[-+]\d{4}"),
    _Id("ro.cnp", r"[1-8]\d{12}", r"cnp"),
    _Id("kr.rrn", r"\d{6}-\d{7}"),
)
ID_MODULES = tuple(dict.fromkeys(one.module for one in _IDS))
"""Parts of `stdnum` that know such numbers."""
_ANNOUNCED = LazyPattern(
    r"(?<![\w-])(?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"
    r"|\d{3}-\d{3}-\d{3} \d{2})(?![\w-])"
)
"""Numbers of British insurance and Russian pensions: their form is enough."""
_BY_WORD = LazyPattern(
    rf"{pattern('document')}{pattern('document_number')}{{0,4}}\s*"
    r"(?-i:((?=(?:[A-Z -]{0,8}\d){3})[A-Z0-9]{1,4}[A-Z0-9 -]{4,12}[A-Z0-9])(?![a-z]))",
    re.IGNORECASE,
)


def formatted_spans(text: str) -> Iterator[Span]:
    """Where such values stand, the most certain kinds first; they may overlap."""
    for match in _EMAIL.compiled.finditer(text):
        if not _RESERVED.search(match[0]):
            yield _span(match, "e-mail")
    yield from _ibans(text)
    yield from _cards(text)
    yield from _ids(text)
    yield from _phones(text)
    yield from _addresses_of_machines(text)
    for dates in (_DATE, _WORDED_DATE):
        for match in dates.compiled.finditer(text):
            before = text[max(0, match.start() - 45) : match.start()]
            if _BIRTH_CUE.search(before) or _BORN_BEHIND.compiled.match(text, match.end()):
                yield _span(match, "birth date")
    for match in _STREET.compiled.finditer(text):
        yield _span(match, "address")


def _span(match: re.Match[str], kind: str, group: int = 0) -> Span:
    return Span(start=match.start(group), end=match.end(group), kind=kind)


@cache
def _validity(module: str) -> Callable[[str], bool]:
    found: Callable[[str], bool] = importlib.import_module(f"stdnum.{module}").is_valid
    return found


def _is_iban(text: str) -> bool:
    # Digits of a country's own are not asked: they are wrong in what people made up.
    return bool(importlib.import_module("stdnum.iban").is_valid(text, check_country=False))


def _ibans(text: str) -> Iterator[Span]:
    for match in _IBAN.compiled.finditer(text):
        ends = [at for at, ch in enumerate(match[0], start=1) if ch.isalnum()]
        whole = next((end for end in ends[:13:-1] if _is_iban(match[0][:end])), None)
        announced = "IBAN" in text[max(0, match.start() - 20) : match.start()].upper()
        if whole is not None or announced:
            end = match.start() + (whole or len(match[0]))
            yield Span(start=match.start(), end=end, kind="IBAN")


def _cards(text: str) -> Iterator[Span]:
    for match in _CARD.compiled.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if _NETWORKS.compiled.fullmatch(digits) and _validity("luhn")(digits):
            yield _span(match, "card")


def _ids(text: str) -> Iterator[Span]:
    for one in _IDS:
        for match in one.pattern.compiled.finditer(text):
            before = text[max(0, match.start() - 45) : match.start()]
            if (one.cue is None or one.cue.search(before)) and _validity(one.module)(match[0]):
                yield _span(match, "ID number")
    for match in _ANNOUNCED.compiled.finditer(text):
        yield _span(match, "ID number")
    for match in _BY_WORD.compiled.finditer(text):
        yield _span(match, "ID number", 1)
    for match in _PLATES.compiled.finditer(text):
        yield _span(match, "ID number", 1 if match[1] else 2)


def _phones(text: str) -> Iterator[Span]:
    for match in _INTERNATIONAL.compiled.finditer(text):
        if is_phone("+" + match[0].lstrip("+").removeprefix("00"), None):
            yield _span(match, "phone")
    for match in _AMERICAN.compiled.finditer(text):
        yield _span(match, "phone")
    for match in _CHINESE_MOBILE.compiled.finditer(text):
        around = text[max(0, match.start() - 12) : match.end() + 12]
        before = text[max(0, match.start() - 20) : match.start()]
        if _HAN.search(around) and not _NUMBERED.search(before) and is_phone(match[0], "CN"):
            yield _span(match, "phone")
    for match in _NATIONAL.compiled.finditer(text):
        before = text[max(0, match.start() - 45) : match.start()]
        cue = _PHONE_CUE.search(before) is not None
        leading = match[0].lstrip("(").startswith("0") and re.search(r"[ ./()-]", match[0])
        dated = _DATE.compiled.fullmatch(match[0])
        if (
            (cue or leading)
            and not dated
            and any(is_phone(match[0], region) for region in _REGIONS)
        ):
            yield _span(match, "phone")


def is_phone(written: str, region: str | None) -> bool:
    """Whether a number may be one of a region; `None`: of any, and it begins with +."""
    try:
        parsed = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_possible_number(parsed))


def _addresses_of_machines(text: str) -> Iterator[Span]:
    for match in _IP.compiled.finditer(text):
        try:
            address = ipaddress.ip_address(match[0])
        except ValueError:
            continue
        if address.is_global:
            yield _span(match, "IP address")
