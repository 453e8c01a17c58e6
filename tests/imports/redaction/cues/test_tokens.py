"""What was drawn is no name, and what was named is no code."""

from __future__ import annotations

import pytest

from portcheck.imports.redaction.cues.tokens import changes, is_drawn, is_scrambled

DRAWN = """
K7Q2-M9XA-41TF 7F3kQ9xW2 heron42quay Zr4vLw9pQe81 4KB9W-77PLD-QX3RT-MM2V8-9YHJ6 4821-9937-1024-5561
3fa94c01be77d2aa kwTzGvBxsRtLmPqWnZ 9f2c4e1ab07d a8f3-k2d9-pq7w QK4M-77PZ
MCJB-7TQ4X-22KLM KRSXG5DJNZTSA43F
"""
NAMED = """
v1.2.3 3.11.0rc1 1920x1080 10h30m 2h15 0xC004C003 U+4E2D 2024-01-05T10:30:00Z 20240105T103000Z
2024Q3 sha256sum utf8mb4 base64url conv2d log4j2 mat4x4 C6H12O6 H2SO4 x1y2z3 report_2024_q3.xlsx
main2.py getElementById XMLHttpRequest HTTPSConnectionPool gpt-4o-mini llama-3.1-8b-instruct
abc123 foo1bar2 covid-19 16gb 500ms 1080p60 Donaudampfschifffahrt base64_stream_encode VecI64Type
word 12345678 item_12 SmolLM2
test1case2 e2e-tests a1b2c3d4
"""


@pytest.mark.parametrize("token", DRAWN.split())
def test_what_was_drawn_is_a_code(token: str) -> None:
    assert is_drawn(token)


@pytest.mark.parametrize("token", NAMED.split())
def test_versions_sizes_formulas_functions_and_words_are_none(token: str) -> None:
    assert not is_drawn(token)


def test_capitals_where_no_name_has_them_are_scrambled() -> None:
    assert is_scrambled("qXvTzRkLwPmN")
    assert not is_scrambled("camelCaseNamesOfThings")
    assert not is_scrambled("SHOUTEDWORDS")


def test_changes_count_letters_behind_digits_and_digits_behind_letters() -> None:
    assert changes("word") == 0
    assert changes("maria-1988") == 1
    assert changes("a1-b2") == 3
