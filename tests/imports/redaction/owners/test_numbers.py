"""Numbers that count, measure, date or version something are told from those that may be ids."""

from __future__ import annotations

import pytest

from portcheck.imports.redaction.owners.numbers import is_date, numbers

HARMLESS = """
it cost 12,500 EUR in all
72 500 EUR
6.400 TL
1.450,00 PLN
$4200
R$ 12000 por mês
4500 kWh
12000 users
45.3 %
am 07.09.2024 um 14:30
2024-11-29T10:00
since 1998
1998-2003
version 10.15.7
SHA-256 and base64 and UTF-8
ISO 27001, RFC 9110
0x1F600 and #1a2b3c
python3.11, gpt4, window2
3840x2160
"""
CODES = """
{48213377} stands here|8
{2198-42282-9}|10
{53 140786 H 040}|11
{LMVCZL41L}|2
{12.345.678-5}|9
{AB 1234567}|7
{48213377} 12.03.2024|8
"""


@pytest.mark.parametrize("text", HARMLESS.strip().splitlines())
def test_what_counts_measures_or_dates_is_none(text: str) -> None:
    assert [text[one.start : one.end] for one in numbers(text)] == []


@pytest.mark.parametrize("line", CODES.strip().splitlines())
def test_a_code_is_taken_whole(line: str) -> None:
    said, digits = line.split("|")
    text = said.replace("{", "").replace("}", "")
    (found,) = numbers(text)
    assert text[found.start : found.end] == said[said.index("{") + 1 : said.index("}")]
    assert found.digits == int(digits)
    assert found.signs == sum(ch.isalnum() for ch in text[found.start : found.end])


def test_thousands_in_front_of_a_word_count_something() -> None:
    (counted,) = numbers("12.000 bulloni")
    (named,) = numbers("polizza 12.000.444")
    assert counted.counts
    assert not named.counts


def test_days_months_and_years_are_dates() -> None:
    assert all(map(is_date, ("1998", "07.09.2024", "2024-11-29", "11/2024", "1998-2003")))
    assert not any(map(is_date, ("4711", "123456", "07.09.20244")))
