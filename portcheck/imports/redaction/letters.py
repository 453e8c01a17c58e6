"""A pattern for words, with the combining marks that some scripts use."""

from __future__ import annotations

import regex

LETTERS = regex.compile(r"[\p{L}\p{M}]+")
"""A word of a name."""
