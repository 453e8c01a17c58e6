"""The gate of benign twins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from msgspec.structs import replace
from run_builders import ask, make_provider, make_workload

from portcheck.gates.twins import GATE
from portcheck.model.parity import CasePair, GateResult
from portcheck.model.suite import Case, CheckSpec
from portcheck.parity.check_evidence import speaks_of
from portcheck.plugins import Evidence


def _decided(before: Sequence[float | None], after: Sequence[float | None]) -> GateResult:
    cases = [
        CasePair(case=str(i), group=str(i), baseline=(one,), candidate=(other,))
        for i, (one, other) in enumerate(zip(before, after, strict=True))
    ]
    spec = CheckSpec(name="contains", arguments="x", id="contains", gate="twins")
    workload = make_workload(
        "w", [Case(id=str(i), request=ask(str(i)), checks=(spec,)) for i in range(len(before))]
    )
    evidence = Evidence(
        workload=workload,
        baseline=make_provider("old"),
        candidate=make_provider("new"),
        limits=GATE.defaults or {},
        as_of=date(2026, 1, 1),
    )
    found = GATE.decide(replace(evidence, scores=lambda: cases))
    assert found is not None
    return found


def test_a_model_that_refuses_everything_is_worse() -> None:
    found = _decided([1.0] * 31, [0.0] * 31)
    assert (found.outcome, found.too_few_clean) == ("inferior", "")


def test_enough_twins_show_it() -> None:
    found = _decided([1.0] * 40, [1.0] * 40)
    assert (found.outcome, found.too_few_clean) == ("noninferior", "")


def test_too_few_twins_without_a_loss_are_a_condition() -> None:
    found = _decided([1.0] * 8, [1.0] * 8)
    assert found.outcome == "inconclusive"
    assert found.too_few_clean.startswith("no twin was lost in 8 groups, which proves a loss of at")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1.0] * 8, [1.0] * 6 + [0.0] * 2),  # a loss
        ([1.0] * 18 + [0.0] * 2, [0.0] + [1.0] * 19),  # a loss, and more gains
        ([0.0] * 8, [0.0] * 8),  # neither side does what is harmless
        ([1.0] * 8, [1.0] * 6 + [None] * 2),  # answers are missing
        ([1.0] * 6 + [None] * 2, [1.0] * 8),  # also those of the baseline
    ],
)
def test_everything_else_stays_open(before: list[float | None], after: list[float | None]) -> None:
    found = _decided(before, after)
    assert found.outcome == "inconclusive"
    assert found.too_few_clean == ""


def test_twins_are_evidence_of_conduct() -> None:
    assert speaks_of(CheckSpec(name="equals", arguments="x", id="e", gate="twins")) == "conduct"
