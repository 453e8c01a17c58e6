"""Whether the limits of a provider carry the workloads that move to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from portcheck.model.exit_plan import ExitRoute
from portcheck.value import Value

MINUTES_A_MONTH = 365.25 / 12 * 24 * 60
Fit = Literal["fits", "exceeds", "unknown"]
Pool = tuple[str, str, str]
"""Vendor, key and model."""


class Load(Value, kw_only=True):
    """One workload on a provider; `None` is not known."""

    workload: str
    monthly_calls: int | None
    peak_factor: float
    tokens: float | None
    """Mean of a call."""
    seconds: float | None
    """Mean latency of an answer."""

    @property
    def calls_a_minute(self) -> float | None:
        """At the busiest time."""
        if self.monthly_calls is None:
            return None
        return self.monthly_calls / MINUTES_A_MONTH * self.peak_factor


class Capacity(Value, kw_only=True):
    """Whether limits carry a load, and why."""

    fit: Fit
    detail: str


def pool(route: ExitRoute) -> Pool:
    """What shares limits: entries with one vendor, key and model draw on the same ones."""
    model = route.models[0] if route.models else ""
    return route.vendor.casefold(), route.key or route.provider, model


def capacity(route: ExitRoute, loads: Sequence[Load]) -> Capacity:
    """Peak load against every stated limit.

    Calls in flight are calls a second times their latency (Little 1961, L = lambda W).

    Returns:
        `exceeds` where what is known is already too much; `fits` where each stated limit is known
        to carry all of it, and calls or tokens a minute are stated; else `unknown`.
    """
    limits = route.limits
    needs: list[tuple[str, float | None, list[float | None]]] = [
        ("calls a minute", limits.requests_per_minute, [one.calls_a_minute for one in loads]),
        ("tokens a minute", limits.tokens_per_minute, [_tokens(one) for one in loads]),
        ("calls in flight", limits.concurrency, [_in_flight(one) for one in loads]),
    ]
    unknown = []
    carried = []
    for what, limit, parts in needs:
        if limit is None:
            continue
        known = sum(part for part in parts if part is not None)
        said = f"{known:,.4g} {what} at the peak, limit {limit:,.4g}"
        if known > limit:
            return Capacity(fit="exceeds", detail=said)
        if None in parts:
            unknown.append(what)
        else:
            carried.append(said)
    if limits.requests_per_minute is None and limits.tokens_per_minute is None:
        return Capacity(fit="unknown", detail="the entry states no limit a minute")
    if unknown:
        missing = sorted({one.workload for one in loads if one.monthly_calls is None})
        why = f"no monthly_calls of {', '.join(missing)}" if missing else "no usage was reported"
        return Capacity(fit="unknown", detail=f"{' and '.join(unknown)}: {why}")
    return Capacity(fit="fits", detail="; ".join(carried))


def _tokens(load: Load) -> float | None:
    calls = load.calls_a_minute
    return None if calls is None or load.tokens is None else calls * load.tokens


def _in_flight(load: Load) -> float | None:
    calls = load.calls_a_minute
    return None if calls is None or load.seconds is None else calls / 60 * load.seconds
