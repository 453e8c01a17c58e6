"""JSON as the strictest of production parsers reads it."""

from __future__ import annotations

import pytest

from portcheck.checks.shared.strict_json import MAX_DEPTH, JsonProblem, parse


@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_nesting_up_to_the_bound_and_no_deeper(brackets: str) -> None:
    left, right = ("[", "]") if brackets == "[]" else ('{"a":', "}")
    deepest = left * MAX_DEPTH + "1" + right * MAX_DEPTH
    assert parse(deepest)
    with pytest.raises(JsonProblem, match=f"nested deeper than {MAX_DEPTH} levels"):
        parse(left + deepest + right)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1, "a": 1}', "repeats a key"),
        ("[1e999]", "out of range"),
        ("[-1e999]", "out of range"),
        (f"[{'9' * 301}]", "out of range"),
        ("[NaN]", "NaN is not JSON"),
        ("[-Infinity]", "-Infinity is not JSON"),
        ("```json\n{}\n```", "code fence"),
        ("{} {}", "Extra data"),
    ],
)
def test_what_production_would_not_take(text: str, said: str) -> None:
    with pytest.raises(JsonProblem, match=said):
        parse(text)


def test_numbers_keep_their_size() -> None:
    assert parse(f"[{'9' * 300}, 1e308]") == [int("9" * 300), 1e308]
