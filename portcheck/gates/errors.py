"""Decide whether enough calls succeed, by the share of trials that failed."""

from __future__ import annotations

from collections.abc import Sequence

from portcheck.model.chat import JsonObject
from portcheck.model.numbers import count, number, percent, two_sided
from portcheck.model.parity import GateResult
from portcheck.parity.intervals import clopper_pearson_lower, clopper_pearson_upper
from portcheck.plugins import Evidence, Gate


def errors_result(
    groups: Sequence[Sequence[bool]], limits: JsonObject, confidence: float
) -> GateResult | None:
    """Compare the observed share of the candidate's failed trials with `max_rate`.

    The observed share decides: it is a limit on this run, not a claim about all traffic. Its
    interval is that of one independent trial per group, because all trials of a group may fail
    together.

    Args:
        groups: for each group of cases, whether each of its trials failed.
        limits: `max_rate`, 0..1.
        confidence: one-sided.

    Returns:
        `ok`, `exceeded`, or `unknown` without trials; `None` if no limit is set.
    """
    limit = limits.get("max_rate")
    if limit is None:
        return None
    tried = [trials for trials in groups if trials]
    if not tried:
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
    rate, units = failed / total, len(tried)
    low = clopper_pearson_lower(rate * units, units, alpha)
    high = clopper_pearson_upper(rate * units, units, alpha)
    return GateResult(
        gate="errors",
        hard=False,
        outcome="ok" if rate <= limit else "exceeded",
        scale="rate",
        cases=units,
        clusters=units,
        candidate=rate,
        ci_low=low,
        ci_high=high,
        margin=limit,
        confidence=confidence,
        method="observed share of failed trials; exact limits with one trial a group",
        detail=(
            f"{number(failed)} of {count(total, 'trial')} failed, {percent(rate, limit)} "
            f"({two_sided(confidence)} interval {percent(low, limit)} to {percent(high, limit)}), "
            f"limit {percent(limit, exact=True)}"
        ),
    )


def decide(evidence: Evidence) -> GateResult | None:
    """Compare the share of failed trials with the limit; `None` without trials or a limit."""
    failures = evidence.failures()
    if not failures:
        return None
    return errors_result(failures, evidence.limits, evidence.confidence)


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
