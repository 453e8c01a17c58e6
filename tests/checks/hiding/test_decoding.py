"""Encodings are read, and what is no encoding gives no error."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.checks.hiding import decoding
from portcheck.checks.hiding.decoding import DECODERS


@given(text=st.text() | st.text("0123456789abcdefx \n-.=\\%&;#\u200b\u200c\ufe00", max_size=200))
def test_any_text_is_read(text: str) -> None:
    for decode in DECODERS.values():
        assert isinstance(decode(text), str)


@pytest.mark.parametrize(
    ("decode", "text", "read"),
    [
        (
            decoding.escapes,
            "a &amp;#72; %2548 \\u{48}\\x{48}\\110 U+0048 =48 \\U00000048",
            "a H H HHH H",
        ),
        (decoding.escapes, "\\U00000048\\U0001F600\\u0048ab12", "H\U0001f600Hab12"),
        (decoding.escapes, "plain = text \\ %", ""),
        (decoding.escapes, "\\u{ffffff}\\ud800", "\ufffd\ufffd"),
        (decoding.hexadecimal, "it is 48:45:4c:4c:4f.", "HELLO"),
        (decoding.hexadecimal, "face", ""),
        (decoding.binary, "1001000 1000101 1001100 1001100.", "HELL"),
        (decoding.binary, "01001000" * 4, "HHHH"),
        (decoding.numbers, "72 69 76 76 79", "HELLO"),
        (decoding.numbers, "110 105 114 114", "nirr\nHELL"),
        (decoding.numbers, "999 999 999 999", "\ufffd" * 4),
        (decoding.places, "8-5-12-12-15", "hello"),
        (decoding.base32, "JBCUYTCP jbcuytcp", "HELLO\nHELLO"),
        (decoding.base32, "JBCUYTCPJ", "HELLO"),
        (decoding.base_64, "SEVMTE8 SEVMTEw", "HELLO\nHELL"),
        (decoding.base_64, "////////", ""),
        (decoding.base_64, "AUhFTExPAg", ""),  # with signs that nobody writes
        (decoding.morse, ".... . .-.. .-.. ---", "hello"),
        (decoding.morse, "no code", ""),
        (decoding.morse, "...... - - -", " ttt"),
        (decoding.spoken, "Hotel Echo Lima, Lima Oscar; a hotel", "hello"),
        (decoding.spoken, "X-ray alpha niner 7", "xa97"),
        (decoding.spoken, "hotel echo", ""),
        (decoding.unseen, "plain", ""),
        (decoding.numbers, "chr(72)+chr(69) + CHR(76)&Char( 76 )", "HELL"),
        (decoding.hexadecimal, "f4c4c45484", "\ufffd\ufffd\ufffdT\ufffd\nHELLO"),
        (decoding.base_64, "5FWdx1SQzY0Nt40TSVES", "HERON-7F3A-quay"),
        (decoding.base_64, "FRIFG04gA0LmDF1kqJS5", "HERON-7F3A-quay"),
        (decoding.base_85, "It is NM&qnZ!92pZ*pv8 now", "Hello, world"),
        (decoding.base_85, "<~87cURD_*#TDfTZ)~>", "Hello, world"),
        (decoding.base_85, "It is NM&qnZ!92pZ*pv8.", "Hello, world"),
        (decoding.base_85, "nothing-of-it and (brackets)", ""),
        (decoding.upside_down, "pʅɹoʍ ollǝH", "hello wo"),
        (decoding.upside_down, "über plain", ""),
    ],
)
def test_known_texts(decode: Callable[[str], str], text: str, read: str) -> None:
    assert read in decode(text)
    if not read:
        assert decode(text) == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "0x",
        "ab ",
        "01",
        "1 ",
        "12 ",
        ". ",
        "&amp;",
        "%4",
        "\\x",
        "A",
        "\u200b",
        "a!",
        "aB",
        "ɐ",
        "one ",
    ],
)
def test_time_is_in_proportion_to_the_text(piece: str) -> None:
    text = (piece * 200_000)[:200_000]
    for decode in DECODERS.values():
        started = time.process_time()
        decode(text)
        assert time.process_time() - started < 3
