"""Plain English: words that people stumbled over stay out of texts; see CONTRIBUTING."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STUMBLED_OVER = re.compile(
    r"\b(?:mend(?:s|ed|ing)?|borne|heed(?:s|ed|ing)?|who(?:m|so)?ever|so many|one's own|told|anew"
    r"|bears|lest|albeit|hitherto|for want of|needs a yes|what was judged)\b",
    re.IGNORECASE,
)
LEXICONS = "portcheck/detectors"
"""Its texts are the phrases that it looks for: only docstrings and comments are ours."""
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SOURCES = sorted((ROOT / "portcheck").rglob("*.py"))


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of each docstring, comment and string that has several words."""
    source = path.read_text()
    lexicon = path.is_relative_to(ROOT / LEXICONS)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.lineno, str(node.value.value)
        elif isinstance(node, ast.Constant) and not lexicon and " " in str(node.value):
            yield node.lineno, str(node.value)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mend it and retry", True),
        ("seconds that are BORNE", True),
        ("recommend, heedless, stole, tolled", False),
        ("the response is not a message", False),
    ],
)
def test_the_pattern_finds_words_and_not_parts_of_them(text: str, found: bool) -> None:
    assert bool(STUMBLED_OVER.search(text)) is found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_are_plain(path: Path) -> None:
    lines = enumerate(path.read_text().splitlines(), 1)
    assert [f"{number}: {line}" for number, line in lines if STUMBLED_OVER.search(line)] == []


def test_docstrings_comments_and_messages_are_plain() -> None:
    guilty = [
        f"{path.relative_to(ROOT)}:{line}: {found.group()}"
        for path in SOURCES
        if STUMBLED_OVER.search(path.read_text())  # reading what has none would take seconds
        for line, text in texts(path)
        if (found := STUMBLED_OVER.search(text))
    ]
    assert guilty == []


def test_the_style_page_has_its_pairs() -> None:
    page = (ROOT / ".github" / "CONTRIBUTING.md").read_text().split("## Style of texts")[1]
    pairs = re.findall(r"^\| (?!not this|---)(.+?) \| (.+?) \|$", page, re.MULTILINE)
    assert len(pairs) == 10
    assert all(first != second and not STUMBLED_OVER.search(second) for first, second in pairs)
