"""The gate `preference`: d in -1..1 of each case, without a rate of either side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import make_provider, make_workload

from portcheck.model.parity import UNSCORED, CasePair, GateResult
from portcheck.parity.intervals import count_values, lower_limit, upper_limit
from portcheck.plugins import GATES, Evidence

GATE = GATES.get("preference")
LOOK = Evidence(
    workload=make_workload("w", []),
    baseline=make_provider("old"),
    candidate=make_provider("new"),
    limits={"margin": 0.10},
    as_of=date(2026, 1, 1),
    confidence=0.96,
)


def rows(values: Sequence[float | tuple[float | None, ...] | None]) -> list[CasePair[float]]:
    """One case a value: what the check gives the candidate's answer; the baseline's has none."""
    return [
        CasePair(
            case=str(n),
            group=str(n),
            baseline=(None,),
            candidate=value if isinstance(value, tuple) else (value,),
        )
        for n, value in enumerate(values)
    ]


def decided(values: Sequence[float | tuple[float | None, ...] | None], **named: Any) -> GateResult:
    found = GATE.decide(replace(LOOK, scores=lambda: rows(values), **named))
    assert found is not None
    return found


def test_the_interval_is_that_of_paired_differences_on_its_own_scale() -> None:
    values = [1.0] * 10 + [0.5] * 80 + [0.0] * 6 + [0.25] * 4
    found = decided(list(values))
    counts = count_values([2 * value - 1 for value in values])
    assert found.difference == pytest.approx(sum(2 * value - 1 for value in values) / 100)
    assert found.ci_low == pytest.approx(lower_limit(counts, 0.04))
    assert found.ci_high == pytest.approx(upper_limit(counts, 0.04))
    assert (found.baseline, found.candidate, found.floor) == (None, None, None)
    assert (found.scale, found.hard, found.margin) == ("difference", True, 0.10)


def test_ties_everywhere_are_shown_to_be_inside_the_margin_from_31_cases_on() -> None:
    assert decided([0.5] * 31).outcome == "noninferior"
    assert decided([0.5] * 30).outcome == "inconclusive"


def test_a_candidate_that_judges_like_less_is_inferior() -> None:
    assert decided([0.0] * 40).outcome == "inferior"
    assert decided([1.0] * 40).outcome == "noninferior"


def test_repeats_are_averaged_and_never_more_cases() -> None:
    found = decided([(1.0, 0.0)] * 31)
    assert (found.difference, found.clusters, found.cases) == (0.0, 31, 31)


@pytest.mark.parametrize("lacking", [None, UNSCORED])
def test_a_pair_without_a_judgement_counts_against_the_candidate_where_safe_is_decided(
    lacking: float | None,
) -> None:
    found = decided([*[0.5] * 99, lacking])
    assert found.difference == pytest.approx(-0.01)
    assert found.complete_difference == 0.0
    assert (found.missing, found.unscored > 0) == (lacking is None, lacking is not None)


def test_a_judge_whom_nobody_measured_is_a_condition() -> None:
    found = decided([0.5] * 80, detectors=lambda: ["judges ab"], accuracies=lambda: [None])
    assert found.outcome == "noninferior"
    assert found.detector == "judges ab"
    assert "nobody has measured" in found.detector_weak
