"""Compare the ratio of candidate and baseline with an upper limit, on the log scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import variance
from typing import TypeGuard

from msgspec import Struct

from portcheck.model.numbers import factor, two_sided
from portcheck.model.parity import GateOutcome, GateResult
from portcheck.parity.intervals import t_quantile
from portcheck.parity.pairing import average


class Ratio(Struct, frozen=True, kw_only=True):
    """Candidate / baseline with one-sided limits on each side."""

    value: float
    low: float
    high: float


def log_t(logs: Sequence[float], confidence: float) -> Ratio:
    """The t interval of a mean log ratio, from the logs of two or more groups."""
    centre = average(logs)
    reach = t_quantile(confidence, len(logs) - 1) * math.sqrt(variance(logs) / len(logs))
    return Ratio(
        value=math.exp(centre), low=math.exp(centre - reach), high=math.exp(centre + reach)
    )


def ratio_of_totals(before: Sequence[float], after: Sequence[float], confidence: float) -> Ratio:
    """The ratio of two totals over groups, with a t interval on the log scale.

    Variance by Cochran (1977), Sampling Techniques, eq. 6.13, and the delta method.
    """
    mean_before, mean_after = average(before), average(after)
    influence = [a / mean_after - b / mean_before for b, a in zip(before, after, strict=True)]
    centre = math.log(mean_after / mean_before)
    number = len(before)
    reach = t_quantile(confidence, number - 1) * math.sqrt(variance(influence, 0.0) / number)
    return Ratio(
        value=math.exp(centre), low=math.exp(centre - reach), high=math.exp(centre + reach)
    )


def ratio_outcome(ratio: Ratio, limit: float) -> GateOutcome:
    """`ok` if the upper end is at most the limit, `exceeded` if the lower end is above it."""
    if ratio.high <= limit:
        return "ok"
    return "exceeded" if ratio.low > limit else "inconclusive"


def ratio_detail(what: str, ratio: Ratio, limit: float, confidence: float) -> str:
    """The ratio, its interval and its limit as text."""
    shown = {
        "ok": "shown to be inside",
        "exceeded": "shown to be outside",
        "inconclusive": "not shown to be inside",
    }[ratio_outcome(ratio, limit)]
    return (
        f"{what} {factor(ratio.value, limit)} times the baseline's ({two_sided(confidence)} "
        f"interval {factor(ratio.low, limit)} to {factor(ratio.high, limit)}), {shown} the limit "
        f"of {factor(limit, exact=True)}"
    )


def unknown(gate: str, limit: float, confidence: float, reason: str) -> GateResult:
    """The result of a gate without the values for a ratio."""
    return GateResult(
        gate=gate,
        hard=False,
        outcome="unknown",
        scale="ratio",
        margin=limit,
        confidence=confidence,
        detail=reason,
    )


def positive(values: Sequence[float | None]) -> list[float]:
    """The values that are known, finite and above 0."""
    return [value for value in values if is_positive(value)]


def is_positive(value: float | None) -> TypeGuard[float]:
    """Whether a value is known, finite and above 0."""
    return value is not None and math.isfinite(value) and value > 0.0
