"""Requirements against facts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portcheck.gates.policy import policy_result
from portcheck.model.score import Policy

DAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("condition", "stated", "outcome"),
    [
        ({"before": "2027-01-01"}, "2026-12-31", "ok"),
        ({"before": "2027-01-01"}, "2027-01-01", "breached"),
        ({"after": "2027-01-01"}, "2027-01-02", "ok"),
        ({"after": "2027-01-01"}, "2027-01-01", "breached"),
        ({"after": "2027-01-01"}, 20270102, "unknown"),
        ({"after": "2027-01-01"}, "next year", "unknown"),
        ({"after": "2027-01-01"}, None, "unknown"),
        ({"in": ["us", "eu"]}, "EU", "ok"),
        ({"in": [" us", "eu"]}, "eu ", "ok"),
        ({"in": ["us", "eu"]}, "cn", "breached"),
        ({"in": ["us", "eu"]}, ["us", "cn"], "breached"),
        ({"in": ["us", "eu"]}, [], "unknown"),
        ({"in": ["us", "eu"]}, None, "unknown"),
        ({"in": ["us", "eu"]}, "", "unknown"),
        ({"not_in": ["cn"]}, ["us", "cn"], "breached"),
        ({"not_in": ["cn"]}, "us", "ok"),
        ({"equals": True}, True, "ok"),
        ({"equals": True}, 1, "unknown"),
        ({"equals": False}, "no", "unknown"),
        ({"equals": 30}, "30", "unknown"),
        ({"equals": 30}, 31, "breached"),
        ({"equals": 4503599627370497.5}, 4503599627370497, "breached"),
        ({"equals": 9007199254740993}, 9007199254740992, "breached"),
        ({"equals": ["eu", True]}, ["eu", "true"], "unknown"),
        ({"equals": ["eu", True]}, ["cn"], "breached"),
        ({"equals": ["eu", True]}, ["eu"], "unknown"),
        ({"not_in": [True]}, "yes", "unknown"),
        ({"not_in": [30]}, "30", "unknown"),
        ({"not_in": ["1"]}, 1, "unknown"),
        ({"not_in": ["yes"]}, True, "unknown"),
        ({"not_in": ["us", True]}, ["us"], "breached"),
        ({"not_in": ["us", True]}, ["de"], "unknown"),
        ({"not_in": [True]}, False, "ok"),
        ({"in": [True]}, "yes", "unknown"),
        ({"in": [30, "30"]}, "30", "ok"),
        ({"in": ["de"]}, ["cn", 7], "breached"),
        ({"in": ["de"]}, ["de", 7], "unknown"),
        ({"all": [True, "soc2"]}, ["soc2", "yes"], "unknown"),
        ({"all": ["soc2"]}, [2], "unknown"),
        ({"any": [1, "soc2"]}, ["soc2"], "ok"),
        ({"any": [1]}, ["1"], "unknown"),
        ({"equals": 1}, 1.0, "ok"),
        ({"equals": {"a": 1}}, "a", "unknown"),
        ({"all": ["soc2", "iso27001"]}, ["ISO27001", "SOC2", "hipaa"], "ok"),
        ({"all": ["soc2", "iso27001"]}, ["soc2"], "breached"),
        ({"all": ["soc2"]}, [], "breached"),
        ({"all": ["soc2"]}, "soc2", "ok"),
        ({"any": ["soc2", "iso27001"]}, ["soc2"], "ok"),
        ({"any": ["soc2"]}, ["hipaa"], "breached"),
        ({"min": 3}, 3, "ok"),
        ({"min": 3}, 2, "breached"),
        ({"max": 30}, 30, "ok"),
        ({"max": 30}, 30.5, "breached"),
        ({"max": 30}, 0, "ok"),
        ({"max": 30}, "30", "unknown"),
        ({"max": 30}, True, "unknown"),
        ({"max": 30}, float("nan"), "unknown"),
        ({"equals": 30}, float("nan"), "unknown"),
        ({"min": "2027-01-01"}, "2027-06-30", "ok"),
        ({"min": "2027-01-01"}, date(2026, 12, 31), "breached"),
        ({"min": "2027-01-01"}, 2028, "unknown"),
        ({"equals": "2027-01-01"}, date(2027, 1, 1), "ok"),
        ({"around": 3}, 3, "unknown"),
    ],
)
def test_conditions(condition: dict[str, Any], stated: Any, outcome: str) -> None:
    result = policy_result({"fact": condition}, {"fact": stated}, DAY)
    assert result is not None
    assert (result.outcome, result.gate, result.hard, result.scale) == (
        outcome,
        "policy",
        True,
        "fact",
    )


def test_nothing_required() -> None:
    assert policy_result({}, {"region": "us"}, DAY) is None
    assert policy_result({"region": {}}, {"region": "us"}, DAY) is None


def test_known_violation_outranks_unknown() -> None:
    result = policy_result(
        {"region": {"in": ["us"]}, "retention_days": {"max": 30}, "owner": {"equals": "x"}},
        {"retention_days": 90, "owner": "x"},
        DAY,
    )
    assert result is not None
    assert result.outcome == "breached"
    assert result.detail == (
        "violated: retention_days max 30, stated 90; "
        "unknown: region in [us], but region is unknown; met: owner equals x, stated x"
    )
    assert "2026-01-01" in (result.method or "")


def test_what_cannot_be_compared_is_named() -> None:
    result = policy_result({"trains": {"not_in": [True]}}, {"trains": "yes"}, DAY)
    assert result is not None
    assert result.detail == "unknown: trains not_in [True], but yes is text and True true or false"


def test_a_review_that_is_overdue_makes_what_holds_unknown() -> None:
    policy = Policy(
        id="p", statement="s", owner="Ida", review="2026-03-01", gate="red_line", file="p.yaml"
    )
    assert policy_result({}, {}, date(2026, 3, 1), [policy]) is None
    result = policy_result({}, {}, date(2026, 3, 2), [policy])
    assert result is not None
    assert result.outcome == "unknown"
    assert result.detail == "unknown: the review of the policy p was due on 2026-03-01 (Ida)"
