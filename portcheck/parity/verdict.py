"""Decide on one verdict from gate results, by a fixed order of named rules.

The first rule that applies decides. `safe` is the last rule, and the only one that leads there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.numbers import count, listing, percent, points
from portcheck.model.parity import GateResult, Verdict
from portcheck.parity.claim import SHOWN, Claim, Question
from portcheck.parity.gate_sentence import describe
from portcheck.parity.holm import holm
from portcheck.parity.power import POWER
from portcheck.parity.rule_finders import FINDERS, RIGHT
from portcheck.parity.rule_order import RULES, Rule
from portcheck.plugins import GateKind

__all__ = ["RULES", "Claim", "Rule", "decide", "excused", "holds"]


def decide(claim: Claim, gates: Sequence[GateResult], kinds: Mapping[str, GateKind]) -> Verdict:
    """Decide on one workload and one candidate.

    Args:
        claim: The claim and its evidence.
        gates: Every gate with data; gates without data are absent, not passed.
        kinds: Kind of each gate by name, which says what it can do to a verdict.

    Returns:
        The verdict, with `p_holm` filled in on its gates.
    """
    own = {one.gate for one in claim.evidence}
    question = Question(claim=claim, gates=_with_holm(gates, kinds, own), kinds=kinds)
    rule, reasons = _first(question)
    is_open = rule.verdict == "inconclusive" and not claim.after_answers
    more = _more_cases(question) if is_open else None
    if rule.verdict == "inconclusive":
        reasons = [*reasons, _outlook(rule, question, more)]
    return Verdict(
        workload=claim.workload,
        candidate=claim.candidate,
        baseline=claim.baseline,
        verdict=rule.verdict,
        rule=rule.name,
        rule_meaning=rule.meaning,
        reasons=tuple(reasons),
        conditions=_conditions(question) if rule.verdict == "conditional" else (),
        gates=question.gates,
        warnings=(*claim.cautions, *_warnings(question)),
        more_cases=more,
        look=claim.look,
        alpha=claim.alpha,
        earlier_runs=claim.earlier_runs,
        look_meaning=claim.look_meaning,
        changes=claim.changes,
        evidence=claim.evidence,
    )


def excused(
    claim: Claim, gates: Sequence[GateResult], kinds: Mapping[str, GateKind], waived: Set[str]
) -> VerdictName:
    """The verdict of `decide` if only the waived gates were also shown to hold."""
    return decide(
        claim, [_as_shown(gate) if gate.gate in waived else gate for gate in gates], kinds
    ).verdict


def _as_shown(gate: GateResult) -> GateResult:
    return replace(
        gate,
        outcome="noninferior" if gate.scale == "difference" else "ok",
        floor_met=None if gate.floor_met is None else True,
        p_inferior=None,
        more_cases=None,
        unconfirmed=False,
        too_many_missing=False,
        too_few_clean="",
        detector_weak="",
        language_note="",
        judge_note=UNSET,
    )


def holds(gate: GateResult) -> bool:
    """Whether a gate allows the verdict `safe`."""
    return (
        gate.outcome in SHOWN
        and gate.floor_met is not False
        and not (gate.unconfirmed or gate.too_many_missing or gate.too_few_clean)
        and not (gate.detector_weak or gate.language_note or gate.judge_note)
    )


def _first(question: Question) -> tuple[Rule, list[str]]:
    for rule in RULES:
        reasons = FINDERS[rule.name, rule.verdict](question)
        if reasons:
            return rule, reasons
    # Not reached while the finders are complete; a gap must never end in `safe`.
    return _rule("gate_not_shown"), [
        describe(gate) for gate in question.hard
    ]  # pragma: no cover - the finders are complete


def _with_holm(
    gates: Sequence[GateResult], kinds: Mapping[str, GateKind], own: Set[str]
) -> tuple[GateResult, ...]:
    """Fill `p_holm`. The family is fixed in advance: the hard score gates of the suite's checks.

    A gate that only automatic checks feed does not count there; it is adjusted for all score gates.
    """
    scored = [place for place, gate in enumerate(gates) if kinds[gate.gate] == "score"]
    family = [place for place in scored if gates[place].gate in own]
    adjusted: dict[int, float] = {}
    for places in (scored, family):
        found = holm([_entered(gates[place]) for place in places])
        adjusted |= dict(zip(places, found, strict=True))
    return tuple(
        replace(gate, p_holm=adjusted[place])
        if place in adjusted and gate.p_inferior is not None
        else gate
        for place, gate in enumerate(gates)
    )


def _entered(gate: GateResult) -> float:
    # A gate with too many missing answers makes no claim, whatever its interval.
    if gate.p_inferior is None:
        return 0.0 if gate.outcome == "inferior" else 1.0
    return 1.0 if gate.too_many_missing else gate.p_inferior


def _rule(name: str) -> Rule:  # pragma: no cover - for the gap that does not exist
    return next(rule for rule in RULES if rule.name == name)


def _lacking(question: Question) -> list[GateResult]:
    """Hard gates that the calls have not shown to hold."""
    return [
        gate for gate in question.called if gate.outcome not in SHOWN or gate.floor_met is False
    ]


def _more_cases(question: Question) -> int | None:
    lacking = _lacking(question)
    numbers = [gate.more_cases for gate in lacking if gate.more_cases is not None]
    return max(numbers) if numbers and len(numbers) == len(lacking) else None


def _labels_needed(question: Question) -> int | None:
    """Number of labelled groups that decide all open gates; `None` if labels cannot."""
    numbers = [gate.labels_needed for gate in _lacking(question)]
    known = [number for number in numbers if number is not None]
    return max(known) if known and len(known) == len(numbers) else None


def _more_alone(question: Question) -> int | None:
    """Number of new cases that decide if judged alone, so that they must show every gate."""
    numbers = [gate.more_alone for gate in question.called]
    known = [number for number in numbers if number is not None]
    return max(known) if known and len(known) == len(numbers) else None


def _outlook(rule: Rule, question: Question, more: int | None) -> str:
    remedies = {
        "variant_after_answers": "It needs cases that no run has asked yet.",
        "no_evidence": "It needs checks that feed a hard gate.",
        "nothing_checked": "Add checks of what the answers must say.",
        "language_not_measured": "Labels for these answers would decide.",
        "unconfirmed_breach": (
            "A person or a blind panel of judges must confirm or dismiss the flag."
        ),
        "partial_run": "It needs a run of all cases.",
        "too_many_missing": "Repeat the calls without an answer.",
        "served_model_changed": "It needs a run of all cases against one model: name a dated one.",
    }
    if rule.name in remedies:
        return remedies[rule.name]
    labels = _labels_needed(question)
    if more is None and labels is not None:
        return (
            f"Labels for about {count(labels, 'group')} of this run, drawn at random, would decide "
            f"in {POWER * 100:.0f} % of runs if there is no real difference."
        )
    if more is None:
        hopeless = [gate.gate for gate in _lacking(question) if gate.more_cases is None]
        return f"More cases are not expected to make it safe: {listing(hopeless)} would stay open."
    alone = _more_alone(question)
    share = f"in {POWER * 100:.0f} % of runs if there is no real difference"
    fresh = ""
    if alone is not None and alone < more:
        fresh = f", or about {count(alone, 'new case')} judged alone, as a fresh claim"
    look = question.claim.look + 1
    return f"About {count(more, 'more case')} would decide {share}, at look {look}{fresh}."


def _conditions(question: Question) -> tuple[str, ...]:
    finders = (finder for (_, verdict), finder in FINDERS.items() if verdict == "conditional")
    return tuple(condition for finder in finders for condition in finder(question))


def _warnings(question: Question) -> tuple[str, ...]:
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
        if question.kinds[gate.gate] == "score":
            warnings += _missing(gate)
    if question.claim.evidence and {one.speaks_of for one in question.claim.evidence} == {
        "conduct"
    }:
        warnings.append(f"The checks cover only conduct: {RIGHT}.")
    return tuple(warnings)


def _missing(gate: GateResult) -> list[str]:
    """Warn of missing and unscored answers, which counted as the worst."""
    counted = (
        (gate.missing_baseline, "missing baseline answer", "counted as passed"),
        (gate.missing_candidate, "missing candidate answer", "counted as failed"),
        (gate.unscored, "unscored answer", "counted as the worst for the candidate"),
    )
    return [
        f"{gate.gate}: {count(number, what)} {how} when safe is decided."
        for number, what, how in counted
        if number
    ]
