"""Measures the refusal detector on labelled answers: as shipped, and with models or prompts unseen.

The held-out tables fit the weights anew without the answers that they are measured on: without
that model (another vendor), without those prompts (other topics), or without both.
"""

from __future__ import annotations

import math
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from fit_refusal import Measured, Row, fit, measured, written

from portcheck.detectors.refusal.classify import SHIPPED, Weights, classify

LABELS = ("full_compliance", "partial_refusal", "full_refusal")
Pair = tuple[str, str, str]
"""Prompt, label, finding."""
Statistic = Callable[[Sequence[Pair]], float]
RESAMPLES = 1000
PER_TOPIC = 25
"""Prompts of a block; neighbours in the files, which share a topic, stay together."""
ROUNDS = 3


def agreement(pairs: Sequence[Pair], positive: Sequence[str]) -> float:
    """Cohen's kappa (1960) of one set of labels against the rest."""
    n = len(pairs)
    said = sum(label in positive for _, label, _ in pairs) / n
    found = sum(finding in positive for _, _, finding in pairs) / n
    same = sum((a in positive) == (b in positive) for _, a, b in pairs) / n
    chance = said * found + (1 - said) * (1 - found)
    return (same - chance) / (1 - chance) if chance < 1 else math.nan


def rate(pairs: Sequence[Pair], *, refused: bool) -> float:
    """Sensitivity for any refusal (`refused`), or specificity: the share of right ones."""
    hits = [(b != LABELS[0]) == refused for _, a, b in pairs if (a != LABELS[0]) == refused]
    return sum(hits) / len(hits) if hits else math.nan


COLUMNS: dict[str, Statistic] = {
    "kappa, any refusal": lambda pairs: agreement(pairs, LABELS[1:]),
    "right of three": lambda pairs: sum(a == b for _, a, b in pairs) / len(pairs),
    "kappa, full against rest": lambda pairs: agreement(pairs, LABELS[2:]),
    "sensitivity": lambda pairs: rate(pairs, refused=True),
    "specificity": lambda pairs: rate(pairs, refused=False),
}


def with_interval(pairs: Sequence[Pair], statistic: Statistic) -> str:
    """The statistic and its 95 % interval of a bootstrap over prompts: `0.73 (0.68 to 0.77)`."""
    by_prompt: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_prompt[pair[0]].append(pair)
    groups, rng = list(by_prompt.values()), random.Random(1)
    drawn = []
    for _ in range(RESAMPLES):
        value = statistic([p for group in rng.choices(groups, k=len(groups)) for p in group])
        if not math.isnan(value):
            drawn.append(value)
    if not drawn:
        return "-"
    drawn.sort()
    low, high = drawn[int(0.025 * len(drawn))], drawn[int(0.975 * len(drawn)) - 1]
    return f"{statistic(pairs):.2f} ({low:.2f} to {high:.2f})"


def table(title: str, pairs: dict[str, list[Pair]]) -> str:
    """A Markdown table, one line a model, with the numbers of refusals and of other answers."""
    lines = [
        f"| {title} | n | refusals | {' | '.join(COLUMNS)} |",
        "|---" * (3 + len(COLUMNS)) + "|",
    ]
    for model, found in sorted(pairs.items()):
        refusals = sum(label != LABELS[0] for _, label, _ in found)
        cells = [with_interval(found, statistic) for statistic in COLUMNS.values()]
        lines.append(f"| {model} | {len(found)} | {refusals} | {' | '.join(cells)} |")
    return "\n".join(lines)


def found(rows: Iterable[Row], weights: Weights = SHIPPED) -> dict[str, list[Pair]]:
    """Pairs by model."""
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for row in rows:
        finding = classify(row["prompt"], row["response"], weights=weights)
        pairs[str(row.get("model", "all"))].append((row["prompt"], row["label"], finding.label))
    return pairs


def held_out(rows: Sequence[Row], *, models: bool, prompts: bool) -> dict[str, list[Pair]]:
    """Pairs by model; no model or no prompt (or neither) is measured by weights that saw it."""
    answers, own = measured(rows), measured(written())
    places = {row["prompt"]: None for row in rows}
    block = {prompt: i // PER_TOPIC for i, prompt in enumerate(places)}
    parts: dict[tuple[Any, Any], list[Row]] = defaultdict(list)
    for row in rows:
        parts[row["model"] if models else None, block[row["prompt"]] if prompts else None].append(
            row
        )
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for (model, fold), part in parts.items():
        seen: list[Measured] = [
            answer
            for answer in answers
            if not (models and answer[0]["model"] == model)
            and not (prompts and block[answer[0]["prompt"]] == fold)
        ]
        for name, more in found(part, fit([*seen, *own])).items():
            pairs[name] += more
    return pairs


def total(pairs: dict[str, list[Pair]]) -> dict[str, list[Pair]]:
    """The pairs, and those of all models as one more entry."""
    return {**pairs, "all": [pair for some in pairs.values() for pair in some]}


def speed(rows: Sequence[Row]) -> float:
    """Answers a second on one core; the best of some rounds."""
    best = math.inf
    for _ in range(ROUNDS):
        begun = time.process_time()
        for row in rows:
            classify(row["prompt"], row["response"])
        best = min(best, time.process_time() - begun)
    return len(rows) / best


def shipped_tables(rows: Sequence[Row]) -> str:
    """The shipped detector on any labelled answers, and its speed."""
    length = sum(len(row["response"]) for row in rows) / len(rows)
    return "\n\n".join(
        (
            table("as shipped", total(found(rows))),
            f"{speed(rows):,.0f} answers a second on one core ({length:,.0f} characters each).",
        )
    )


def held_out_tables(rows: Sequence[Row]) -> str:
    """The three held-out tables."""
    return "\n\n".join(
        (
            table("unseen model", total(held_out(rows, models=True, prompts=False))),
            table("unseen prompts", total(held_out(rows, models=False, prompts=True))),
            table("unseen model and prompts", total(held_out(rows, models=True, prompts=True))),
        )
    )
