"""The share of trials that failed."""

from __future__ import annotations

import pytest
from scipy import stats

from portcheck.gates.errors import errors_result


def test_errors() -> None:
    spec = {"max_rate": 0.05}
    inside = errors_result([[True]] * 5 + [[False]] * 95, spec, 0.95)
    outside = errors_result([[True]] * 6 + [[False]] * 94, spec, 0.95)
    nothing = errors_result([], spec, 0.95)
    assert inside is not None
    assert outside is not None
    assert nothing is not None
    assert (inside.outcome, outside.outcome, nothing.outcome) == ("ok", "exceeded", "unknown")
    exact = stats.binomtest(5, 100).proportion_ci(0.90, method="exact")
    assert inside.ci_low == pytest.approx(exact.low, abs=1e-9)
    assert inside.ci_high == pytest.approx(exact.high, abs=1e-9)
    assert not inside.hard
    assert "two-sided 90 % interval" in inside.detail


def test_repeats_are_no_further_evidence_of_few_errors() -> None:
    once = errors_result([[False]] * 20, {"max_rate": 0.05}, 0.95)
    often = errors_result([[False] * 10] * 20, {"max_rate": 0.05}, 0.95)
    assert once is not None
    assert often is not None
    assert often.clusters == 20
    assert often.ci_high == once.ci_high
    mixed = errors_result([[False] * 9 + [True]] * 20, {"max_rate": 0.05}, 0.95)
    assert mixed is not None
    assert mixed.candidate == pytest.approx(0.1)
    assert mixed.ci_low is not None
    assert mixed.ci_high is not None
    assert 0.0 <= mixed.ci_low <= 0.1 <= mixed.ci_high <= 1.0


def test_the_share_is_that_of_trials_whatever_the_groups() -> None:
    """Twenty of 119 trials are 16.8 %, though they lie in one group of a hundred."""
    found = errors_result([[True] * 20, *[[False]] * 99], {"max_rate": 0.05}, 0.95)
    assert found is not None
    assert found.candidate == pytest.approx(20 / 119)
    assert found.outcome == "exceeded"
    assert "20 of 119 trials failed, 16.8 %" in found.detail


def test_off_without_a_limit() -> None:
    assert errors_result([[False]] * 10, {}, 0.95) is None
