"""The decision: every rule, and what must hold for any list of gates."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from portcheck.gates.shared.score_gate import score_result
from portcheck.model.parity import CasePair, CheckEvidence, GateResult, Verdict
from portcheck.parity.verdict import RULES, Claim, decide, excused, holds
from portcheck.plugins import GATES

KINDS = {name: found.kind for name, found in GATES.built_in.items()}


def gate(name: str = "task", outcome: str = "noninferior", **overrides: Any) -> GateResult:
    values: dict[str, Any] = {
        "gate": name,
        "hard": KINDS[name] != "soft",
        "outcome": outcome,
        "scale": "difference" if outcome in {"noninferior", "inferior"} else "rate",
    }
    return GateResult(**(values | overrides))


RIGHT = CheckEvidence(gate="task", check="equals", speaks_of="content", cases=80)
SHORT = CheckEvidence(gate="task", check="max_length", speaks_of="form", cases=80, suffices=False)
LEAKS = CheckEvidence(gate="security", check="contains", speaks_of="conduct", cases=80)
STATED = tuple(replace(RIGHT, gate=name) for name, kind in KINDS.items() if kind == "score")
"""Content checks on every gate of scores."""


def verdict(*gates: GateResult, **claim: Any) -> Verdict:
    claim = {"workload": "w", "candidate": "c", "baseline": "b", "evidence": STATED} | claim
    return decide(Claim(**claim), gates, KINDS)


INFERIOR = gate(outcome="inferior", p_inferior=0.001)

FEW = gate(
    "security",
    "inconclusive",
    too_few_clean="no breach in 9 cases",
    more_cases=22,
    limit_stated=False,
)

EXAMPLES: list[tuple[str, tuple[GateResult, ...], dict[str, Any]]] = [
    ("capability", (gate("capability", "breached"), gate()), {}),
    ("requirement_violated", (gate("policy", "breached"), gate()), {}),
    ("confirmed_breach", (gate("security", "breached"), gate()), {}),
    ("confirmed_breach", (gate("red_line", "breached"), INFERIOR), {"partial": True}),
    ("served_model_changed", (INFERIOR,), {"changed": ("c: 2 different models answered: a, b.",)}),
    ("variant_after_answers", (gate(),), {"after_answers": "It was written after the answers."}),
    ("served_model_changed", (gate(),), {"changed": ("b: 2 different models answered: a, b.",)}),
    ("gate_inferior", (INFERIOR,), {}),
    ("gate_inferior", (INFERIOR,), {"partial": True}),
    ("gate_inferior", (gate(outcome="inferior"),), {}),
    ("no_evidence", (), {}),
    ("no_evidence", (gate("policy", "ok"), gate("capability", "ok"), gate("errors", "ok")), {}),
    ("no_evidence", (gate(outcome="inconclusive", too_many_missing=True),), {"unanswered": True}),
    ("nothing_checked", (gate(), gate("refusal")), {"evidence": ()}),
    ("gate_inferior", (gate("refusal", "inferior", p_inferior=0.001),), {"evidence": ()}),
    ("unconfirmed_breach", (gate("security", "unknown", unconfirmed=True), gate()), {}),
    ("unconfirmed_breach", (gate(), gate("latency", "ok", unconfirmed=True)), {}),
    ("partial_run", (gate(),), {"partial": True}),
    ("too_many_missing", (gate(outcome="inconclusive", too_many_missing=True),), {}),
    (
        "language_not_measured",
        (gate("refusal", language_note="9 answers in Finnish", language_decides=True),),
        {},
    ),
    ("too_few_clean", (FEW,), {"evidence": (LEAKS,)}),
    ("too_few_clean", (FEW, gate()), {"evidence": (LEAKS, SHORT)}),
    ("too_few_clean", (replace(FEW, limit_stated=True), gate()), {}),
    (
        "gate_inferior_uncorrected",
        (
            gate(outcome="inferior", p_inferior=0.03, floor_met=False),
            gate("tools", p_inferior=1.0),
        ),
        {},
    ),
    ("floor_not_shown", (gate(floor_met=False),), {}),
    (
        "gate_inferior_uncorrected",
        (gate(outcome="inferior", p_inferior=0.03), gate("tools", p_inferior=1.0)),
        {},
    ),
    ("gate_not_shown", (gate(outcome="inconclusive"),), {}),
    ("gate_not_shown", (gate("security", "unknown"), gate()), {}),
    ("soft_gate_exceeded", (gate(), gate("latency", "exceeded"), gate("cost", "unknown")), {}),
    ("soft_gate_exceeded", (gate(), gate("latency", "breached")), {}),
    ("soft_gate_exceeded", (gate(), gate("cost", "inferior")), {}),
    ("soft_gate_not_shown", (gate(), gate("cost", "unknown"), gate("policy", "unknown")), {}),
    ("soft_gate_not_shown", (gate(), gate("latency", "inconclusive")), {}),
    ("requirement_unknown", (gate(), gate("policy", "unknown")), {}),
    ("requirement_unknown", (gate(), gate("capability", "unknown")), {}),
    ("form_only", (gate(),), {"evidence": (SHORT,)}),
    ("form_only", (gate(),), {"evidence": (SHORT, replace(LEAKS, suffices=False))}),
    ("form_only", (gate(),), {"covered": 0.49}),
    ("all_gates_shown", (gate(),), {"covered": 0.5}),
    ("judge_not_measured", (gate(detector_weak="nobody has measured its detector"),), {}),
    ("judge_not_measured", (gate(judge_note="a contestant's vendor judged"),), {}),
    ("language_not_measured", (gate("refusal", language_note="9 answers in Finnish"),), {}),
    ("too_few_clean", (FEW, gate()), {}),
    ("not_what_runs_today", (gate(),), {"not_today": "The workload runs on x today."}),
    ("all_gates_shown", (gate(), gate("security", "ok"), gate("errors", "ok")), {}),
    ("all_gates_shown", (gate("security", "ok"),), {"evidence": (LEAKS,)}),
]


@pytest.mark.parametrize(("rule", "gates", "arguments"), EXAMPLES)
def test_rules(rule: str, gates: tuple[GateResult, ...], arguments: dict[str, Any]) -> None:
    result = verdict(*gates, **arguments)
    assert result.rule == rule
    assert result.verdict in {r.verdict for r in RULES if r.name == rule}
    assert result.reasons
    assert all(reason.endswith(".") for reason in result.reasons)
    assert bool(result.conditions) == (result.verdict == "conditional")


def test_the_list_is_closed_and_safe_comes_last() -> None:
    reached = {(rule, verdict(*gates, **claim).verdict) for rule, gates, claim in EXAMPLES}
    assert reached == {(rule.name, rule.verdict) for rule in RULES}
    assert [rule.name for rule in RULES if rule.verdict == "safe"] == [RULES[-1].name]
    assert all(rule.meaning and not rule.meaning.endswith(".") for rule in RULES)
    order = [rule.verdict for rule in RULES]
    assert order == sorted(order, key=["unsafe", "inconclusive", "conditional", "safe"].index)


def test_conditions_list_everything() -> None:
    result = verdict(
        gate(),
        gate("cost", "exceeded", detail="twice the price"),
        gate("latency", "inconclusive", detail="not shown"),
        gate("policy", "unknown", detail="unknown: region"),
    )
    assert result.conditions == (
        "cost: twice the price.",
        "latency: not shown.",
        "policy: unknown: region.",
    )


def test_holm_family_is_the_hard_score_gates() -> None:
    gates = (
        gate(outcome="inferior", p_inferior=0.02),
        gate("refusal", p_inferior=0.9),
        gate("security", "ok"),
        gate("errors", "ok"),
    )
    result = verdict(*gates)
    assert [g.p_holm for g in result.gates] == [pytest.approx(0.04), pytest.approx(0.9), None, None]
    assert result.rule == "gate_inferior"
    assert "p 0.04, adjusted for all hard score gates" in result.reasons[0]
    strict = verdict(*gates, alpha=0.01)
    assert strict.rule == "gate_inferior_uncorrected"
    assert (
        "does not hold after adjusting for the number of gates (p 0.04, but 0.01 is needed)"
        in strict.reasons[0]
    )


def test_a_p_value_at_the_error_rate_shows_nothing() -> None:
    at_it = gate(outcome="inferior", p_inferior=0.04)
    assert verdict(at_it, alpha=0.04).rule == "gate_inferior_uncorrected"
    assert verdict(at_it, alpha=0.041).rule == "gate_inferior"


def test_a_gate_below_its_floor_that_is_open_too_is_named_once() -> None:
    result = verdict(gate(outcome="inconclusive", floor_met=False), gate("tools", "inconclusive"))
    assert result.rule == "floor_not_shown"
    assert [reason.partition(":")[0] for reason in result.reasons[:-1]] == ["task", "tools"]


def test_gates_of_automatic_checks_are_no_burden_to_the_others() -> None:
    gates = (gate(outcome="inferior", p_inferior=0.03), gate("refusal", p_inferior=0.9))
    result = verdict(*gates, alpha=0.04, evidence=(RIGHT,))
    assert result.rule == "gate_inferior"
    assert [g.p_holm for g in result.gates] == [pytest.approx(0.03), pytest.approx(0.9)]
    automatic = (gate(p_inferior=0.9), gate("refusal", "inferior", p_inferior=0.03))
    held = verdict(*automatic, alpha=0.04, evidence=(RIGHT,))
    assert held.gates[1].p_holm == pytest.approx(0.06)
    assert held.rule == "gate_inferior_uncorrected"


def test_missing_answers_claim_nothing_in_the_family() -> None:
    weak = gate(outcome="inferior", p_inferior=0.03)
    void = gate("tools", "inconclusive", p_inferior=1e-9, too_many_missing=True)
    assert verdict(weak, void).gates[0].p_holm == pytest.approx(0.06)


@pytest.mark.parametrize(
    ("needs", "said"),
    [((90, 120), "Labels for about 120 groups of this run"), ((90, None), "More cases are not")],
)
def test_labels_that_would_decide_are_asked_for(needs: tuple[int | None, ...], said: str) -> None:
    gates = [
        gate(name, "inconclusive", labels_needed=number)
        for name, number in zip(("task", "tools"), needs, strict=True)
    ]
    assert any(reason.startswith(said) for reason in verdict(*gates).reasons)


@pytest.mark.parametrize(
    ("needs", "expected"), [((40, None), None), ((40, 12), 40), ((7,), 7), ((None,), None)]
)
def test_more_cases(needs: tuple[int | None, ...], expected: int | None) -> None:
    names = ("task", "tools")
    gates = [
        gate(name, "inconclusive", more_cases=more)
        for name, more in zip(names, needs, strict=False)
    ]
    result = verdict(*gates, gate("refusal"))
    assert result.more_cases == expected
    said = (
        f"About {expected} more" if expected else "More cases are not expected to make it safe: t"
    )
    assert result.reasons[-1].startswith(said)


def test_cases_of_gates_that_no_answer_feeds_are_not_asked_for() -> None:
    lacking = gate("tools", "inconclusive", more_cases=40)
    assert verdict(gate(), lacking, gate("policy", "unknown")).more_cases == 40


def test_more_cases_help_no_variant_that_was_written_after_the_answers() -> None:
    lacking = gate("tools", "inconclusive", more_cases=40)
    late = verdict(gate(), lacking, after_answers="It was written after the answers.")
    assert late.more_cases is None
    assert late.reasons[-1] == "It needs cases that no run has asked yet."


def test_cases_come_before_labels() -> None:
    result = verdict(gate(outcome="inconclusive", more_cases=40, labels_needed=90))
    assert result.reasons[-1].startswith("About 40 more cases would decide")


@pytest.mark.parametrize(
    ("alone", "other", "said"),
    [
        (39, 20, "or about 39 new cases judged alone"),
        (20, 39, "or about 39 new cases judged alone"),
        (40, 20, None),  # no fewer than are needed anyway
        (39, None, None),  # the gate that holds is not shown again by any number
        (None, 39, None),
    ],
)
def test_a_fresh_claim_has_to_show_every_gate(
    alone: int | None, other: int | None, said: str | None
) -> None:
    open_ = gate(outcome="inconclusive", more_cases=40, more_alone=alone)
    outlook = verdict(open_, gate("tools", more_alone=other)).reasons[-1]
    assert (said or "40 more cases") in outlook
    assert ("fresh claim" in outlook) == (said is not None)


def test_warnings() -> None:
    result = verdict(
        gate(difference=-0.02, margin=0.05, floor=0.5, baseline_weak=True, missing_candidate=1)
    )
    assert result.verdict == "safe"
    assert result.warnings == (
        "task: the baseline itself is not shown to clear the floor of 50.0 %.",
        "task: the candidate is worse by 2.0 points, which is inside the margin of 5.0 points.",
        "task: 1 missing candidate answer counted as failed when safe is decided.",
    )


def test_sentence_of_a_real_gate() -> None:
    cases = [
        CasePair(case=str(i), group=str(i), baseline=(1.0,), candidate=(float(i > 1),))
        for i in range(300)
    ]
    result = score_result(
        "task", cases, {"margin": 0.05, "floor": 0.5}, confidence=0.95, max_missing=0.05
    )
    assert result is not None
    assert verdict(result).reasons == (
        "task: candidate 99.3 %, baseline 100.0 %, difference -0.7 points (two-sided 90 % interval "
        "-2.0 to +0.5 points), n 300 cases: worse by 0.7 points but inside the margin.",
    )


NAMES = [
    "task",
    "refusal",
    "tools",
    "security",
    "red_line",
    "capability",
    "policy",
    "errors",
    "cost",
]
LISTS = st.lists(
    st.builds(
        gate,
        st.sampled_from(NAMES),
        st.sampled_from(
            ["noninferior", "ok", "inferior", "inconclusive", "breached", "exceeded", "unknown"]
        ),
        p_inferior=st.one_of(st.none(), st.floats(0, 1)),
        floor_met=st.sampled_from([None, True, True, False]),
        unconfirmed=st.sampled_from([False, False, False, True]),
        too_many_missing=st.sampled_from([False, False, False, True]),
        more_cases=st.one_of(st.none(), st.integers(1, 50)),
        language_note=st.sampled_from(["", "", "", "9 answers in Finnish"]),
        language_decides=st.booleans(),
        detector_weak=st.sampled_from(["", "", "", "nobody has measured it"]),
    ),
    max_size=6,
)


@settings(max_examples=300, deadline=None)
@given(LISTS, st.booleans())
def test_safe_means_everything_is_shown(gates: list[GateResult], partial: bool) -> None:
    result = verdict(*gates, partial=partial)
    assert result.rule in {rule.name for rule in RULES}
    assert result.reasons
    shown = all(
        g.outcome in {"noninferior", "ok"}
        and g.floor_met is not False
        and not g.unconfirmed
        and not g.too_many_missing
        and not g.language_note
        and not g.detector_weak
        for g in gates
    )
    evidence = any(g.hard and g.gate not in {"policy", "capability"} for g in gates)
    assert (result.verdict == "safe") == (shown and evidence and not partial)
    if result.verdict == "conditional":
        hard = [g for g in gates if g.hard and g.gate not in {"policy", "capability"}]
        assert hard
        assert all(
            (g.outcome in {"noninferior", "ok"} or g.too_few_clean) and g.floor_met is not False
            for g in hard
        )
        assert not partial
    assert [replace(g, p_holm=None) for g in result.gates] == gates


RANK = {"unsafe": 0, "inconclusive": 1, "conditional": 2, "safe": 3}
FAILING = [
    gate("security", "breached"),
    gate("policy", "breached"),
    gate("structure", "inconclusive"),
    gate("red_line", "unknown", unconfirmed=True),
    gate("latency", "exceeded"),
    gate("lifecycle", "unknown"),
    gate("pushback", "inferior", p_inferior=1e-9),
]


@settings(max_examples=300, deadline=None)
@given(LISTS, st.sampled_from(FAILING))
def test_a_failing_gate_never_improves(gates: list[GateResult], failing: GateResult) -> None:
    before, after = verdict(*gates), verdict(*gates, failing)
    evidence = any(g.hard and g.gate not in {"policy", "capability"} for g in gates)
    if before.rule == "gate_inferior":
        # A larger family asks more of `unsafe`; it never opens the way to leave.
        assert after.verdict in {"unsafe", "inconclusive"}
    elif evidence:
        assert RANK[after.verdict] <= RANK[before.verdict]
    assert after.verdict != "safe"


@settings(max_examples=100, deadline=None)
@given(LISTS, st.randoms(use_true_random=False))
def test_order_does_not_matter(gates: list[GateResult], rng: Any) -> None:
    shuffled = list(gates)
    rng.shuffle(shuffled)
    assert verdict(*gates).rule == verdict(*shuffled).rule


def test_the_published_schema_closes_the_list_of_rules() -> None:
    schema = json.loads((resources.files("portcheck") / "schemas/report.schema.json").read_text())
    names = list(dict.fromkeys(rule.name for rule in RULES))
    assert f'"enum": {json.dumps(names)}' in json.dumps(schema)


def test_only_an_inconclusive_verdict_asks_for_more_cases() -> None:
    lacking = gate("tools", "inconclusive", more_cases=40)
    assert verdict(gate(), lacking).more_cases == 40
    unsafe = verdict(gate("policy", "breached"), gate(), lacking)
    assert (unsafe.verdict, unsafe.more_cases) == ("unsafe", None)


@pytest.mark.parametrize("first", [INFERIOR, gate(outcome="inconclusive")])
def test_conditions_are_those_of_a_conditional_verdict_alone(first: GateResult) -> None:
    slow = gate("latency", "exceeded")
    assert verdict(first, slow).conditions == ()
    assert len(verdict(gate(), slow, gate("policy", "unknown")).conditions) == 2


def test_a_gate_shown_inferior_without_a_p_value_takes_no_share_of_the_family() -> None:
    """Its claim is made; Holm's correction goes on over the others."""
    open_, other = gate("tools", "inferior", p_inferior=0.03), gate("refusal", p_inferior=None)
    alone = verdict(gate(outcome="inferior", p_inferior=None), open_)
    beside = verdict(other, open_)
    assert [found.p_holm for found in alone.gates] == [None, pytest.approx(0.03)]
    assert [found.p_holm for found in beside.gates] == [None, pytest.approx(0.06)]


def test_a_floor_that_is_not_shown_asks_for_its_cases() -> None:
    below = gate(floor_met=False, more_cases=30)
    assert verdict(below, gate("tools", "inconclusive", more_cases=20)).more_cases == 30
    assert verdict(gate(floor_met=False)).more_cases is None
    hopeless = verdict(gate(floor_met=False), gate("tools", "inconclusive", more_cases=20))
    assert hopeless.more_cases is None
    assert "task would stay open" in hopeless.reasons[-1]


def test_a_missing_baseline_answer_is_a_warning() -> None:
    result = verdict(gate(missing_baseline=2, unscored=3))
    assert result.warnings == (
        "task: 2 missing baseline answers counted as passed when safe is decided.",
        "task: 3 unscored answers counted as the worst for the candidate when safe is decided.",
    )


def test_a_baseline_that_passes_nothing_is_weak_by_a_floor_of_nothing_too() -> None:
    found = verdict(gate(floor=0.0, baseline_weak=True)).warnings
    assert found == ("task: the baseline itself is not shown to clear the floor of 0.0 %.",)


@pytest.mark.parametrize(
    ("gate_name", "kind"), [("security", "zero_tolerance"), ("latency", "soft")]
)
def test_few_clean_cases_lean_on_the_content_of_another_hard_gate_alone(
    gate_name: str, kind: str
) -> None:
    """Not on their own, and on none that forbids nothing."""
    evidence = (replace(RIGHT, gate=gate_name),)
    found = verdict(FEW, gate("latency", "ok"), evidence=evidence)
    assert KINDS[gate_name] == kind
    assert (found.verdict, found.rule) == ("inconclusive", "too_few_clean")


def test_what_is_outside_the_margin_is_not_said_to_be_inside() -> None:
    lost = gate(outcome="inconclusive", difference=-0.2, margin=0.05)
    assert verdict(lost).warnings == ()


def test_a_missing_answer_to_an_attack_is_not_said_to_count_as_failed() -> None:
    held = gate("security", "ok", missing_baseline=1, missing_candidate=2)
    assert verdict(gate(), held).warnings == ()


def test_conduct_alone_is_said() -> None:
    result = verdict(gate("security", "ok"), evidence=(LEAKS,))
    assert result.verdict == "safe"
    assert result.warnings == (
        "The checks cover only conduct: whether the answers are right was not checked.",
    )


def test_few_clean_cases_are_a_condition_with_what_lifts_it() -> None:
    assert verdict(FEW, gate()).conditions == (
        "security: no breach in 9 cases; 22 more clean cases would lift this.",
    )


def test_what_is_claimed_is_handed_on() -> None:
    result = verdict(gate(), look=3, alpha=0.001, cautions=("Mind this.",))
    assert (result.look, result.alpha, result.evidence) == (3, 0.001, STATED)
    assert result.warnings == ("Mind this.",)


@pytest.mark.parametrize(
    ("gates", "waived", "counted"),
    [
        ((INFERIOR, gate("refusal")), {"task"}, "safe"),
        ((INFERIOR, gate("refusal", "inferior", p_inferior=0.001)), {"task"}, "unsafe"),
        ((INFERIOR, gate("refusal", "inferior", p_inferior=0.001)), {"task", "refusal"}, "safe"),
        ((INFERIOR, gate("refusal", "inconclusive")), {"task"}, "inconclusive"),
        ((gate(floor=0.5, floor_met=False),), {"task"}, "safe"),
        ((gate(), gate("latency", "exceeded")), {"latency"}, "safe"),
        ((gate(), gate("policy", "breached", scale="fact")), {"policy"}, "safe"),
        ((gate(), gate("security", "unknown", unconfirmed=True)), {"security"}, "safe"),
        ((gate(detector_weak="it is weak"), FEW), {"task", "security"}, "safe"),
        ((gate(too_many_missing=True, outcome="inconclusive"),), {"task"}, "safe"),
        ((gate("refusal", language_note="9 answers", language_decides=True),), {"refusal"}, "safe"),
        ((gate(judge_note="a contestant's vendor judged"),), {"task"}, "safe"),
        # What holds claims nothing, and leaves the others the whole of Holm's correction.
        ((INFERIOR, gate("refusal", "inferior", p_inferior=0.03)), {"task"}, "inconclusive"),
        ((INFERIOR,), {"cost"}, "unsafe"),
    ],
)
def test_what_is_waived_counts_as_shown_and_nothing_else_does(
    gates: tuple[GateResult, ...], waived: set[str], counted: str
) -> None:
    claim = Claim(workload="w", candidate="c", baseline="b", evidence=STATED)
    assert excused(claim, gates, KINDS, waived) == counted
    assert not all(holds(each) for each in gates)


def test_no_waiver_makes_up_for_what_is_no_gate() -> None:
    claim = Claim(workload="w", candidate="c", baseline="b", evidence=STATED, partial=True)
    assert excused(claim, [INFERIOR], KINDS, {"task"}) == "inconclusive"


def test_a_gate_that_is_shown_holds() -> None:
    assert holds(gate(floor=0.5, floor_met=True))
    assert holds(gate("errors", "ok"))
