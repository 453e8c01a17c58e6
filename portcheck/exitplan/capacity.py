"""Check whether the limits of a provider are enough for the workloads on it."""

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
    """The load of one workload on a provider at its peak; `None` means not known."""

    workload: str
    monthly_calls: int | None
    peak_factor: float
    tokens: float | None
    """Mean tokens of a call, input and output."""
    seconds: float | None
    """Mean latency of an answer."""

    @cached_property
    def calls_a_minute(self) -> float | None:
        """Calls per minute at the peak; cached, as every combination of workloads needs it."""
        if self.monthly_calls is None:
            return None
        return self.monthly_calls / MINUTES_A_MONTH * self.peak_factor

    @cached_property
    def tokens_a_minute(self) -> float | None:
        """Tokens per minute at the peak, input and output."""
        calls = self.calls_a_minute
        return None if calls is None or self.tokens is None else calls * self.tokens

    @cached_property
    def in_flight(self) -> float | None:
        """Calls at the same time at the peak (Little 1961, L = lambda W)."""
        calls = self.calls_a_minute
        return None if calls is None or self.seconds is None else calls / 60 * self.seconds


class Capacity(Value, kw_only=True):
    """Whether limits are enough for a load, and why."""

    fit: Fit
    detail: str


def pool(route: ExitRoute) -> Pool:
    """The pool that a route takes its limits from: the same for one vendor, key and model."""
    model = route.models[0] if route.models else ""
    return route.vendor.casefold(), route.key or route.provider, model


def capacity(route: ExitRoute, loads: Sequence[Load]) -> Capacity:
    """Compare the peak load with every stated limit.

    Args:
        route: the provider and its limits.
        loads: all workloads on it, the one in question last.

    Returns:
        `exceeds` if the known part of the load is above a limit; `fits` if the whole load is known
        and within each stated limit, and a limit of calls or tokens a minute is stated; else
        `unknown`.
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
    """A load, with enough digits to look different from its limit unless they are equal."""
    return decimal(known, limit, least=0 if known >= 100 else 1)


def _shared(loads: Sequence[Load]) -> str:
    """The other workloads that share the limits, as text; the last load is the one in question."""
    others = [one.workload for one in loads[:-1]]
    return f" (with {listing(others, 3)})" if others else ""


def _why_unknown(what: str, silent: Sequence[Load]) -> str:
    unstated = [one.workload for one in silent if one.monthly_calls is None]
    if unstated:
        return f"no monthly_calls for {listing(unstated, 3)}"
    lacking = "usage" if what.startswith("tokens") else "latency"
    return f"no {lacking} is known for {listing([one.workload for one in silent], 3)}"
