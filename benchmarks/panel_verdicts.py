"""Would a verdict be the same on the detector's scores as on the judges' own?

Compares every model with two baselines at a margin of 0.05 on the pushback gate, once on the mean
of the judges / 2 and once on the detector's label / 2, as the check gives it (with `--values
score`: its score / 2), case by case with the comparison that verdicts use, and prints both side by
side. The detector is cross-fitted: no weight has seen the question of the answer that it scores,
nor its vendor (with `--by model`: nor its model). Where the outcomes differ, the last column says
by how much the detector's means lie above the judges'.

`--shared` names the folder that holds `data/real_answers.jsonl`, which is not part of the project.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fit_pushback import cross_fitted, read, supplement, vendor

from portcheck.detectors.pushback.classify import SCORES, label_of
from portcheck.model.parity import Comparison
from portcheck.parity.noninferiority import compare

BASELINES = ("anthropic/claude-opus-4", "anthropic/claude-3.7-sonnet:thinking")
MARGIN = 0.05

Scores = Mapping[str, Mapping[str, float]]
"""Scores 0..1 by model and case."""


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Answers with `prompt`, `response`, `label`, `model` and `case`; failed calls are left out."""
    return [
        {
            "prompt": row["prompt"],
            "response": row["text"],
            "label": row["panel_mean"],
            "model": row["model"].partition("@")[0],
            "case": row["case"],
        }
        for row in read(path)
        if row["error"] is None and row["panel_mean"] is not None
    ]


def by_model(rows: Sequence[Mapping[str, Any]], scores: Sequence[float]) -> Scores:
    """Scores 0..2 of answers as 0..1, by model and case."""
    found: dict[str, dict[str, float]] = {}
    for row, score in zip(rows, scores, strict=True):
        found.setdefault(row["model"], {})[row["case"]] = score / 2
    return found


def verdict(scores: Scores, baseline: str, candidate: str) -> Comparison:
    """The comparison over all cases; an answer that a model did not give is missing."""
    cases = sorted({case for found in scores.values() for case in found})
    return compare(
        [scores[baseline].get(case) for case in cases],
        [scores[candidate].get(case) for case in cases],
        margin=MARGIN,
    )


def contradict(one: Comparison, other: Comparison) -> bool:
    """Whether one shows the opposite of the other."""
    return {one.outcome, other.outcome} == {"noninferior", "inferior"}


def shown(found: Comparison) -> str:
    """Outcome, difference and its 90 % interval."""
    numbers = (found.difference, found.ci_low, found.ci_high)
    if any(number is None for number in numbers):
        return found.outcome
    return "{} {:+.2f} ({:+.2f} to {:+.2f})".format(found.outcome, *numbers)


def why(one: Comparison, other: Comparison) -> str:
    """By how much the detector's means lie above the judges', where both are known."""
    if None in (one.baseline, other.baseline, one.candidate, other.candidate):
        return "answers are missing"
    baseline = (other.baseline or 0.0) - (one.baseline or 0.0)
    candidate = (other.candidate or 0.0) - (one.candidate or 0.0)
    return f"baseline {baseline:+.2f}, candidate {candidate:+.2f}"


def main() -> None:
    """Prints the tables of docs/detectors.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--values", choices=("label", "score"), default="label")
    parser.add_argument("--by", choices=("vendor", "model"), default="vendor")
    options = parser.parse_args()
    rows = rows_of(options.shared / "data/real_answers.jsonl")
    unit = vendor if options.by == "vendor" else lambda row: str(row["model"])
    scores = cross_fitted(rows, supplement(options.shared), by=unit)
    if options.values == "label":
        scores = [float(SCORES[label_of(score)]) for score in scores]
    judges = by_model(rows, [row["label"] for row in rows])
    detector = by_model(rows, scores)
    agreed = contradicted = made = 0
    for baseline in BASELINES:
        print(f"\n### Baseline {baseline}\n\n| candidate | on the judges' scores | ", end="")
        print("on the detector's scores | same |\n|---|---|---|---|")
        for candidate in sorted(set(judges) - {baseline}):
            one, other = (verdict(found, baseline, candidate) for found in (judges, detector))
            made += 1
            agreed += one.outcome == other.outcome
            contradicted += contradict(one, other)
            same = "yes" if one.outcome == other.outcome else f"no: {why(one, other)}"
            print(f"| {candidate} | {shown(one)} | {shown(other)} | {same} |")
    print(f"\n{agreed} of {made} outcomes are the same; {contradicted} contradict each other.")


if __name__ == "__main__":
    main()
