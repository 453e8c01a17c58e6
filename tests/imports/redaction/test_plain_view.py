"""Values that signs hide from a pattern are found where they stand."""

from __future__ import annotations

import json
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.imports.redaction.plain_view import plain_view, unescaped
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


NESTED = json.dumps({"body": json.dumps({"from": "J\u00fcrgen M\u00fcller"})})


@pytest.mark.parametrize(
    "written",
    [
        json.dumps({"customer": "J\u00fcrgen M\u00fcller", "quantity": 3}),
        NESTED,
        json.dumps({"mail": "Kind regards\nJ\u00fcrgen M\u00fcller\n"}, ensure_ascii=False),
    ],
)
def test_a_name_that_json_escapes_is_the_same_person(written: str) -> None:
    redactor = Redactor(secrets.token_bytes(32))
    said = "Kind regards\nJ\u00fcrgen M\u00fcller"
    redactor.learn([said, written])
    stand_in = redactor.text(said).splitlines()[1]
    changed = json.loads(redactor.text(written))
    text = json.loads(changed["body"])["from"] if "body" in changed else str(changed)
    assert stand_in in text
    assert "J\u00fcrgen" not in text
    assert "M\u00fcller" not in text


def test_what_is_no_escape_reads_as_it_is_written() -> None:
    half = unescaped("half a pair: \\ud83d")
    assert half is not None
    assert half.text == "half a pair: \\ud83d"
    assert unescaped("C:\\data\\users and \\x41") is None


@given(st.text(max_size=40))
def test_escapes_are_undone_and_places_kept(text: str) -> None:
    written = json.dumps(text)[1:-1]
    view = unescaped(written)
    if view is None:
        return
    assert len(view.text) <= len(written)
    pieces = [written[slice(*view.place(at, at + 1))] for at in range(len(view.text))]
    assert "".join(pieces) == written
    if "\\" not in text and not {"\b", "\f"} & {*text}:
        assert view.text == text
