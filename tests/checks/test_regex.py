"""The check `regex`."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import ask, kind_of


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (r"[A-Z]{2}-\d{4}", "Your order is AB-1234."),
        ({"pattern": "refund", "ignore_case": True}, "REFUND"),
        ({"pattern": "^b$", "multiline": True}, "a\nb\nc"),
        ({"pattern": "a.b", "dotall": True}, "a\nb"),
        ({"pattern": r"\d+", "full": True}, " 42\n"),
        (r"(?s)\A(?!.*secret)", "nothing here"),
    ],
)
def test_accepts(arguments: Any, answer: str) -> None:
    assert ask("regex", arguments, answer).status == "passed"


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (r"\d", "none"),
        ("refund", "REFUND"),
        ({"pattern": "^b$"}, "a\nb\nc"),
        ({"pattern": r"\d+", "full": True}, "42 items"),
        ("a", ""),
    ],
)
def test_rejects(arguments: Any, answer: str) -> None:
    assert ask("regex", arguments, answer).status == "failed"


def test_hostile_pattern_is_stopped_and_says_nothing_about_the_answer() -> None:
    outcome = ask("regex", r"(?:a|aa|a?a)+$|(.*a){30}b", "a" * 3000 + "c")
    assert outcome.status == "unscored"
    assert outcome.value is None
    assert "0.25 s" in outcome.reason


@pytest.mark.parametrize("pattern", ["(", "[a", "(?P<x>a)(?P<", "*", "a" * 5000, "(" * 4000])
def test_problem_finds_patterns_that_do_not_compile(pattern: str) -> None:
    assert kind_of("regex").problem(pattern) is not None
    assert kind_of("regex").problem({"pattern": pattern}) is not None
    assert ask("regex", pattern, "text").status == "unscored"


def test_problem_accepts_what_compiles() -> None:
    assert kind_of("regex").problem({"pattern": r"\p{Lu}+", "full": True}) is None
