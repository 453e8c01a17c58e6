# ruff: noqa: RUF001
"""Plates, tax numbers, dates of birth and addresses with post codes, in many languages."""

from __future__ import annotations

import re

import pytest

from portcheck.imports.redaction.formatted.spans import formatted_spans
from portcheck.imports.redaction.people.listed import name_spans
from portcheck.imports.redaction.span import apart
from portcheck.imports.redaction.stand_ins import StandIns

FOUND = """
our van, licence plate {BD51 SMR}, was towed|ID number
Amtliches Kennzeichen: {B-MW 4711}|ID number
la voiture immatriculée {AB-123-CD} brûle|ID number
matrícula nº {1234 BCD}|ID number
vettura targata {EX 482 KL}|ID number
carro de placa {BRA2E19}|ID number
numer rejestracyjny {WX 83921}|ID number
plaka: {06 AKR 52}|ID number
{06 AKR 52} plakalı kamyon|ID number
NIP {123-456-32-18} kupującego|ID number
CNPJ {11.222.333/0001-81}|ID number
meu CPF é {52998224725}|ID number
contribuinte n.º {123456789}|ID number
she was born on {12 March 1980} in Hull|birth date
born {March 12, 1980}|birth date
geboren am {3. Mai 1975}|birth date
nació el {3 de mayo de 1975}|birth date
O segurado nasceu em {03/05/1975}|birth date
{03.05.1975} doğumlu sürücü|birth date
am {03.05.1975} geboren|birth date
oddzwonić: {601 234 567}|phone
proszę zadzwonić pod {601 234 567}|phone
Send it to {12 Elm Street, Portland, OR 97205} today|address
{14 Mill Lane, York YO1 7HH}|address
{Bahnhofstrasse 7, 8001} Zürich|address
{Lindenweg 4b, 80331} München|address
{12 rue de la Paix, bâtiment C, 75002} Paris|address
{calle Mayor 5, 2.º A, 28013} Madrid|address
{Rua do Ouro, 88, 1100-063} Lisboa|address
{ul. Polna 3 m. 8, 00-625} Warszawa|address
{Atatürk Caddesi No: 7 D: 3, Bornova/İzmir} adresi|address
""".strip().splitlines()


@pytest.mark.parametrize("line", FOUND)
def test_a_value_is_found_by_its_form_and_the_words_around_it(line: str) -> None:
    said, kind = line.split("|")
    value = re.sub(r".*\{|\}.*", "", said)
    text = said.replace("{", "").replace("}", "")
    found = apart(formatted_spans(text))
    assert [text[one.start : one.end] for one in found if one.kind == kind] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "The registration opens at 10 AM on platform B12 of hall 4.",
        "Registration is closed; version 2.10 of the number plate law.",
        "The film came out on 12 March 1980.",
        "the plate of pasta cost 12 EUR",
        "Il a été immatriculé en France en 2019.",
        "It goes out via Port 443, and via HTTP 2.",
        "The invoice of 12 March 1980 came with 97205 items.",
    ],
)
def test_what_only_resembles_them_stays(text: str) -> None:
    assert list(formatted_spans(text)) == []


def test_an_address_stops_before_what_is_no_post_code() -> None:
    text = "Hauptstraße 5 and paid 12345 euros"
    found = {text[one.start : one.end] for one in formatted_spans(text)}
    assert found == {"Hauptstraße 5"}


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("Lindenweg 4b, 80331", r"[A-Z]\w+weg \d{1,3}b, \d{5}"),
        ("14 Mill Lane, York YO1 7HH", r"\d{1,3} \w+ Lane, \w+ [A-Z]{2}\d \d[A-Z]{2}"),
        ("calle Mayor 5, piso 2, 28013", r"calle \w+ \d{1,3}, piso \d{1,3}, \d{5}"),
        ("Rua do Ouro, 88, 1100-063", r"Rua do \w+, \d{1,3}, \d{4}-\d{3}"),
    ],
)
def test_a_post_code_becomes_another_of_its_form(value: str, form: str) -> None:
    found = StandIns(b"k" * 32).of("address", value)
    assert re.fullmatch(form, found), found
    assert not set(re.findall(r"\d{3,}|[A-Z]{2}\d \d[A-Z]{2}", value)) & {*found.split()}


def test_the_same_house_number_has_the_same_stand_in_with_and_without_its_post_code() -> None:
    drawn = StandIns(b"k" * 32)
    short, long = (drawn.of("address", f"Lindenweg 4{more}") for more in ("", ", 80331"))
    assert long.startswith(short)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("La dottoressa e il dottor Quagliarini", "Quagliarini"),
        ("a doutora Lapenha pediu", "Lapenha"),
        ("beim Einkauf fragte Mamadou Traore nach", "Mamadou Traore"),
        ("yesterday Oluwafemi Balogun signed it", "Oluwafemi Balogun"),
        ("Dün Gulsah Aksoy aradı", "Gulsah Aksoy"),
        ('{"destinataire": "Ysoline Quervel"}', "Ysoline Quervel"),
    ],
)
def test_a_name_is_found_by_its_title_its_field_or_the_lists(text: str, name: str) -> None:
    assert name in {text[one.start : one.end] for one in name_spans(text)}
