"""Decide the gates and the verdict of each workload and candidate."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from datetime import date
from functools import partial
from types import MappingProxyType

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck.model.parity import GateResult, Verdict
from portcheck.model.run import Look
from portcheck.model.suite import ProviderSpec, Workload
from portcheck.parity.check_evidence import Speaking, check_evidence, covered_share
from portcheck.parity.sequential import look_alpha
from portcheck.parity.unusual_limits import unusual_limits
from portcheck.parity.verdict import Claim, decide, excused
from portcheck.plugins import GATES, Evidence, Gate
from portcheck.run.applicable_gates import gates_of, score_gates
from portcheck.run.cards.deciding import Cards
from portcheck.run.judge.comparability import comparison_cautions, not_today
from portcheck.run.judge.gate_evidence import NOBODY, People, evidence
from portcheck.run.judge.languages import states_a_detector
from portcheck.run.judge.look_meaning import look_meaning
from portcheck.run.judge.migration_notes import served_models_changed
from portcheck.run.judge.setting_changes import cautions, guardrail_changes, setting_changes
from portcheck.run.judge.tabulate import Results, judged_cases
from portcheck.run.nights.settle_look import SettledLook, settle_look, with_nights
from portcheck.run.nights.values import ClaimNights
from portcheck.run.panel.voters import contestants_judge
from portcheck.run.variants.judged_part import JudgedPart, judged_part
from portcheck.run.waivers.applied import waived_gates


def verdicts(
    results: Results,
    as_of: date,
    looks: Mapping[tuple[str, str], Look] = MappingProxyType({}),
    people: People = NOBODY,
    allowed: Set[str] = frozenset(),
    nights: Mapping[tuple[str, str], ClaimNights] = MappingProxyType({}),
    pairs: Collection[tuple[str, str]] | None = None,
) -> tuple[Verdict, ...]:
    """One verdict for every workload and candidate of the plan, on the chosen prompts.

    Args:
        results: Of the run, with the variants of prompts that were chosen.
        as_of: The day on which facts are judged.
        looks: (workload, candidate) to the look that this run is; by default the first.
        people: Labels that people gave to its answers.
        allowed: Gates whose confirmed breach or violated requirement may be waived.
        nights: (workload, candidate) to the nights before the run; by default there are none.
        pairs: Only these (workload, candidate); by default all.
    """
    specs = {spec.id: spec for spec in results.plan.providers}
    known = _Known(
        as_of=as_of,
        people=people,
        allowed=allowed,
        cards=Cards(results.plan.suite, results.plan, results.samples),
        served={name: served_models_changed(results, name) for name in specs},
    )
    return tuple(
        _verdict(
            results,
            workload,
            specs[candidate],
            (looks.get((workload.id, candidate), Look()), nights.get((workload.id, candidate))),
            known,
        )
        for workload in results.plan.suite.workloads
        for candidate in results.plan.candidates
        if pairs is None or (workload.id, candidate) in pairs
    )


class _Known(Struct, frozen=True, kw_only=True):
    """The shared inputs of all verdicts of a run."""

    as_of: date
    people: People
    allowed: Set[str]
    cards: Cards
    served: Mapping[str, tuple[str, ...]]
    """Provider to a sentence if several models answered for it, else to nothing."""


def _verdict(
    results: Results,
    asked_of: Workload,
    spec: ProviderSpec,
    before: tuple[Look, ClaimNights | None],
    known: _Known,
) -> Verdict:
    plan, place = results.plan, (asked_of.id, spec.id)
    variant = results.variant(*place)
    nights = before[1] or ClaimNights(workload=asked_of.id, candidate=spec.id)
    if variant:  # earlier nights have results of the plain prompt only
        nights = replace(nights, values={}, runs=(), lacking=())
    part = judged_part(asked_of, spec.id, variant, before[0])
    workload = part.workload
    if workload.cases is not asked_of.cases:
        results = results.choosing(results.chosen)  # drops what was tabulated for all cases
    chosen = settle_look(
        before[0],
        nights,
        score_gates(workload),
        partial(judged_cases, results, workload, spec.id),
    )
    gates, asked = gates_of(workload), plan.lacks(*place) is None
    decided = [
        _tonight(gate, results, workload, spec, known, chosen)
        for gate in gates
        if asked or gate.fed_by == "facts"
    ]
    given = [result for result in decided if result is not None]
    waived = waived_gates(plan.suite, place, given, known.as_of, known.allowed)
    claim = _claim(results, asked_of, spec.id, chosen, part, known)
    verdict = chosen.with_night(_decided(claim, given, gates, waived))
    return _with_prompts(verdict, workload, part, variant, nights.standing)


def _with_prompts(
    verdict: Verdict, workload: Workload, part: JudgedPart, variant: str, stands: Verdict | None
) -> Verdict:
    """Add the prompts that share the error rate of a verdict, and the variant that decided."""
    if stands is not None:
        same = {name: getattr(stands, name) for name in ("prompts", "variant", "variants")}
        return replace(verdict, **same, changes=stands.changes)
    prompts = UNSET if part.prompts == 1 else part.prompts
    if not workload.variants_of(verdict.candidate):
        return replace(verdict, prompts=prompts)
    return replace(verdict, prompts=prompts, variant=variant or None)


def _claim(
    results: Results,
    asked_of: Workload,
    candidate: str,
    chosen: SettledLook,
    part: JudgedPart,
    known: _Known,
) -> Claim:
    plan, workload, look = results.plan, part.workload, chosen.look
    speaking, alpha = Speaking(workload.outlines), 1.0 - asked_of.confidence
    return Claim(
        workload=workload.id,
        candidate=candidate,
        baseline=plan.baseline,
        evidence=check_evidence(workload.outlines, speaking),
        covered=covered_share(workload.outlines, speaking),
        alpha=look.share * look_alpha(1.0 - workload.confidence, look.number),
        look=look.number,
        earlier_runs=look.earlier_runs,
        look_meaning=look_meaning(look, alpha, chosen.nights, part.prompts),
        partial=plan.partial,
        unanswered=not _has_an_answer(results, workload, candidate),
        not_today=not_today(results, workload),
        changed=(*known.served[plan.baseline], *known.served[candidate]),
        after_answers=part.after_answers,
        cautions=(
            *chosen.cautions,
            *part.cautions,
            *unusual_limits(asked_of),
            *comparison_cautions(plan, workload, candidate),
            *cautions(setting_changes(results, workload, plan.baseline), plan.baseline),
        ),
        changes=(
            *guardrail_changes(plan, candidate),
            *setting_changes(results, workload, candidate),
        ),
    )


def _decided(
    claim: Claim, given: Sequence[GateResult], gates: Sequence[Gate], waived: Set[str]
) -> Verdict:
    kinds = {gate.name: gate.kind for gate in gates}
    verdict = decide(claim, given, kinds)
    if not waived:
        return verdict
    return replace(verdict, excused=excused(claim, given, kinds, waived))


def _tonight(
    gate: Gate,
    results: Results,
    workload: Workload,
    candidate: ProviderSpec,
    known: _Known,
    chosen: SettledLook,
) -> GateResult | None:
    """The result of a gate in this run, or that of the last look if its verdict stands.

    Gates of facts are decided in every run, and a breach is reported at once.
    """
    stood = chosen.standing.get(gate.name)
    if chosen.standing and gate.fed_by != "facts" and gate.kind != "zero_tolerance":
        return stood
    look, earlier = chosen.look, chosen.nights.values.get(gate.name, {})
    tonight = evidence(
        results, workload, candidate, gate, known.as_of, look, known.people, known.cards
    )
    found = with_nights(tonight, earlier, labelled=results.labelled)
    judges = contestants_judge(results.plan, workload, candidate.id, gate.name)
    result = _result(gate, found, judges)
    if stood is not None and gate.fed_by != "facts" and result is not None:
        return stood if result.outcome == "ok" else result
    return result


def _result(gate: Gate, found: Evidence, judges: str) -> GateResult | None:
    """The result of a gate; inconclusive if a gate of a plug-in crashes."""
    try:
        result = gate.decide(found)
        if result is None:
            return None
        # Labels of people hold in any language.
        note = "" if result.labels_decided else found.unmeasured_language()
        return replace(
            result,
            gate=gate.name,
            hard=gate.hard,
            language_note=note,
            language_decides=bool(note) and states_a_detector(found.workload, gate.name),
            judge_note=UNSET if result.labels_decided else judges or UNSET,
        )
    except Exception as exc:
        if GATES.origin(gate.name) is None:
            raise
        detail = f"the gate failed: {type(exc).__name__}: {exc}"
        return GateResult(
            gate=gate.name, hard=gate.hard, outcome="inconclusive", scale="fact", detail=detail
        )


def _has_an_answer(results: Results, workload: Workload, candidate: str) -> bool:
    """Whether the candidate or the baseline answered any case of a workload."""
    return any(
        seconds is not None
        for provider in (candidate, results.plan.baseline)
        for asked in results.of_workload(workload.id, provider).values()
        for seconds in asked.seconds
    )
