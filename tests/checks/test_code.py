"""The check `code`, and the parsers behind it."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
from check_builders import ask, kind_of
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.checks.code import code_in
from portcheck.checks.shared.code_parsers import FENCES, MOST_CHARACTERS, syntax_problem

POSTGRES = {"language": "sql", "dialect": "postgres"}
GOOD: list[tuple[Any, str]] = [
    ("python", "def f(x):\n    return x\n"),
    ("python", "Run this:\n```py\nimport os\n```\nand this:\n~~~python\nx = 1\n~~~"),
    ("python", "```bash\npip install (\n```\n```python\nimport acme\n```"),
    ("python", "```\nx = 1\n```"),
    ("javascript", "const f = async (x) => { await x?.y ?? 1 }"),
    ("javascript", "```js\nclass A { #x = 1; static { } }\n```"),
    ("sql", "WITH a AS (SELECT 1) SELECT * FROM a; DROP TABLE b"),
    ("sql", "```sql\nupdate t set a = 1 where b = 2;\n```"),
    ("sql", "vacuum"),
    (POSTGRES, "SELECT data->>'a' FROM t"),
    (POSTGRES, "```postgres\nSELECT 1\n```"),
    ("json", '```json\n{"a": [1, 2]}\n```'),
    ("json", "[]"),
    ("yaml", "a:\n  - b\n  - {c: d}\n---\ne: !tag f\n"),
    ("yaml", "```yml\n- a\n```"),
]
BAD: list[tuple[Any, str, str]] = [
    ("python", "x = 1\ndef f(:\n", "line 2"),
    ("python", "```py\nx = 1\n```\n```py\nx =\n```", "line 1"),
    ("python", "print 'a'", "Missing parentheses"),
    ("python", "x = '\0'", "null bytes"),
    ("python", "(" * 5000 + ")" * 5000, "nested"),
    ("python", "```python\n\n```", "no code"),
    ("python", "", "no text"),
    ("javascript", "let a = 1;\nlet = 5 5", "line 2"),
    ("javascript", "if (a {", "line 1"),
    ("javascript", "let a: number = 1", "line 1"),
    ("sql", "SELECT a frm b", "Invalid expression"),
    ("sql", "SELECT a,\nFROM WHERE", "not SQL"),
    ("sql", "billing", "not a statement"),
    ("sql", "The answer is 1", "not SQL"),
    ("sql", "-- nothing", ": it has no statement"),
    ("json", '{"a": 1,}', "not JSON"),
    ("yaml", "a: [1, 2", "line 1"),
    ("yaml", "a: 1\n\tb: 2", "near line"),
    ("yaml", "key: value\nother", "not YAML"),
    ("yaml", "Just a sentence.", "not YAML with a mapping"),
    ("yaml", "# only this", "not YAML with a mapping"),
]


@pytest.mark.parametrize(("arguments", "answer"), GOOD)
def test_accepts(arguments: Any, answer: str) -> None:
    assert ask("code", arguments, answer).status == "passed"


@pytest.mark.parametrize(("arguments", "answer", "why"), BAD)
def test_rejects(arguments: Any, answer: str, why: str) -> None:
    outcome = ask("code", arguments, answer)
    assert outcome.status == "failed"
    assert why in outcome.reason


@pytest.mark.parametrize("language", FENCES)
def test_what_the_bounds_do_not_reach_is_unscored(language: str) -> None:
    assert ask("code", language, "a" * (MOST_CHARACTERS + 1)).status == "unscored"


def test_python_with_piles_of_accents_is_unscored() -> None:
    assert ask("code", "python", "e" + "\u0301\u0323" * 20_000 + " = 1").status == "unscored"


def test_deep_sql_is_unscored() -> None:
    assert ask("code", "sql", "SELECT " + "(" * 9000).status == "unscored"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("cobol", "the language must be one of python"),
        ({"language": "python", "dialect": "postgres"}, "only sql has dialects"),
        ({"language": "sql", "dialect": "dbase"}, "unknown dialect; the known ones are .*postgres"),
    ],
)
def test_what_is_no_language_is_a_mistake(arguments: Any, message: str) -> None:
    assert re.match(message, kind_of("code").problem(arguments) or "")


def test_code_that_parses_speaks_of_form() -> None:
    assert kind_of("code").speaks_of("python") == "form"


def test_nothing_is_executed(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("code", "python", "print('ran')\nraise SystemExit").status == "passed"
    assert capsys.readouterr().out == ""


def test_no_parser_is_imported_before_it_is_used() -> None:
    code = (
        "import sys; from portcheck.plugins import CHECKS; CHECKS.built_in; "
        "print([name for name in ('sqlglot', 'tree_sitter') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


PIECES = st.sampled_from(
    [
        "```",
        "python",
        "sql",
        "\n",
        "x = 1",
        "(",
        ")",
        "SELECT",
        "a: ",
        "- ",
        '"',
        "{",
        "é",
        "\ud800",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(FENCES)), st.lists(PIECES, max_size=15).map("".join))
def test_code_is_found_whatever_is_written(language: str, text: str) -> None:
    pieces = code_in(text, language)
    assert pieces
    assert all(piece in text for piece in pieces)
    problems = [syntax_problem(piece, language) for piece in pieces]
    assert problems == [syntax_problem(piece, language) for piece in pieces]
