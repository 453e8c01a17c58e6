from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.model.visible_text import (
    DIRECTION_MARKS,
    ZERO_WIDTH,
    is_blank,
    one_line,
    visible,
    without_passwords,
    without_passwords_in,
    without_unseen,
)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("two\nlines\tand tab", "two\nlines\tand tab"),
        ("bell\x07 cr\r", "bell\\x07 cr\\x0d"),
        ("\x9b31m", "\\x9b31m"),
        ("\ud800", "\\ud800"),
        ("tag\U000e0041", "tag\\U000e0041"),
        # Joiners in words and emoji; hidden ones in Latin words, at ends, and in runs.
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),
        ("\U0001f469\u200d\U0001f52c", "\U0001f469\u200d\U0001f52c"),
        ("\u2764\ufe0f\u200d\U0001f525", "\u2764\ufe0f\u200d\U0001f525"),
        ("pass\u200dword", "pass\\u200dword"),
        ("\u0645\u200c", "\u0645\\u200c"),
        ("\u0645\u200c\u200c\u062e", "\u0645\\u200c\\u200c\u062e"),
        ("\u0645\u200f\u062e", "\u0645\\u200f\u062e"),
        ("gr\u00fc\u00dfe \u4f60\u597d", "gr\u00fc\u00dfe \u4f60\u597d"),
    ],
)
def test_what_is_seen_is_what_is_there(raw: str, shown: str) -> None:
    assert visible(raw) == shown


@given(st.text())
def test_nothing_invisible_is_left(raw: str) -> None:
    kept = [ch for ch in visible(raw) if unicodedata.category(ch).startswith(("Cc", "Cf", "Cs"))]
    assert set(kept) <= {"\n", "\t", "\u200c", "\u200d"}


@given(st.text(), st.integers(2, 50))
def test_one_line_is_one_line(raw: str, limit: int) -> None:
    line = one_line(raw, limit)
    assert "\n" not in line
    assert len(line) <= limit
    whole = one_line(raw, None)
    assert whole.split() == visible(raw).split()
    assert "\n" not in whole


@pytest.mark.parametrize("ch", [*ZERO_WIDTH, *DIRECTION_MARKS])
def test_what_changes_no_word_is_not_seen(ch: str) -> None:
    assert is_blank(ch)
    assert without_unseen(f"a{ch}b") == "ab"
    assert visible(f"a{ch}b") != f"a{ch}b"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("get https://maria:hunter2@host/x", "get https://maria:(not shown)@host/x"),
        ("https:/maria:hun/t@r2@host/s.yaml: no", "https:/maria:(not shown)@host/s.yaml: no"),
        ("redis://:pw@db, ftp://u:x@y", "redis://:(not shown)@db, ftp://u:(not shown)@y"),
        ("http://127.0.0.1:8080/users/@me", "http://127.0.0.1:8080/users/@me"),
        ("mail maria@host.example: https://host", "mail maria@host.example: https://host"),
    ],
)
def test_passwords_in_addresses_are_not_shown(text: str, shown: str) -> None:
    assert without_passwords(text) == shown


def test_passwords_of_addresses_are_not_shown_in_data_either() -> None:
    address, shown = "https://maria:hunter2@host", "https://maria:(not shown)@host"
    told = {"file": address, "line": 3, "places": ((1, 2),), "hints": [address, None]}
    assert without_passwords_in(told) == {
        "file": shown,
        "line": 3,
        "places": [[1, 2]],
        "hints": [shown, None],
    }
