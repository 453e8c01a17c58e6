"""Make verdicts at the error rate of a choice among candidates, for `coverage.adjusted`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.model.comparison.verdict_names import VerdictName
from portcheck.model.parity import Verdict
from portcheck.model.run import Look
from portcheck.parity.sequential import shared_confidence
from portcheck.run.judge.gate_evidence import NOBODY, People
from portcheck.run.judge.tabulate import Results
from portcheck.run.judge.verdicts import verdicts
from portcheck.run.nights.values import ClaimNights

Pair = tuple[str, str]


def with_adjusted(
    results: Results,
    decided: Sequence[Verdict],
    day: date,
    looks: Mapping[Pair, Look],
    nights: Mapping[Pair, ClaimNights],
    people: People = NOBODY,
) -> tuple[Verdict, ...]:
    """The verdicts of a run with `adjusted`, where there are several candidates and a safe one.

    That there is some exit among K candidates is K claims, each at a K-th of the error rate
    (Bonferroni 1936). They are made on the same answers, at the same looks and nowhere else: where
    a verdict stands from an earlier night, so does this one.

    Args:
        results: the run, with the prompts that were chosen.
        decided: its verdicts.
        day: for which facts are judged.
        looks: which look at each claim (workload, candidate) it is.
        nights: the nights before it, for each claim.
        people: what people said about its answers.
    """
    number = len(results.plan.candidates)
    safe = {one.workload for one in decided if one.verdict == "safe"}
    if number < 2:
        return tuple(decided)
    suite = results.plan.suite
    stricter = [
        replace(workload, confidence=shared_confidence(workload.confidence, number))
        for workload in suite.workloads
        if workload.id in safe
    ]
    plan = replace(results.plan, suite=replace(suite, workloads=tuple(stricter)))
    again = verdicts(
        replace(results, plan=plan),
        day,
        looks,
        people,
        nights=nights,
        pairs={
            (one.workload, one.candidate)
            for one in decided
            if one.workload in safe and one.stands_from is UNSET
        },
    )
    found = {(one.workload, one.candidate): one.verdict for one in again}
    return tuple(_with(one, found, nights) if one.workload in safe else one for one in decided)


def _with(
    verdict: Verdict, again: Mapping[Pair, VerdictName], nights: Mapping[Pair, ClaimNights]
) -> Verdict:
    place = verdict.workload, verdict.candidate
    if place in again:
        return replace(verdict, adjusted=again[place])
    stands = nights[place].standing
    if verdict.verdict != "safe" or stands is None:
        return verdict  # a breach of tonight
    unknown = stands.adjusted is UNSET  # of an earlier version, or of one candidate
    return replace(verdict, adjusted="inconclusive" if unknown else stands.adjusted)
