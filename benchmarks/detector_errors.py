"""Measures what a detector's mistakes do to the verdict, with and without allowing for them.

Both sides are scored by one detector whose sensitivity and specificity are the same for both; in
each run it is measured anew on labelled answers. The truth lies at the margin (false-safe,
nominally 5 %) or there is no difference (power). Answers of the two sides are independent.

A second table has detectors, or judges, that are not equally good on the two sides, measured on
answers of both vendors: how often the verdict would be `safe` at the margin if the two were pooled,
and how often it is as portcheck tests them for being equal; and how often equal ones pass that.

    python benchmarks/detector_errors.py [--runs 1000]
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass

from msgspec.structs import replace

from portcheck.gates.shared.score_gate import score_result
from portcheck.model.parity import CasePair
from portcheck.model.score import DetectorAccuracy, VendorAccuracy
from portcheck.parity.detector_error import DetectorError, detector_error


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One detector and one comparison."""

    sensitivity: float
    specificity: float
    labels: int
    """Of each class, on which the detector is measured."""
    baseline: float
    """Share of the baseline's answers that are bad."""
    margin: float
    cases: int


VENDORS = ("one", "other")
BAD = 0.05
"""Share of the baseline's answers that are bad, where the detector is not equally good."""
SETTINGS = (
    Setting(sensitivity=0.80, specificity=0.95, labels=300, baseline=0.05, margin=0.10, cases=200),
    Setting(sensitivity=0.80, specificity=0.95, labels=300, baseline=0.05, margin=0.10, cases=1000),
    Setting(sensitivity=0.72, specificity=0.95, labels=250, baseline=0.30, margin=0.10, cases=400),
    Setting(sensitivity=0.97, specificity=0.98, labels=300, baseline=0.05, margin=0.05, cases=200),
    Setting(sensitivity=0.99, specificity=0.99, labels=450, baseline=0.00, margin=0.05, cases=59),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unequal:
    """A detector, or judge, on two vendors; the candidate's is the second."""

    sensitivity: tuple[float, float]
    specificity: tuple[float, float]
    labels: int
    """Of each class and vendor."""
    margin: float
    cases: int


UNEQUAL = tuple(
    Unequal(
        sensitivity=sensitivity,
        specificity=specificity,
        labels=labels,
        margin=margin,
        cases=cases,
    )
    for sensitivity, specificity in (
        ((0.95, 0.70), (0.97, 0.97)),
        ((0.90, 0.70), (0.93, 0.98)),
        ((0.85, 0.70), (0.96, 0.98)),
        ((0.80, 0.70), (0.97, 0.97)),
    )
    for labels, margin, cases in ((100, 0.10, 200), (100, 0.05, 400), (300, 0.10, 1000))
)


def binomial(rng: random.Random, trials: int, share: float) -> int:
    """Successes among trials."""
    return sum(rng.random() < share for _ in range(trials))


def is_noninferior(
    cases: list[CasePair[float]], margin: float, error: DetectorError | None
) -> bool:
    """The outcome of the gate, as the verdict takes it."""
    gate = score_result(
        "refusal",
        cases,
        {"margin": margin},
        confidence=0.95,
        max_missing=0.05,
        detector="simulated",
        error=error,
    )
    return gate is not None and gate.outcome == "noninferior"


def rates(setting: Setting, loss: float, runs: int, seed: int) -> tuple[float, float]:
    """How often the outcome is noninferior: as found, and allowing for the detector."""
    rng = random.Random(seed)

    def seen(bad: float) -> float:
        flagged = setting.sensitivity if rng.random() < bad else 1 - setting.specificity
        return 0.0 if rng.random() < flagged else 1.0

    raw = allowed = 0
    for _ in range(runs):
        measured = DetectorAccuracy(
            true_positives=binomial(rng, setting.labels, setting.sensitivity),
            positives=setting.labels,
            true_negatives=binomial(rng, setting.labels, setting.specificity),
            negatives=setting.labels,
        )
        cases = [
            CasePair(
                case=str(number),
                group=str(number),
                baseline=(seen(setting.baseline),),
                candidate=(seen(setting.baseline + loss),),
            )
            for number in range(setting.cases)
        ]
        raw += is_noninferior(cases, setting.margin, None)
        allowed += is_noninferior(cases, setting.margin, detector_error(measured, alpha=0.05))
    return raw / runs, allowed / runs


def measured_on(rng: random.Random, setting: Unequal, side: int) -> VendorAccuracy:
    """The counts of one calibration on answers of one vendor."""
    return VendorAccuracy(
        vendor=VENDORS[side],
        true_positives=binomial(rng, setting.labels, setting.sensitivity[side]),
        positives=setting.labels,
        true_negatives=binomial(rng, setting.labels, setting.specificity[side]),
        negatives=setting.labels,
    )


def unequal_rates(setting: Unequal, runs: int, seed: int) -> tuple[float, float, float]:
    """`safe` at the margin, pooled and tested; and equal detectors that are taken for unequal."""
    rng = random.Random(seed)

    def seen(side: int, bad: float) -> float:
        finds, passes = setting.sensitivity[side], setting.specificity[side]
        return 0.0 if rng.random() < (finds if rng.random() < bad else 1 - passes) else 1.0

    pooled = tested = apart = 0
    for _ in range(runs):
        one, other = (measured_on(rng, setting, side) for side in (0, 1))
        counts = DetectorAccuracy(
            true_positives=one.true_positives + other.true_positives,
            positives=one.positives + other.positives,
            true_negatives=one.true_negatives + other.true_negatives,
            negatives=one.negatives + other.negatives,
        )
        rows = [
            CasePair(
                case=str(number),
                group=str(number),
                baseline=(seen(0, BAD),),
                candidate=(seen(1, BAD + setting.margin),),
            )
            for number in range(setting.cases)
        ]
        for together in (True, False):
            known = counts if together else replace(counts, by_vendor=(one, other))
            error = detector_error(known, alpha=0.05, vendors=VENDORS)
            safe = not error.weak and is_noninferior(rows, setting.margin, error)
            pooled += safe and together
            tested += safe and not together
        twin = replace(measured_on(rng, setting, 0), vendor=VENDORS[1])
        alike = detector_error(replace(counts, by_vendor=(one, twin)), alpha=0.05, vendors=VENDORS)
        apart += "equally" in alike.weak
    return pooled / runs, tested / runs, apart / runs


def main() -> None:
    """Prints the table of docs/statistics.md."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=1000, help="simulated runs a cell")
    runs = parser.parse_args().runs
    columns = ("sensitivity, specificity, labels", "margin, n", "false-safe", "allowing")
    print(f"| {' | '.join((*columns, 'power', 'allowing'))} |")
    print("|---|---|---|---|---|---|")
    for seed, setting in enumerate(SETTINGS):
        at_margin = rates(setting, setting.margin, runs, 2 * seed)
        without = rates(setting, 0.0, runs, 2 * seed + 1)
        print(
            f"| {setting.sensitivity:.2f}, {setting.specificity:.2f}, {setting.labels} of each "
            f"| {setting.margin:.2f}, {setting.cases} "
            f"| {at_margin[0]:.1%} | {at_margin[1]:.1%} | {without[0]:.1%} | {without[1]:.1%} |",
            flush=True,
        )

    print()
    names = ("sensitivity, specificity: baseline's, candidate's", "labels", "margin, n")
    print(f"| {' | '.join((*names, 'pooled', 'tested', 'equal, not taken for it'))} |")
    print("|---|---|---|---|---|---|")
    for seed, unequal in enumerate(UNEQUAL):
        together, tested, apart = unequal_rates(unequal, runs, 100 + seed)
        sides = zip(unequal.sensitivity, unequal.specificity, strict=True)
        print(
            f"| {'; '.join(f'{finds:.2f}, {passes:.2f}' for finds, passes in sides)} "
            f"| {unequal.labels} of each | {unequal.margin:.2f}, {unequal.cases} "
            f"| {together:.1%} | {tested:.1%} | {apart:.0%} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
