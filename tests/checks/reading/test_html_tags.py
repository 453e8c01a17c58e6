"""Tags as browsers read them."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.checks.reading.html_tags import Tag, tags


class Standard(HTMLParser):
    """What the standard library finds in text without faults."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps a tag."""
        first = dict[str, str]()
        for name, value in attrs:
            first.setdefault(name, value or "")
        self.found.append((tag, first))

    handle_startendtag = handle_starttag


NAMES = st.sampled_from(["a", "b", "img", "DIV", "x-y"])
VALUES = st.sampled_from(['"v w"', "'v\"w'", "v", '"&amp;&#65;"', '""'])
ATTRIBUTES = st.lists(st.tuples(NAMES, st.none() | VALUES), max_size=3).map(
    lambda found: "".join(
        f" {name}" if value is None else f" {name}={value}" for name, value in found
    )
)
ELEMENTS = st.builds("<{}{}>".format, NAMES, ATTRIBUTES)
PIECES = ELEMENTS | st.sampled_from(["text ", "</a>", "<!-- <i> -->", "a < b ", "\n", "1 > 0"])


@given(text=st.lists(PIECES, max_size=8).map("".join))
def test_plain_pages_are_read_as_the_standard_library_does(text: str) -> None:
    standard = Standard()
    standard.feed(text)
    standard.close()
    assert [(tag.name, dict(tag.attributes)) for tag in tags(text)] == standard.found


@given(text=st.text("<>!-/ab=\"' \n"))
def test_any_text_is_read(text: str) -> None:
    assert all(isinstance(tag, Tag) for tag in tags(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<a href=x", [Tag("a", {"href": "x"}, "")]),
        ('<a href="x', [Tag("a", {"href": "x"}, "")]),
        ("<svg/onload=x>", [Tag("svg", {"onload": "x"}, "")]),
        ("<a =x>", [Tag("a", {}, "")]),
        ("<a b=1 b=2>", [Tag("a", {"b": "1"}, "")]),
        ("<script>a<b></script><i>", [Tag("script", {}, "a<b>"), Tag("i", {}, "")]),
        ("<script>a<b>", [Tag("script", {}, "a<b>")]),
        ("<title>a</title>", [Tag("title", {}, "a")]),
        ("<!-- <a>", []),
        ("<!--><a>", [Tag("a", {}, "")]),
        ("<!---><a>", [Tag("a", {}, "")]),
        ("<!-- --!><a>", [Tag("a", {}, "")]),
        ("<!----!><a>", [Tag("a", {}, "")]),
        ("<!--!><a>", []),
        ("< a> <1> </a>", []),
    ],
)
def test_faults_are_read_as_browsers_do(text: str, found: list[Tag]) -> None:
    read = list(tags(text))
    assert [(tag.name, tag.content) for tag in read] == [(tag.name, tag.content) for tag in found]
    for one, other in zip(read, found, strict=True):
        assert set(other.attributes.items()) <= set(one.attributes.items())


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["<a ", "<!--", "<script>", "<a b='", '<a b="', "<", "<title>", "<a / ", "<a =", "</script "],
)
def test_time_is_in_proportion_to_the_text(piece: str) -> None:
    started = time.process_time()
    list(tags(piece * 100_000))
    assert time.process_time() - started < 8
