"""Days until a model retires or a contract ends."""

from __future__ import annotations

from datetime import date

import pytest

from portcheck.gates.lifecycle import lifecycle_result


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"retires": "2026-06-30"}, "ok"),
        ({"retires": "2026-02-01"}, "exceeded"),
        ({"retires": "2027-01-01", "contract_ends": "2026-01-31"}, "exceeded"),
        ({"retires": "2027-01-01", "contract_ends": "soon"}, "unknown"),
        ({"retires": "2026-01-02", "contract_ends": "soon"}, "exceeded"),
        ({}, "unknown"),
        ({"retires": None}, "unknown"),
        ({"retires": date(2026, 4, 1)}, "ok"),
        ({"retires": "2025-12-31"}, "exceeded"),
    ],
)
def test_lifecycle(facts: dict[str, object], outcome: str) -> None:
    result = lifecycle_result(facts, {"min_days": 90}, date(2026, 1, 1))
    assert result is not None
    assert (result.outcome, result.scale, result.hard) == (outcome, "fact", False)
    assert "at least 90 days must remain" in result.detail


def test_off_without_a_limit() -> None:
    assert lifecycle_result({}, {}, date(2026, 1, 1)) is None
