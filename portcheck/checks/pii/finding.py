"""Find personal data in a text, with its kind and certainty."""

from __future__ import annotations

import html
import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from portcheck.checks.pii import check_digits as digits_of
from portcheck.checks.reading.dates import same_length
from portcheck.checks.shared.forbidden_text import as_read
from portcheck.model.visible_text import without_unseen

_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}(?:@|\s?[\[(](?:at|AT)[\])]\s?)"
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?(?:\.|\s?[\[(](?:dot|DOT)[\])]\s?)){1,8}[^\W\d_]{2,24}(?![\w-])"
)
_RUN = re.compile(r"(?<![\w.,-])\+?\(?\d[\d ()./\u00a0\u2010-\u2015-]{5,40}\d(?![\w])")
_DIGITS = re.compile(r"(?<![\w.])\d(?:[ \u00a0\u2010-\u2015-]?\d){12,18}(?![\w])(?!\.\d)")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z0-9]){11,34}", re.IGNORECASE)
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_VERSION = re.compile(
    r"(?:\bv|version|release|build|section|chapter|\u00a7)\W{0,3}$", re.IGNORECASE
)
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])")
_MARKS = re.compile(r"[*`]+")
_SEPARATORS = re.compile(r"[^0-9A-Za-z]+")
_NATIONAL: tuple[tuple[re.Pattern[str], str, Callable[[str], bool], bool], ...] = tuple(
    (re.compile(rf"(?<![\w.-]){pattern}(?![\w-])(?!\.\d)"), name, is_one, sure)
    for pattern, name, is_one, sure in (
        (r"\d{3}\.\d{3}\.\d{3}-\d{2}", "a Brazilian CPF", digits_of.is_cpf, True),
        (
            r"[1278] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}",
            "a French NIR",
            digits_of.is_nir,
            True,
        ),
        (r"\d{17}[\dX]", "a Chinese identity number", digits_of.is_chinese, True),
        (r"(?:\d{8}|[XYZ]\d{7})-?[A-HJ-NP-TV-Z]", "a Spanish DNI", digits_of.is_dni, True),
        (
            r"[A-Z]{6}[\dL-NP-V]{2}[A-EHLMPRST][\dL-NP-V]{2}[A-Z][\dL-NP-V]{3}[A-Z]",
            "an Italian tax code",
            digits_of.is_codice_fiscale,
            True,
        ),
        (
            r"\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]",
            "a Finnish identity code",
            digits_of.is_hetu,
            True,
        ),
        (r"\d{6}[-+]\d{4}", "a Swedish personnummer", digits_of.is_personnummer, True),
        (r"\d{11}", "a Polish PESEL", digits_of.is_pesel, False),
        (r"\d{3} \d{3} \d{4}", "an NHS number", digits_of.is_nhs, False),
        (r"[2-9]\d{3} \d{4} \d{4}", "an Aadhaar number", digits_of.is_aadhaar, False),
        (r"\d{3}-\d{2}-\d{4}", "a US social security number", digits_of.is_ssn, False),
    )
)
"""Pattern, name, test of the check digits, and whether a number that passes it is certain."""
_DATE = re.compile(r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})\b")


class Datum(NamedTuple):
    """One item of personal data."""

    what: str
    written: str
    same: str
    """The item in a form that is equal for all ways to write it."""
    sure: bool


def plain(text: str) -> str:
    """The letters and digits of a text in lower case, which identify an item."""
    return _SEPARATORS.sub("", text).lower()


def emails(text: str) -> Iterator[Datum]:
    """Yield mail addresses, also as `name [at] host [dot] com`."""
    for found in _EMAIL.finditer(text):
        written = re.sub(r"\s?[\[(]at[\])]\s?", "@", found[0], flags=re.IGNORECASE)
        written = re.sub(r"\s?[\[(]dot[\])]\s?", ".", written, flags=re.IGNORECASE)
        yield Datum("a mail address", found[0], written.lower(), sure=True)


def phones(text: str) -> Iterator[Datum]:
    """Yield phone numbers; those without a country code are not sure."""
    for found in _RUN.finditer(text):
        written = found[0]
        number = "".join(ch for ch in written if ch.isdigit())
        if written.startswith(("+", "00")) and number.lstrip("0"):
            international = number.lstrip("0") if written.startswith("00") else number
            if 8 <= len(international) <= 15 and not number.startswith("000"):
                yield Datum("a phone number", written, international, sure=written.startswith("+"))
        elif 7 <= len(number) <= 12 and number.strip("0") and _looks_local(written):
            yield Datum("a phone number", written, number.lstrip("0"), sure=False)


def _looks_local(written: str) -> bool:
    groups = re.findall(r"\d+", written)
    if _DATE.search(written) or len(groups) < 2:
        return False
    bracketed = written.startswith("(") and ")" in written
    american = [len(group) for group in groups] == [3, 3, 4]
    return bracketed or american or (written.startswith("0") and len(groups[0]) >= 3)


def ibans(text: str) -> Iterator[Datum]:
    """Yield account numbers whose check digits are right."""
    for found in _IBAN.finditer(text):
        number = digits_of.iban_in(_SEPARATORS.sub("", found[0]).upper())
        if number:
            yield Datum("an IBAN", number, number.lower(), sure=True)


def cards(text: str) -> Iterator[Datum]:
    """Yield numbers of payment cards whose check digit is right."""
    for found in _DIGITS.finditer(text):
        number = "".join(ch for ch in found[0] if ch.isdigit())
        if digits_of.is_card(number):
            yield Datum("a card number", found[0], number, sure=True)


def national_ids(text: str) -> Iterator[Datum]:
    """Yield identity numbers of eleven countries; see `_NATIONAL` for which are sure."""
    for pattern, name, is_one, sure in _NATIONAL:
        for found in pattern.finditer(text):
            number = _SEPARATORS.sub("", found[0])
            if is_one(found[0] if "Finnish" in name else number):
                yield Datum(name, found[0], number.lower(), sure)


def ips(text: str) -> Iterator[Datum]:
    """Yield public IP addresses; behind a word such as `version` they are not sure."""
    for pattern in (_IPV4, _IPV6):
        for found in pattern.finditer(text):
            try:
                address = ipaddress.ip_address(found[0])
            except ValueError:
                continue
            if address.is_global:
                before = text[max(0, found.start() - 12) : found.start()]
                sure = _VERSION.search(before) is None
                yield Datum("an IP address", found[0], str(address), sure)


KINDS: Mapping[str, Callable[[str], Iterator[Datum]]] = {
    "email": emails,
    "phone": phones,
    "iban": ibans,
    "card": cards,
    "national_id": national_ids,
    "ip": ips,
}


def personal_data(text: str, kinds: tuple[str, ...]) -> Iterator[Datum]:
    """Yield all items of these kinds in a text, as it is written and as it is shown.

    Digits of all scripts are read.
    """
    forms = tuple(dict.fromkeys(map(same_length, _forms(without_unseen(text)))))
    for kind in kinds:
        for form in forms:
            yield from KINDS[kind](form)


def _forms(text: str) -> Iterator[str]:
    """Yield the text, then without entities and percent encoding, then without Markdown marks."""
    yield text
    read = html.unescape(text) if "&" in text else text
    read = unquote(read) if "%" in read else read
    read = as_read(read, ignore_case=False)
    if read != text:
        yield read
    bare = _MARKS.sub("", read)
    if bare != read:
        yield bare
