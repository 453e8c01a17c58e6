from __future__ import annotations

import pytest

from portcheck.scan.reading.regions import Regions


def kind(text: str, grammar: str, word: str = "HERE") -> str:
    region = Regions(text, grammar).at(text.index(word))
    return region.kind if region else "code"


@pytest.mark.parametrize(
    ("grammar", "text", "found"),
    [
        ("python", "x = 1  # HERE", "comment"),
        ("python", "x = '# no' + HERE", "code"),
        ("python", 'x = "HERE"', "string"),
        ("python", 'def f():\n    """HERE"""\n', "comment"),
        ("python", '"""HERE\n\nmore"""\nx = 1\n', "comment"),
        ("python", 'x = """\nHERE\n"""\n', "string"),
        ("python", 'f(\n    """HERE""",\n)\n', "string"),
        ("python", "x = 'it\\'s HERE'", "string"),
        ("python", "x = 'not closed\ny = HERE", "code"),
        ("c", "const a = 'x' // HERE", "comment"),
        ("c", "/* one\n HERE */", "comment"),
        ("c", 'const url = "https://HERE"', "string"),
        ("c", "const t = `a\nHERE`", "string"),
        ("c", 'String s = """\n HERE\n """;', "string"),
        ("hash", "model: x # HERE", "comment"),
        ("hash", "model: x#HERE", "code"),
        ("hash", "note: don't\nmodel: HERE # it's", "code"),
        ("hcl", "// HERE", "comment"),
        ("hcl", 'name = "HERE"', "string"),
        ("ini", "; HERE", "comment"),
        ("ini", "key = HERE", "code"),
        ("xml", "<!-- HERE -->", "comment"),
        ("json", '{"a": "HERE"}', "string"),
        ("prose", '"HERE"', "code"),
    ],
)
def test_comments_and_strings_are_told_apart(grammar: str, text: str, found: str) -> None:
    assert kind(text, grammar) == found
