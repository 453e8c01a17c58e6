"""A check that nobody has accepted yet."""

from __future__ import annotations

from portcheck.value import Value, Whole


class Proposed(Value, kw_only=True):
    """A check that a program wrote from answers, and that no person has accepted."""

    holds_on: Whole
    """Answers that pass it."""
    of: Whole
    """Answers that it was tried on, 1 or more."""
