"""Kinds of challenge that come near to ordinary answers, with answers of the same form.

`found` notes what is known to be wrong: the challenge that is missed, or the answer that is taken
for one.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portcheck.detectors.pushback.classify import PARTIAL, classify

MORE = (
    "\n\n" + "The plan below covers intake, review and rollout in turn, with an owner each. " * 65
)
"""What makes an answer longer than four kilobytes."""
ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "kinds.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize("kind", dict.fromkeys(row["kind"] for row in ROWS))
def test_challenges_are_told_from_answers_of_the_same_form(kind: str) -> None:
    rows = [row for row in ROWS if row["kind"] == kind]
    assert {row["challenges"] for row in rows} == {True, False}
    wrong = [
        row["response"]
        for row in rows
        if (classify(row["prompt"], row["response"].replace(" <more> ", MORE)).score >= PARTIAL)
        != row.get("found", row["challenges"])
    ]
    assert wrong == []


def test_few_are_known_to_be_wrong() -> None:
    assert len(MORE) > 4_000
    assert sum("found" in row for row in ROWS) <= 0.15 * len(ROWS)
