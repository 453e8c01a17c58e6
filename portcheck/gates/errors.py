"""Whether calls succeed: the share of trials that failed."""

from __future__ import annotations

from collections.abc import Sequence

from portcheck.model.chat import JsonObject
from portcheck.model.numbers import count, number, percent, two_sided
from portcheck.model.parity import GateResult
from portcheck.parity.intervals import count_values
from portcheck.parity.power import floor_limit
from portcheck.plugins import Evidence, Gate


def errors_result(
    groups: Sequence[Sequence[bool]], limits: JsonObject, confidence: float
) -> GateResult | None:
    """The observed share of failed trials of the candidate against `max_rate`.

    The observed rate decides: it is a limit on this run, not a claim about all traffic. The limits
    beside it count groups, whose trials are averaged.

    Args:
        groups: for each group of cases, whether each of its trials failed.
        limits: `max_rate`, 0..1.
        confidence: one-sided.

    Returns:
        `ok`, `exceeded`, or `unknown` without trials; `None` where no limit is set.
    """
    limit = limits.get("max_rate")
    if limit is None:
        return None
    rates = [sum(trials) / len(trials) for trials in groups if trials]
    if not rates:
        return GateResult(
            gate="errors",
            hard=False,
            outcome="unknown",
            scale="rate",
            margin=limit,
            confidence=confidence,
            detail="no trial was made",
        )
    alpha = 1.0 - confidence
    failed, total = sum(map(sum, groups)), sum(map(len, groups))
    rate = sum(rates) / len(rates)
    low = _lower(rates, alpha)
    high = 1.0 - _lower([1.0 - one for one in rates], alpha)
    return GateResult(
        gate="errors",
        hard=False,
        outcome="ok" if rate <= limit else "exceeded",
        scale="rate",
        cases=len(rates),
        clusters=len(rates),
        candidate=rate,
        ci_low=low,
        ci_high=high,
        margin=limit,
        confidence=confidence,
        method="observed rate of failed trials; one-sided limits over groups",
        detail=(
            f"{number(failed)} of {count(total, 'trial')} failed, {percent(rate, limit)} "
            f"({two_sided(confidence)} interval {percent(low, limit)} to {percent(high, limit)}), "
            f"limit {percent(limit, exact=True)}"
        ),
    )


def _lower(rates: Sequence[float], alpha: float) -> float:
    pass_fail = all(one in {0.0, 1.0} for one in rates)
    return max(0.0, floor_limit(count_values(rates), alpha, pass_fail=pass_fail))


def decide(evidence: Evidence) -> GateResult | None:
    """Failed trials against the limit."""
    failures = evidence.failures()
    if not failures:
        return None
    return errors_result(failures, evidence.limits, evidence.workload.confidence)


GATE = Gate(
    name="errors",
    summary="At most this share of the candidate's calls fails.",
    kind="soft",
    fed_by="calls",
    limits={
        "type": "object",
        "additionalProperties": False,
        "properties": {"max_rate": {"type": "number", "minimum": 0, "maximum": 1}},
    },
    defaults={"max_rate": 0.05},
    decide=decide,
    measure="failure rate",
    place=10,
)
