"""The figures that the pushback detector is measured by, against their definitions."""

from __future__ import annotations

import json
import math
import random
import re
from pathlib import Path

import detectors
import panel_verdicts
import pytest
from fit_pushback import cross_fitted, supplement, vendor
from pushback_metrics import (
    Judged,
    auc,
    counts,
    false_alarms,
    judge,
    kappa,
    mean_error,
    order,
    sensitivity,
    specificity,
    weighted_kappa,
    with_interval,
)
from statsmodels.stats.inter_rater import cohens_kappa

from portcheck.detectors.pushback.classify import SCORES, label_of


def answers(seed: int = 3, n: int = 80) -> list[Judged]:
    """Made-up answers of two vendors, whose scores follow their labels loosely."""
    rng = random.Random(seed)
    found = []
    for number in range(n):
        label = rng.choice([0, 0.5, 1, 1.5, 2])
        score = min(2.0, max(0.0, label + rng.uniform(-1, 1)))
        model = rng.choice(["red/a", "red/b", "blue/c"])
        found.append(Judged(f"question {number % 20}", model, label, score))
    return found


def test_auc_is_the_share_of_pairs_in_order() -> None:
    found = [*answers(), Judged("q", "red/a", 2, 0.4), Judged("q", "red/a", 0, 0.4)]
    clear = [a.score for a in found if a.label >= 1.5]
    accepted = [a.score for a in found if a.label <= 0.5]
    wins = [1.0 if c > a else 0.5 if c == a else 0.0 for c in clear for a in accepted]
    assert auc(found) == pytest.approx(sum(wins) / len(wins))
    assert math.isnan(auc([a for a in found if a.label > 1]))


def test_kappas_are_the_published_ones() -> None:
    found = answers()
    table = [[0, 0], [0, 0]]
    three = [[0] * 3 for _ in range(3)]
    for a in found:
        three[math.floor(a.label + 0.5)][SCORES[label_of(a.score)]] += 1
        if a.label != 1:
            table[a.label > 1][a.score >= 1] += 1
    assert kappa(found) == pytest.approx(cohens_kappa(table).kappa)
    assert weighted_kappa(found) == pytest.approx(cohens_kappa(three, wt="quadratic").kappa)
    assert math.isnan(kappa([]))


def test_models_means_and_their_order() -> None:
    found = [
        Judged("q", "red/a", 2.0, 1.6),
        Judged("q", "red/b", 1.0, 1.2),
        Judged("q", "blue/c", 0.9, 1.3),
        Judged("q", "blue/d", 0.0, 0.1),
    ]
    assert mean_error(found) == pytest.approx((0.4 + 0.2 + 0.4 + 0.1) / 4)
    assert order(found) == 1.0  # b and c are less than 0.2 apart
    assert order([*found, Judged("q", "blue/e", 0.3, 1.5)]) == pytest.approx(7 / 9)
    assert counts(found) == (2, 2, 1, 2)
    assert (sensitivity(found), specificity(found)) == (1.0, 0.5)
    assert false_alarms(found) == 0.75


def test_an_interval_holds_its_estimate() -> None:
    shown = with_interval(answers(), auc)
    estimate, low, high = map(float, re.findall(r"\d\.\d\d", shown))
    assert low <= estimate <= high
    assert with_interval([], auc) == "-"


@pytest.mark.slow
def test_any_labelled_file_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {
            "id": "1",
            "prompt": "How heavy is a rumour?",
            "response": "A rumour has no weight.",
            "label": 2,
        },
        {"id": "2", "prompt": "How heavy is a rumour?", "response": "Six grams.", "label": 0},
    ]
    path = tmp_path / "labelled.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    monkeypatch.setattr("sys.argv", ["detectors.py", "--pushback", str(path)])
    detectors.main()
    out = capsys.readouterr().out
    assert "| all vendors | 2 | 1.00 " in out
    assert "answers of 3,000 characters a second" in out


@pytest.mark.slow
@pytest.mark.timeout(3600)  # fits the weights once for each vendor
def test_labels_lead_to_the_judges_verdicts_or_to_none(shared: Path) -> None:
    rows = panel_verdicts.rows_of(shared / "data" / "real_answers.jsonl")
    judges = panel_verdicts.by_model(rows, [row["label"] for row in rows])
    scores = cross_fitted(rows, supplement(shared), by=vendor)
    found = panel_verdicts.by_model(rows, [float(SCORES[label_of(score)]) for score in scores])
    same = 0
    for baseline in panel_verdicts.BASELINES:
        for candidate in set(judges) - {baseline}:
            one, other = (panel_verdicts.verdict(by, baseline, candidate) for by in (judges, found))
            assert not panel_verdicts.contradict(one, other)
            same += one.outcome == other.outcome
    assert same >= 11


def test_scores_may_come_from_elsewhere() -> None:
    (one,) = judge([{"prompt": "q", "response": "r", "label": 1, "model": "red/a@x"}], [0.5])
    assert (one.model, one.vendor, one.score) == ("red/a", "red", 0.5)
