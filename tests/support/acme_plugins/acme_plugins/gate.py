"""Gate `tone`: enough of the candidate's answers are polite."""

from __future__ import annotations

from portcheck.model.numbers import percent
from portcheck.model.parity import GateResult
from portcheck.plugins import Evidence, Gate


def decide(evidence: Evidence) -> GateResult | None:
    """The observed share of polite answers against `least`; a missing answer counts 0."""
    cases = evidence.scores()
    if not cases:
        return None
    answers = [score or 0.0 for case in cases for score in case.candidate]
    share = sum(answers) / len(answers)
    least: float = evidence.limits["least"]
    return GateResult(
        gate="tone",
        hard=False,
        outcome="ok" if share >= least else "exceeded",
        scale="rate",
        cases=len(cases),
        candidate=share,
        margin=least,
        method="observed share",
        detail=f"{percent(share, least)} of the answers are polite, at least "
        f"{percent(least, exact=True)} must be",
    )


GATE = Gate(
    name="tone",
    summary="At least this share of the candidate's answers is polite.",
    kind="soft",
    fed_by="checks",
    limits={
        "type": "object",
        "additionalProperties": False,
        "properties": {"least": {"type": "number", "minimum": 0, "maximum": 1}},
    },
    defaults={"least": 0.9},
    decide=decide,
    measure="polite answers",
)
