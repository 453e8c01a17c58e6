from __future__ import annotations

from builders import make_gate, make_verdict
from exit_builders import route, target

from portcheck.exitplan.targets import MOST_BINDING, binding, last_day, ranked


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
        make_gate(gate="task", margin=0.1, ci_low=-0.02),
        make_gate(gate="refusal", margin=0.05, ci_low=-0.04),
        make_gate(gate="cost", scale="ratio", margin=2.0, ci_high=1.0, ci_low=0.5),
        make_gate(gate="policy", scale="fact", margin=None),
        make_gate(gate="latency", scale="ratio", margin=2.0, ci_high=None),
    )
    assert (
        binding(make_verdict(verdict="safe", gates=gates)) == "refusal: 20 % of its limit is left"
    )
    assert binding(make_verdict(verdict="safe", gates=())) == ""


def test_of_another_target_the_rule_and_its_first_reason_bind() -> None:
    verdict = make_verdict(verdict="unsafe", rule="gate_inferior", reasons=("x" * 900, "second"))
    said = binding(verdict)
    assert said.startswith("gate_inferior: xxx")
    assert len(said) <= len("gate_inferior: ") + MOST_BINDING + 30
    bare = make_verdict(verdict="inconclusive", rule="no_evidence", reasons=(), conditions=())
    assert binding(bare) == "no_evidence"
