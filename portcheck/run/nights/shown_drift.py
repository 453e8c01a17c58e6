"""Decide whether a night differs from the earlier nights and so begins a new epoch.

Each side is compared with itself, paired by case: the mean of the earlier nights with tonight. A
difference that is shown means that the model behind a name has changed. A change may also happen
without being shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from portcheck.model.parity import CasePair
from portcheck.parity.intervals import lower_limit, mean, upper_limit
from portcheck.parity.noninferiority import complete_differences
from portcheck.parity.pairing import pair

DRIFT_ALPHA = 0.002
"""Two-sided error rate of all comparisons of one night together. A false alarm restarts the error
rate of a claim: over thirty nights without drift, one in seventeen epochs may end early."""


class Drift(Struct, frozen=True, kw_only=True):
    """A change of one side that a night shows."""

    gate: str
    side: str
    """`baseline` or `candidate`."""
    before: float
    """Mean score 0..1 over the nights before."""
    tonight: float
    """Mean score 0..1 of tonight."""


def shown_drift(
    gates: Mapping[str, tuple[Iterable[CasePair[float]], Iterable[CasePair[float]]]],
    *,
    alpha: float = DRIFT_ALPHA,
) -> Drift | None:
    """The first change that is shown, by gate and side.

    Args:
        gates: Gate to its cases for the baseline and for the candidate, each with the values of
            the nights before as `baseline` and those of tonight as `candidate`.
        alpha: Two-sided error rate of all comparisons together, 0 < alpha < 1.

    Returns:
        `None` if no change is shown, or there is nothing to compare.
    """
    each = alpha / max(1, 4 * len(gates))
    for gate, sides in gates.items():
        for side, cases in zip(("baseline", "candidate"), sides, strict=True):
            found = pair(cases)
            if not found.complete_baseline:
                continue
            differences = complete_differences(found)
            if lower_limit(differences, each) > 0.0 or upper_limit(differences, each) < 0.0:
                before = sum(found.complete_baseline) / len(found.complete_baseline)
                return Drift(
                    gate=gate, side=side, before=before, tonight=before + mean(differences)
                )
    return None
