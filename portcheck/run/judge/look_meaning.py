"""Explain what the look of a run means for a verdict."""

from __future__ import annotations

import math

from portcheck.model.numbers import count, listing
from portcheck.model.run import Look
from portcheck.parity.sequential import look_alpha
from portcheck.run.nights.values import ClaimNights


def look_meaning(
    look: Look, alpha: float, nights: ClaimNights | None = None, prompts: int = 1
) -> str:
    """Explain which look a run is, the error rate it spends, and how to start a new claim.

    Args:
        look: As it was counted.
        alpha: One-sided error rate of the claim over all its looks, 0 < alpha < 1.
        nights: The nights before it in its epoch.
        prompts: Number of prompts that share alpha, 1 or more.
    """
    if nights is not None and nights.standing is not None:
        after = 2 ** int(math.log2(look.night) + 1)
        return (
            f"This run is not a look: it is night {look.night} of its epoch, and looks are at "
            f"nights 1, 2, 4, 8 and so on. The verdict of run {nights.standing_run}, look "
            f"{look.number}, stands. The next look is at night {after}, or when cases are added."
        )
    pooled = f" {_pooled(nights)}" if nights is not None and nights.runs else ""
    return f"{_counted(look, alpha)}{_divided(look, alpha, prompts)}{pooled}"


def _divided(look: Look, alpha: float, prompts: int) -> str:
    if prompts == 1:
        return ""
    each = _rate(look.share * look_alpha(alpha / prompts, look.number))
    return (
        f" This alpha is divided among {count(prompts, 'prompt')}, the plain one and every variant "
        f"that a run tried on these cases: each is judged at {each}."
    )


def _pooled(nights: ClaimNights) -> str:
    return (
        f"Each case counts once, with the mean of its answers over {len(nights.runs) + 1} nights: "
        f"this one and run {listing(nights.runs)}."
    )


def _counted(look: Look, alpha: float) -> str:
    spent = f"{_rate(look.share * look_alpha(alpha, look.number))} of {_rate(alpha)}"
    if look.share < 1.0:
        spent += f" ({look.share:.0%} of its rate, because the run may stop early)"
    runs = listing(look.earlier_runs)
    if look.repeated:
        return (
            f"This is look {look.number} at this claim again: there are no new answers since run "
            f"{runs}. It spends no more than its alpha of {spent}."
        )
    if not look.earlier_runs:
        return f"This is look {look.number} at this claim; it spends alpha {spent}."
    which = f"This is look {look.number} at this claim, after run {runs}; it spends alpha {spent}."
    return f"{which} {_fresh(look)}"


def _fresh(look: Look) -> str:
    how = "in a separate workload, run with `--workload ID`"
    if look.new_cases:
        are_new = f"{count(look.new_cases, 'case')} {'is' if look.new_cases == 1 else 'are'} new"
        return (
            f"{are_new} to the claim. Judged alone, {how}, new cases make a fresh claim, at look 1."
        )
    return f"It has no new cases; other cases, {how}, would make a fresh claim, at look 1."


def _rate(value: float) -> str:
    return f"{value:.3g}"
