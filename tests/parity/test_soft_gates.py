"""Soft gates: errors, latency, cost, lifecycle."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from datetime import date

import pytest
from scipy import stats

from portcheck.model.suite import GateSpec
from portcheck.parity.soft_gates import (
    CaseValues,
    cost_gate,
    errors_gate,
    latency_gate,
    lifecycle_gate,
)

Values = Sequence[tuple[float | None, ...]]


def cases(baseline: Values, candidate: Values, groups: list[str] | None = None) -> list[CaseValues]:
    return [
        CaseValues(
            case=str(i), group=groups[i] if groups else str(i), baseline=before, candidate=after
        )
        for i, (before, after) in enumerate(zip(baseline, candidate, strict=True))
    ]


def test_off_without_a_limit() -> None:
    assert errors_gate([[False]] * 10, GateSpec(), 0.95) is None
    assert latency_gate([], GateSpec(), 0.95) is None
    assert cost_gate([], GateSpec(), 0.95) is None
    assert lifecycle_gate({}, GateSpec(), date(2026, 1, 1)) is None


def test_errors() -> None:
    spec = GateSpec(max_rate=0.05)
    inside = errors_gate([[True]] * 5 + [[False]] * 95, spec, 0.95)
    outside = errors_gate([[True]] * 6 + [[False]] * 94, spec, 0.95)
    nothing = errors_gate([], spec, 0.95)
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
    once = errors_gate([[False]] * 20, GateSpec(max_rate=0.05), 0.95)
    often = errors_gate([[False] * 10] * 20, GateSpec(max_rate=0.05), 0.95)
    assert once is not None
    assert often is not None
    assert often.clusters == 20
    assert often.ci_high == once.ci_high
    mixed = errors_gate([[False] * 9 + [True]] * 20, GateSpec(max_rate=0.05), 0.95)
    assert mixed is not None
    assert mixed.candidate == pytest.approx(0.1)
    assert mixed.ci_low is not None
    assert mixed.ci_high is not None
    assert 0.0 <= mixed.ci_low <= 0.1 <= mixed.ci_high <= 1.0


def test_latency_is_a_paired_t_interval_of_logs() -> None:
    rng = random.Random(5)
    before: Values = [(rng.uniform(1, 3),) * 3 for _ in range(20)]
    after: Values = [(values[0] * rng.uniform(1.0, 1.4),) * 3 for values in before]  # type: ignore[operator]  # none is None
    result = latency_gate(cases(before, after), GateSpec(max_ratio=1.5), 0.95)
    assert result is not None
    logs = [math.log(a[0] / b[0]) for a, b in zip(after, before, strict=True)]  # type: ignore[operator]  # none is None
    low, high = stats.t.interval(0.90, 19, sum(logs) / 20, stats.sem(logs))
    assert (result.ci_low, result.ci_high) == pytest.approx((math.exp(low), math.exp(high)))
    assert (result.outcome, result.scale, result.clusters) == ("ok", "ratio", 20)


@pytest.mark.parametrize(
    ("limit", "outcome"), [(2.5, "ok"), (1.5, "exceeded"), (2.0, "inconclusive")]
)
def test_ratio_outcomes(limit: float, outcome: str) -> None:
    before: Values = [(1.0,)] * 10
    after: Values = [(1.9,), (2.1,)] * 5
    for gate in (latency_gate, cost_gate):
        result = gate(cases(before, after), GateSpec(max_ratio=limit), 0.95)
        assert result is not None
        assert result.outcome == outcome


def test_latency_medians_and_groups() -> None:
    result = latency_gate(
        cases([(1.0, 1.0, 9.0)] * 4, [(2.0, 2.0, 0.1)] * 4, ["a", "a", "b", "c"]),
        GateSpec(max_ratio=3.0),
        0.95,
    )
    assert result is not None
    assert result.difference == pytest.approx(2.0)
    assert (result.clusters, result.outcome) == (3, "ok")
    assert (result.baseline, result.candidate) == (1.0, 2.0)


def test_latency_percentile_is_observed() -> None:
    before: Values = [(1.0,)] * 20
    after: Values = [(1.0,)] * 18 + [(5.0,)] * 2
    both = GateSpec(max_ratio=2.0, max_p95_ratio=3.0)
    result = latency_gate(cases(before, after), both, 0.95)
    assert result is not None
    assert result.outcome == "exceeded"
    assert "95th percentile 5.00 times" in result.detail
    alone = latency_gate(cases(before, before), GateSpec(max_p95_ratio=3.0), 0.95)
    assert alone is not None
    assert (alone.outcome, alone.margin) == ("ok", 3.0)


@pytest.mark.parametrize(
    ("answers", "ratio"), [(20, 19.0), (21, 20.0), (19, 19.0), (40, 38.0), (100, 95.0), (2, 2.0)]
)
def test_the_percentile_is_the_nearest_rank(answers: int, ratio: float) -> None:
    """Of n answers the ceil(0.95 n)-th in order, so that 95 of 100 are at or below it."""
    before: Values = [(1.0,)] * answers
    after: Values = [(float(rank),) for rank in range(answers, 0, -1)]
    result = latency_gate(cases(before, after), GateSpec(max_p95_ratio=1000.0), 0.95)
    assert result is not None
    assert f"95th percentile {ratio:.2f} times" in result.detail
    turned = latency_gate(cases(after, before), GateSpec(max_p95_ratio=1000.0), 0.95)
    assert turned is not None
    assert f"95th percentile {1 / ratio:.2f} times" in turned.detail


def test_latency_needs_two_groups() -> None:
    spec = GateSpec(max_ratio=2.0)
    one = latency_gate(cases([(1.0,), (1.0,)], [(1.0,), (None,)]), spec, 0.95)
    assert one is not None
    assert (one.outcome, one.scale) == ("unknown", "ratio")


def test_cost_is_a_ratio_of_totals() -> None:
    before: Values = [(1.0,), (9.0,)] * 10
    after: Values = [(3.0,), (9.0,)] * 10
    result = cost_gate(cases(before, after), GateSpec(max_ratio=1.5), 0.95)
    assert result is not None
    assert result.difference == pytest.approx(120 / 100)
    assert (result.baseline, result.candidate) == (100.0, 120.0)
    influence = [3 / 6 - 1 / 5, 9 / 6 - 9 / 5] * 10
    reach = stats.t.ppf(0.95, 19) * stats.sem(influence)
    assert result.ci_high == pytest.approx(1.2 * math.exp(reach))


def test_cost_repeats_are_averaged_and_groups_summed() -> None:
    result = cost_gate(
        cases([(1.0, 3.0), (2.0,), (2.0,)], [(2.0,), (2.0, 2.0), (2.0,)], ["a", "a", "b"]),
        GateSpec(max_ratio=1.5),
        0.95,
    )
    assert result is not None
    assert (result.difference, result.outcome, result.clusters) == (1.0, "ok", 2)


@pytest.mark.parametrize("bad", [None, 0.0, math.nan])
def test_cost_unknown_or_zero_is_a_condition(bad: float | None) -> None:
    result = cost_gate(cases([(1.0,)] * 5, [(1.0,)] * 4 + [(bad,)]), GateSpec(max_ratio=1.5), 0.95)
    assert result is not None
    assert result.outcome == "unknown"
    assert "1 case is unknown or zero" in result.detail


def test_cost_without_answers_is_left_out() -> None:
    spec = GateSpec(max_ratio=1.5)
    result = cost_gate(cases([(1.0,)] * 5, [(1.0,)] * 4 + [()]), spec, 0.95)
    assert result is not None
    assert (result.outcome, result.pairs, result.missing) == ("ok", 4, 1)
    one = cost_gate(cases([(1.0,)], [(1.0,)]), spec, 0.95)
    assert one is not None
    assert one.outcome == "unknown"


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
    result = lifecycle_gate(facts, GateSpec(min_days=90), date(2026, 1, 1))
    assert result is not None
    assert (result.outcome, result.scale, result.hard) == (outcome, "fact", False)
    assert "at least 90 days must remain" in result.detail
