"""What the checks of expressions pass, beside what the expressions themselves say."""

from __future__ import annotations

import re

import pytest
from jsonschema import Draft202012Validator

from portcheck.imports.suites.promptfoo.code.javascript import javascript_check
from portcheck.imports.suites.promptfoo.code.python import python_check

TEXTS = (
    "",
    " ",
    "a",
    "a b",
    "a  b",
    " a b ",
    "a\nb",
    "- a b",
    "a b c",
    "\ta b c \n",
    "a b c d",
    "  ",
)
SIGNS = ("<", "<=", ">", ">=", "===")


def holds(number: int, sign: str, other: int) -> bool:
    """Whether a comparison of JavaScript holds."""
    return {
        "<": number < other,
        "<=": number <= other,
        ">": number > other,
        ">=": number >= other,
        "===": number == other,
    }[sign]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("other", [2, 3, 4])
def test_pieces_are_counted_as_the_code_counts_them(sign: str, other: int) -> None:
    length = f"length {sign} {other}"
    checks = [
        javascript_check(f"output.split(' ').{length}"),
        javascript_check(f"output.trim().split(' ').{length}"),
        javascript_check(f"output.split(/\\s+/).{length}"),
        javascript_check(f"output.trim().split(/\\s+/).{length}"),
        python_check(f"len(output.split()) {sign.replace('===', '==')} {other}"),
    ]
    for text in TEXTS:
        found = [bool(re.search(one["regex"], text)) for one in checks]
        counts = [
            len(text.split(" ")),
            len(text.strip().split(" ")),
            len(re.split(r"\s+", text)),
            len(re.split(r"\s+", text.strip())),
            len(text.split()),
        ]
        assert found == [holds(count, sign, other) for count in counts], text


@pytest.mark.parametrize(
    ("code", "passes", "fails"),
    [
        ("output.a.b === 'x'", [{"a": {"b": "x"}}], [{"a": {"b": "X"}}, {"a": "x"}, [], "x"]),
        ("output.n === 3", [{"n": 3}, {"n": 3.0}], [{"n": "3"}, {"n": [3]}, {}]),
        ("output.l[1] === true", [{"l": [0, True]}], [{"l": [True]}, {"l": {"1": True}}]),
        (
            "output.l.includes('In')",
            [{"l": ["In"]}, {"l": "India"}],
            [{"l": ["India"]}, {"l": "in"}, {}],
        ),
        ("output.a !== 'x'", [{"a": "y"}, {}, []], [{"a": "x"}]),
    ],
)
def test_fields_are_held_against_a_value_of_the_same_kind(
    code: str, passes: list[object], fails: list[object]
) -> None:
    schema = Draft202012Validator(javascript_check(code, parsed=True)["json_schema"])
    assert all(schema.is_valid(one) for one in passes)
    assert not any(schema.is_valid(one) for one in fails)
