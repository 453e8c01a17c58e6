"""Group clusters into workloads, and sample conversations from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from portcheck.imports.cluster import Cluster
from portcheck.imports.exchange import Exchange
from portcheck.imports.traffic.allocation import allocated, sampled
from portcheck.value import Value, Whole

_DAY = 86_400.0
MONTH_DAYS = 365.25 / 12
FEWEST = 20
"""Fewest different conversations of a template that is its own workload without a system prompt:
checks are inferred from half of the answers and tried on the other half, which needs this many."""
_SHORTEST_SPAN = _DAY
"""Shortest log, in seconds, from which monthly calls are computed."""


class Part(Value, kw_only=True):
    """A template of a workload, and the conversations that were drawn from it."""

    calls: Whole
    exchanges: tuple[Exchange, ...]


class Draft(Value, kw_only=True):
    """A workload that is not yet redacted and has no name."""

    calls: Whole
    """Calls of all its templates, including those without a case."""
    parts: tuple[Part, ...]
    """Templates with a case, the most frequent first."""
    monthly_calls: Whole | None
    monthly_basis: str
    """The basis of `monthly_calls`, or why it is not known."""
    first: str
    last: str
    models: tuple[tuple[str, int], ...]
    """Requested models and their number of calls, most first."""
    unusable: Whole
    """Conversations that cannot be cases: their call failed, or they hold files."""
    free_texts: Whole = 0
    """Number of clusters that were joined without a common template; 0 if they were not."""

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """All drawn exchanges."""
        return tuple(one for part in self.parts for one in part.exchanges)


def drafts(
    clusters: Sequence[Cluster], *, most: int, cases: int, seed: int
) -> tuple[tuple[Draft, ...], tuple[Cluster, ...]]:
    """Group clusters into the workloads with the most calls, and return the remaining clusters.

    Clusters with the same system prompt and tools, and all or none with a schema, are one workload.
    Without a system prompt each cluster is a workload, except free texts, which together are one,
    as none of them has enough cases.

    Args:
        clusters: the clusters of a log.
        most: most workloads.
        cases: most cases of each workload.
        seed: seed of the draw.
    """
    kinds: dict[tuple[object, ...], list[Cluster]] = {}
    for cluster in clusters:
        free = cluster.system is not None or _is_free(cluster, cases)
        own = () if free else cluster.user.pieces
        pieces = None if cluster.system is None else cluster.system.pieces
        kinds.setdefault((pieces, cluster.tools, cluster.has_schema, own), []).append(cluster)
    ordered = sorted(kinds.values(), key=lambda ones: -sum(one.calls for one in ones))
    made: list[Draft] = []
    left: list[Cluster] = []
    for ones in ordered:
        draft = _draft(ones, cases, seed) if len(made) < most else None
        if draft is None:
            left += ones
        else:
            made.append(draft)
    return tuple(made), tuple(left)


def _is_free(cluster: Cluster, cases: int) -> bool:
    """Whether a cluster without system prompt has no template, or too few usable conversations."""
    usable = sum(_usable(member.exchange) for member in cluster.members)
    if cluster.user.gaps == 0:
        return usable < cases  # the same text each time
    return cluster.user.constant == 0 or usable < min(FEWEST, cases)


def _draft(clusters: Sequence[Cluster], cases: int, seed: int) -> Draft | None:
    ones = sorted(clusters, key=lambda one: -one.calls)
    usable = [[member for member in one.members if _usable(member.exchange)] for one in ones]
    numbers = allocated([one.calls for one in ones], list(map(len, usable)), cases)
    if not any(numbers):
        return None
    parts = [
        Part(
            calls=cluster.calls,
            exchanges=tuple(one.exchange for one in sampled(members, number, seed)),
        )
        for cluster, members, number in zip(ones, usable, numbers, strict=True)
        if number
    ]
    calls = sum(one.calls for one in ones)
    first = min((one.first for one in ones if one.first is not None), default=None)
    last = max((one.last for one in ones if one.last is not None), default=None)
    monthly, basis = monthly_calls(calls, first, last)
    models = Counter[str]()
    for one in ones:
        models.update(one.models)
    return Draft(
        calls=calls,
        parts=tuple(parts),
        monthly_calls=monthly,
        monthly_basis=basis,
        first=_time(first),
        last=_time(last),
        models=tuple(models.most_common(5)),
        free_texts=len(ones) if ones[0].system is None and len(ones) > 1 else 0,
        unusable=sum(len(one.members) for one in ones) - sum(map(len, usable)),
    )


def _usable(exchange: Exchange) -> bool:
    """Whether an exchange can be a case: it has an answer, and no files that cannot be redacted."""
    return exchange.answer is not None and not exchange.request.files


def monthly_calls(calls: int, first: float | None, last: float | None) -> tuple[int | None, str]:
    """Calls per month at the rate of the log, and a sentence on how they were computed."""
    if first is None or last is None:
        return None, "monthly_calls is not known: the log has no times"
    span = last - first
    if span < _SHORTEST_SPAN:
        hours = span / 3600
        return None, f"monthly_calls is not known: the log covers {hours:.1f} hours"
    days = span / _DAY
    monthly = round(calls * MONTH_DAYS / days)
    return monthly, f"monthly_calls from {calls:,} calls in {days:.1f} days, if the log is complete"


def _time(seconds: float | None) -> str:
    return "" if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
