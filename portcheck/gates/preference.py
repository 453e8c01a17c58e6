"""Decide whether judges prefer the baseline's answers to the candidate's.

Each case has a value d in -1..1: 1 if judges prefer the candidate's answer, -1 if they prefer the
baseline's, 0 for a tie. The two sides have no separate rates, so there is no floor.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from portcheck.gates.shared.score_gate import MARGIN, evidence_result
from portcheck.model.parity import UNSCORED, CasePair, GateResult
from portcheck.plugins import Evidence, Gate


def decide(evidence: Evidence) -> GateResult | None:
    """Decide by non-inferiority of d; for `safe`, a pair without an answer counts as -1."""
    result = evidence_result(GATE.name, evidence, lambda cases: tuple(_differences(cases)))
    return None if result is None else replace(result, baseline=None, candidate=None)


def _differences(cases: Iterable[CasePair[float]]) -> Iterator[CasePair[float]]:
    """Yield each case with two scores 0..1 whose difference is d; its check scored (1 + d) / 2."""
    for case in cases:
        sides = [_sides(value) for value in case.candidate]
        yield replace(
            case,
            baseline=tuple(baseline for baseline, _ in sides),
            candidate=tuple(candidate for _, candidate in sides),
        )


def _sides(value: float | None) -> tuple[float | None, float | None]:
    if value is None:
        return None, None
    if math.isnan(value):
        return UNSCORED, UNSCORED
    d = 2.0 * value - 1.0
    return max(0.0, -d), max(0.0, d)


GATE = Gate(
    name="preference",
    summary="Judges do not prefer the baseline's answers, in either order.",
    kind="score",
    fed_by="checks",
    limits={
        "type": "object",
        "additionalProperties": False,
        "properties": {"margin": {**MARGIN, "description": "Largest tolerated loss on -1..1."}},
    },
    defaults={"margin": 0.10},
    only_where_fed=True,
    decide=decide,
    place=25,
)
