from __future__ import annotations

from typing import Any

import pytest
from builders import make_gate, make_verdict
from exit_builders import route, target

from portcheck.exitplan.targets import MOST_BINDING, behind, binding, last_day, rank, ranked
from portcheck.model.parity import GateResult


def order(*targets: object, **routes: object) -> list[str]:
    return [one.candidate for one in ranked(targets, routes)]  # type: ignore[arg-type]  # test data


def test_the_verdict_comes_first_then_cost_then_latency() -> None:
    found = order(
        target("d", verdict="unsafe", cost=0.0),
        target("c", verdict="conditional", cost=0.1),
        target("b", cost=0.2, seconds=1.0),
        target("a", cost=0.2, seconds=2.0),
        target("e", cost=None),
        target("f", verdict="inconclusive"),
    )
    assert found == ["b", "a", "e", "c", "f", "d"]


def test_of_equal_ones_what_ends_later_and_states_more_comes_first() -> None:
    routes = {
        "a": route("a", retires="2027-01-01"),
        "b": route("b", contract_ends="2027-06-01", retires="2028-01-01"),
        "c": route("c"),
        "d": route("d", facts={"region": "eu"}),
    }
    assert order(*map(target, "abcd"), **routes) == ["d", "c", "b", "a"]
    assert last_day(routes["b"]) == "2027-06-01"
    assert last_day(None) > "9999"


def test_a_preference_that_is_met_comes_before_one_that_is_not() -> None:
    assert order(target("a", unmet=("region in [eu]",)), target("b")) == ["b", "a"]


def test_of_a_safe_target_the_gate_nearest_to_its_limit_binds() -> None:
    gates = (
        limited(gate="task", margin=0.1, ci_low=-0.02),
        limited(gate="refusal", margin=0.05, ci_low=-0.04),
        limited(gate="cost", scale="ratio", margin=2.0, ci_high=1.0, ci_low=0.5),
        limited(gate="policy", scale="fact", margin=None),
        limited(gate="latency", scale="ratio", margin=2.0, ci_high=None),
    )
    assert nearest(*gates) == "refusal, with 20 % left"
    assert binding(make_verdict(verdict="safe", gates=())) == ""


def limited(**changes: Any) -> GateResult:
    return make_gate(**{"floor": None, "floor_low": None, **changes})


def nearest(*gates: GateResult) -> str:
    said = binding(make_verdict(verdict="safe", gates=gates))
    assert said.startswith("nearest to its limit: ")
    return said.removeprefix("nearest to its limit: ")


def test_what_is_left_of_a_limit_is_counted_by_the_number_that_decides() -> None:
    task = limited(gate="task", margin=0.1, ci_low=-0.05)
    errors = limited(
        gate="errors", hard=False, scale="rate", margin=0.05, candidate=0.01, ci_high=0.09
    )
    assert nearest(task, errors) == "task, with 50 % left", "0.01 of 0.05 leaves 80 %"
    proven = limited(gate="security", scale="rate", margin=0.1, candidate=0.0, ci_high=0.09)
    assert nearest(task, proven) == "security, with 10 % left"
    guessed = limited(gate="refusal", margin=0.1, detector_margin=0.05, ci_low=-0.04)
    assert nearest(task, guessed) == "refusal, with 20 % left"
    low = make_gate(gate="task", margin=0.1, ci_low=-0.05, floor=0.5, floor_low=0.55)
    assert nearest(low) == "the floor of task, with 10 % left"


def test_a_target_says_why_it_comes_after_another() -> None:
    first = rank(target("a", cost=0.1, seconds=1.0), route("a"))
    assert behind(rank(target("b", cost=0.2), route("b")), first) == "it costs more"
    assert behind(rank(target("b"), route("b")), first) == "what it costs is not known"
    assert behind(rank(target("b", cost=0.1, seconds=2.0), None), first) == "it is slower"
    ends = rank(target("b", cost=0.1, seconds=1.0), route("b", retires="2027-01-01"))
    assert behind(ends, first) == "it ends earlier"
    assert behind(first, first) == ""


def test_of_another_target_the_rule_and_its_first_reason_bind() -> None:
    verdict = make_verdict(verdict="unsafe", rule="gate_inferior", reasons=("x" * 900, "second"))
    said = binding(verdict)
    assert said.startswith("gate_inferior: xxx")
    assert len(said) <= len("gate_inferior: ") + MOST_BINDING + 30
    gate = make_gate(detail="no difference, not shown to be inside 5.0 points; about 97 more cases")
    whole = f"task: candidate 100.0 %, baseline 100.0 %, n 30 cases: {gate.detail}."
    open_ = make_verdict(
        verdict="inconclusive", rule="gate_not_shown", reasons=(whole,), gates=(gate,)
    )
    assert (
        binding(open_) == "gate_not_shown: task: no difference, not shown to be inside 5.0 points"
    )
    same = make_verdict(verdict="unsafe", rule="capability", reasons=("capability: no tools.",))
    assert binding(same) == "capability: no tools."
    bare = make_verdict(verdict="inconclusive", rule="no_evidence", reasons=(), conditions=())
    assert binding(bare) == "no_evidence"


@pytest.mark.parametrize(
    ("gate", "detail", "said"),
    [
        ("capability", "not supported: no field for tools", "not supported: no field for tools."),
        (
            "policy",
            "violated: region equals eu, stated us; unknown: retention_days is not stated",
            "policy: violated: region equals eu, stated us; unknown: retention_days is not stated.",
        ),
    ],
)
def test_a_gate_without_numbers_is_said_whole_and_once(gate: str, detail: str, said: str) -> None:
    found = make_gate(gate=gate, detail=detail)
    rule = "capability" if gate == "capability" else "requirement_violated"
    verdict = make_verdict(
        verdict="unsafe", rule=rule, gates=(found,), reasons=(f"{gate}: {detail}.",)
    )
    assert binding(verdict) == f"{rule}: {said}"
