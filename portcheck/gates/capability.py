"""Decide, without a call, whether the candidate supports what the workload needs."""

from __future__ import annotations

from portcheck.model.parity import GateResult
from portcheck.plugins import Evidence, Gate


def decide(evidence: Evidence) -> GateResult | None:
    """`ok` or `breached`; `None` if it is not known what the candidate supports."""
    support = evidence.support
    if support is None:
        return None
    what = "known to be supported" if support.supported else "not supported"
    return GateResult(
        gate="capability",
        hard=True,
        outcome="ok" if support.supported else "breached",
        scale="fact",
        method="capability table and rules of the dialect, without a call",
        detail=f"{what}: {'; '.join(support.reasons)}",
    )


GATE = Gate(
    name="capability",
    summary="The candidate supports everything that the workload's requests need.",
    kind="capability",
    fed_by="facts",
    limits={"type": "object", "additionalProperties": False, "properties": {}},
    defaults={},
    decide=decide,
    place=10,
)
