"""Make replacements for secrets and personal data: the same one for the same value.

A stand-in is computed with a key that one import generates and never stores, so it reveals nothing
about the value. It has the value's shape and belongs to nobody: mail goes to reserved domains (RFC
2606), an IBAN has correct check digits and a bank code that no bank has, phone and id numbers are
never assigned, and IP addresses are those for benchmarks and documents (RFC 2544, RFC 3849).
"""

from __future__ import annotations

import hashlib
import hmac
import importlib
import ipaddress
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

import phonenumbers

from portcheck.imports.redaction.formatted.dates import numbers_of_date, redated
from portcheck.imports.redaction.formatted.ids import ID_MODULES
from portcheck.imports.redaction.letters import LETTERS
from portcheck.imports.redaction.people.lists import (
    folded,
    known_names,
    script_of,
    stand_in_names,
)
from portcheck.imports.redaction.word_lists import pattern, words

_STREET_END = re.compile(f"{pattern('german_street')}$", re.IGNORECASE)
_CODES = re.compile(
    r"(?<![\w-])(?:[A-Z]{1,2}-\d{4,5}|\d{2}-\d{3}|\d{4,5}-\d{3}|\d{4} [A-Z]{2}"
    r"|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]{2} (?=\d{5}))(?![\w-])|(?<=[A-Z]{2} )\d{5}(?:-\d{4})?"
)
"""Post codes of letters and digits, or in two parts."""
_ROMAN = re.compile(r"[IVX]{1,5}")
_FEWEST_OF_CODE = 4
"""Fewest digits of a number that is not a house number."""
_IN_CODE = re.compile(r"\d|(?<![a-z])[A-Z](?![a-z])")
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_GERMAN = {
    "\u00e4": "ae",
    "\u00f6": "oe",
    "\u00fc": "ue",
    "\u00c4": "Ae",
    "\u00d6": "Oe",
    "\u00dc": "Ue",
    "\u00df": "ss",
}
_CARD_OF_MACHINE = re.compile(
    r"[\da-fA-F]{2}(?:[:-][\da-fA-F]{2}){5}|[\da-fA-F]{4}(?:\.[\da-fA-F]{4}){2}"
)
_ALIKE = (range(9, 13), range(1, 3), range(6, 8))
"""Groups of months whose names begin or end alike."""
_LONGEST_AT_HOME = 9
"""Most digits of a number that begins with 00 and has no country code."""
_FEWEST_DRAWN = 4
"""Fewest random digits of a phone number."""


class StandIns:
    """Makes stand-ins with a key, and remembers those of names."""

    def __init__(self, key: bytes) -> None:
        """Use a key of 32 random bytes, which is not stored."""
        self._key = key
        self._words: dict[str, str] = {}
        self._taken = set[str]()
        self._spelled: dict[str, str] = {}
        """Names by their spelling in mail addresses, without diacritics."""

    def avoid(self, words: Iterable[str]) -> None:
        """Never use these names as stand-ins, because they occur in the log."""
        for form in map(folded, words):
            self._taken.add(form)
            self._spelled |= dict.fromkeys(_in_ascii(form), form)

    def of(self, kind: str, value: str) -> str:
        """The stand-in for a value of a kind; see `Span.kind`."""
        return _DRAWN[kind](self, value)

    def _number(self, *parts: str) -> int:
        text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
        return int.from_bytes(hmac.digest(self._key, text, hashlib.sha256)[:16], "big")

    def _digits(self, count: int, *parts: str) -> str:
        return "".join(str(self._number(*parts, str(at)) % 10) for at in range(count))

    def secret(self, value: str) -> str:
        """Write a word that says what it replaces, and does not look like a key."""
        return f"[secret-{self._number('secret', value) & 0xFFFFFFFF:08x}]"

    def name(self, value: str) -> str:
        """Replace word by word, so that a surname alone gets the one of the full name."""
        if script_of(value) in {"han", "hangul", "kana"}:
            return self._undivided(value)
        return str(LETTERS.sub(lambda match: self._word(match[0]), value))

    def _undivided(self, value: str) -> str:
        names = known_names()
        size = 2 if len(value) > 2 and names.is_surname(value[:2]) else 1
        family, given = value[:size], value[size:].strip()
        between = " " if " " in value else ""
        return (
            self._word(family, "surname") + between + (self._word(given, "given") if given else "")
        )

    def _word(self, word: str, part: str = "") -> str:
        """Replace one word of a name, and keep its capitals."""
        if word in words("particles"):
            return word
        form = folded(word)
        if len(word) == 1 and script_of(word) in {"latin", "cyrillic"}:
            return _like(word, "abcdefghiklmnoprstw"[self._number("initial", form) % 19])
        if form not in self._words:
            self._words[form] = self._drawn_word(form, part or _part(form))
        return _like(word, self._words[form])

    def _drawn_word(self, form: str, part: str) -> str:
        names, script = known_names(), script_of(form)
        if part == "given":
            part = "female" if form in names.female else "male"
        known = stand_in_names()
        keys = ((script, part), (script, "surname"), ("han", part))
        pool = next(known[key] for key in keys if known.get(key))
        start = self._number("name", form)
        for step in range(len(pool)):
            found = pool[(start + step) % len(pool)]
            if folded(found) not in self._taken and folded(found) != form:
                self._taken.add(folded(found))
                return found
        return pool[start % len(pool)]

    def mail(self, value: str) -> str:
        """Write an address at a reserved domain, which is the same for the same domain."""
        local, _, domain = value.rpartition("@")
        if not local:
            local, _, domain = value.partition(" ")  # spelled out: name (at) firm (dot) de
            local = re.split(r"[\[({]", local)[0]
        drawn = self._number("domain", domain.casefold())
        name = "".join(chr(97 + drawn // 26**at % 26) for at in range(6))
        return f"{self._local(local)}@{name}.example"

    def _local(self, text: str) -> str:
        def word(match: re.Match[str]) -> str:
            word = match[0]
            if word.casefold() in words("roles"):
                return word
            drawn = self._word(_like(word, self._spelled.get(folded(word), word)))
            return _in_ascii(drawn)[0] if word.isascii() else drawn

        return re.sub(
            r"\d+", lambda m: self._digits(len(m[0]), "mail", text), LETTERS.sub(word, text)
        )

    def phone(self, value: str) -> str:
        """Keep the country and continue with 000, with which no plan begins a number."""
        national = _national(value)
        zeros = "0" * min(3, max(0, len(national) - _FEWEST_DRAWN))
        drawn = zeros + self._digits(len(national) - len(zeros), "phone", national)
        return _laid_out(value, drawn)

    def iban(self, value: str) -> str:
        """Write correct check digits, and a bank code that does not exist."""
        plain = re.sub(r"[^A-Z0-9]", "", value.upper())
        own = "".join("0" if ch.isdigit() else "X" for ch in plain[4:8])
        own += "".join(self._same(ch, at, plain) for at, ch in enumerate(plain[8:]))
        moved = "".join(str(int(ch, 36)) for ch in f"{own}{plain[:2]}00")
        found = _laid_out(value, f"{plain[:2]}{98 - int(moved) % 97:02d}{own}", letters=True)
        return found.lower() if value.islower() else found

    def card(self, value: str) -> str:
        """Write a number of the same network, with a correct check digit."""
        plain = re.sub(r"\D", "", value)
        drawn = plain[:2] + "0000" + self._digits(len(plain) - 7, "card", plain)
        checked = next(f"{drawn}{digit}" for digit in range(10) if _luhn(f"{drawn}{digit}"))
        return _laid_out(value, checked)

    def id_number(self, value: str) -> str:
        """Keep the form, but fail every country's check."""
        plain = re.sub(r"[^A-Za-z0-9]", "", value)
        for attempt in range(50):
            drawn = "".join(
                self._same(ch, at, plain.upper(), str(attempt)) for at, ch in enumerate(plain)
            )
            found = _laid_out(value, drawn, letters=True)
            if drawn != plain and not _is_some_id(found):
                return found
        return "[id number]"

    def code(self, value: str) -> str:
        """Keep the form, such as hexadecimal; a code gets the same letters with any separators."""
        plain = re.sub(r"[^A-Za-z0-9]", "", value)
        letters = "abcdef" if _HEX.fullmatch(plain) else "abcdefghijklmnopqrstuvwxyz"
        out, at = [], 0
        for ch in value:
            if not ch.isalnum():
                out.append(ch)
                continue
            drawn = self._number("code", str(at), plain)
            at += 1
            if ch.isdigit():
                out.append(str(drawn % 10))
            else:
                letter = letters[drawn % len(letters)]
                out.append(letter.upper() if ch.isupper() else letter)
        return "".join(out)

    def birth_date(self, value: str) -> str:
        """Use another day and month, one to four years earlier; the date's format is irrelevant."""
        parts = sorted(number % 100 for number in numbers_of_date(value))
        key = "-".join(map(str, parts))
        years = self._number("years", key) % 4 + 1

        def moved(number: int) -> int:
            alike = next((group for group in _ALIKE if number in group), ())
            others = [one for one in range(1, 13) if one not in parts and one not in alike]
            return others[self._number("date", key, str(number)) % len(others)]

        return redated(value, moved, years)

    def machine(self, value: str) -> str:
        """Use networks for benchmarks and documents, and locally administered MAC addresses."""
        if _CARD_OF_MACHINE.fullmatch(value):
            signs = re.sub(r"\W", "", value.lower())
            drawn = f"02{self._number('card of a machine', signs) % 16**10:010x}"
            like = drawn.upper() if value.isupper() else drawn
            return _laid_out(value, like, letters=True)
        drawn_number = self._number("address", str(ipaddress.ip_address(value)))
        if ":" in value:
            return str(ipaddress.IPv6Address(0x20010DB8 << 96 | drawn_number % 2**64))
        return str(ipaddress.IPv4Address("198.18.0.0") + drawn_number % 2**17)

    def street(self, value: str) -> str:
        """Use another street, another number, and another post code of the same form."""

        def word(match: re.Match[str]) -> str:
            text = match[0]
            if text.casefold() in words("streets") or len(text) < 2 or _ROMAN.fullmatch(text):
                return text
            ending = _STREET_END.search(text)
            if ending and ending.start() > 1:
                return self._word(text[: ending.start()], "surname") + ending[0]
            return self._word(text, "surname")

        def number(match: re.Match[str]) -> str:
            if len(match[0]) < _FEWEST_OF_CODE:
                return str(self._number("street", match[0]) % 198 + 1)
            return "".join(self._same(ch, at, match[0]) for at, ch in enumerate(match[0]))

        out, done = list[str](), 0
        for code in _CODES.finditer(value):
            between = value[done : code.start()]
            out.append(re.sub(r"\d+", number, LETTERS.sub(word, between)))
            drawn = (
                self._same(ch, at, code[0]) if _IN_CODE.match(code[0], at) else ch
                for at, ch in enumerate(code[0])
            )
            out.append("".join(drawn))
            done = code.end()
        out.append(re.sub(r"\d+", number, LETTERS.sub(word, value[done:])))
        return "".join(out)

    def _same(self, ch: str, at: int, *parts: str) -> str:
        """Replace a digit by a digit, a letter by a letter."""
        drawn = self._number("same", str(at), *parts)
        if ch.isdigit():
            return str(drawn % 10)
        return chr(ord("A" if ch.isupper() else "a") + drawn % 26)


_DRAWN: dict[str, Callable[[StandIns, str], str]] = {
    "secret": StandIns.secret,
    "e-mail": StandIns.mail,
    "phone": StandIns.phone,
    "IBAN": StandIns.iban,
    "card": StandIns.card,
    "ID number": StandIns.id_number,
    "code": StandIns.code,
    "birth date": StandIns.birth_date,
    "IP address": StandIns.machine,
    "address": StandIns.street,
    "name": StandIns.name,
}


def _part(form: str) -> str:
    names = known_names()
    return (
        "given"
        if names.may_be_given(form) and not (names.is_surname(form) and not names.is_given(form))
        else "surname"
    )


def _in_ascii(word: str) -> tuple[str, str]:
    """Spell a Latin word as in addresses: with German transliteration, and without diacritics."""
    german = re.sub(
        "[\u00e4\u00f6\u00fc\u00c4\u00d6\u00dc\u00df]", lambda one: _GERMAN[one[0]], word
    )
    return _bare(german), _bare(word.replace("\u00df", "ss"))


def _bare(word: str) -> str:
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign)
    )


def _like(word: str, drawn: str) -> str:
    if word.isupper() and len(word) > 1:
        return drawn.upper()
    return drawn.lower() if word.islower() else drawn[:1].upper() + drawn[1:]


def _national(value: str) -> str:
    """The digits of a number without country code and trunk prefix."""
    digits = re.sub(r"\D", "", value)
    international = value.lstrip().startswith("+") or (
        digits.startswith("00") and len(digits) > _LONGEST_AT_HOME
    )
    if international:
        try:
            found = phonenumbers.parse("+" + digits.lstrip("0"), None)
        except phonenumbers.NumberParseException:
            return digits[-9:]
        return str(found.national_number)
    return digits.lstrip("0")


def _laid_out(value: str, drawn: str, *, letters: bool = False) -> str:
    """Fill digits (and letters) into the layout of a value, from the right."""
    rest = list(drawn)
    out = []
    for ch in reversed(value):
        fills = ch.isascii() and (ch.isalnum() if letters else ch.isdigit())
        out.append(rest.pop() if fills and rest else ch)
    return "".join(reversed(out))


def _luhn(digits: str) -> bool:
    total = 0
    for at, ch in enumerate(reversed(digits)):
        value = int(ch) * (1 + at % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_some_id(text: str) -> bool:
    return any(is_valid(text) for is_valid in _checks())


def _checks() -> Iterator[Callable[[str], bool]]:
    for module in ID_MODULES:
        yield importlib.import_module(f"stdnum.{module}").is_valid
