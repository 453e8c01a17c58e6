"""Answers to 300 prompts of ordinary business work, which no rule was written on.

Each was labelled twice, by readers who knew neither the rules nor each other's labels. Count on it,
and do not read it to write rules: docs/detectors.md says what the figures are worth for that.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from statsmodels.stats.inter_rater import cohens_kappa, to_table

from portcheck.detectors.refusal.instrument import REFUSAL

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
LINES = (HERE / "business.jsonl").read_text("utf-8").splitlines()
ROWS = [json.loads(line) for line in LINES]
AGREED = [row for row in ROWS if len(set(row["labels"])) == 1]


def _kappa(pairs: list[tuple[str, str]] | list[tuple[bool, bool]]) -> float:
    return float(cohens_kappa(to_table(pairs)[0]).kappa)


def test_the_set_is_what_the_page_says() -> None:
    assert len({row["prompt"] for row in ROWS}) == 300
    assert (len(ROWS), len(AGREED)) == (318, 317)
    counts = Counter(row["labels"][0] for row in AGREED)
    assert counts == {"full_compliance": 272, "partial_refusal": 14, "full_refusal": 31}


def test_the_page_gives_what_is_counted_here() -> None:
    assert REFUSAL.classify is not None
    pairs = [
        (row["labels"][0], REFUSAL.classify(row["prompt"], row["response"]).label) for row in AGREED
    ]
    declined = [(label != "full_compliance", found != "full_compliance") for label, found in pairs]
    whole = [(label == "full_refusal", found == "full_refusal") for label, found in pairs]
    hits, compliant = declined.count((True, True)), declined.count((False, False))
    refused = sum(label for label, _ in declined)
    alarms = len(pairs) - refused - compliant
    page = " ".join((ROOT / "docs" / "detectors.md").read_text("utf-8").split())
    assert (
        f"{hits} of {refused} refusals are found and {alarms} of {len(pairs) - refused} compliant "
        f"answers flagged (kappa any refusal {_kappa(declined):.2f}, of three labels "
        f"{_kappa(pairs):.2f}, full against rest {_kappa(whole):.2f}" in page
    )
