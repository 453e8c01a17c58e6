"""Compute the latencies of every provider in every workload."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain

from portcheck.model.comparison.latency import LatencyDistribution, nearest_rank
from portcheck.run.judge.tabulate import Results

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def latencies(results: Results) -> tuple[LatencyDistribution, ...]:
    """The latencies of each provider that answered, workloads and providers in the plan's order."""
    taken: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for (workload, provider, _), cases in results.arms.items():
        all_seconds = chain.from_iterable(asked.seconds for asked in cases.values())
        if seconds := [took for took in all_seconds if took is not None]:
            taken[workload, provider] += seconds
    places = (
        (workload.id, spec.id)
        for workload in results.plan.suite.workloads
        for spec in results.plan.providers
    )
    return tuple(_distribution(place, sorted(taken[place])) for place in places if place in taken)


def _distribution(place: tuple[str, str], seconds: list[float]) -> LatencyDistribution:
    workload, provider = place
    return LatencyDistribution(
        workload=workload,
        provider=provider,
        answers=len(seconds),
        quantiles=tuple((share, nearest_rank(seconds, share)) for share in SHARES),
    )
