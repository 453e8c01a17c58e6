"""How numbers read."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from portcheck.model.numbers import (
    count,
    decimal,
    dollars,
    duration,
    factor,
    listing,
    number,
    one_sided,
    p_value,
    percent,
    points,
    read_duration,
    score,
    seconds,
    two_sided,
    wilson,
    written,
)

SHARES = st.floats(0.0, 1.0)
DIFFERENCES = st.floats(-1.0, 1.0)
SAME = 1e-10


def value(text: str) -> float:
    """The number that a reader takes from a percentage or a number of points."""
    return float(text.removesuffix(" %")) / 100.0


@given(SHARES)
def test_only_none_and_all_read_as_0_and_100_percent(share: float) -> None:
    if percent(share) in {"0.0 %", "0.00000000 %"}:
        assert share <= SAME
    if value(percent(share)) >= 1.0:
        assert share >= 1.0 - SAME


@given(SHARES, SHARES)
def test_a_share_never_reads_as_a_limit_that_it_is_not(share: float, limit: float) -> None:
    if value(percent(share, limit)) == value(percent(limit, exact=True)):
        assert math.isclose(share, limit, rel_tol=0.0, abs_tol=2 * SAME)


@given(DIFFERENCES, DIFFERENCES)
def test_points_never_read_as_a_margin_or_as_nothing(difference: float, margin: float) -> None:
    text = points(difference, margin)

    if value(text) == value(points(margin, exact=True)):
        assert math.isclose(difference, margin, rel_tol=0.0, abs_tol=2 * SAME)
    if value(text) == 0.0:
        assert abs(difference) <= SAME
    if difference > SAME or difference <= 0.0:
        assert (text[0] == "+") == (difference > 0.0)


@given(SHARES, SHARES)
def test_what_reads_alike_differs_by_less_than_a_twentieth_of_a_point(a: float, b: float) -> None:
    assert abs(value(percent(a, b)) - a) <= 0.0005 + 1e-12
    if percent(a) == percent(b):
        assert abs(a - b) <= 0.001 + 1e-12


@given(SHARES)
def test_a_written_share_is_never_rounded(share: float) -> None:
    limit = round(share, 6)

    assert math.isclose(value(percent(limit, exact=True)), limit, abs_tol=1e-12)


@given(DIFFERENCES, DIFFERENCES)
def test_size_is_the_signed_number_without_its_sign(difference: float, margin: float) -> None:
    signed = points(difference, margin)

    assert points(difference, margin, signed=False) == signed.lstrip("+-")


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.0, "0.0 %"),
        (0.9417, "94.2 %"),
        (1.0, "100.0 %"),
        (0.9998, "99.98 %"),
        (0.999999, "99.9999 %"),
        (0.0001, "0.01 %"),
        (1.0 - 1e-16, "100.0 %"),
        (None, ""),
        (math.nan, ""),
        (math.inf, "unbounded"),
    ],
)
def test_percent(share: float | None, expected: str) -> None:
    assert percent(share) == expected


def test_a_share_beside_its_limit() -> None:
    assert percent(0.49997, 0.5) == "49.997 %"
    assert percent(0.4, 0.5) == "40.0 %"
    assert percent(0.5, 0.5) == "50.0 %"
    assert percent(0.5, None, math.nan) == "50.0 %"
    assert percent(0.8125, exact=True) == "81.25 %"
    assert percent(0.8, exact=True) == "80.0 %"


@pytest.mark.parametrize(
    ("difference", "expected"),
    [
        (0.0083, "+0.8"),
        (-0.0381, "-3.8"),
        (-0.02, "-2.0"),
        (-0.0001, "-0.01"),
        (0.0, "0.0"),
        (-0.0, "0.0"),
        (None, ""),
        (-math.inf, "unbounded"),
    ],
)
def test_points(difference: float | None, expected: str) -> None:
    assert points(difference) == expected


def test_points_beside_a_margin() -> None:
    assert points(-0.04996, -0.05) == "-4.996"
    assert points(-0.05, -0.05) == "-5.0"
    assert points(-0.04996, 0.05) == "-5.0"
    assert points(0.0125, exact=True, signed=False) == "1.25"


def test_factors() -> None:
    assert [factor(x) for x in (1.2, 1.0, 1.001, 0.5, None)] == [
        "1.20",
        "1.00",
        "1.001",
        "0.50",
        "",
    ]
    assert factor(1.5004, 1.5) == "1.5004"
    assert factor(1.125, exact=True) == "1.125"
    assert factor(math.inf) == "unbounded"


def test_scores_are_short() -> None:
    assert [score(x) for x in (0.0, 1.0, 0.5, 2 / 3, 0.999)] == ["0", "1", "0.5", "0.67", "0.999"]


def test_dollars_show_two_decimals_and_three_digits() -> None:
    assert [dollars(x) for x in (0.0, 0.12344, 12.3449, 5.0, 0.000012322, 2400.5)] == [
        *("0.00 USD", "0.123 USD", "12.34 USD", "5.00 USD", "0.0000123 USD", "2,400.50 USD")
    ]
    assert dollars(5.0003, 5.0) == "5.0003 USD"
    assert dollars(None) == ""


def test_times() -> None:
    assert [seconds(x) for x in (0.84, 12.346, 0.0041, 0.0, None)] == [
        *("0.84 s", "12.35 s", "0.004 s", "0.00 s", "")
    ]
    assert [duration(x) for x in (0, 59.4, 59.6, 200, 7500)] == [
        *("0 s", "59 s", "1 min 0 s", "3 min 20 s", "2 h 5 min")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90", 90.0),
        (" 90s ", 90.0),
        ("1.5h", 5400.0),
        ("30m", 1800.0),
        ("1m30s", 90.0),
        ("6h3m0.5s", 21780.5),
        ("250ms", 0.25),
        ("1s20ms", 1.02),
        ("0", 0.0),
        ("", None),
        ("soon", None),
        ("-5s", None),
        ("30s1m", None),
        ("1h30", None),
        ("1d", None),
        ("1e3", None),
        ("\u0663s", None),
    ],
)
def test_durations_are_read(text: str, expected: float | None) -> None:
    found = read_duration(text)

    assert found == (None if expected is None else pytest.approx(expected))


def test_levels() -> None:
    assert [two_sided(x) for x in (0.95, 0.96, 0.975, 0.99, 0.998333)] == [
        f"two-sided {text} %" for text in ("90", "92", "95", "98", "99.67")
    ]
    assert [one_sided(x) for x in (0.95, 0.96, 0.999999)] == [
        f"one-sided {text} %" for text in ("95", "96", "99.9999")
    ]


def test_p_values_keep_two_digits() -> None:
    assert [p_value(x) for x in (0.0312, 0.5, 1.0, 0.0000123)] == ["0.031", "0.5", "1", "1.2e-05"]


def test_whole_numbers() -> None:
    assert [count(n, "case") for n in (0, 1, 2, 1200)] == [
        *("0 cases", "1 case", "2 cases", "1,200 cases")
    ]
    assert number(1234567) == "1,234,567"
    assert listing(["a", "b"]) == "a, b"
    assert listing(list("abcdefg")) == "a, b, c, d, e and 2 more"
    assert listing(list("abc"), 2, between="; ") == "a; b and 1 more"


@given(st.floats(-1e6, 1e6), st.integers(0, 4))
def test_decimals_are_at_least_as_many_as_asked_for(amount: float, least: int) -> None:
    for text in (decimal(amount, least=least), written(amount, least=least)):
        assert len(text.partition(".")[2]) >= least
    assert math.isclose(
        float(written(amount, least=least).replace(",", "")), amount, rel_tol=1e-9, abs_tol=1e-8
    )


def test_numbers_that_differ_in_the_last_decimal_alone_have_all_of_them() -> None:
    assert decimal(0.00000003, 0.00000004, least=1) == "0.00000003"


@pytest.mark.parametrize(("right", "of"), [(0, 1), (1, 1), (9, 10), (137, 150), (400, 400)])
def test_the_interval_is_that_of_an_independent_library(right: int, of: int) -> None:
    assert wilson(right, of) == pytest.approx(proportion_confint(right, of, method="wilson"))
