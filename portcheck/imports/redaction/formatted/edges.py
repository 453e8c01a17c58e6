"""Where values begin and end, in scripts with spaces between words and without."""

from __future__ import annotations

EAST = "\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc"
"""Scripts without spaces between words, and Korean, whose particles follow without one."""


def before(signs: str) -> str:
    """Looks back: no such sign, unless it is a letter that ends nothing and begins nothing."""
    return f"(?:(?<![{signs}])|(?<=[{EAST}]))"


def after(signs: str) -> str:
    """Looks ahead for the same."""
    return f"(?:(?![{signs}])|(?=[{EAST}]))"
