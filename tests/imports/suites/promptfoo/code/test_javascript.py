from __future__ import annotations

from typing import Any

import pytest

from portcheck.imports.suites.converted import CannotSayError
from portcheck.imports.suites.promptfoo.code.javascript import Check, javascript_check


def field(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of an object with one field that matters."""
    return {"type": "object", "required": [name], "properties": {name: schema}}


HOLDS_X = {"contains": {"all": ["x"], "ignore_case": False}}


@pytest.mark.parametrize(
    ("code", "check"),
    [
        ("output.length < 100", {"count": {"characters": {"max": 99}}}),
        ("100 > output.length", {"count": {"characters": {"max": 99}}}),
        ("output.length >= 5", {"regex": {"pattern": r"\A[\s\S]{5,}"}}),
        ("output.split(' ').length <= 7;", {"regex": r"\A(?:[^ ]* ){0,6}[^ ]*\Z"}),
        ("output.split(' ').length > 3", {"regex": r"\A(?:[^ ]* ){3}"}),
        ("output.includes('x')", HOLDS_X),
        ("return output.includes('x') === true;", HOLDS_X),
        ("!output.includes('x')", {"not": HOLDS_X}),
        ("!(!output.includes('x'))", HOLDS_X),
        ("output.toLowerCase().includes('x')", {"contains": ["x"]}),
        ("output?.startsWith('A+')", {"regex": r"\AA\+"}),
        ("output.trim().endsWith('.')", {"regex": r"\.\Z"}),
        ("/^a\\d+$/i.test(output)", {"regex": {"pattern": r"^a[0-9]+\Z", "ignore_case": True}}),
        ("output.match(/b/)", {"regex": "b"}),
        ("output === 'yes'", {"equals": {"value": "yes", "exact": True}}),
        ("output.trim() == 'yes'", {"regex": r"\A\s*yes\s*\Z"}),
        ("JSON.parse(output).a.b === 3", {"json_schema": field("a", field("b", {"const": 3}))}),
        ("JSON.parse(output)['a'] !== true", {"json_schema": {"not": field("a", {"const": True})}}),
        ("!(JSON.parse(output).a === 1)", {"json_schema": {"not": field("a", {"const": 1})}}),
        (
            "output.includes('x') && (output.length < 9 || output.includes('x'))",
            {"all_of": [HOLDS_X, {"any_of": [{"count": {"characters": {"max": 8}}}, HOLDS_X]}]},
        ),
    ],
)
def test_simple_expressions_are_checks(code: str, check: Check) -> None:
    assert javascript_check(code) == check


@pytest.mark.parametrize(
    "code",
    [
        "",
        "true",
        "output",
        "output.length",
        "output.length > context.vars.n",
        "output.length < 0",
        "output.length < 2.5",
        "output.toUpperCase().includes('x')",
        "output.toLowerCase().includes('X')",
        "output.includes('')",
        "output.includes(x)",
        "output.trim().length < 9 ? 1 : 0",
        "const a = 1; return a",
        "require('fs').readFileSync('/etc/passwd')",
        "output.includes('x') ? 1 : 0.5",
        "process.exit(1)",
        "JSON.parse(output)",
        "(" * 50 + "output.includes('x')" + ")" * 50,
        "!" * 3000,
        "output.includes('x'",
        "output.split(' ').length >= 1",
        "output.split(' ').length > 1.5",
        "output.split(',').length > 1",
        "JSON.parse(output)[101] === 1",
    ],
)
def test_anything_else_is_not_guessed(code: str) -> None:
    with pytest.raises(CannotSayError):
        javascript_check(code)


def test_a_parsed_output_has_fields() -> None:
    assert javascript_check("output.color === 'red'", parsed=True) == {
        "json_schema": field("color", {"const": "red"})
    }
