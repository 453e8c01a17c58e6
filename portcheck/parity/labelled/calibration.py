"""Measure how often a judge or a detector is right, by labels of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from portcheck.parity.detector_error import UNEQUAL_BELOW, fisher_p, wilson_lower
from portcheck.parity.labelled.agreement import cohen_kappa
from portcheck.value import Value

BAD_BELOW = 0.5
"""An answer with a lower score counts as bad."""
_ONE_SIDED = 0.025
"""Error rate of each limit of a two-sided 95 % interval."""


class Judged(Value, kw_only=True):
    """One answer with the labels of people and of the judge."""

    people: str
    """The label that people gave."""
    found: str
    """The judge's or detector's label, or `passed` and `failed`."""
    is_bad: bool
    """Whether people's label gives a score below `BAD_BELOW`."""
    found_bad: bool
    """Whether the judge gave a score below `BAD_BELOW`."""


class Share(Value, kw_only=True):
    """A proportion with its 95 % interval (Wilson 1927); limits are `None` if `of` is 0."""

    number: int
    of: int
    low: float | None
    high: float | None


class Cell(Value, kw_only=True):
    """One cell of a confusion table."""

    people: str
    found: str
    answers: int


class Calibration(Value, kw_only=True):
    """The accuracy of a judge or a detector on some labelled answers."""

    answers: int
    confusion: tuple[Cell, ...]
    """Counts by both labels, the most common first."""
    kappa: float | None
    """Cohen's kappa of the labels; `None` if everything has the same label."""
    kappa_low: float | None
    kappa_high: float | None
    sensitivity: Share
    """Share of the bad answers that were found bad."""
    specificity: Share
    """Share of the other answers that were not found bad."""

    @property
    def j(self) -> float | None:
        """Sensitivity + specificity - 1; `None` if one of the classes is empty."""
        one, other = self.sensitivity, self.specificity
        return one.number / one.of + other.number / other.of - 1.0 if one.of and other.of else None


def calibration(answers: Sequence[Judged]) -> Calibration:
    """Calibrate a judge or a detector.

    Args:
        answers: At least one answer, drawn at random.

    Raises:
        ValueError: There are no answers.
    """
    if not answers:
        raise ValueError("a calibration needs at least one labelled answer")
    table = Counter((one.people, one.found) for one in answers)
    kappa = cohen_kappa([(one.people, one.found) for one in answers])
    bad = [one for one in answers if one.is_bad]
    good = [one for one in answers if not one.is_bad]
    return Calibration(
        answers=len(answers),
        confusion=tuple(
            Cell(people=people, found=found, answers=number)
            for (people, found), number in sorted(
                table.items(), key=lambda item: (-item[1], item[0])
            )
        ),
        kappa=kappa.kappa,
        kappa_low=kappa.low,
        kappa_high=kappa.high,
        sensitivity=share(sum(one.found_bad for one in bad), len(bad)),
        specificity=share(sum(not one.found_bad for one in good), len(good)),
    )


def share(number: int, of: int) -> Share:
    """Compute a proportion with its interval.

    Args:
        number: 0..of.
        of: 0 or more.
    """
    if not of:
        return Share(number=number, of=of, low=None, high=None)
    return Share(
        number=number,
        of=of,
        # Exact at the ends, where subtraction would leave a rounding error.
        low=wilson_lower(number, of, _ONE_SIDED) if number else 0.0,
        high=1.0 - wilson_lower(of - number, of, _ONE_SIDED) if number < of else 1.0,
    )


def may_be_unequal(one: Calibration, other: Calibration) -> bool:
    """Whether a judge may be better on some answers than on others; see `UNEQUAL_BELOW`."""
    return any(
        fisher_p((first.number, first.of), (second.number, second.of)) < UNEQUAL_BELOW
        for first, second in (
            (one.sensitivity, other.sensitivity),
            (one.specificity, other.specificity),
        )
    )
