"""Stand-ins have the shape of what they stand for, and are nobody's."""

from __future__ import annotations

import ipaddress
import time

import phonenumbers
import pytest
from stdnum import iban, luhn
from stdnum.us import ssn

from portcheck.imports.redaction.redactor import Redactor
from portcheck.imports.redaction.replaced_kinds import KINDS
from portcheck.imports.redaction.span import Span, apart
from portcheck.imports.redaction.stand_ins import StandIns

DRAWN = StandIns(b"k" * 32)
VALUES = {
    "secret": "hunter2!",
    "e-mail": "j.smith84@northwind.com",
    "phone": "+49 (0)30 1234567",
    "IBAN": "DE89 3704 0044 0532 0130 00",
    "card": "4111-1111-1111-1111",
    "ID number": "536-90-4399",
    "birth date": "1980-03-12",
    "IP address": "84.17.49.203",
    "address": "Hauptstraße 5",
    "code": "K7Q2-m9xa-41TF",
    "name": "Anna-Lena von Stetten",
}


def layout(text: str) -> str:
    return "".join("9" if ch.isdigit() else "a" if ch.isalpha() else ch for ch in text)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_value_has_the_same_stand_in_and_another_one_another(kind: str) -> None:
    value = VALUES[kind]
    found = DRAWN.of(kind, value)
    assert found == DRAWN.of(kind, value)
    assert found != value
    assert found != StandIns(b"o" * 32).of(kind, value)


@pytest.mark.parametrize("kind", ["phone", "IBAN", "card", "ID number", "birth date", "code"])
def test_digits_keep_their_layout(kind: str) -> None:
    assert layout(DRAWN.of(kind, VALUES[kind])) == layout(VALUES[kind])


def test_a_code_keeps_its_form_and_stays_hexadecimal() -> None:
    found = DRAWN.of("code", "K7Q2-m9xa-41TF")
    assert [ch.isupper() for ch in found] == [ch.isupper() for ch in "K7Q2-m9xa-41TF"]
    assert found.replace("-", "") == DRAWN.of("code", "K7Q2m9xa41TF")
    assert int(DRAWN.of("code", "3fa94c01be77d2"), 16) != 0x3FA94C01BE77D2


def test_an_account_is_in_order_at_no_bank_and_a_card_at_no_issuer() -> None:
    account = DRAWN.of("IBAN", VALUES["IBAN"])
    assert iban.is_valid(account, check_country=False)
    assert account.replace(" ", "")[4:8] == "0000"
    assert DRAWN.of("IBAN", VALUES["IBAN"].replace(" ", "")) != account.replace(" ", "0")
    card = DRAWN.of("card", VALUES["card"])
    assert luhn.is_valid(card.replace("-", ""))
    assert card.startswith("4100-00")


def test_phones_ring_nowhere_and_ids_are_nobodys() -> None:
    for written in ("+49 30 1234567", "+1 415-867-4312", "+44 7911 486 213", "+86 138 1749 2836"):
        number = phonenumbers.parse(DRAWN.of("phone", written), None)
        assert f"+{number.country_code}" == written.split()[0]
        assert not phonenumbers.is_valid_number(number)
    local, whole = DRAWN.of("phone", "030 1234567"), DRAWN.of("phone", "+49 30 1234567")
    assert local[-7:] == whole[-7:]
    assert not ssn.is_valid(DRAWN.of("ID number", VALUES["ID number"]))


def test_machines_and_mail_are_reserved_ones() -> None:
    four, six = DRAWN.of("IP address", "84.17.49.203"), DRAWN.of("IP address", "2a01:4f8::2")
    assert ipaddress.ip_address(four) in ipaddress.ip_network("198.18.0.0/15")
    assert ipaddress.ip_address(six) in ipaddress.ip_network("2001:db8::/32")
    first, second = DRAWN.of("e-mail", "a.b@corp.de"), DRAWN.of("e-mail", "support@corp.de")
    assert first.endswith(".example")
    assert first.split("@")[1] == second.split("@")[1]
    assert second.startswith("support@")


def test_names_are_replaced_word_by_word_in_their_script() -> None:
    full, family = DRAWN.of("name", "Anna Meier"), DRAWN.of("name", "MEIER")
    assert family == full.split()[1].upper()
    assert DRAWN.of("name", "J. Meier").endswith(full.split()[1])
    assert DRAWN.of("name", VALUES["name"]).split()[1] == "von"
    russian = DRAWN.of("name", "Иван Петров").replace(" ", "")
    assert all(0x400 <= ord(ch) < 0x500 for ch in russian)
    assert len(DRAWN.of("name", "王秀英")) in {2, 3}
    assert DRAWN.of("name", "王秀英")[0] == DRAWN.of("name", "王")


def test_two_people_of_a_log_stay_two() -> None:
    drawn = StandIns(b"z" * 32)
    given = [f"Name{chr(97 + a)}{chr(97 + b)}" for a in range(20) for b in range(20)]
    assert len({drawn.of("name", name) for name in given}) == 400


def test_a_name_of_the_log_is_nobodys_stand_in() -> None:
    drawn = StandIns(b"k" * 32)
    first = drawn.of("name", "Anna")
    other = StandIns(b"k" * 32)
    other.avoid([first])
    assert other.of("name", "Anna") != first


def test_of_pieces_that_overlap_the_first_is_taken() -> None:
    secret, phone = Span(start=2, end=9, kind="secret"), Span(start=5, end=12, kind="phone")
    name = Span(start=0, end=2, kind="name")
    assert apart([secret, phone, name]) == [name, secret]


@pytest.mark.parametrize(
    "text",
    [
        "passport " * 3000,
        "1 rue " * 4000,
        "Anna " * 6000,
        "password: a1" * 2000,
        "a@" * 9000,
        "-----BEGIN PRIVATE KEY-----" * 500,
        "0 " * 9000,
        "A1 " * 6000,
        "A" * 30000,
        "A'" * 15000,
        "A.B.C." * 5000,
        "Flat 3, " * 4000,
        "customer number 12 " * 1500,
        "dear Anna " * 3000,
        "name,b,c\n1,2,3\n" * 2000,
    ],
)
def test_hostile_text_takes_no_time_to_speak_of(text: str) -> None:
    redactor = Redactor(b"k" * 32)
    began = time.process_time()
    redactor.learn([text])
    redactor.text(text)
    assert time.process_time() - began < 15


@pytest.mark.parametrize(
    "local", ["juergen.mueller", "jurgen.muller", "Juergen_Mueller", "j\u00fcrgen.m\u00fcller"]
)
def test_an_address_without_signs_on_letters_is_the_same_person(local: str) -> None:
    drawn = StandIns(b"u" * 32)
    drawn.avoid(["J\u00fcrgen", "M\u00fcller"])
    given, surname = drawn.of("name", "J\u00fcrgen M\u00fcller").lower().split()
    found = drawn.of("e-mail", f"{local}@firma.de").partition("@")[0].lower()
    assert found.isascii() == local.isascii() or given.isascii()
    if given.isascii() and surname.isascii():
        assert {given, surname} == {*found.replace("_", ".").split(".")}


def test_an_address_of_plain_letters_stays_one() -> None:
    stand_ins = [StandIns(bytes([key]) * 32).of("e-mail", "ida.berg@firma.de") for key in range(40)]
    assert all(one.isascii() for one in stand_ins)


def test_the_same_birth_date_is_the_same_however_it_is_written() -> None:
    drawn = StandIns(b"k" * 32)
    written = ("07.09.1964", "7/9/64", "1964-09-07", "19640907", "7 September 1964")
    found = [drawn.of("birth date", one) for one in written]
    day, month, year = map(int, found[0].split("."))
    assert (day, month) != (7, 9)
    assert 1960 <= year <= 1963
    assert found[2] == f"{year}-{month:02d}-{day:02d}"
    assert found[3] == f"{year}{month:02d}{day:02d}"
    assert found[4].split()[0] == str(day)
    assert found[4].split()[2] == str(year)
    assert len(found[1].split("/")[2]) == 2


@pytest.mark.parametrize(
    ("value", "month"), [("21 f\u00e9vrier 1958", "vrier"), ("24. DEZEMBER 1990", "MBER")]
)
def test_a_month_in_words_becomes_another_of_its_language(value: str, month: str) -> None:
    found = StandIns(b"k" * 32).of("birth date", value)
    assert month not in found
    assert found.isupper() == value.isupper()


def test_a_card_of_a_machine_is_no_makers_and_keeps_its_signs() -> None:
    found = StandIns(b"k" * 32).of("IP address", "C2-D5-CC-34-A4-76")
    assert found.startswith("02-")
    assert layout(found).replace("a", "9") == "99-99-99-99-99-99"
    assert found == StandIns(b"k" * 32).of("IP address", "c2:d5:cc:34:a4:76").upper().replace(
        ":", "-"
    )


def test_small_letters_and_spelled_mail_keep_their_ways() -> None:
    drawn = StandIns(b"k" * 32)
    account = drawn.of("IBAN", "de89 3704 0044 0532 0130 00")
    assert account.islower()
    assert iban.is_valid(account, check_country=False)
    assert drawn.of("e-mail", "jan.nowak (at) poczta (dot) pl").endswith(".example")
