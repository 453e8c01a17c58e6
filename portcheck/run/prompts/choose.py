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
    """The verdicts of a run, each on the prompt with the best one, and the results behind them.

    Every prompt is judged at the error rate divided by their number, so choosing among them
    buys nothing: that the best of K is wrongly safe is at most K times as likely as that one of
    them is (the union bound). Of equal verdicts the plain prompt's counts, since a move without a
    change is the simpler one, and then that of the variant which the suite names first.

    Args:
        results: the run.
        as_of: the day on which facts are judged.
        looks: which look at each claim it is.
        people: what people said about the answers to the prompts that are chosen.
        allowed: gates whose confirmed breach or violated requirement may be waived.
        nights: the nights before it. Where a verdict stands from one of them, so does its prompt.
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
    """Workload and candidate to the variants that it was asked, where it was asked any."""
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
