"""Personal data in texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.checks.pii.finding import KINDS, personal_data


def found(text: str, kind: str) -> list[tuple[str, bool]]:
    return [(one.same, one.sure) for one in personal_data(text, (kind,))]


@pytest.mark.parametrize(
    ("kind", "text", "items"),
    [
        (
            "email",
            "write to Ida.K+x@Example.org, or max [at] example [dot] org",
            [("ida.k+x@example.org", True), ("max@example.org", True)],
        ),
        ("email", "ida@example, @ida, a@b, x = y@z", []),
        ("phone", "+49 (0)30 1234567", [("490301234567", True)]),
        (
            "phone",
            "+1-415-555-0199 and 0044 20 7946 0958",
            [("14155550199", True), ("442079460958", False)],
        ),
        (
            "phone",
            "(415) 555-0199, 415-555-0199, 030/123 4567",
            [("4155550199", False), ("4155550199", False), ("301234567", False)],
        ),
        (
            "phone",
            "12.05.2026, 2026-05-12, 1 234 567, 3.14159265, order 12345678, +12, 0000 0000 0000",
            [],
        ),
        ("iban", "IBAN de89 3704 0044 0532 0130 00 now", [("de89370400440532013000", True)]),
        ("iban", "DE88 3704 0044 0532 0130 00", []),
        ("card", "4242 4242 4242 4242, 4242-4242-4242-4241", [("4242424242424242", True)]),
        (
            "national_id",
            "529.982.247-25 12345678Z RSSMRA85T10A562S 131052-308T 811218-9876",
            [
                ("52998224725", True),
                ("12345678z", True),
                ("rssmra85t10a562s", True),
                ("131052308t", True),
                ("8112189876", True),
            ],
        ),
        (
            "national_id",
            "1 85 05 78 006 084 91 and 11010519491231002X",
            [("185057800608491", True), ("11010519491231002x", True)],
        ),
        (
            "national_id",
            "44051401359; 943 476 5919; 2341 2341 2346; 123-45-6789",
            [
                ("44051401359", False),
                ("9434765919", False),
                ("234123412346", False),
                ("123456789", False),
            ],
        ),
        ("national_id", "000-12-3456 12345678A", []),
        ("national_id", "\u0661\u0662\u0663-\u0664\u0665-6789", [("123456789", False)]),
        ("national_id", "\u0661" * 18, []),
        ("card", "&#1636;111 1111 1111 1111", [("4111111111111111", True)]),
        (
            "ip",
            "8.8.8.8 and 2001:4860:4860::8888",
            [("8.8.8.8", True), ("2001:4860:4860::8888", True)],
        ),
        ("ip", "version 8.8.8.8", [("8.8.8.8", False)]),
        ("ip", "10.0.0.1 127.0.0.1 999.1.1.1 1.2.3.4.5 12:30:45", []),
    ],
)
def test_items_of_a_kind(kind: str, text: str, items: list[tuple[str, bool]]) -> None:
    assert found(text, kind) == items


@given(
    text=st.text()
    | st.text("0123456789+-. ()@aXDE:[]")
    | st.from_regex(r"\A[\u0660-\u0669]{11}([\u0660-\u0669]{6}[\u0660-\u0669X])?\Z")
)
def test_any_text_is_read(text: str) -> None:
    for one in personal_data(text, tuple(KINDS)):
        assert one.written
        assert one.same


@pytest.mark.parametrize(
    ("kind", "text", "same"),
    [
        ("email", "max\uff20roth\uff0eexample", "max@roth.example"),
        ("email", "max&#64;roth&period;example", "max@roth.example"),
        ("email", "mailto:max%40roth.example", "max@roth.example"),
        ("email", "**max**@**roth.example**", "max@roth.example"),
        ("phone", "+49&nbsp;30&nbsp;1234567", "49301234567"),
        ("phone", "\uff0b\uff14\uff19 30 1234567", "49301234567"),
        ("card", "4242\u20094242\u20094242\u20094242", "4242424242424242"),
        ("card", "4242 **4242** `4242` 4242", "4242424242424242"),
        ("iban", "\uff24\uff25\uff18\uff19 3704 0044 0532 0130 00", "de89370400440532013000"),
        ("ip", "\uff18.8.\uff18.8", "8.8.8.8"),
    ],
)
def test_items_in_another_spelling(kind: str, text: str, same: str) -> None:
    assert (same, True) in found(text, kind)


def test_what_is_written_plainly_is_found_once() -> None:
    assert found("max@roth.example", "email") == [("max@roth.example", True)]
    assert found("10\u00b2\u00b3 4567, 5 % of 100&", "phone") == []
