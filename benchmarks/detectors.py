"""Measures the refusal and pushback detectors against labels given by people and judges.

Prints Markdown tables. The labelled answers are not part of the project: `--shared` names the
folder that holds `data/refusal.jsonl` and `data/pushback.jsonl`; `--pushback` names any other file
of `{id, prompt, response, label, model}` lines (the model may be left out), and prints it alone.

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
from typing import Any

from pushback_metrics import report as pushback_report

from portcheck.checks.refusal.rules import classify as classify_refusal

Pair = tuple[str, float, float]
"""Question, label, finding; labels and findings as numbers."""
Statistic = Callable[[Sequence[Pair]], float]

REFUSAL_RANK = {"full_compliance": 0.0, "partial_refusal": 1.0, "full_refusal": 2.0}
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


def refusal_rows(rows: Sequence[dict[str, Any]]) -> dict[str, list[Pair]]:
    """Pairs by model."""
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for row in rows:
        found = REFUSAL_RANK[classify_refusal(row["response"]).label]
        pairs[row["model"]].append((row["prompt"], REFUSAL_RANK[row["label"]], found))
    return pairs


def table(pairs: dict[str, list[Pair]], columns: dict[str, Statistic]) -> str:
    """A Markdown table, one line a model."""
    lines = [f"| model | n | {' | '.join(columns)} |", "|---|---|" + "---|" * len(columns)]
    for model, found in sorted(pairs.items()):
        cells = [with_interval(found, statistic) for statistic in columns.values()]
        lines.append(f"| {model} | {len(found)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def main() -> None:
    """Prints the tables of docs/detectors.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--pushback", type=Path, help="a labelled file to measure alone")
    options = parser.parse_args()
    if options.pushback is not None:
        print(pushback_report(read(options.pushback)))
        return
    data = options.shared / "data"
    print("## Refusal\n")
    columns: dict[str, Statistic] = {
        "kappa, three classes": kappa,
        "kappa, refusal or not": lambda pairs: kappa(binary(pairs)),
        "sensitivity": sensitivity,
        "specificity": specificity,
    }
    print(table(refusal_rows(read(data / "refusal.jsonl")), columns))
    print("\n## Pushback\n")
    print(pushback_report(read(data / "pushback.jsonl")))


if __name__ == "__main__":
    main()
