"""Choose the prompt that decides a candidate's verdict if the suite has variants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date
from types import MappingProxyType

from msgspec.structs import replace

from portcheck.model.comparison.verdict_names import BEST_FIRST
from portcheck.model.parity import PromptVerdict, Verdict
from portcheck.model.run import Look
from portcheck.run.judge.gate_evidence import People
from portcheck.run.judge.tabulate import Results
from portcheck.run.judge.verdicts import verdicts
from portcheck.run.nights.values import ClaimNights

Pair = tuple[str, str]
"""Workload and candidate."""


def chosen_prompts(
    results: Results,
    as_of: date,
    looks: Mapping[Pair, Look],
    people: Callable[[Results], People],
    allowed: Set[str] = frozenset(),
    nights: Mapping[Pair, ClaimNights] = MappingProxyType({}),
) -> tuple[Results, tuple[Verdict, ...]]:
    """The verdict of each pair with its best prompt, and the results with these prompts.

    Every prompt is judged at the error rate divided by the number of prompts, so the choice costs
    no confidence: the best of K prompts is wrongly safe at most K times as often as one of them
    (the union bound). Of equal verdicts, the plain prompt's counts, because a move without a change
    is simpler, then that of the variant that the suite names first.

    Args:
        results: the results of the run.
        as_of: the day on which facts are judged.
        looks: the look at each claim.
        people: returns the labels of people for results with chosen prompts.
        allowed: gates whose confirmed breach or violated requirement may be waived.
        nights: earlier nights. If a verdict of one of them still holds, so does its prompt.
    """
    decided = verdicts(results, as_of, looks, people(results), allowed, nights)
    found = {(one.workload, one.candidate): [one] for one in decided}
    stand = {pair for pair, before in nights.items() if before.standing is not None}
    names = {pair: each for pair, each in _names(results).items() if pair not in stand}
    for place in range(max(map(len, names.values()), default=0)):
        chosen = {pair: each[place] for pair, each in names.items() if place < len(each)}
        of_these = results.choosing(chosen)
        for one in verdicts(of_these, as_of, looks, people(of_these), allowed, nights, chosen):
            found[one.workload, one.candidate].append(one)
    best = {pair: min(each, key=_place) for pair, each in found.items()}
    final = results.choosing(
        {
            pair: one.variant
            for pair, one in best.items()
            if one.variant and (*pair, one.variant) in results.arms
        }
    )
    return (final if final.chosen else results), tuple(
        _with_all(best[one.workload, one.candidate], found[one.workload, one.candidate], looks)
        for one in decided
    )


def _names(results: Results) -> Mapping[Pair, Sequence[str]]:
    """Workload and candidate to the names of the candidate's variants, if it has any."""
    plan = results.plan
    return {
        (workload.id, candidate): [variant.name for variant in workload.variants_of(candidate)]
        for workload in plan.suite.workloads
        for candidate in plan.candidates
        if workload.variants_of(candidate) and plan.lacks(workload.id, candidate) is None
    }


def _place(verdict: Verdict) -> int:
    return BEST_FIRST.index(verdict.verdict)


def _with_all(best: Verdict, each: Sequence[Verdict], looks: Mapping[Pair, Look]) -> Verdict:
    if len(each) == 1:
        return best
    look = looks.get((best.workload, best.candidate), Look())
    late = {one.name: len(one.asked_before) for one in look.late or ()}
    return replace(
        best,
        variants=tuple(
            PromptVerdict(
                variant=one.variant or None,
                verdict=one.verdict,
                rule=one.rule,
                reasons=one.reasons,
                gates=one.gates,
                asked_before=late.get(one.variant or "", 0),
            )
            for one in each
        ),
    )
