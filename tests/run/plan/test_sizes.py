"""Sizes that cannot be enough: against what the gates decide on the best that can happen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from run_builders import ask, make_suite, make_workload

from portcheck.gates.latency import latency_result
from portcheck.gates.shared.score_gate import score_result
from portcheck.gates.shared.zero_tolerance import breach_result
from portcheck.model.chat import Variant
from portcheck.model.parity import Breach, CasePair
from portcheck.model.suite import Case, CheckSpec, Workload
from portcheck.parity.check_evidence import Speaking
from portcheck.parity.detector_error import detector_error
from portcheck.parity.sequential import look_confidence
from portcheck.plugins import CHECKS
from portcheck.run.cards.deciding import Cards
from portcheck.run.plan.sizes import TooSmall, gate_sizes, too_small

REFUSAL = CheckSpec(name="refusal", expect="none", id="refusal", gate="refusal", automatic=True)
STATED = CheckSpec(name="refusal", expect="none", id="refusal", gate="refusal")
PUSHBACK = CheckSpec(name="pushback", expect="challenge", id="pushback", gate="pushback")
CALL = CheckSpec(name="tool_call", arguments={"name": "look_up"}, id="call", gate="tools")
CANARY = CheckSpec(name="contains", arguments={"none": ["K-1"]}, id="canary", gate="security")


def equals(number: int) -> CheckSpec:
    return CheckSpec(name="equals", arguments=f"answer {number}", id="equals", gate="task")


def workload(
    cases: int,
    *checks: CheckSpec,
    gates: dict[str, Any],
    groups: int | None = None,
    content: bool = True,
    confidence: float = 0.95,
) -> Workload:
    found = [
        Case(
            id=str(n),
            request=ask(str(n)),
            checks=(*((equals(n),) if content else ()), *checks),
            group=None if groups is None else str(n % groups),
        )
        for n in range(cases)
    ]
    return make_workload("w", found, gates=gates, confidence=confidence)


def said(found: Workload) -> list[TooSmall]:
    cards = Cards(make_suite(found))
    return list(too_small(found, gate_sizes(found, Speaking(found.outlines), cards)))


@pytest.mark.parametrize(("margin", "needed"), [(0.02, 160), (0.05, 63), (0.10, 31), (0.15, 20)])
def test_the_least_number_at_the_first_look(margin: float, needed: int) -> None:
    gates = {"task": {"margin": margin}}
    assert said(workload(needed, gates=gates)) == []
    (found,) = said(workload(needed - 1, gates=gates))
    assert found.message == f"task: {needed - 1} cases cannot show `safe` at margin {margin:g}"
    assert found.hint.startswith(f"add 1 more ({needed} are needed even if no answer differs)")


@pytest.mark.parametrize(("others", "needed"), [(0, 63), (1, 81), (4, 111)])
def test_prompts_share_the_error_rate(others: int, needed: int) -> None:
    gates, cards = {"task": {"margin": 0.05}}, Cards(make_suite())
    variants = {"new": tuple(Variant(name=str(n), system=f"Be {n}.") for n in range(others))}
    enough, few = (
        replace(workload(cases, gates=gates), variants=variants) for cases in (needed, needed - 1)
    )
    assert said(enough) == []
    (found,) = said(few)
    because = f", because {1 + others} prompts share the error rate" if others else ""
    answer = f"({needed} are needed even if no answer differs{because})"
    assert found.hint.startswith(f"add 1 more {answer}")
    (size,) = gate_sizes(few, Speaking(few.outlines), cards, ["other"])
    assert size.confidence == 0.96, "only the candidates that are asked count"


def test_a_group_counts_once() -> None:
    gates = {"task": {"margin": 0.05}}
    assert said(workload(130, gates=gates, groups=63)) == []
    (found,) = said(workload(130, gates=gates, groups=62))
    assert found.message.startswith("task: 62 groups cannot show")


def decided(cases: int, margin: float, confidence: float, check: CheckSpec | None) -> str:
    look = look_confidence(confidence, 1)
    error = None
    if check is not None:
        detector = CHECKS.get(check.name).detector
        assert detector is not None
        error = detector_error(detector.confusion(check), alpha=1.0 - look)
    equal = [
        CasePair(case=str(n), group=str(n), baseline=(1.0,), candidate=(1.0,)) for n in range(cases)
    ]
    limits = {"margin": margin}
    result = score_result("g", equal, limits, confidence=look, max_missing=0.05, error=error)
    assert result is not None
    return result.outcome


@given(
    st.integers(1, 200),
    st.floats(0.01, 0.5),
    st.sampled_from([0.75, 0.9, 0.95, 0.999]),
    st.sampled_from([None, STATED, PUSHBACK]),
)
def test_what_is_said_is_what_equal_answers_come_to(
    cases: int, margin: float, confidence: float, check: CheckSpec | None
) -> None:
    gate = "task" if check is None else check.gate
    extra = () if check is None else (check,)
    gates = {gate: {"margin": margin}, "task": {"margin": margin}}
    found = [
        one
        for one in said(workload(cases, *extra, gates=gates, confidence=confidence))
        if gate in one.message.partition(":")[0]
    ]
    assert bool(found) == (decided(cases, margin, confidence, check) != "noninferior")
    if not found:
        return
    (least,) = re.findall(r"could ever show is ([\d.]+)$", found[0].hint) or ["1"]
    if float(least) < 1.0:
        assert decided(cases, float(least), confidence, check) == "noninferior"
        assert decided(cases, 0.98 * float(least), confidence, check) != "noninferior"


def test_a_detector_that_is_sure_to_score_asks_for_more() -> None:
    gates = {"task": {"margin": 0.05}, "refusal": {"margin": 0.05}}
    assert said(workload(63, REFUSAL, gates=gates)) == [], "right answers comply by that fact"
    (stated,) = said(workload(63, STATED, gates=gates))
    assert stated.message.startswith("refusal: 63 cases cannot show")
    assert "because the detector that scores them can be wrong" in stated.hint
    (alone,) = said(workload(63, REFUSAL, gates=gates, content=False))
    assert alone.message.startswith("refusal: 63 cases cannot show")


def test_a_call_alone_complies_without_the_detector() -> None:
    gates = {"tools": {"margin": 0.05}, "refusal": {"margin": 0.05}}
    assert said(workload(63, REFUSAL, CALL, gates=gates, content=False)) == []


@pytest.mark.parametrize("margin", [2e-5, 1e-12, 5e-324])
def test_a_margin_beyond_any_number_of_cases_is_said_to_be_one(margin: float) -> None:
    (found,) = said(workload(20, gates={"task": {"margin": margin}}, confidence=0.999999))
    assert found.hint.startswith("cases alone are not enough (more than 100,000 are needed")
    assert "the smallest that 20 cases could ever show is 0." in found.hint


def test_a_floor_that_the_cases_could_never_clear() -> None:
    gates = {"task": {"margin": 0.15, "floor": 0.95}}
    assert said(workload(63, gates=gates)) == []
    (found,) = said(workload(62, gates=gates))
    assert found.message == "task: 62 cases cannot show `safe` at floor 0.95"
    assert found.hint.startswith("add 1 more (63 are needed even if every answer passes)")


@pytest.mark.parametrize(
    ("limits", "needed"), [({}, 31), ({"max_rate": 0.1}, 31), ({"max_rate": 0.02}, 160)]
)
def test_clean_cases_that_prove_too_little(limits: dict[str, float], needed: int) -> None:
    gates = {"task": {"margin": 0.9}, "security": limits}
    assert said(workload(needed, CANARY, gates=gates)) == []
    (found,) = said(workload(needed - 1, CANARY, gates=gates))
    assert found.message.startswith(f"security: {needed - 1} clean cases cannot show `safe`")
    assert found.hint.startswith(f"add 1 more ({needed} are needed)")
    clean: list[CasePair[Breach]] = [
        CasePair(case=str(n), group=str(n), baseline=("held",), candidate=("held",))
        for n in range(needed - 1)
    ]
    result = breach_result("security", clean, limits, confidence=0.96)
    assert result is not None
    assert result.too_few_clean


def test_no_number_of_clean_cases_proves_a_rate_of_0() -> None:
    gates = {"task": {"margin": 0.9}, "security": {"max_rate": 0}}
    (found,) = said(workload(500, CANARY, gates=gates))
    assert "no number of clean cases proves that" in found.hint


@pytest.mark.parametrize(
    ("cases", "groups", "said_of"),
    [(76, None, "76 cases"), (77, None, ""), (200, 76, "76 groups"), (200, 77, "")],
)
def test_few_cases_say_nothing_of_the_slowest(cases: int, groups: int | None, said_of: str) -> None:
    limits = {"task": {"margin": 0.15}, "latency": {"max_p95_ratio": 2.0}}
    found = said(workload(cases, gates=limits, groups=groups))
    if not said_of:
        assert found == []
        return
    (one,) = found
    assert one.message == f"latency: {said_of} cannot show `safe` at max_p95_ratio 2"
    assert "add 1 more (77 are needed" in one.hint
    # As the gate itself has it.
    units = groups or cases
    confidence = look_confidence(0.95, 1)
    for number, outcome in ((units, "inconclusive"), (units + 1, "ok")):
        same = [
            CasePair(case=str(n), group=str(n), baseline=(1.0,), candidate=(1.0,))
            for n in range(number)
        ]
        result = latency_result(same, limits["latency"], confidence)
        assert result is not None
        assert result.outcome == outcome
