"""Format the measured accuracy of judges and detectors as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portcheck.model.numbers import count, listing, percent
from portcheck.model.visible_text import one_line
from portcheck.parity.detector_error import FEWEST_LABELS
from portcheck.parity.labelled.calibration import Calibration, Share
from portcheck.run.labels.calibrate import CheckCalibration, Part

_WIDTH = 24


def calibration_page(found: Sequence[CheckCalibration]) -> str:
    """The page with one block of lines for each check."""
    return "\n\n".join("\n".join(_lines(one)) for one in found)


def _lines(found: CheckCalibration) -> Iterator[str]:
    judge = one_line(found.judge, 80)
    yield f"{one_line(found.workload, 60)}: {one_line(found.check, 60)}, by {judge}"
    if found.measured is None:
        yield "  no randomly drawn answer has a label to compare"
    else:
        yield from _measures(found.measured)
        for part in (*found.by_vendor, *found.by_length):
            yield _row(part)
        for pair in found.unequal:
            yield f"  it may not be equally good on {one_line(pair.replace(', ', ' and on '), 120)}"
        fewest = min(found.measured.sensitivity.of, found.measured.specificity.of)
        if fewest < FEWEST_LABELS:
            yield (
                f"  {count(fewest, 'label')} of one class; it counts as measured from "
                f"{FEWEST_LABELS} on"
            )
    left = [
        f"{number} {why}"
        for number, why in (
            (found.unsure, "on which people are unsure or disagree"),
            (found.silent, "that it could not score"),
            (found.chosen, "not drawn at random"),
        )
        if number
    ]
    if left:
        yield f"  left out: {listing(left)}"


def _measures(measured: Calibration) -> Iterator[str]:
    yield f"  {count(measured.answers, 'labelled answer')} drawn at random"
    for cell in measured.confusion:
        people, said = one_line(cell.people, 40), one_line(cell.found, 40)
        yield f"  people {people}, found {said}: {cell.answers}"
    yield f"  {'kappa':<{_WIDTH}}{_kappa(measured)}"
    yield f"  {'sensitivity':<{_WIDTH}}{_share(measured.sensitivity)}"
    yield f"  {'specificity':<{_WIDTH}}{_share(measured.specificity)}"


def _row(part: Part) -> str:
    found = part.measured
    return (
        f"  {one_line(part.name, 40):<{_WIDTH}}{count(found.answers, 'answer')}; kappa "
        f"{_kappa(found)}; sensitivity {_share(found.sensitivity)}; specificity "
        f"{_share(found.specificity)}"
    )


def _kappa(found: Calibration) -> str:
    if found.kappa is None or found.kappa_low is None or found.kappa_high is None:
        return "open, because all have the same label"
    # Adding 0.0 turns a negative zero into zero.
    value, low, high = (
        f"{round(one, 2) + 0.0:.2f}" for one in (found.kappa, found.kappa_low, found.kappa_high)
    )
    return f"{value} (95 % interval {low} to {high})"


def _share(found: Share) -> str:
    if found.low is None or found.high is None:
        return "open, without such an answer"
    rate = percent(found.number / found.of)
    return (
        f"{rate} ({found.number} of {found.of}; 95 % interval {percent(found.low)} to "
        f"{percent(found.high)})"
    )
