"""Judge again at the error rate of a choice among candidates, for `coverage.adjusted`."""

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
    """The verdicts of a run, with `adjusted` if there are several candidates and a safe one.

    "Some of K candidates is an exit" is K claims, each at a K-th of the error rate (Bonferroni
    1936). They use the same answers at the same looks. If a verdict still holds from an earlier
    night, so does its adjusted one.

    Args:
        results: the results of the run, with the chosen prompts.
        decided: the verdicts of the run.
        day: the day on which facts are judged.
        looks: the look at each claim (workload, candidate).
        nights: the earlier nights of each claim.
        people: the labels of people for the answers.
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
        return verdict  # this night has a breach
    unknown = stands.adjusted is UNSET  # from an earlier version, or with only one candidate
    return replace(verdict, adjusted="inconclusive" if unknown else stands.adjusted)
