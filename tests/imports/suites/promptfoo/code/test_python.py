from __future__ import annotations

import pytest

from portcheck.imports.suites.converted import CannotSayError
from portcheck.imports.suites.promptfoo.code.javascript import Check
from portcheck.imports.suites.promptfoo.code.python import python_check

HOLDS_X = {"contains": {"all": ["x"], "ignore_case": False}}


@pytest.mark.parametrize(
    ("code", "check"),
    [
        ("len(output) < 10", {"count": {"characters": {"max": 9}}}),
        ("len(output.split()) > 2", {"regex": r"\A\s*(?:\S+\s+){2}\S"}),
        ("'x' in output", HOLDS_X),
        ("'x' not in output", {"not": HOLDS_X}),
        ("'x' in output.lower() and not output.startswith('a')",
         {"all_of": [{"contains": ["x"]}, {"not": {"regex": r"\Aa"}}]}),
        ("output.strip() == 'a'", {"regex": r"\A\s*a\s*\Z"}),
        ("output == 'a' or output == 'b'",
         {"any_of": [{"equals": {"value": "a", "exact": True}},
                     {"equals": {"value": "b", "exact": True}}]}),
    ],
)  # fmt: skip
def test_simple_python_is_checks(code: str, check: Check) -> None:
    assert python_check(code) == check


@pytest.mark.parametrize(
    "code",
    [
        "__import__('os').system('true')",
        "len(output)",
        "import os",
        "max(0, len(output) - 300)",
        "1 < len(output) < 9",
        "output in ['a']",
        "'x' in other",
        "(" * 500,
        "x" * 3000,
    ],
)
def test_other_python_is_not_guessed(code: str) -> None:
    with pytest.raises(CannotSayError):
        python_check(code)
