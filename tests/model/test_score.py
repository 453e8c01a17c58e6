"""Outcomes of checks."""

from __future__ import annotations

from portcheck.model.score import failed, passed


def test_passed_and_failed_are_the_ends_of_the_scale() -> None:
    good, bad = passed("why"), failed("why not")
    assert (good.status, good.value, good.reason) == ("passed", 1.0, "why")
    assert (bad.status, bad.value, bad.reason) == ("failed", 0.0, "why not")
