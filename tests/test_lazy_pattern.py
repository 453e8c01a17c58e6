"""Regular expressions that are compiled late."""

from __future__ import annotations

import re

import pytest

from portcheck.lazy_pattern import LazyPattern


def test_it_finds_what_the_expression_finds_and_compiles_it_once() -> None:
    found = LazyPattern(r"(\w+)@home", re.IGNORECASE)
    assert "compiled" not in vars(found)
    match = found.search("Anna@HOME, ben@home")
    assert match is not None
    assert match[1] == "Anna"
    assert found.search("nobody") is None
    assert found.compiled is found.compiled
    assert found.compiled.findall("Anna@HOME, ben@home") == ["Anna", "ben"]


def test_it_does_what_python_does() -> None:
    text, pattern = "a1b22", r"[a-z]\d+"
    late, compiled = LazyPattern(pattern), re.compile(pattern)
    for found, wanted in (
        (late.search(text, 2), compiled.search(text, 2)),
        (late.match(text, 2, 4), compiled.match(text, 2, 4)),
        (late.fullmatch(text[2:]), compiled.fullmatch(text[2:])),
    ):
        assert found is not None
        assert wanted is not None
        assert (found.span(), found[0]) == (wanted.span(), wanted[0])
    assert late.match(text, 1) is None
    assert late.fullmatch(text) is None
    assert [one[0] for one in late.finditer(text)] == late.findall(text) == ["a1", "b22"]
    assert late.sub(lambda found: found[0].upper(), text) == "A1B22"


def test_a_mistake_shows_at_its_first_use() -> None:
    broken = LazyPattern("(")
    with pytest.raises(re.error):
        broken.search("text")
