from __future__ import annotations

from typing import Any

import pytest

from portcheck.imports.suites.converted import Made, Place
from portcheck.imports.suites.promptfoo.tables import assertion_of
from portcheck.imports.suites.promptfoo.tables import test_of_row as of_row


@pytest.mark.parametrize(
    ("cell", "made"),
    [
        ("Paris", {"type": "equals", "value": "Paris"}),
        ("contains: Paris", {"type": "contains", "value": "Paris"}),
        ("not-icontains:x", {"type": "not-icontains", "value": "x"}),
        ("similar(0.8):Hello", {"type": "similar", "threshold": 0.8, "value": "Hello"}),
        ("is-json", {"type": "is-json"}),
        ("latency: 500", {"type": "latency", "threshold": 500}),
        ("grade: polite", {"type": "llm-rubric", "value": "polite"}),
        ("fn: output.length < 3", {"type": "javascript", "value": "output.length < 3"}),
        ("levenshtein(3): a", {"type": "levenshtein", "threshold": 3, "value": "a"}),
        ("levenshtein: a", {"type": "levenshtein", "threshold": 0.75, "value": "a"}),
        ("note: see below", {"type": "equals", "value": "note: see below"}),
        ("Time: 12:30", {"type": "equals", "value": "Time: 12:30"}),
        ("contains-any: <b>,</span>", {"type": "contains-any", "value": "<b>,</span>"}),
    ],
)
def test_a_cell_is_an_assertion(cell: str, made: dict[str, Any]) -> None:
    assert assertion_of(cell) == made


def test_columns_with_underscores_say_more_than_a_variable() -> None:
    made = Made(name="x", source="x", tool="promptfoo")
    row = {
        "question": "q",
        "__expected2": "contains: b",
        "__expected1": "similar: a",
        "__config:__expected1:threshold": "0.7",
        "__description": "d",
        "__prefix": "p",
        "__threshold": "0.5",
        "__metadata:topic": "math",
        "__metric": "m",
        "__odd": "1",
    }
    assert of_row(row, Place("t.csv", 2), made) == {
        "vars": {"question": "q"},
        "description": "d",
        "options": {"prefix": "p"},
        "threshold": 0.5,
        "metadata": {"topic": "math"},
        "assert": [
            {"type": "contains", "value": "b", "threshold": 0.7},
            {"type": "similar", "value": "a"},
        ],
    }
    assert [one.what for one in made.omitted] == ["column __odd"]


def test_every_column_of_a_row_is_an_assertion_a_tag_or_listed() -> None:
    made = Made(name="x", source="x", tool="promptfoo")
    row = {
        "__expected": "equals: a",
        "__expected1": "contains: b",
        "__config:__expected2:threshold": "0.5",
        "__config:__expected3:threshold": "0.6",
        "__metadata:place[]": "Rome, old\\, Paris",
    }
    test = of_row(row, Place("t.csv", 2), made)
    assert test["assert"] == [
        {"type": "equals", "value": "a"},
        {"type": "contains", "value": "b", "threshold": 0.5},
    ]
    assert test["metadata"] == {"place": ["Rome", "old, Paris"]}
    assert [one.what for one in made.omitted] == ["column __config:__expected3"]
