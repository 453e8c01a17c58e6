"""Numbers with check digits: published examples pass, one digit changed fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portcheck.checks.pii import check_digits as of

EXAMPLES: list[tuple[Callable[[str], bool], str]] = [
    (of.luhn, "79927398713"),
    (of.is_card, "4242424242424242"),
    (of.is_card, "5555555555554444"),
    (of.is_card, "378282246310005"),
    (of.is_card, "6011111111111117"),
    (of.is_card, "3530111333300000"),
    (of.is_card, "30569309025904"),
    (of.is_pesel, "44051401359"),
    (of.is_cpf, "52998224725"),
    (of.is_nir, "255081416802538"),
    (of.is_nir, "180052A00400182"[:13] + f"{97 - int('1800519004001') % 97:02}"),
    (of.is_chinese, "11010519491231002X"),
    (of.is_dni, "12345678Z"),
    (of.is_dni, "X1234567L"),
    (of.is_codice_fiscale, "RSSMRA85T10A562S"),
    (of.is_hetu, "131052-308T"),
    (of.is_personnummer, "8112189876"),
    (of.is_nhs, "9434765919"),
    (of.is_aadhaar, "234123412346"),
    (of.is_ssn, "123456789"),
]


@pytest.mark.parametrize(("is_one", "number"), EXAMPLES)
def test_published_examples(is_one: Callable[[str], bool], number: str) -> None:
    assert is_one(number)


@pytest.mark.parametrize(("is_one", "number"), [one for one in EXAMPLES if one[0] is not of.is_ssn])
def test_one_other_digit_is_noticed(is_one: Callable[[str], bool], number: str) -> None:
    last = number[-1]
    others = "0123456789" if last.isdigit() else "ABCDEFGHJKLMNPQRSTUVWXYZ"
    if is_one is of.is_hetu:
        others = "0123456789ABCDEFHJKLMNPRSTUVWXY"
    assert [other for other in others if is_one(number[:-1] + other)] == [last]


def test_numbers_that_nobody_has() -> None:
    assert not of.is_card("0000000000000000")
    assert not of.is_card("4444444444444444"[:15])
    assert not of.is_cpf("11111111111")
    assert not of.is_nir("355081416802538")
    assert not of.is_nhs("0000000000")
    assert not of.is_ssn("000456789")
    assert not of.is_ssn("900456789")
    assert not of.is_ssn("123006789")
    assert not of.is_ssn("123450000")


def test_accounts_by_country() -> None:
    assert of.iban_in("DE89370400440532013000") == "DE89370400440532013000"
    assert of.iban_in("DE89370400440532013000ANDMORE") == "DE89370400440532013000"
    assert of.iban_in("GB82WEST12345698765432") == "GB82WEST12345698765432"
    assert of.iban_in("DE88370400440532013000") == ""
    assert of.iban_in("XX89370400440532013000") == ""
    assert of.iban_in("DE8937") == ""
