"""Text in Markdown: nothing of it acts, and what cannot act is left as it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from portcheck.model.visible_text import visible
from portcheck.reports.inert_markdown import escape, fenced, table

ACTING = "\\`*_{}[]()<>#+-.!|~@$&:;=/^\"' \n\ta1wW0x"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words, 3 of 4", "plain words, 3 of 4"),
        ("-0.3 [-0.9, 0.4]; p = 0.05 (a/b)", "\\-0.3 [-0.9, 0.4]; p = 0.05 (a/b)"),
        ("all_gates_shown", "all_gates_shown"),
        ("_a_", "\\_a\\_"),
        ("__a__ b", "\\_\\_a\\_\\_ b"),
        ("a|b", "a&vert;b"),
        ("`x`", "&grave;x&grave;"),
        ("<b>", "&lt;b&gt;"),
        ("R&D, &lt;", "R&D, &amp;lt;"),
        ("![x](y)", "!\\[x]\\(y)"),
        ("[x]: y", "\\[x]\\: y"),
        ("[x]: //y", "\\[x]\\: //y"),
        ("a ]://y", "a ]\\:&zwnj;//y"),
        ("a\\|b", "a\\\\&vert;b"),
        ("two\nlines", "two lines"),
        ("# head", "\\# head"),
        ("1. item", "1\\. item"),
        ("1)", "1\\)"),
        ("0.7", "0.7"),
        ("- item", "\\- item"),
        ("=cmd", "\\=cmd"),
        ("[ ] task", "\\[ ] task"),
        ("$1.20 and $x$", "$1.20 and \\$x\\$"),
        ("@team", "@&zwnj;team"),
        ("a@b.example", "a@&zwnj;b.example"),
        ("see #12, GH-3 and !4", "see #&zwnj;12, GH-&zwnj;3 and !&zwnj;4"),
        ("#12", "\\#&zwnj;12"),
        ("https://a.example", "https:&zwnj;//a.example"),
        ("://a.example", "\\:&zwnj;//a.example"),
        ("www.a.example", "www&zwnj;.a.example"),
        ("\x1b[31m", "\\x1b[31m"),
        ("end\\", "end\\\\"),
    ],
)
def test_only_what_acts_is_escaped(text: str, expected: str) -> None:
    assert escape(text) == expected


@settings(max_examples=150)
@given(st.text(ACTING, max_size=30))
def test_it_is_shown_as_it_is_and_nothing_in_it_acts(text: str) -> None:
    """In a list and in a cell, by a parser that turns addresses into links by itself."""
    flat = " ".join(visible(text).split())
    written = escape(text)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for page in (f"- {written}", f"# a {written}", table(["h", "i"], [[written or "-", "x"]])):
        tokens = parser.parse(page)
        inline = [child for token in tokens for child in token.children or []]
        assert {child.type for child in inline} <= {"text", "text_special"}
        shown = [token.content for token in tokens if token.type == "inline"]
        assert len(shown) == (4 if page.startswith("|") else 1 if flat or page[0] == "#" else 0)
    joined = "".join(child.content for child in parser.parse(f"a {written}")[1].children or [])
    assert joined.replace("\u200c", "") == f"a {flat}".rstrip()
    # What hosts look for in the text that is shown.
    assert not re.search(r"@\w|#\d|://|\bwww\.|\bGH-\d", joined, re.IGNORECASE)


def test_no_line_closes_a_fence() -> None:
    assert fenced(["```", "a````b"]).splitlines() == ["`````", "```", "a````b", "`````"]
