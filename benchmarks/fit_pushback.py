"""Fits the weights of the pushback detector and writes its `weights.py` and `ngrams.bin`.

    python benchmarks/fit_pushback.py --shared FOLDER

Learnt from three sets of answers:

- answers of several vendors to questions that make no sense, with the mean of their judges
  (`FOLDER/data/pushback.jsonl` and `pushback_xai.jsonl`, not part of the project). Each vendor
  weighs the same;
- answers written for the purpose, to sensible and to senseless questions
  (`benchmarks/pushback_examples.jsonl`);
- plain answers to sensible or merely odd questions (`FOLDER/data/refusal.jsonl`, those labelled
  `full_compliance`, not part of the project), labelled 0.

The model is a logistic regression of label / 2 (Papke and Wooldridge 1996) with a ridge penalty,
whose weights may have only the sign that their meaning gives them: an objection never lowers the
score, taking the question up never raises it. Beside the signs stand the hashes of words and pairs
(`portcheck.detectors.pushback.ngrams`), with a ridge penalty of their own and either sign; one that
a single answer has is left out. Intercept and slope are fitted once more on the
answers to senseless questions alone (Platt 1999), so that means come out as the judges'; the
examples count there as one more vendor, lest one vendor's manner sets the scale of all.
`cross_fitted` scores each answer with weights that have seen neither its vendor nor its question.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pushback_metrics import counts, judge, table
from scipy.optimize import minimize
from scipy.sparse import csr_array, hstack, vstack

from portcheck.detectors.pushback import ngrams
from portcheck.detectors.pushback import question as questions
from portcheck.detectors.pushback import text as texts
from portcheck.detectors.pushback.features import NAMES, features
from portcheck.detectors.pushback.sentences import sentences

Array = NDArray[np.float64]
Bounds = tuple[float | None, float | None]
Row = Mapping[str, Any]
"""An answer: `prompt`, `response`, `label` 0..2, `model` as `vendor/name`."""

EXAMPLES = Path(__file__).with_name("pushback_examples.jsonl")
DETECTOR = Path(ngrams.__file__).parent
TAKING_UP = frozenset(
    {
        *("comply", "todo", "praise", "along", "no_single", "ignorant", "request", "subjective"),
        *("number", "praised_metaphor", "restates", "firm_polar", "firm_plain"),
        *("praised_build", "late_plain", "polar_plain"),
        *("later_comply", "later_along"),
    }
)
"""Features that may only lower the score; all others may only raise it."""
RIDGE, HASH_RIDGE, SLOPE_RIDGE = 1.0, 0.2, 5.0
STEPS, LEAST_GAIN, LEAST_SLOPE = 5_000, 1e-15, 1e-9
"""When the search ends: so late that the weights, rounded, do not depend on the way there."""
ENOUGH = 1e-9
"""The least gain for scores that only count."""
PLAIN_WEIGHT = 0.3
"""Weight of a plain answer to a sensible question; of an example 1, of a judged answer 1 on average
over the vendors."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Learnt:
    """Features and labels of one set of answers."""

    signs: csr_array
    """One row an answer: the features of `NAMES`, then the hashes."""
    labels: Array
    """0..1: label / 2."""
    weights: Array
    senseless: NDArray[np.bool_]
    """Which of them answer a question that makes no sense."""

    def of(self, kept: NDArray[np.bool_]) -> Learnt:
        """Some of them."""
        return Learnt(self.signs[kept], self.labels[kept], self.weights[kept], self.senseless[kept])


@dataclass(frozen=True, slots=True)
class Model:
    """Intercept and weights, by the names of `NAMES` and then by hash."""

    intercept: float
    weights: Array

    def scores(self, signs: csr_array) -> Array:
        """Scores 0..2."""
        totals: Array = signs @ self.weights + self.intercept
        return np.asarray(2 / (1 + np.exp(-totals)), dtype=np.float64)


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def vendor(row: Row) -> str:
    """The vendor of an answer."""
    return str(row["model"]).partition("/")[0]


def judged(shared: Path) -> list[dict[str, Any]]:
    """The answers with judges' labels."""
    names = ("pushback.jsonl", "pushback_xai.jsonl")
    return [row for name in names for row in read(shared / "data" / name)]


def matrix(rows: Sequence[Row]) -> csr_array:
    """The features and hashes of answers, one row each."""
    signs = np.zeros((len(rows), len(NAMES)))
    values: list[float] = []
    columns: list[int] = []
    starts = [0]
    for number, row in enumerate(rows):
        asked = questions.read(row["prompt"])
        text = texts.read(row["response"], asked.words)
        found = features(sentences(text, asked), asked)
        signs[number] = [found.get(name, 0.0) for name in NAMES]
        hashes = sorted(ngrams.hashes(text.words, asked.stems))
        columns += hashes
        values += [1 / math.sqrt(max(len(hashes), ngrams.FEWEST))] * len(hashes)
        starts.append(len(columns))
    hashed = csr_array((values, columns, starts), shape=(len(rows), ngrams.BUCKETS))
    return csr_array(hstack([csr_array(signs), hashed], format="csr"))


def supplementary(shared: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The examples, and the plain answers with label 0."""
    answers = read(shared / "data" / "refusal.jsonl")
    plain = [row | {"label": 0.0} for row in answers if row["label"] == "full_compliance"]
    return read(EXAMPLES), plain


def supplement(shared: Path) -> Learnt:
    """The examples and the plain answers."""
    examples, plain = supplementary(shared)
    return Learnt(
        matrix([*examples, *plain]),
        np.array([row["label"] / 2 for row in [*examples, *plain]]),
        np.array([1.0] * len(examples) + [PLAIN_WEIGHT] * len(plain)),
        np.array([row["model"] != "ordinary" for row in examples] + [False] * len(plain)),
    )


def fit(rows: Sequence[Row], signs: csr_array, other: Learnt, gain: float = LEAST_GAIN) -> Model:
    """Weights from judged answers (`signs` are their features) and the other sets."""
    counts = {name: sum(vendor(row) == name for row in rows) for name in map(vendor, rows)}
    even = np.array([len(rows) / len(counts) / counts[vendor(row)] for row in rows])
    labels = np.array([row["label"] / 2 for row in rows])
    every = Learnt(
        csr_array(vstack([signs, other.signs], format="csr")),
        np.concatenate([labels, other.labels]),
        np.concatenate([even, other.weights]),
        np.concatenate([np.full(len(rows), True), other.senseless]),
    )
    used = np.bincount(every.signs.indices, minlength=every.signs.shape[1]) > 1
    used[: len(NAMES)] = True
    columns = np.flatnonzero(used)
    signed: list[Bounds] = [(None, 0.0) if name in TAKING_UP else (0.0, None) for name in NAMES]
    hashed = len(columns) - len(NAMES)
    ridge = np.repeat([RIDGE, HASH_RIDGE], [len(NAMES), hashed])
    known = Learnt(every.signs[:, columns], every.labels, every.weights, every.senseless)
    first = _regress(
        known, ridge, np.zeros(len(columns)), [*signed, *[(None, None)] * hashed], gain
    )
    totals = csr_array((known.signs @ first.weights + first.intercept)[:, None])
    told = Learnt(totals, every.labels, every.weights, every.senseless).of(every.senseless)
    again = _regress(told, np.array([SLOPE_RIDGE]), np.ones(1), [(0.0, None)], gain)
    slope = float(again.weights[0])
    weights = np.zeros(every.signs.shape[1])
    weights[columns] = slope * first.weights
    return Model(again.intercept + slope * first.intercept, weights)


def _regress(
    learnt: Learnt, ridge: Array, centre: Array, bounds: list[Bounds], gain: float
) -> Model:
    """Weighted logistic regression with weights drawn towards `centre`."""
    across = csr_array(learnt.signs.T)

    def loss(values: Array) -> tuple[float, Array]:
        odds = learnt.signs @ values[1:] + values[0]
        off = values[1:] - centre
        cost = learnt.weights @ (np.logaddexp(0, odds) - learnt.labels * odds)
        error = learnt.weights * (1 / (1 + np.exp(-odds)) - learnt.labels)
        slope = np.concatenate([[error.sum()], across @ error + ridge * off])
        return float(cost + ridge @ off**2 / 2), slope

    start = np.zeros(len(centre) + 1)
    limits = {"maxiter": STEPS, "maxfun": STEPS, "ftol": gain, "gtol": LEAST_SLOPE}
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=[(None, None), *bounds], options=limits
    )
    return Model(float(found.x[0]), found.x[1:])


def fold(row: Row) -> int:
    """The fold of an answer's question."""
    return hashlib.sha256(str(row["prompt"]).encode()).digest()[1] % FOLDS


def unread(row: Row) -> bool:
    """Whether no answer to this question was read while the rules were written."""
    return hashlib.sha256(b"final:" + str(row["prompt"]).encode()).digest()[0] % 3 == 0


def cross_fitted(
    rows: Sequence[Row], other: Learnt, *, by: Callable[[Row], Hashable], questions_too: bool = True
) -> list[float]:
    """Scores of answers from weights that were fitted without them.

    Args:
        rows: Judged answers.
        other: What is always learnt from.
        by: Answers with the same value are held out together (vendor, model).
        questions_too: Whether answers to the same questions are held out as well.
    """
    signs = matrix(rows)
    scores = np.zeros(len(rows))
    units = np.array([str(by(row)) for row in rows])
    folds = np.array([fold(row) if questions_too else 0 for row in rows])
    for unit in sorted(set(units)):
        for number in sorted(set(folds[units == unit])):
            held = units == unit
            kept = ~held & (folds != number) if questions_too else ~held
            model = fit(
                [row for row, k in zip(rows, kept, strict=True) if k], signs[kept], other, ENOUGH
            )
            chosen = held & (folds == number)
            scores[chosen] = model.scores(signs[chosen])
    return [float(score) for score in scores]


def plain_scores(shared: Path, rows: Sequence[Row], other: Learnt) -> dict[str, list[float]]:
    """Scores of answers to sensible questions from weights fitted without the question."""
    signs, groups = matrix(rows), supplementary(shared)
    folds = np.array([fold(row) for row in rows])
    others = np.array([fold(row) for group in groups for row in group])
    scores = np.zeros(len(others))
    for number in range(FOLDS):
        kept = folds != number
        some = [row for row, k in zip(rows, kept, strict=True) if k]
        model = fit(some, signs[kept], other.of(others != number), ENOUGH)
        scores[others == number] = model.scores(other.signs[others == number])
    examples = groups[0]
    return {
        "sensible examples": [
            float(score)
            for row, score in zip(examples, scores, strict=False)
            if row["model"] == "ordinary"
        ],
        "plain answers": [float(score) for score in scores[len(examples) :]],
    }


def files(model: Model) -> dict[str, bytes]:
    """What the detector reads: `weights.py` and `ngrams.bin`, by name."""
    signs, hashed = model.weights[: len(NAMES)], model.weights[len(NAMES) :]
    unit = float(np.abs(hashed).max()) / 127
    return {
        "weights.py": module(model.intercept, signs, unit).encode(),
        "ngrams.bin": np.rint(hashed / unit).astype(np.int8).tobytes(),
    }


def module(intercept: float, weights: Array, unit: float) -> str:
    """The source of `portcheck.detectors.pushback.weights`."""
    lines = [
        '"""The weights of the signs; made by benchmarks/fit_pushback.py (docs/detectors.md)."""',
        "",
        "from __future__ import annotations",
        "",
        "from types import MappingProxyType",
        "",
        f"INTERCEPT = {intercept:.3f}",
        f"UNIT = {unit:.5f}",
        '"""Value of one step of the weights in `ngrams.bin`."""',
        "WEIGHTS = MappingProxyType(",
        "    {",
        *(
            f'        "{name}": {weight:.3f},'
            for name, weight in zip(NAMES, weights, strict=True)
            if not math.isclose(weight, 0.0, abs_tol=5e-4)
        ),
        "    }",
        ")",
        '"""Weights of the features; signs that tell nothing are left out."""',
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Writes the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument(
        "--held-out", action="store_true", help="print how scores do that are fitted without"
    )
    options = parser.parse_args()
    rows, other = judged(options.shared), supplement(options.shared)
    if options.held_out:
        print_held_out(rows, other)
        for name, scores in plain_scores(options.shared, rows, other).items():
            print(f"\n{name}: {sum(score >= 1 for score in scores)} of {len(scores)} score 1")
        return
    for name, content in files(fit(rows, matrix(rows), other)).items():
        (DETECTOR / name).write_bytes(content)


def print_held_out(rows: Sequence[Row], other: Learnt) -> None:
    """Prints the tables of docs/detectors.md and the counts behind them."""
    ways: dict[str, Callable[[Row], Hashable]] = {
        "vendor and question": vendor,
        "model and question": lambda row: row["model"],
    }
    for name, by in ways.items():
        answers = judge(rows, cross_fitted(rows, other, by=by))
        print(f"\n## Held out: {name}\n\n{table(answers, 'held out')}")
        kept = [answer for answer, row in zip(answers, rows, strict=True) if unread(row)]
        print(f"\nOf these, questions that were not read:\n\n{table(kept, 'held out, unread')}")
        print("\ntrue positives, positives, true negatives, negatives:", counts(answers))
        for held in sorted({answer.vendor for answer in answers}):
            print(f"  {held}:", counts([a for a in answers if a.vendor == held]))
    answers = judge(rows, cross_fitted(rows, other, by=vendor, questions_too=False))
    print(f"\n## Held out: vendor, questions seen\n\n{table(answers, 'held out')}")


if __name__ == "__main__":
    main()
