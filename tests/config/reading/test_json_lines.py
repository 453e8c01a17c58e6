"""JSON that is not one object a line: which kind it is, and the command that makes lines of it."""

from __future__ import annotations

import json

import pytest

from portcheck.config.reading.json_lines import json_lines_mistake

ROWS = [{"id": "a", "n": [1]}, {"id": "b", "n": [2]}]
LINES = "\n".join(json.dumps(row) for row in ROWS)


@pytest.mark.parametrize(
    ("text", "words", "command"),
    [
        (json.dumps(ROWS), "this is a JSON array", "jq -c '.[]'"),
        (json.dumps(ROWS, indent=2), "this is a JSON array", "jq -c '.[]'"),
        (f"\n{json.dumps(ROWS, indent=2)}", "this is a JSON array", "jq -c '.[]'"),
        (json.dumps(ROWS[0], indent=2), "this is one JSON object over several lines", "jq -c ."),
        (json.dumps({"data": ROWS}, indent=2), "this is one JSON object", "jq -c '.data[]'"),
        (
            "\n".join(json.dumps(row, indent=1) for row in ROWS),
            "these are JSON objects over several lines",
            "jq -c .",
        ),
    ],
)
def test_other_json_is_told_from_lines(text: str, words: str, command: str) -> None:
    found = json_lines_mistake(text)
    assert found is not None
    assert words in found[0]
    assert found[1] == f"write one object per line, as {command} does"


@pytest.mark.parametrize(
    "text", [LINES, f"\n\n{LINES}\n", LINES + '\n{"id": broken', '{"id": "a"\n{"id": "b"}', ""]
)
def test_lines_with_mistakes_stay_lines(text: str) -> None:
    assert json_lines_mistake(text) is None
