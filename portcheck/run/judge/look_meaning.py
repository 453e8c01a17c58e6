"""What it means for a verdict which look at its claim it is, in sentences."""

from __future__ import annotations

from portcheck.model.numbers import count, listing
from portcheck.model.run import Look
from portcheck.parity.sequential import look_alpha


def look_meaning(look: Look, alpha: float) -> str:
    """Which look a run is, what it spends, and how to make a fresh claim.

    Args:
        look: as it was counted.
        alpha: one-sided error rate of the claim over all its looks, 0 < alpha < 1.
    """
    spent = f"{_rate(look_alpha(alpha, look.number))} of {_rate(alpha)}"
    runs = listing(look.earlier_runs)
    if look.repeated:
        return (
            f"Look {look.number} at this claim once more: no answer is new since run {runs}. It "
            f"spends no more than its alpha of {spent}."
        )
    if not look.earlier_runs:
        return f"Look {look.number} at this claim, which spends alpha {spent}."
    which = f"Look {look.number} at this claim, after run {runs}, which spends alpha {spent}."
    return f"{which} {_fresh(look)}"


def _fresh(look: Look) -> str:
    how = "in a workload of their own, run with `--workload ID`"
    if look.new_cases:
        return (
            f"New to the claim: {count(look.new_cases, 'case')}. Judged alone, {how}, they make a "
            "fresh claim, at look 1."
        )
    return f"No case of it is new; other cases, {how}, would make a fresh claim, at look 1."


def _rate(value: float) -> str:
    return f"{value:.3g}"
