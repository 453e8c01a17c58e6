"""Cases with seconds, or US dollars, on both sides."""

from __future__ import annotations

from collections.abc import Sequence

from portcheck.model.parity import CasePair

Values = Sequence[tuple[float | None, ...]]


def timed_cases(
    baseline: Values, candidate: Values, groups: list[str] | None = None
) -> list[CasePair[float]]:
    return [
        CasePair(
            case=str(i), group=groups[i] if groups else str(i), baseline=before, candidate=after
        )
        for i, (before, after) in enumerate(zip(baseline, candidate, strict=True))
    ]
