"""Check whether the limits of a provider suffice for the workloads that move to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Literal

from portcheck.model.exit_plan import ExitRoute
from portcheck.model.numbers import decimal, listing
from portcheck.value import Value

MINUTES_A_MONTH = 365.25 / 12 * 24 * 60
Fit = Literal["fits", "exceeds", "unknown"]
Pool = tuple[str, str, str]
"""Vendor, key and model."""


class Load(Value, kw_only=True, dict=True, gc=True):
    """One workload on a provider, at the busiest time; `None` is not known."""

    workload: str
    monthly_calls: int | None
    peak_factor: float
    tokens: float | None
    """Mean of a call."""
    seconds: float | None
    """Mean latency of an answer."""

    @cached_property
    def calls_a_minute(self) -> float | None:
        """Calls per minute; cached, as it is needed for every combination of workloads."""
        if self.monthly_calls is None:
            return None
        return self.monthly_calls / MINUTES_A_MONTH * self.peak_factor

    @cached_property
    def tokens_a_minute(self) -> float | None:
        """Input and output."""
        calls = self.calls_a_minute
        return None if calls is None or self.tokens is None else calls * self.tokens

    @cached_property
    def in_flight(self) -> float | None:
        """Calls at the same time (Little 1961, L = lambda W)."""
        calls = self.calls_a_minute
        return None if calls is None or self.seconds is None else calls / 60 * self.seconds


class Capacity(Value, kw_only=True):
    """Whether limits suffice for a load, and why."""

    fit: Fit
    detail: str


def pool(route: ExitRoute) -> Pool:
    """The pool of limits: entries with the same vendor, key and model share them."""
    model = route.models[0] if route.models else ""
    return route.vendor.casefold(), route.key or route.provider, model


def capacity(route: ExitRoute, loads: Sequence[Load]) -> Capacity:
    """Peak load against every stated limit.

    Returns:
        `exceeds` where what is known is already too much; `fits` where each stated limit is known
        to carry all of it, and calls or tokens a minute are stated; else `unknown`.
    """
    limits = route.limits
    needs: list[tuple[str, float | None, Callable[[Load], float | None]]] = [
        ("calls a minute", limits.requests_per_minute, attrgetter("calls_a_minute")),
        ("tokens a minute", limits.tokens_per_minute, attrgetter("tokens_a_minute")),
        ("calls in flight", limits.concurrency, attrgetter("in_flight")),
    ]
    unknown: list[str] = []
    carried: list[str] = []
    for what, limit, need in needs:
        if limit is None:
            continue
        parts = [need(one) for one in loads]
        known = sum(part for part in parts if part is not None)
        said = f"{_shown(known, limit)} {what} at the peak, limit {limit:,.10g}"
        if known > limit:
            return Capacity(fit="exceeds", detail=f"{said}{_shared(loads)}")
        if None in parts:
            silent = [one for one, part in zip(loads, parts, strict=True) if part is None]
            unknown.append(f"{what}: {_why_unknown(what, silent)}")
        else:
            carried.append(said)
    if limits.requests_per_minute is None and limits.tokens_per_minute is None:
        return Capacity(fit="unknown", detail="the entry states no limit a minute")
    if unknown:
        return Capacity(fit="unknown", detail="; ".join(unknown))
    return Capacity(fit="fits", detail=f"{'; '.join(carried)}{_shared(loads)}")


def _shown(known: float, limit: float) -> str:
    """A load, with the digits at which it does not read as its limit unless it is that."""
    return decimal(known, limit, least=0 if known >= 100 else 1)


def _shared(loads: Sequence[Load]) -> str:
    """The other workloads that share the limits, followed by its own load."""
    others = [one.workload for one in loads[:-1]]
    return f" (with {listing(others, 3)})" if others else ""


def _why_unknown(what: str, silent: Sequence[Load]) -> str:
    unstated = [one.workload for one in silent if one.monthly_calls is None]
    if unstated:
        return f"no monthly_calls for {listing(unstated, 3)}"
    lacking = "usage" if what.startswith("tokens") else "latency"
    return f"no {lacking} is known for {listing([one.workload for one in silent], 3)}"
