"""Quotations show neither secrets nor escapes."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.config.problems.quoting import quote


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_quotes_are_short_and_harmless(text: str) -> None:
    found = quote(text)
    assert len(found) <= 64
    assert not [ch for ch in found if unicodedata.category(ch) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
