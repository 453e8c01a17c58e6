"""Numbers with units and currencies in text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.checks.reading.quantities import Quantity, read_quantities
from portcheck.checks.reading.units import meanings, units

PIECES = st.lists(
    st.sampled_from(["1", "5", ".", ",", "m", "km", "$", "EUR", "in", "%", "k", "ft", "and", "-"])
).map(" ".join)


def one(text: str, *, comma: bool = False) -> Quantity:
    (found,) = read_quantities(text, comma=comma)
    return found


@pytest.mark.parametrize(
    ("text", "value", "dimension"),
    [
        ("12 km", 12_000, "length"),
        ("12,000m", 12_000, "length"),
        ("12 Kilometer", 12_000, "length"),
        ("3 miles", 4828.032, "length"),
        ("5 ft 10 in", 1.778, "length"),
        ("a 5 in long nail", 0.127, "length"),
        ("2 lb and 4 oz", 1020.5828325, "mass"),
        ("1 h 30 min", 5400, "time"),
        ("2 Stunden", 7200, "time"),
        ("1 year and 3 months", 15, "calendar"),
        ("68 \u00b0F", 293.15, "temperature"),
        ("-5 degrees Celsius", 268.15, "temperature"),
        ("50 m\u00b2", 50, "area"),
        ("3 US gallons", 11.356235352, "volume"),
        ("120 km/h", 100 / 3, "speed"),
        ("45 %", 0.45, "share"),
        ("5 million km", 5e9, "length"),
        ("$3B", 3e9, "money USD"),
        ("5m EUR", 5e6, "money EUR"),
        ("-\u20ac5.50", -5.5, "money EUR"),
        ("EUR 12.50", 12.5, "money EUR"),
        ("12 us dollars", 12, "money USD"),
        ("R$ 50", 50, "money BRL"),
        ("Rs. 500", 500, "money INR"),
        ("5'000 CHF", 5000, "money CHF"),
    ],
)
def test_one_usual_reading(text: str, value: float, dimension: str) -> None:
    (amount,) = one(text).usual
    assert amount.value == pytest.approx(value, rel=1e-9)
    assert amount.dimension == dimension


@pytest.mark.parametrize(
    ("text", "dimensions"),
    [
        ("3 gallons", ["volume", "volume"]),
        ("2 tons", ["mass", "mass", "mass"]),
        ("5 pounds", ["mass", "money GBP"]),
        ("100 kr", ["money SEK", "money NOK", "money DKK"]),
        ("20 cents", ["money USD", "money EUR"]),
    ],
)
def test_several_readings(text: str, dimensions: list[str]) -> None:
    assert [amount.dimension for amount in one(text).usual] == dimensions


def test_doubtful_readings() -> None:
    assert {amount.dimension for amount in one("$5").doubtful} >= {"money AUD", "money CAD"}
    assert one("$5").of("money")
    assert not one("$5").of("money EUR")
    (doubtful,) = one("16 GB").doubtful
    assert doubtful.value == 16 * 8 * 1024**3
    assert len(one("12.000 m", comma=True).usual) == 2


@pytest.mark.parametrize(
    "text",
    [
        "12",
        "12k users",
        "the 1990s",
        "5 in total",
        "we won 5 games",
        "try 5 times",
        "m 5",
        "",
    ],
)
def test_no_quantity(text: str) -> None:
    assert read_quantities(text) == ()


def test_quantities_come_in_their_order_and_unlike_ones_stay_apart() -> None:
    found = read_quantities("5 kg, 3 m, 2 km and 4 km; 3 m and 2 kg")
    assert [each.written for each in found] == ["5 kg", "3 m", "2 km", "4 km", "3 m", "2 kg"]


def test_names_are_found_without_case_where_that_is_certain() -> None:
    assert meanings("KM") == meanings("km")
    assert meanings("mW") != meanings("MW")
    assert meanings("mwh") == ()
    assert [len(meanings(name)) for name in ("GB", "Gb", "gb")] == [2, 3, 3]
    assert all(found for found in units().values())


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=30) | PIECES)
def test_any_text_is_read_without_an_error(text: str) -> None:
    for found in read_quantities(text):
        assert found.usual or found.doubtful
        assert 0 <= found.start < found.end
