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


def test_a_mistake_shows_at_its_first_use() -> None:
    broken = LazyPattern("(")
    with pytest.raises(re.error):
        broken.search("text")
