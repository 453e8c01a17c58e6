"""Values that signs hide from a pattern are found where they stand."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.imports.redaction.plain_view import plain_view
from portcheck.imports.redaction.redactor import Redactor
from portcheck.imports.redaction.span import Span

KEY = "ghp_" + "x7Kp2Lm9Qz4Rt8Vw1Yb6Nc3Sd5Fg0Hj2Kl4Q"


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("user=ida.berg%40firma-nord.de", "firma-nord"),
        ("write to ida.berg\uff20firma-nord.de", "firma-nord"),
        (f"key {KEY[:9]}\u200b{KEY[9:]}", KEY[9:]),
        (f"key {wide(KEY)}", wide(KEY)),
        ("pay to de89370400440532013000 please", "de8937"),
        (f"https://h.example/?k={KEY.replace('_', '%5F')}&n=1", KEY[4:]),
    ],
)
def test_a_hidden_value_is_replaced(hidden: str, shown: str) -> None:
    redactor = Redactor(secrets.token_bytes(32))
    redactor.learn([hidden])
    assert shown in hidden
    assert shown not in redactor.text(hidden)


def test_an_ordinary_text_has_no_other_reading() -> None:
    assert plain_view("100 % of Zo\u00eb's caf\u00e9s, 40%. \u4eca\u65e5") is None


@given(st.text(max_size=60))
def test_places_are_those_of_the_text(text: str) -> None:
    view = plain_view(text)
    if view is None:
        return
    found = list(
        view.spans(lambda plain: [Span(start=0, end=len(plain), kind="x")] if plain else [])
    )
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
