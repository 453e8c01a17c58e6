"""Divide the error rate of a claim over the looks at it.

Judging the same claim again with more cases is another chance to call it safe. Alpha spending
(Lan and DeMets 1983, Biometrika 70:659) divides the error rate over the looks, so the chance of
ever being wrong stays below it, for any number of looks taken for any reason.
"""

from __future__ import annotations

FIRST_SHARE = 0.8
"""Share of the error rate that the first look spends; all others together have the rest."""
_MOST = 1.0 - 1e-13
"""Largest confidence: parts of a smaller error rate would be lost in rounding. No claim has the
hundreds of thousands of looks or prompts that would need more."""


def look_alpha(alpha: float, look: int) -> float:
    """The one-sided error rate of one look; over all looks these add up to `alpha`.

    The first look spends 0.8 alpha, look k 0.2 alpha / (k (k - 1)).

    Args:
        alpha: Error rate of the claim, 0 < alpha < 1.
        look: Number of the look, 1 for the first.

    Raises:
        ValueError: `look` is below 1.
    """
    if look < 1:
        raise ValueError(f"looks are counted from 1, not {look}")
    if look == 1:
        return FIRST_SHARE * alpha
    return (1.0 - FIRST_SHARE) * alpha / (look * (look - 1))


def look_confidence(confidence: float, look: int, share: float = 1.0) -> float:
    """The one-sided confidence of one look.

    Args:
        confidence: Of the claim, one-sided.
        look: Number of the look, 1 for the first.
        share: Of the look's error rate, what is spent.
    """
    return confidence_of(share * look_alpha(1.0 - confidence, look))


def shared_confidence(confidence: float, claims: int) -> float:
    """The one-sided confidence of each of several claims that share an error rate.

    Bonferroni (1936): each of them spends an equal part.

    Args:
        confidence: Of the workload, one-sided.
        claims: The plain prompt and its variants, or the candidates of a choice; 1 or more.
    """
    return min(1.0 - (1.0 - confidence) / claims, _MOST)


def confidence_of(alpha: float) -> float:
    """Compute 1 - alpha without rounding errors in the last digits; always below 1."""
    neat = round(1.0 - alpha, 12)
    return neat if neat < 1.0 else min(1.0 - alpha, _MOST)
