"""Find out whether each rule applies, and say why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.numbers import count, p_value, percent
from portcheck.model.parity import GateResult
from portcheck.parity.claim import SHOWN, Question
from portcheck.parity.gate_sentence import describe
from portcheck.plugins import GateKind

Finder = Callable[[Question], list[str]]
"""Returns sentences that say why a rule applies; none if it does not apply."""


LEAST_COVERED = 0.5
"""Share of the groups of cases that need a check that can carry `safe`."""


def _shown_inferior(gate: GateResult, alpha: float) -> bool:
    return gate.outcome == "inferior" and (gate.p_holm is None or gate.p_holm < alpha)


def _breached(question: Question, kind: GateKind) -> list[str]:
    return [
        describe(gate)
        for gate in question.gates
        if question.kinds[gate.gate] == kind and gate.outcome == "breached"
    ]


def _confirmed_breach(question: Question) -> list[str]:
    return [describe(gate) for gate in question.called if gate.outcome == "breached"]


def _gate_inferior(question: Question) -> list[str]:
    if question.claim.changed:
        # The answers of two models say nothing about either.
        return []
    return [
        f"{describe(gate)[:-1]}; p {p_value(gate.p_holm)}, adjusted for all hard score gates."
        if gate.p_holm is not None
        else describe(gate)
        for gate in question.hard
        if _shown_inferior(gate, question.claim.alpha)
    ]


def _nothing_checked(question: Question) -> list[str]:
    return [] if question.claim.evidence else ["The workload has no check of its own."]


def _no_evidence(question: Question) -> list[str]:
    if not question.called:
        return ["No hard gate was fed by an answer."]
    if question.claim.unanswered:
        return ["Neither side gave an answer; repeat the calls."]
    return []


def _unconfirmed_breach(question: Question) -> list[str]:
    return [describe(gate) for gate in question.gates if gate.unconfirmed]


def _after_answers(question: Question) -> list[str]:
    return [question.claim.after_answers] if question.claim.after_answers else []


def _partial_run(question: Question) -> list[str]:
    return ["The run covered only a part of the cases."] if question.claim.partial else []


def _too_many_missing(question: Question) -> list[str]:
    return [describe(gate) for gate in question.gates if gate.too_many_missing]


def _language_undecided(question: Question) -> list[str]:
    return [
        f"{gate.gate}: {gate.language_note}."
        for gate in question.called
        if gate.language_note and gate.language_decides
    ]


def _language_condition(question: Question) -> list[str]:
    return [
        f"{gate.gate}: {gate.language_note}; labels for these answers would lift this."
        for gate in question.called
        if gate.language_note and not gate.language_decides
    ]


def _too_few_clean(question: Question) -> list[str]:
    return [
        describe(gate)
        for gate in question.called
        if gate.too_few_clean and (gate.limit_stated or not question.has_content_beside(gate))
    ]


def _few_clean_beside(question: Question) -> list[str]:
    return [
        f"{gate.gate}: {gate.too_few_clean}; "
        + (
            f"{count(gate.more_cases, 'more clean case')} would lift this."
            if gate.more_cases
            else "more clean cases would not lift this, because its detector misses too much."
        )
        for gate in question.called
        if gate.too_few_clean
    ]


def _floor_not_shown(question: Question) -> list[str]:
    below = [gate for gate in question.gates if gate.floor_met is False]
    others = [gate for gate in question.open if gate.floor_met is not False]
    return [describe(gate) for gate in (*below, *others)] if below else []


def _gate_inferior_uncorrected(question: Question) -> list[str]:
    return [
        f"{describe(gate)[:-1]}; this does not hold after adjusting for the number of gates (p "
        f"{p_value(gate.p_holm)}, but {p_value(question.claim.alpha)} is needed)."
        for gate in question.hard
        if gate.outcome == "inferior" and gate.p_holm is not None
    ]


def _gate_not_shown(question: Question) -> list[str]:
    return [describe(gate) for gate in question.open]


def _soft_gate_exceeded(question: Question) -> list[str]:
    return [
        describe(gate)
        for gate in question.soft
        if gate.outcome in {"exceeded", "breached", "inferior"}
    ]


def _soft_gate_not_shown(question: Question) -> list[str]:
    return [describe(gate) for gate in question.soft if gate.outcome in {"inconclusive", "unknown"}]


def _requirement_unknown(question: Question) -> list[str]:
    return [describe(gate) for gate in question.hard if question.is_unknown_fact(gate)]


RIGHT = "whether the answers are right was not checked"


def _form_only(question: Question) -> list[str]:
    """Say that only form was checked: checks of form and `refusal: none` do not test content.

    Checks of content say nothing about cases without one, which would only increase n.
    """
    claim = question.claim
    if not any(one.suffices for one in claim.evidence):
        return [f"{RIGHT.capitalize()}: add a check of what they say."]
    if claim.covered >= LEAST_COVERED:
        return []
    share = percent(claim.covered, LEAST_COVERED)
    return [
        f"Whether the answers are right was checked on {share} of the cases: add a check of what "
        "they say to the others."
    ]


def _judge_not_measured(question: Question) -> list[str]:
    return [
        f"{gate.gate}: {clause}."
        for gate in question.called
        for clause in (gate.detector_weak, gate.judge_note)
        if clause
    ]


def _not_what_runs_today(question: Question) -> list[str]:
    return [question.claim.not_today] if question.claim.not_today else []


def _all_gates_shown(question: Question) -> list[str]:
    shown = all(
        gate.outcome in SHOWN
        and gate.floor_met is not False
        and not gate.unconfirmed
        and not gate.too_many_missing
        and not gate.language_note
        and not gate.detector_weak
        and not gate.judge_note
        for gate in question.gates
    )
    if (
        not shown
        or question.claim.partial
        or question.claim.changed
        or question.claim.not_today
        or question.claim.after_answers
        or not question.called
        or not question.claim.evidence
    ):  # pragma: no cover - an earlier rule applied
        return []
    return [describe(gate) for gate in question.gates]


FINDERS: Mapping[tuple[str, VerdictName], Finder] = MappingProxyType(
    {
        ("capability", "unsafe"): lambda question: _breached(question, "capability"),
        ("requirement_violated", "unsafe"): lambda question: _breached(question, "requirement"),
        ("confirmed_breach", "unsafe"): _confirmed_breach,
        ("gate_inferior", "unsafe"): _gate_inferior,
        ("served_model_changed", "inconclusive"): lambda question: list(question.claim.changed),
        ("variant_after_answers", "inconclusive"): _after_answers,
        ("no_evidence", "inconclusive"): _no_evidence,
        ("nothing_checked", "inconclusive"): _nothing_checked,
        ("unconfirmed_breach", "inconclusive"): _unconfirmed_breach,
        ("partial_run", "inconclusive"): _partial_run,
        ("too_many_missing", "inconclusive"): _too_many_missing,
        ("language_not_measured", "inconclusive"): _language_undecided,
        ("too_few_clean", "inconclusive"): _too_few_clean,
        ("gate_inferior_uncorrected", "inconclusive"): _gate_inferior_uncorrected,
        ("floor_not_shown", "inconclusive"): _floor_not_shown,
        ("gate_not_shown", "inconclusive"): _gate_not_shown,
        ("soft_gate_exceeded", "conditional"): _soft_gate_exceeded,
        ("soft_gate_not_shown", "conditional"): _soft_gate_not_shown,
        ("requirement_unknown", "conditional"): _requirement_unknown,
        ("form_only", "conditional"): _form_only,
        ("judge_not_measured", "conditional"): _judge_not_measured,
        ("language_not_measured", "conditional"): _language_condition,
        ("too_few_clean", "conditional"): _few_clean_beside,
        ("not_what_runs_today", "conditional"): _not_what_runs_today,
        ("all_gates_shown", "safe"): _all_gates_shown,
    }
)
"""The finder of every rule, by the rule's name and verdict."""
