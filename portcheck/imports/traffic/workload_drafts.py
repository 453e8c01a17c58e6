"""Which clusters are one workload, and what of it is sampled."""

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
"""Different conversations of a template that is its own workload without a system prompt:
checks are read off half of the answers and tried on the other half, and fewer say too little."""
_SHORTEST_SPAN = _DAY
"""Seconds that a log covers at least where calls a month are computed."""


class Part(Value, kw_only=True):
    """A template of a workload, and the conversations that were drawn from it."""

    calls: Whole
    exchanges: tuple[Exchange, ...]


class Draft(Value, kw_only=True):
    """A workload before it is redacted and has a name."""

    calls: Whole
    """Of all its templates, those without a case among them."""
    parts: tuple[Part, ...]
    """Those with a case, the most frequent first."""
    monthly_calls: Whole | None
    monthly_basis: str
    """What it was computed from, or why it could not be."""
    first: str
    last: str
    models: tuple[tuple[str, int], ...]
    """Model that was asked for, to its calls, the most first."""
    unusable: Whole
    """Conversations that cannot be cases: their call failed, or they hold files."""
    free_texts: Whole = 0
    """Clusters of it, where they were joined though they have no template in common; 0: they were
    not."""

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """All that were drawn."""
        return tuple(one for part in self.parts for one in part.exchanges)


def drafts(
    clusters: Sequence[Cluster], *, most: int, cases: int, seed: int
) -> tuple[tuple[Draft, ...], tuple[Cluster, ...]]:
    """The workloads with the most calls, and the clusters that are in none of them.

    Clusters with one system prompt, the same tools and a schema or none are one workload. Without
    a system prompt each is its own, except those that are free texts: they are one, as none of
    them has enough cases.

    Args:
        clusters: of a log.
        most: workloads at most.
        cases: of each workload, at most.
        seed: of the draw.
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
    """Whether a cluster without a system prompt is of free texts: no program's, or of too few."""
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
    """Whether it can be a case: it has an answer, and nothing that redaction cannot look into."""
    return exchange.answer is not None and not exchange.request.files


def monthly_calls(calls: int, first: float | None, last: float | None) -> tuple[int | None, str]:
    """Calls in a month at the rate of the log, and what that is computed from."""
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
