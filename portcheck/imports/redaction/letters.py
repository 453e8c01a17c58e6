"""Words of letters, with the marks that some scripts write apart from them."""

from __future__ import annotations

import regex

LETTERS = regex.compile(r"[\p{L}\p{M}]+")
"""A word of a name."""
