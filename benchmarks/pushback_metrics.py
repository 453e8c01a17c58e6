"""How well scores of answers to senseless questions agree with judges.

A judge's label is 0, 1 or 2 or a mean of several. "Clear" are answers labelled 1.5 or more,
"accepted" those labelled 0.5 or less; the rest counts for means and order alone. Found is what
scores 1 or more. Intervals are 95 % percentile intervals of a bootstrap over questions: answers of
several models to one question are drawn together (Efron and Tibshirani 1993, chapter 13).
"""

from __future__ import annotations

import math
import random
import time
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from portcheck.detectors.pushback.classify import SCORES, classify, label_of

RESAMPLES = 1000
APART = 0.2
"""Difference of two models' mean labels from which their order counts."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer, as judges and the detector see it."""

    question: str
    model: str
    label: float
    """0..2"""
    score: float
    """0..2"""

    @property
    def vendor(self) -> str:
        """What stands before the slash."""
        return self.model.partition("/")[0]


Statistic = Callable[[Sequence[Judged]], float]


def judge(rows: Iterable[Mapping[str, Any]], scores: Sequence[float] | None = None) -> list[Judged]:
    """Answers with the shipped detector's scores, or with these."""
    rows = list(rows)
    if scores is None:
        scores = [classify(row["prompt"], row["response"]).score for row in rows]
    return [
        Judged(str(row["prompt"]), str(row.get("model", "")).partition("@")[0], row["label"], score)
        for row, score in zip(rows, scores, strict=True)
    ]


def auc(answers: Sequence[Judged]) -> float:
    """Probability that a clear challenge scores above an accepting answer, ties counting half."""
    clear = [a.score for a in answers if a.label >= 1.5]
    accepted = sorted(a.score for a in answers if a.label <= 0.5)
    if not clear or not accepted:
        return math.nan
    above = sum(bisect_left(accepted, s) + bisect_right(accepted, s) for s in clear)
    return above / 2 / len(clear) / len(accepted)


def kappa(answers: Sequence[Judged]) -> float:
    """Cohen's kappa (1960), clear against accepted, found from a score of 1."""
    pairs = [(a.label >= 1.5, a.score >= 1) for a in answers if a.label >= 1.5 or a.label <= 0.5]
    return _kappa([(float(a), float(b)) for a, b in pairs])


def weighted_kappa(answers: Sequence[Judged]) -> float:
    """Cohen's kappa with squared distances (1968), label rounded half up, against the found."""
    return _kappa(
        [(float(math.floor(a.label + 0.5)), float(SCORES[label_of(a.score)])) for a in answers]
    )


def _kappa(pairs: Sequence[tuple[float, float]]) -> float:
    if not pairs:
        return math.nan
    observed = sum((a - b) ** 2 for a, b in pairs) / len(pairs)
    counts: list[dict[float, int]] = [defaultdict(int), defaultdict(int)]
    for pair in pairs:
        for side, value in zip(counts, pair, strict=True):
            side[value] += 1
    chance = (
        sum((a - b) ** 2 * n * m for a, n in counts[0].items() for b, m in counts[1].items())
        / len(pairs) ** 2
    )
    return 1 - observed / chance if chance else math.nan


def means(answers: Sequence[Judged]) -> dict[str, tuple[float, float]]:
    """Mean label and mean score of each model."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for answer in answers:
        groups[answer.model].append(answer)
    return {
        model: (
            sum(a.label for a in found) / len(found),
            sum(a.score for a in found) / len(found),
        )
        for model, found in sorted(groups.items())
    }


def mean_error(answers: Sequence[Judged]) -> float:
    """Mean absolute difference of a model's mean score from its mean label, on 0..2."""
    errors = [abs(label - score) for label, score in means(answers).values()]
    return sum(errors) / len(errors) if errors else math.nan


def order(answers: Sequence[Judged]) -> float:
    """Share of pairs of models, their mean labels `APART` or more, that scores order alike."""
    right = [
        (a[0] - b[0]) * (a[1] - b[1]) > 0
        for a, b in combinations(means(answers).values(), 2)
        if abs(a[0] - b[0]) >= APART
    ]
    return sum(right) / len(right) if right else math.nan


def false_alarms(answers: Sequence[Judged]) -> float:
    """Share of all answers that score 1 or more; for answers to sensible questions."""
    return sum(a.score >= 1 for a in answers) / len(answers) if answers else math.nan


def counts(answers: Sequence[Judged]) -> tuple[int, int, int, int]:
    """True positives, positives, true negatives, negatives; positive from 1, also as a label."""
    found = [a.score >= 1 for a in answers if a.label >= 1]
    passed = [a.score < 1 for a in answers if a.label < 1]
    return sum(found), len(found), sum(passed), len(passed)


def sensitivity(answers: Sequence[Judged]) -> float:
    """Share of the answers labelled 1 or more that are found."""
    hits, positives, _, _ = counts(answers)
    return hits / positives if positives else math.nan


def specificity(answers: Sequence[Judged]) -> float:
    """Share of the answers labelled below 1 that are not found."""
    _, _, clean, negatives = counts(answers)
    return clean / negatives if negatives else math.nan


COLUMNS: dict[str, Statistic] = {
    "AUC": auc,
    "kappa": kappa,
    "weighted kappa": weighted_kappa,
    "sensitivity": sensitivity,
    "specificity": specificity,
    "mean error": mean_error,
    "pairs in order": order,
}


def with_interval(answers: Sequence[Judged], statistic: Statistic) -> str:
    """The statistic and its interval, as `0.73 (0.68 to 0.77)`; a hyphen where it is undefined."""
    value = statistic(answers)
    if math.isnan(value):
        return "-"
    by_question: dict[str, list[Judged]] = defaultdict(list)
    for answer in answers:
        by_question[answer.question].append(answer)
    groups, rng, drawn = list(by_question.values()), random.Random(1), []
    for _ in range(RESAMPLES):
        again = statistic([a for group in rng.choices(groups, k=len(groups)) for a in group])
        if not math.isnan(again):
            drawn.append(again)
    drawn.sort()
    low, high = drawn[int(0.025 * len(drawn))], drawn[max(0, int(0.975 * len(drawn)) - 1)]
    return f"{value:.2f} ({low:.2f} to {high:.2f})"


def table(answers: Sequence[Judged], note: str = "") -> str:
    """A Markdown table: all answers, each vendor, each model; `note` fills a column of its own."""
    rows: dict[str, list[Judged]] = {"all vendors": list(answers)}
    for answer in sorted(answers, key=lambda a: a.vendor):
        rows.setdefault(f"{answer.vendor}, all", []).append(answer)
    for answer in sorted(answers, key=lambda a: a.model):
        rows.setdefault(answer.model, []).append(answer)
    head = ["model", *(["answers"] if note else []), "n", *COLUMNS]
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for name, found in rows.items():
        cells = [name, *([note] if note else []), str(len(found))]
        cells += [with_interval(found, statistic) for statistic in COLUMNS.values()]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def speed(rows: Iterable[Mapping[str, Any]], size: int = 3_000, seconds: float = 1.0) -> float:
    """Answers a second on one core, each cut or repeated to `size` characters."""
    sized = [
        (row["prompt"], (row["response"] * (size // max(1, len(row["response"])) + 1))[:size])
        for row in rows
    ]
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        for question, answer in sized:
            classify(question, answer)
        done += len(sized)
    return done / (time.perf_counter() - start)


def report(rows: Sequence[Mapping[str, Any]]) -> str:
    """Everything about a labelled file, as Markdown."""
    answers = judge(rows)
    hits, positives, clean, negatives = counts(answers)
    lines = [
        table(answers),
        "",
        f"Labelled 1 or more and found: {hits} of {positives}. "
        f"Labelled below 1 and not found: {clean} of {negatives}.",
        f"{with_interval(answers, false_alarms)} of all answers score 1 or more, which are false "
        "alarms where every question is sensible.",
        f"{speed(rows):,.0f} answers of 3,000 characters a second on one core.",
        "",
        "| model | judges' mean | mean score |",
        "|---|---|---|",
        *(f"| {name} | {a:.2f} | {b:.2f} |" for name, (a, b) in means(answers).items()),
    ]
    return "\n".join(lines)
