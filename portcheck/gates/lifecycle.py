"""Decide whether the candidate stays available, by when its model retires or contract ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portcheck.model.chat import JsonObject
from portcheck.model.numbers import count
from portcheck.model.parity import GateOutcome, GateResult
from portcheck.plugins import Evidence, Gate


def lifecycle_result(
    facts: Mapping[str, Any], limits: JsonObject, as_of: date
) -> GateResult | None:
    """Compare the days before the model retires or the contract ends with `min_days`.

    Args:
        facts: `retires` and `contract_ends`, ISO 8601 dates, each optional.
        limits: `min_days`.
        as_of: The day from which days are counted.

    Returns:
        `exceeded` if a stated date is fewer than `min_days` away; else `unknown` if none is stated
        or one is not a date; else `ok`. `None` if no limit is set.
    """
    min_days = limits.get("min_days")
    if min_days is None:
        return None
    parts: list[str] = []
    days: list[int] = []
    unreadable = False
    for name, words in (("retires", "the model retires"), ("contract_ends", "the contract ends")):
        stated = facts.get(name)
        if stated is None:
            continue
        try:
            day = date.fromisoformat(str(stated))
        except ValueError:
            unreadable = True
            parts.append(f"{name} is not a date: {stated}")
            continue
        days.append((day - as_of).days)
        parts.append(f"{words} on {day.isoformat()}, {count(days[-1], 'day')} from {as_of}")
    outcome: GateOutcome = "unknown" if unreadable or not days else "ok"
    if any(left < min_days for left in days):
        outcome = "exceeded"
    stated_days = "; ".join(parts) or "the retirement date and the contract end are unknown"
    return GateResult(
        gate="lifecycle",
        hard=False,
        outcome=outcome,
        scale="fact",
        detail=f"{stated_days}; at least {count(min_days, 'day')} must remain",
    )


def decide(evidence: Evidence) -> GateResult | None:
    """Compare the stated dates of the candidate with the limit; `None` if no limit is set."""
    return lifecycle_result(evidence.candidate.facts, evidence.limits, evidence.as_of)


GATE = Gate(
    name="lifecycle",
    summary="At least this many days remain before the model retires or the contract ends.",
    kind="soft",
    fed_by="facts",
    limits={
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {
            "min_days": {
                "description": "Days left before retirement or contract end.",
                "type": "integer",
                "minimum": 0,
            }
        },
    },
    decide=decide,
    place=40,
)
