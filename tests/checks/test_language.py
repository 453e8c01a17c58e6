"""The check `language`."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from check_builders import ask, kind_of
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.checks.language import codes
from portcheck.detectors.language import NAMES, language_of_few

GERMAN = "Wir haben Ihre Bestellung heute verschickt, und sie kommt in drei Tagen an."
ENGLISH = "We have sent your order today, and it will be with you in three days."


@pytest.mark.parametrize(
    ("arguments", "answer", "status"),
    [
        ("de", GERMAN, "passed"),
        ("de-AT", GERMAN, "passed"),
        ("de", ENGLISH, "failed"),
        (["en", "fr"], ENGLISH, "passed"),
        ({"value": "de", "only": True}, f"{GERMAN}\n\n{GERMAN}\n\n{ENGLISH}", "failed"),
        ({"value": "de", "only": True}, GERMAN, "passed"),
        ("de", f"{GERMAN}\n\n{GERMAN}\n\n{ENGLISH}", "passed"),
        ("de", "Ja", "unscored"),
        ("de", '{"queue": "billing"}', "unscored"),
        ("de", "1234567", "unscored"),
        ("de", "", "failed"),
        ("de", "Ihre R\u00fcckzahlung ist unterwegs.", "passed"),
        ("fr", "Ihre R\u00fcckzahlung ist unterwegs.", "failed"),
        ("nl", "Ihre R\u00fcckzahlung ist unterwegs.", "unscored"),
        ("ja", "\u3042\u308a\u304c\u3068\u3046\u3054\u3056\u3044\u307e\u3059", "passed"),
        ("ko", "\u3042\u308a\u304c\u3068\u3046\u3054\u3056\u3044\u307e\u3059", "failed"),
        ("zh", "\u8c22\u8c22\u60a8\u7684\u8010\u5fc3", "passed"),
        ("zh", "\u8fd4\u91d1", "unscored"),
        (
            "sr",
            "Va\u0161a porud\u017ebina je poslata danas i sti\u0107i \u0107e za tri dana.",
            "passed",
        ),
    ],
)
def test_languages(arguments: Any, answer: str, status: str) -> None:
    assert ask("language", arguments, answer).status == status


def test_mistakes_name_the_code() -> None:
    problem = kind_of("language").problem
    assert problem(["de", "pt_BR", "nb", "fil"]) is None
    assert problem({"value": "German"}) is not None
    assert "write de" in str(problem("German"))
    assert "ISO 639" in str(problem("und"))


def test_older_and_narrower_codes_stand_for_one_that_is_told_apart() -> None:
    assert codes(["nb", "bs", "ms", "iw", "EN-us"]) == ("no", "hr", "id", "he", "en")


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=40))
def test_few_words_have_a_known_language_or_none(text: str) -> None:
    assert language_of_few(text) in {"", *NAMES}


def test_no_sentence_fails_in_its_own_language() -> None:
    path = Path(__file__).parents[1] / "detectors" / "languages.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    statuses = Counter(
        ask("language", row["language"], row["text"]).status
        for row in rows
        if row["language"] in NAMES
    )
    assert statuses["failed"] == 0
    assert statuses["passed"] > 0.85 * statuses.total()
