from __future__ import annotations

import pytest
import regex

from portcheck.imports.suites.promptfoo.code.patterns import python_pattern, with_flags


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"^\d+$", "12\n", False),
        (r"^\d+$", "12", True),
        (r"\d", "\u0663", False),
        (r"[\d]", "\u0663", False),
        (r"a\/b", "a/b", True),
        ("[^]x", "\nx", True),
        ("[]", "a", False),
        (r"[$]\$", "$$", True),
        (r"\w", "\u00e9", False),
    ],
)
def test_a_pattern_finds_what_javascript_finds(pattern: str, text: str, found: bool) -> None:
    assert bool(regex.search(python_pattern(pattern), text)) is found


def test_flags_are_settings() -> None:
    assert with_flags("a$", "im") == {"pattern": "a$", "ignore_case": True, "multiline": True}
    assert with_flags("a", "g") == "a"
