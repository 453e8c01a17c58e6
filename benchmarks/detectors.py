"""Measures the refusal and pushback detectors against labels given by people and judges.

Prints two Markdown tables. The labelled answers are not part of the project: `--shared` names
the folder that holds `data/refusal.jsonl` and `data/pushback.jsonl`.

Intervals are 95 % percentile intervals of a bootstrap over questions: answers of several models
to one question are drawn together (Efron and Tibshirani 1993, chapter 13).
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import correlation
from typing import Any

import refusal_accuracy

from portcheck.checks.pushback.rules import SCORES
from portcheck.checks.pushback.rules import classify as classify_pushback

Pair = tuple[str, float, float]
"""Question, label, finding; labels and findings as numbers."""
Statistic = Callable[[Sequence[Pair]], float]

RESAMPLES = 1000


def kappa(pairs: Sequence[Pair], *, quadratic: bool = False) -> float:
    """Cohen's kappa (1960) over the classes 0, 1, 2, or weighted by squared distance (1968)."""
    labels, found = [round(p[1]) for p in pairs], [round(p[2]) for p in pairs]
    n = len(pairs)

    def cost(a: int, b: int) -> float:
        return float((a - b) ** 2) if quadratic else float(a != b)

    observed = sum(cost(a, b) for a, b in zip(labels, found, strict=True)) / n
    chance = sum(
        cost(a, b) * labels.count(a) * found.count(b) / n**2 for a in range(3) for b in range(3)
    )
    return 1 - observed / chance if chance else math.nan


def binary(pairs: Sequence[Pair]) -> list[Pair]:
    """Any refusal or challenge against none."""
    return [(q, float(a > 0), float(b > 0)) for q, a, b in pairs]


def sensitivity(pairs: Sequence[Pair]) -> float:
    """Share of the answers labelled above 0 that are found above 0."""
    hits = [b > 0 for _, a, b in pairs if a > 0]
    return sum(hits) / len(hits) if hits else math.nan


def specificity(pairs: Sequence[Pair]) -> float:
    """Share of the answers labelled 0 that are found 0."""
    hits = [b == 0 for _, a, b in pairs if a == 0]
    return sum(hits) / len(hits) if hits else math.nan


def spearman(pairs: Sequence[Pair]) -> float:
    """Spearman's rank correlation, ties at their mean rank."""
    labels, found = [p[1] for p in pairs], [p[2] for p in pairs]
    if len(set(labels)) < 2 or len(set(found)) < 2:
        return math.nan
    return correlation(_ranks(labels), _ranks(found))


def _ranks(values: Sequence[float]) -> list[float]:
    places: dict[float, list[int]] = defaultdict(list)
    for place, value in enumerate(sorted(values)):
        places[value].append(place)
    return [sum(places[value]) / len(places[value]) for value in values]


def with_interval(pairs: Sequence[Pair], statistic: Statistic) -> str:
    """The statistic and its interval, as `0.73 (0.68 to 0.77)`."""
    by_question: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_question[pair[0]].append(pair)
    groups, rng, drawn = list(by_question.values()), random.Random(1), []
    for _ in range(RESAMPLES):
        value = statistic([p for group in rng.choices(groups, k=len(groups)) for p in group])
        if not math.isnan(value):
            drawn.append(value)
    if not drawn:
        return "-"
    drawn.sort()
    low, high = drawn[int(0.025 * len(drawn))], drawn[int(0.975 * len(drawn)) - 1]
    return f"{statistic(pairs):.2f} ({low:.2f} to {high:.2f})"


def rounded(label: float) -> float:
    """A mean of judges as one of 0, 1, 2; halves go up."""
    return float(math.floor(label + 0.5))


def pushback_rows(rows: Sequence[dict[str, Any]]) -> dict[str, list[Pair]]:
    """Pairs by model; labels as they are, not rounded."""
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for row in rows:
        found = float(SCORES[classify_pushback(row["response"]).label])
        pairs[row["model"].partition("@")[0]].append((row["prompt"], row["label"], found))
    return pairs


def table(pairs: dict[str, list[Pair]], columns: dict[str, Statistic]) -> str:
    """A Markdown table, one line a model."""
    lines = [f"| model | n | {' | '.join(columns)} |", "|---|---|" + "---|" * len(columns)]
    for model, found in sorted(pairs.items()):
        cells = [with_interval(found, statistic) for statistic in columns.values()]
        lines.append(f"| {model} | {len(found)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def merged(pairs: dict[str, list[Pair]], name: str, wanted: str) -> dict[str, list[Pair]]:
    """The pairs, and those of all models whose name begins with `wanted` as one more entry."""
    found = [p for model, rows in pairs.items() if model.startswith(wanted) for p in rows]
    return {**pairs, name: found}


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def classes(pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs with rounded labels."""
    return [(q, rounded(a), b) for q, a, b in pairs]


def refusal_section(data: Path, file: Path | None) -> None:
    """Prints the tables of refusals: of a labelled file, or of the folder's answers."""
    print("## Refusal\n")
    if file is not None:
        print(refusal_accuracy.shipped_tables(read(file)))
        return
    rows = read(data / "refusal.jsonl")
    print(refusal_accuracy.held_out_tables(rows), "\n")
    print(refusal_accuracy.shipped_tables(rows))


def pushback_section(data: Path) -> None:
    """Prints the table of pushback."""
    print("\n## Pushback\n")
    columns: dict[str, Statistic] = {
        "weighted kappa": lambda pairs: kappa(classes(pairs), quadratic=True),
        "Spearman": spearman,
        "sensitivity": lambda pairs: sensitivity(classes(pairs)),
        "specificity": lambda pairs: specificity(classes(pairs)),
    }
    pairs = pushback_rows(read(data / "pushback.jsonl"))
    pairs = merged(merged(pairs, "anthropic, all", "anthropic/"), "google, all", "google/")
    print(table(pairs, columns))


def main() -> None:
    """Prints the tables of docs/detectors.md, or those of one labelled file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument(
        "--refusal",
        type=Path,
        metavar="FILE",
        help="only this file: JSON Lines of prompt, response, label (and model)",
    )
    arguments = parser.parse_args()
    refusal_section(arguments.shared / "data", arguments.refusal)
    if arguments.refusal is None:
        pushback_section(arguments.shared / "data")


if __name__ == "__main__":
    main()
