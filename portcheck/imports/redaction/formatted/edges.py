"""Patterns for the edges of values, in scripts with and without spaces between words."""

from __future__ import annotations

EAST = "\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc"
"""Scripts without spaces between words, and Korean, whose particles follow directly."""


def before(signs: str) -> str:
    """Pattern that no such character precedes, except a letter of a script without spaces."""
    return f"(?:(?<![{signs}])|(?<=[{EAST}]))"


def after(signs: str) -> str:
    """Pattern that no such character follows, with the same exception."""
    return f"(?:(?![{signs}])|(?=[{EAST}]))"
