"""Numbers are read as they were meant, or the doubt is told."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.checks.shared.numbers.written import Reading, readings


def last(text: str, *, comma: bool = False) -> Reading:
    return next(readings(text, comma=comma))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8/10", 0.8),
        ("7,500/10,000", 0.75),
        ("I give it 8 out of 10.", 0.8),
        ("1 1/2", 1.5),
        ("1 and 1/2", 1.5),
        ("2-3/4 inches", 2.75),
        ("\u00be", 0.75),
        ("1\u00bd", 1.5),
        ("\u00b3\u2044\u2084", 0.75),
        ("\u00bd million", 500_000),
        ("9{,}500", 9500),
        ("$1{,}234{.}56$", 1234.56),
        ("9\\,500\\,000", 9_500_000),
        ("\\frac{3}{4}", 0.75),
        ("\\boxed{\\dfrac{3}{4}}", 0.75),
        ("-\\frac12", -0.5),
        ("1\\frac{1}{2}", 1.5),
        ("\\boxed{42\\text{ cm}}", 42),
        ("\\(42\\)", 42),
        ("2 \\times 10^{3}", 2000),
        ("2 \\cdot 10^{-3}", 0.002),
        ("10^3", 1000),
        ("2**10", 1024),
        ("10\u2076", 1e6),
        ("1.2 \u00d7 10\u207b\u00b3", 0.0012),
        ("1 234 567", 1_234_567),
        ("1 000", 1000),
        ("1\u2009234\u2009567", 1_234_567),
        ("1\u202f234", 1234),
        ("1\u00a0234,5", 1234.5),
        ("1\u2007234", 1234),
        ("1'234'567.5", 1_234_567.5),
        ("$3B", 3e9),
        ("\u20ac2.5m", 2.5e6),
        ("US$1.2tn", 1.2e12),
        ("2.3m \u20ac", 2.3e6),
        ("USD 3 M", 3e6),
        ("3 million", 3e6),
        ("2,5 Millionen", 2.5e6),
        ("4 Mrd. Euro", 4e9),
        ("3\u4e07", 30_000),
        ("3k", 3000),
        ("5 lakh", 500_000),
        ("\uff11\uff0c\uff12\uff13\uff14\uff0e\uff15", 1234.5),
        ("\u0661\u066c\u0662\u0663\u0664\u066b\u0665", 1234.5),
        ("\u096a\u0968", 42),
        ("\uff0d\uff15\uff05", -5),
        ("45 percent", 45),
        ("(1,234.50)", -1234.5),
        ("($500)", -500),
        ("forty-two (42)", 42),
        ("minus 5", -5),
        ("3 \u00b1 0.1", 3),
        ("45 on 3/4/2025 at 12:30", 45),
        ("60 km/h", 60),
        ("see https://x.test/12 for 5", 5),
    ],
)
def test_what_it_is(text: str, value: float) -> None:
    assert last(text).values == pytest.approx((value,), rel=1e-12)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("8/10", 8),
        ("45 %", 0.45),
        ("12 345", 345),
        ("12 345", 12),
        ("3k", 3),
        ("5m", 5e6),
        ("5 m", 5e6),
        ("42\u00b2", 42),
        ("($500)", 500),
        ("five (5)", -5),
        ("minus 5", 5),
        ("$3k$", 3000),
        ("1,2", 2),
    ],
)
def test_what_it_hardly_is(text: str, other: float) -> None:
    assert other in last(text).doubtful


@pytest.mark.parametrize(("text", "both"), [("1,234", (1234, 1.234)), ("1.234", (1234, 1.234))])
def test_a_comma_or_a_group(text: str, both: tuple[float, float]) -> None:
    assert last(text, comma=True).values == both
    assert last(text).values == (both[0] if "," in text else both[1],)


@pytest.mark.parametrize(
    "text",
    [
        "2\\sqrt{2}",
        "\u221a2",
        "2\u03c0",
        "3\\pi",
        "\\frac{\\pi}{2}",
        "x/2",
        "0x1F",
        "3/0",
        "3/4/5/6",
        "3 million 200 thousand",
        "999^400",
    ],
)
def test_forms_that_are_not_read_are_told(text: str) -> None:
    assert last(text).values == ()


NUMBERS = st.integers(-999_999_999, 999_999_999)
DIGITS = ["\uff10", "\u0660", "\u06f0", "\u0966", "0"]
SPACES = ["\u00a0", "\u2007", "\u2009", "\u202f", "\u200a", "'", "\u2019", "_", ",", "{,}", "\\,"]
FRAMES = ["{}", "It is {}.", "**{}**", "\\boxed{{{}}}", "= {}", "\\( {} \\)", "\\text{{about }} {}"]


@given(NUMBERS, st.sampled_from(SPACES), st.sampled_from(FRAMES), st.sampled_from("-\u2212\uff0d"))
def test_groups_of_three_are_read_back(number: int, mark: str, frame: str, minus: str) -> None:
    text = f"{abs(number):,}".replace(",", mark)
    written = frame.format(minus + text if number < 0 else text)
    assert last(written).values == (number,)


@given(NUMBERS, st.integers(0, 99), st.sampled_from(DIGITS), st.sampled_from(FRAMES))
def test_digits_of_any_script_are_read_back(number: int, cents: int, zero: str, frame: str) -> None:
    text = f"{number}.{cents:02}"
    shifted = "".join(chr(ord(zero) + int(ch)) if ch.isdigit() else ch for ch in text)
    assert last(frame.format(shifted)).values == (float(text),)


@given(st.integers(0, 99), st.integers(1, 99), st.integers(1, 99), st.sampled_from(FRAMES))
def test_fractions_are_read_back(whole: int, above: int, below: int, frame: str) -> None:
    expected = pytest.approx((whole + above / below,), rel=1e-12)
    lead = f"{whole} " if whole else ""
    assert last(frame.format(f"{lead}{above}/{below}")).values == expected
    assert last(frame.format(f"{lead}\\frac{{{above}}}{{{below}}}")).values == expected
    assert last(frame.format(f"{lead}{above}\u2044{below}")).values == expected


@given(
    st.integers(1, 999), st.integers(-12, 12), st.sampled_from(["\\times", "\u00d7", "*", "\\cdot"])
)
def test_powers_of_ten_are_read_back(number: int, power: int, times: str) -> None:
    expected = pytest.approx((number * 10.0**power,), rel=1e-12)
    raised = f"{power}".translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
    assert last(f"{number} {times} 10^{{{power}}}").values == expected
    assert last(f"{number} {times} 10^{power}").values == expected
    assert last(f"{number} {times} 10{raised}").values == expected


SIZES = [
    ("k", 3),
    ("m", 6),
    ("M", 6),
    ("bn", 9),
    ("B", 9),
    ("tn", 12),
    (" million", 6),
    (" billion", 9),
]


@given(
    st.integers(1, 999),
    st.integers(0, 9),
    st.sampled_from(SIZES),
    st.sampled_from(["$", "€", "£", "US$", "USD "]),
)
def test_sizes_beside_a_currency_are_read_back(
    number: int, tenths: int, size: tuple[str, int], currency: str
) -> None:
    word, tens = size
    expected = float(f"{number}.{tenths}e{tens}")
    assert last(f"{currency}{number}.{tenths}{word}").values == (expected,)


@given(st.integers(-999_999, 999_999), st.integers(0, 99), st.booleans())
def test_german_numbers_are_read_back(number: int, cents: int, euro: bool) -> None:
    text = f"{number:,}".replace(",", ".") + f",{cents:02}" + (" €" if euro else "")
    assert last(text, comma=True).values == (float(f"{number}.{cents:02}"),)


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    for comma in (False, True):
        for reading in readings(text, comma=comma):
            assert all(map(math.isfinite, (*reading.values, *reading.doubtful)))


HOSTILE = [
    *("1 ", "1/", "\\frac{", "1,1", "$ ", "123 ", "\u00bd", "1^", "{", "-", "1:", "9", "1\u00b2"),
    *("minus ", " ", "1 million ", "1*10", "\\text{", "(1", "1{,}"),
]


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_texts_take_time_in_proportion(piece: str) -> None:
    started = time.process_time()
    for _ in readings(piece * 20_000):
        pass
    assert time.process_time() - started < 10
