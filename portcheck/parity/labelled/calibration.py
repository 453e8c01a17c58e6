"""How often a judge or a detector is right, by labels of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from portcheck.parity.detector_error import UNEQUAL_BELOW, fisher_p, wilson_lower
from portcheck.parity.labelled.agreement import cohen_kappa
from portcheck.value import Value

BAD_BELOW = 0.5
"""A score below it says that the answer is not as it should be."""
_ONE_SIDED = 0.025
"""Error rate of each limit of a two-sided 95 % interval."""


class Judged(Value, kw_only=True):
    """One answer, as people and the judge see it."""

    people: str
    """Their label."""
    found: str
    """The judge's or detector's label, or `passed` and `failed`."""
    is_bad: bool
    """By the score that their label gives, as `BAD_BELOW`."""
    found_bad: bool
    """By the score that the judge gave."""


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
    """What labels say about a judge or a detector, on some answers."""

    answers: int
    confusion: tuple[Cell, ...]
    """By label, the most common first."""
    kappa: float | None
    """Cohen's, over labels; `None` if everything has one and the same label."""
    kappa_low: float | None
    kappa_high: float | None
    sensitivity: Share
    """Of the bad answers, how many were found to be bad."""
    specificity: Share
    """Of the others, how many were not."""

    @property
    def j(self) -> float | None:
        """Sensitivity + specificity - 1; `None` if one of the classes is empty."""
        one, other = self.sensitivity, self.specificity
        return one.number / one.of + other.number / other.of - 1.0 if one.of and other.of else None


def calibration(answers: Sequence[Judged]) -> Calibration:
    """The confusion of a judge.

    Args:
        answers: At least one, drawn at random.

    Raises:
        ValueError: There is none.
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
    """A proportion with its interval.

    Args:
        number: 0..of.
        of: 0 or more.
    """
    if not of:
        return Share(number=number, of=of, low=None, high=None)
    return Share(
        number=number,
        of=of,
        # Without the dust that subtraction leaves at the ends.
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
