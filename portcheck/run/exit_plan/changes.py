"""Compute what a move changes per call in money, time and failures, with intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import variance

from msgspec.structs import replace

from portcheck.model.exit_plan import Band
from portcheck.model.parity import UNSCORED, CasePair
from portcheck.model.run import Sample
from portcheck.model.suite import Price, Workload
from portcheck.parity.intervals import t_quantile
from portcheck.parity.noninferiority import compare_cases
from portcheck.run.applicable_gates import score_gates
from portcheck.run.cost import answer_cost
from portcheck.run.judge.index.case_calls import CaseCalls, Values
from portcheck.run.judge.tabulate import Results, gate_cases


def mean_change(cases: Sequence[CasePair[float]], confidence: float) -> Band | None:
    """Mean of candidate minus baseline per call, with the t interval over groups of cases.

    Repeats are averaged within their case, cases within their group, and groups count equally.

    Args:
        cases: amounts; cases without an amount on both sides are left out.
        confidence: one-sided confidence of each limit.

    Returns:
        `None` with fewer than two groups, or if an amount is not known.
    """
    groups: dict[str, float | list[float]] = {}
    for case in cases:
        if not case.baseline or not case.candidate:
            continue
        change, known = _mean(case.candidate) - _mean(case.baseline), groups.get(case.group)
        if known is None:  # most groups have one case
            groups[case.group] = change
        elif isinstance(known, list):
            known.append(change)
        else:
            groups[case.group] = [known, change]
    if len(groups) < 2:
        return None
    means = [_mean(one) if isinstance(one, list) else one for one in groups.values()]
    centre = _mean(means)
    if math.isnan(centre):
        return None
    reach = t_quantile(confidence, len(means) - 1) * math.sqrt(variance(means) / len(means))
    return Band(low=centre - reach, expected=centre, high=centre + reach)


def _mean(amounts: Sequence[float | None]) -> float:
    """The mean of one or more amounts; NaN if one is not known."""
    if len(amounts) == 1:
        return math.nan if amounts[0] is None else float(amounts[0])
    known = [one for one in amounts if one is not None]
    # `statistics.mean` is exact, but takes twenty times as long.
    return math.fsum(known) / len(known) if len(known) == len(amounts) else math.nan


def _known_mean(amounts: Sequence[float | None]) -> float | None:
    """The mean; `None` if there are no amounts, or one is not known."""
    found = _mean(amounts) if amounts else math.nan
    return None if math.isnan(found) else found


def candidate_mean(cases: Sequence[CasePair[float]]) -> float | None:
    """Mean amount of the candidate's answers, by case; `None` if one is not known."""
    return _mean_of([case.candidate for case in cases])


def baseline_mean(cases: Sequence[CasePair[float]]) -> float | None:
    """Mean amount of the baseline's answers, by case; `None` if one is not known."""
    return _mean_of([case.baseline for case in cases])


def _mean_of(sides: Sequence[Sequence[float | None]]) -> float | None:
    return _known_mean([_mean(side) for side in sides if side])


def extra_failures(results: Results, workload: Workload, candidate: str) -> Band | None:
    """Share of calls that fail a hard score gate with the candidate, minus that of the baseline.

    It uses pairs with a score on both sides, and the paired score interval of the difference at
    the workload's one-sided confidence for each limit. `None` if there is no such pair.
    """
    by_case: dict[str, CasePair[float]] = {}
    worst = _Worst()
    for gate in score_gates(workload):
        for row in gate_cases(results, workload, candidate, gate):
            before = by_case.get(row.case)
            by_case[row.case] = row if before is None else _lowest(before, row, worst)
    found = compare_cases(
        by_case.values(),
        margin=0.5,
        confidence=workload.confidence,
    )
    if found.complete_difference is None:
        return None
    low, high = found.complete_ci_low, found.complete_ci_high
    return Band(
        low=None if high is None else -high,
        expected=0.0 - found.complete_difference,
        high=None if low is None else -low,
    )


def _lowest(one: CasePair[float], other: CasePair[float], worst: _Worst) -> CasePair[float]:
    """A case with the worse score of two gates for each answer."""
    return CasePair(
        case=one.case,
        group=one.group,
        baseline=worst[one.baseline, other.baseline],
        candidate=worst[one.candidate, other.candidate],
    )


class _Worst(dict[tuple[Values, Values], Values]):
    """Scores of two gates to the worse ones, computed once: most cases have the same few scores."""

    def __missing__(self, gates: tuple[Values, Values]) -> Values:
        found = self[gates] = tuple(map(_worst, zip(*gates, strict=True)))
        return found


def _worst(values: Sequence[float | None]) -> float | None:
    scores = [value for value in values if value is not None]
    if len(scores) < len(values):
        return None
    return UNSCORED if any(map(math.isnan, scores)) else min(scores)


def mean_tokens(results: Results, workload: Workload, provider: str) -> float | None:
    """Mean tokens of a call, input and output; `None` if an answer does not report them."""
    asked = results.of_workload(workload.id, provider).values()
    return _known_mean([spent.tokens for one in asked for spent in one.spent if spent is not None])


def oldest_answer(results: Results, workload: str, providers: Iterable[str]) -> str | None:
    """ISO date of the oldest answer of these providers to a workload; `None` without a date."""
    days = (results.counts[provider].oldest.get(workload) for provider in providers)
    return min((day for day in days if day), default=None)


def at_price(results: Results, workload: str, price: Price | None) -> Results:
    """The results with the cost of the baseline's answers to a workload at another price."""
    name = results.plan.baseline

    def priced(asked: CaseCalls) -> CaseCalls:
        spent = (
            one and replace(one, dollars=_cost(results.samples[trial.key], price))
            for trial, one in zip(asked.trials, asked.spent, strict=True)
        )
        return replace(asked, spent=tuple(spent))

    place = (workload, name, results.variant(workload, name))
    cases = {case: priced(asked) for case, asked in results.of_workload(workload, name).items()}
    return replace(results, arms={**results.arms, place: cases}, in_order={})


def _cost(sample: Sample, price: Price | None) -> float | None:
    return None if sample.completion is None else answer_cost(sample.completion, price)
