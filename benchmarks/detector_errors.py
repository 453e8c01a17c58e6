"""Measures what a detector's mistakes do to the verdict, with and without allowing for them.

Both sides are scored by one detector whose sensitivity and specificity are the same for both; in
each run it is measured anew on labelled answers. The truth lies at the margin (false-safe,
nominally 5 %) or there is no difference (power). Answers of the two sides are independent.

    python benchmarks/detector_errors.py [--runs 1000]
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass

from portcheck.gates.shared.score_gate import score_result
from portcheck.model.parity import CasePair
from portcheck.model.score import DetectorAccuracy
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


SETTINGS = (
    Setting(sensitivity=0.80, specificity=0.95, labels=300, baseline=0.05, margin=0.10, cases=200),
    Setting(sensitivity=0.80, specificity=0.95, labels=300, baseline=0.05, margin=0.10, cases=1000),
    Setting(sensitivity=0.72, specificity=0.95, labels=250, baseline=0.30, margin=0.10, cases=400),
    Setting(sensitivity=0.97, specificity=0.98, labels=300, baseline=0.05, margin=0.05, cases=200),
    Setting(sensitivity=0.99, specificity=0.99, labels=450, baseline=0.00, margin=0.05, cases=59),
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


if __name__ == "__main__":
    main()
