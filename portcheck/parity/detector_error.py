"""Correct a comparison for a detector's mistakes.

Let a detector find a behaviour with sensitivity se and specificity sp, the same on both sides. A
true difference d of rates then shows as (se + sp - 1) d (Rogan and Gladen 1978, American Journal of
Epidemiology 107:71): equal mistakes hide a part of a loss. J = se + sp - 1 is Youden's index
(1950), known from a finite sample; its lower limit scales the margin that a raw difference must
clear.
"""

from __future__ import annotations

import math
from statistics import NormalDist

from msgspec import Struct

from portcheck.model.numbers import count, decimal, wilson
from portcheck.model.score import CardUsed, DetectorAccuracy, VendorAccuracy

SHARE_OF_ALPHA = 0.2
"""Share of a look's error rate that the limit of J uses; the difference has the rest."""
LOWEST_J = 0.5
"""With a lower J, or without enough labels, the difference must clear this share of the margin."""
FEWEST_LABELS = 100
"""Fewest labels of each class: behaviour shown and not shown."""
UNEQUAL_BELOW = 0.2
"""Two vendors count as unequal if the p-value of equal rates is below this. High on purpose: the
harmful mistake is to treat unequal vendors as equal (benchmarks/detector_errors.py)."""


class DetectorError(Struct, frozen=True, kw_only=True):
    """How far a detector's scores can be trusted in one comparison."""

    j: float
    """Youden's index as measured, -1..1."""
    j_low: float
    """Its one-sided lower limit at `SHARE_OF_ALPHA` of the look's error rate."""
    finds_low: float
    """One-sided lower limit of its sensitivity, 0..1, at `SHARE_OF_ALPHA` of the look's error
    rate."""
    weak: str = ""
    """Why a comparison that holds is only a condition, one clause; "" if the detector suffices."""
    labelled: bool = True
    """It was measured on enough labels of both classes."""
    untested: str = ""
    """The untested assumptions, one clause; "" if there are none."""

    card: CardUsed | None = None
    """The detector card that its counts come from."""
    language: str = ""
    """A clause on the answers in a language in which it was not measured; "" if they are few."""

    @property
    def condemns(self) -> bool:
        """Whether it was measured well enough to blame a loss on the candidate."""
        return not self.weak and not self.language

    @property
    def share_of_margin(self) -> float:
        """Share of the margin that the raw difference must clear, 0..1."""
        return self.j_low if self.labelled and self.j_low >= LOWEST_J else LOWEST_J


def detector_error(
    accuracy: DetectorAccuracy | None, *, alpha: float, vendors: tuple[str, str] = ("", "")
) -> DetectorError:
    """Compute how far a detector can be trusted in one comparison.

    If vendors may differ, the counts of the worse side decide, and a comparison is at best a
    condition: unequal mistakes can hide a loss of any size. An unmeasured vendor gets the worst of
    the measured counts.

    Args:
        accuracy: its confusion on labelled answers; `None` if nobody has measured it.
        alpha: one-sided error rate of the look, 0 < alpha < 0.5.
        vendors: vendors of the baseline and of the candidate.
    """
    if accuracy is None or not accuracy.positives or not accuracy.negatives:
        weak = "nobody has measured how often its detector is wrong"
        return DetectorError(j=0.0, j_low=-1.0, finds_low=0.0, weak=weak, labelled=False)
    share = SHARE_OF_ALPHA * alpha
    counts, differing = _deciding(accuracy, vendors, UNEQUAL_BELOW)
    low = _j_low(counts, share)
    fewest = min(counts.positives, counts.negatives)
    return DetectorError(
        j=_j(counts),
        j_low=low,
        finds_low=wilson_lower(counts.true_positives, counts.positives, share),
        weak=_weak(fewest, low) or differing,
        labelled=fewest >= FEWEST_LABELS,
        untested=_untested(accuracy, vendors),
    )


def wilson_lower(successes: int, trials: int, alpha: float) -> float:
    """One-sided lower limit of a proportion (Wilson 1927, JASA 22:209).

    Args:
        successes: 0..trials.
        trials: 1 or more.
        alpha: error rate, 0 < alpha < 0.5.
    """
    return wilson(successes, trials, NormalDist().inv_cdf(1.0 - alpha))[0]


def confidence_of_difference(confidence: float, error: DetectorError | None) -> float:
    """One-sided confidence of a difference after the detector's J has used its share of alpha."""
    if error is None:
        return confidence
    return 1.0 - (1.0 - SHARE_OF_ALPHA) * (1.0 - confidence)


Confusion = DetectorAccuracy | VendorAccuracy


def _j(counts: Confusion) -> float:
    return counts.true_positives / counts.positives + counts.true_negatives / counts.negatives - 1.0


def _j_low(counts: Confusion, alpha: float) -> float:
    """Lower limit of a sum of two proportions from their own (Zou and Donner 2008, eq. 2.2)."""
    se = counts.true_positives / counts.positives
    sp = counts.true_negatives / counts.negatives
    below_se = se - wilson_lower(counts.true_positives, counts.positives, alpha)
    below_sp = sp - wilson_lower(counts.true_negatives, counts.negatives, alpha)
    return se + sp - 1.0 - math.hypot(below_se, below_sp)


def _deciding(
    accuracy: DetectorAccuracy, vendors: tuple[str, str], alpha: float
) -> tuple[Confusion, str]:
    """The counts that decide, and a clause if the two vendors are shown to differ."""
    measured = [entry for entry in accuracy.by_vendor if entry.positives and entry.negatives]
    if not measured:
        return accuracy, ""
    worst = min(measured, key=_j)
    known = {entry.vendor.lower(): entry for entry in measured}
    one, other = (known.get(name.lower(), worst) for name in vendors)
    if any(name and name.lower() not in known for name in vendors):
        # An unmeasured vendor need not be like the mean of the measured ones.
        known_counts: list[Confusion] = [one, other, accuracy]
        return min(known_counts, key=_j), _differing(one, other, vendors, alpha)
    if not any(_differ(entry, worst, alpha) for entry in (one, other, *measured)):
        return accuracy, ""
    return min(one, other, key=_j), _differing(one, other, vendors, alpha)


def _differing(
    one: VendorAccuracy, other: VendorAccuracy, vendors: tuple[str, str], alpha: float
) -> str:
    if not _differ(one, other, alpha):
        return ""
    return (
        f"its detector is not equally good on {vendors[0]} and on {vendors[1]}, so the worse "
        "counts decide"
    )


def _weak(fewest_labels: int, j_low: float) -> str:
    if fewest_labels < FEWEST_LABELS:
        labels = count(fewest_labels, "label")
        return f"its detector was measured on {labels} of one class, but needs {FEWEST_LABELS}"
    if j_low < LOWEST_J:
        return (
            "its detector is wrong too often: the lower limit of sensitivity + specificity - 1 "
            f"is {decimal(j_low, LOWEST_J, least=2)}, below {LOWEST_J:g}"
        )
    return ""


def _untested(accuracy: DetectorAccuracy, vendors: tuple[str, str]) -> str:
    known = {entry.vendor.lower() for entry in accuracy.by_vendor}
    unseen = [name for name in dict.fromkeys(vendors) if name and name.lower() not in known]
    if not unseen:
        return ""
    names = " and ".join(unseen)
    return f"the detector was not measured on answers of {names}"


def _differ(one: VendorAccuracy, other: VendorAccuracy, alpha: float) -> bool:
    """Whether sensitivity or specificity is shown to differ, two-sided at alpha each."""
    return (
        fisher_p((one.true_positives, one.positives), (other.true_positives, other.positives))
        < alpha
        or fisher_p((one.true_negatives, one.negatives), (other.true_negatives, other.negatives))
        < alpha
    )


def fisher_p(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Two-sided p-value of equal proportions (Fisher's exact test, 1934).

    Args:
        one: successes and trials.
        other: successes and trials of the other sample.
    """
    (a, n), (b, m) = one, other
    if not n or not m:
        return 1.0
    total = a + b
    whole = math.comb(n + m, total)
    chances = [
        math.comb(n, k) * math.comb(m, total - k)
        for k in range(max(0, total - m), min(n, total) + 1)
    ]
    seen = math.comb(n, a) * math.comb(m, b)
    # Integers, so that equal chances compare as equal.
    return sum(chance for chance in chances if chance <= seen) / whole
