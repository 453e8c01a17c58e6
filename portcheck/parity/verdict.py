"""The decision: gate results in, one verdict out, by a fixed order of named rules.

The first rule that applies decides. `safe` is the last rule, and the only one that leads there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from msgspec.structs import replace

from portcheck.model.numbers import count, listing, p_value, percent, points
from portcheck.model.parity import GateResult, Verdict
from portcheck.parity.gate_sentence import describe
from portcheck.parity.holm import holm
from portcheck.parity.rule_order import RULES, Rule
from portcheck.plugins import GateKind

__all__ = ["RULES", "Rule", "decide"]

_WITHOUT_A_CALL = frozenset[GateKind]({"capability", "requirement"})
"""Gates that no answer feeds: they can forbid, but they prove nothing."""
_SHOWN = frozenset({"noninferior", "ok"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    gates: tuple[GateResult, ...]
    kinds: Mapping[str, GateKind]
    partial: bool
    alpha: float
    changed: tuple[str, ...] = ()

    @property
    def hard(self) -> list[GateResult]:
        return [gate for gate in self.gates if self.kinds[gate.gate] != "soft"]

    @property
    def soft(self) -> list[GateResult]:
        return [gate for gate in self.gates if self.kinds[gate.gate] == "soft"]

    @property
    def called(self) -> list[GateResult]:
        """Hard gates that answers feed."""
        return [gate for gate in self.hard if self.kinds[gate.gate] not in _WITHOUT_A_CALL]

    @property
    def open(self) -> list[GateResult]:
        """Hard gates that are not shown to hold, but for facts that are not known."""
        return [
            gate
            for gate in self.hard
            if gate.outcome not in _SHOWN and not self.is_unknown_fact(gate)
        ]

    def is_unknown_fact(self, gate: GateResult) -> bool:
        return self.kinds[gate.gate] in _WITHOUT_A_CALL and gate.outcome == "unknown"


_Finder = Callable[[_Question], list[str]]
"""Sentences that say why a rule applies; none where it does not."""


def decide(
    *,
    workload: str,
    candidate: str,
    baseline: str,
    gates: Sequence[GateResult],
    kinds: Mapping[str, GateKind],
    partial: bool = False,
    confidence: float = 0.95,
    changed: Sequence[str] = (),
) -> Verdict:
    """Decide on one workload and one candidate.

    Args:
        workload: Id.
        candidate: Id of the provider that might take the workload over.
        baseline: Id of the provider that it is compared with.
        gates: Every gate with data; gates without are absent, not passed.
        kinds: What each of them, by name, can do to a verdict.
        partial: Only some of the cases were run: nothing can be safe, unsafe stands.
        confidence: One-sided; 1 - confidence is the error rate of the family of `unsafe`.
        changed: A sentence for each provider whose served model changed in the middle of the run.

    Returns:
        The verdict, with `p_holm` filled in on its gates.
    """
    question = _Question(
        gates=_with_holm(gates, kinds),
        kinds=kinds,
        partial=partial,
        alpha=1.0 - confidence,
        changed=tuple(changed),
    )
    rule, reasons = _first(question)
    more = _more_cases(question) if rule.verdict == "inconclusive" else None
    if rule.verdict == "inconclusive":
        reasons = [*reasons, _outlook(rule, question, more)]
    return Verdict(
        workload=workload,
        candidate=candidate,
        baseline=baseline,
        verdict=rule.verdict,
        rule=rule.name,
        rule_meaning=rule.meaning,
        reasons=tuple(reasons),
        conditions=_conditions(question) if rule.verdict == "conditional" else (),
        gates=question.gates,
        warnings=_warnings(question),
        more_cases=more,
    )


def _first(question: _Question) -> tuple[Rule, list[str]]:
    for rule in RULES:
        reasons = _FINDERS[rule.name](question)
        if reasons:
            return rule, reasons
    # Not reached while the finders are complete; a gap must never end in `safe`.
    return _rule("gate_not_shown"), [
        describe(gate) for gate in question.hard
    ]  # pragma: no cover - as said


def _with_holm(
    gates: Sequence[GateResult], kinds: Mapping[str, GateKind]
) -> tuple[GateResult, ...]:
    """Fill `p_holm`. Every hard score gate present belongs to the family, fixed in advance."""
    family = [index for index, gate in enumerate(gates) if kinds[gate.gate] == "score"]
    adjusted = holm([_entered(gates[index]) for index in family])
    result = list(gates)
    for index, p in zip(family, adjusted, strict=True):
        if gates[index].p_inferior is not None:
            result[index] = replace(gates[index], p_holm=p)
    return tuple(result)


def _entered(gate: GateResult) -> float:
    # A gate on which nothing may be decided claims nothing, whatever its interval.
    if gate.p_inferior is None:
        return 0.0 if gate.outcome == "inferior" else 1.0
    return 1.0 if gate.too_many_missing else gate.p_inferior


def _shown_inferior(gate: GateResult, alpha: float) -> bool:
    return gate.outcome == "inferior" and (gate.p_holm is None or gate.p_holm < alpha)


def _breached(question: _Question, kind: GateKind) -> list[str]:
    return [
        describe(gate)
        for gate in question.gates
        if question.kinds[gate.gate] == kind and gate.outcome == "breached"
    ]


def _confirmed_breach(question: _Question) -> list[str]:
    return [describe(gate) for gate in question.called if gate.outcome == "breached"]


def _gate_inferior(question: _Question) -> list[str]:
    if question.changed:
        # The answers of two models say nothing about either.
        return []
    return [
        f"{describe(gate)[:-1]}; p {p_value(gate.p_holm)} after Holm's correction over the hard "
        "score gates."
        if gate.p_holm is not None
        else describe(gate)
        for gate in question.hard
        if _shown_inferior(gate, question.alpha)
    ]


def _no_evidence(question: _Question) -> list[str]:
    return [] if question.called else ["No hard gate was fed by an answer."]


def _unconfirmed_breach(question: _Question) -> list[str]:
    return [describe(gate) for gate in question.gates if gate.unconfirmed]


def _partial_run(question: _Question) -> list[str]:
    return ["Only a part of the cases was run."] if question.partial else []


def _too_many_missing(question: _Question) -> list[str]:
    return [describe(gate) for gate in question.gates if gate.too_many_missing]


def _floor_not_shown(question: _Question) -> list[str]:
    below = [gate for gate in question.gates if gate.floor_met is False]
    others = [gate for gate in question.open if gate.floor_met is not False]
    return [describe(gate) for gate in (*below, *others)] if below else []


def _gate_inferior_uncorrected(question: _Question) -> list[str]:
    return [
        f"{describe(gate)[:-1]}; that does not stand after Holm's correction over the hard score "
        f"gates (p {p_value(gate.p_holm)})."
        for gate in question.hard
        if gate.outcome == "inferior" and gate.p_holm is not None
    ]


def _gate_not_shown(question: _Question) -> list[str]:
    return [describe(gate) for gate in question.open]


def _soft_gate_exceeded(question: _Question) -> list[str]:
    return [
        describe(gate)
        for gate in question.soft
        if gate.outcome in {"exceeded", "breached", "inferior"}
    ]


def _soft_gate_not_shown(question: _Question) -> list[str]:
    return [describe(gate) for gate in question.soft if gate.outcome in {"inconclusive", "unknown"}]


def _requirement_unknown(question: _Question) -> list[str]:
    return [describe(gate) for gate in question.hard if question.is_unknown_fact(gate)]


def _all_gates_shown(question: _Question) -> list[str]:
    shown = all(
        gate.outcome in _SHOWN
        and gate.floor_met is not False
        and not gate.unconfirmed
        and not gate.too_many_missing
        for gate in question.gates
    )
    if (
        not shown or question.partial or question.changed or not question.called
    ):  # pragma: no cover - an earlier rule applied
        return []
    return [describe(gate) for gate in question.gates]


_FINDERS: Mapping[str, _Finder] = MappingProxyType(
    {
        "capability": lambda question: _breached(question, "capability"),
        "requirement_violated": lambda question: _breached(question, "requirement"),
        "confirmed_breach": _confirmed_breach,
        "gate_inferior": _gate_inferior,
        "served_model_changed": lambda question: list(question.changed),
        "no_evidence": _no_evidence,
        "unconfirmed_breach": _unconfirmed_breach,
        "partial_run": _partial_run,
        "too_many_missing": _too_many_missing,
        "floor_not_shown": _floor_not_shown,
        "gate_inferior_uncorrected": _gate_inferior_uncorrected,
        "gate_not_shown": _gate_not_shown,
        "soft_gate_exceeded": _soft_gate_exceeded,
        "soft_gate_not_shown": _soft_gate_not_shown,
        "requirement_unknown": _requirement_unknown,
        "all_gates_shown": _all_gates_shown,
    }
)
"""By the name of the rule; every rule has one."""


def _rule(name: str) -> Rule:  # pragma: no cover - for the gap that is not there
    return next(rule for rule in RULES if rule.name == name)


def _lacking(question: _Question) -> list[GateResult]:
    """Hard gates that the calls have not shown to hold."""
    return [
        gate for gate in question.called if gate.outcome not in _SHOWN or gate.floor_met is False
    ]


def _more_cases(question: _Question) -> int | None:
    lacking = _lacking(question)
    numbers = [gate.more_cases for gate in lacking if gate.more_cases is not None]
    return max(numbers) if numbers and len(numbers) == len(lacking) else None


def _outlook(rule: Rule, question: _Question, more: int | None) -> str:
    remedies = {
        "no_evidence": "Checks that feed a hard gate are needed.",
        "unconfirmed_breach": "A human label or a blind panel of judges has to decide on the flag.",
        "partial_run": "A run of all cases is needed.",
        "too_many_missing": "The calls without an answer have to be repeated.",
        "served_model_changed": "A run of all cases against one model is needed: name a dated one.",
    }
    if rule.name in remedies:
        return remedies[rule.name]
    if more is None:
        hopeless = [gate.gate for gate in _lacking(question) if gate.more_cases is None]
        return f"More cases are not expected to make it safe: {listing(hopeless)} would stay open."
    return f"About {count(more, 'more case')} would be expected to decide."


def _conditions(question: _Question) -> tuple[str, ...]:
    return tuple(
        _soft_gate_exceeded(question)
        + _soft_gate_not_shown(question)
        + _requirement_unknown(question)
    )


def _warnings(question: _Question) -> tuple[str, ...]:
    warnings: list[str] = []
    for gate in question.hard:
        if gate.baseline_weak and gate.floor is not None:
            warnings.append(
                f"{gate.gate}: the baseline itself is not shown to clear the floor of "
                f"{percent(gate.floor, exact=True)}."
            )
        if gate.outcome == "noninferior" and gate.difference is not None and gate.difference < 0.0:
            margin = points(gate.margin, exact=True, signed=False)
            inside = f" of {margin} points" if margin else ""
            size = points(gate.difference, *gate.effect_limits, signed=False)
            warnings.append(
                f"{gate.gate}: the candidate is worse by {size} points, which is inside the "
                f"margin{inside}."
            )
        scored = question.kinds[gate.gate] == "score"
        if scored and gate.missing_baseline:
            lacking = count(gate.missing_baseline, "case")
            warnings.append(f"{gate.gate}: {lacking} without a baseline answer left out.")
        if scored and gate.missing_candidate:
            lacking = count(gate.missing_candidate, "case")
            warnings.append(f"{gate.gate}: {lacking} without a candidate answer counted as failed.")
    return tuple(warnings)
