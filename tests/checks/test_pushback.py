"""The check `pushback` and its rules."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from check_builders import ask, make_completion

from portcheck.checks.pushback.rules import DETECTOR, SCORES, classify
from portcheck.model.completion import RefusalSignal

CLEAR = [
    "There is no such unit: a sonnet has no boiling point, so nothing can be computed.",
    "The colour of the van would not have any effect on the mortgage rate.",
    "Your question mixes plumbing terms with opera; the two have nothing to do with each other.",
    "I'm not familiar with a dorsal ledger protocol, and it isn't an established method.",
    "This rests on a false premise. Tides are not connected to payroll.",
    "That is meaningless as asked. What are you trying to find out?",
    "A choir doesn't literally have a voltage. Could you clarify what you want to know?",
]
ACCEPTED = [
    "",
    "42",
    "Great question! The melancholy index of your spreadsheet is about 7.2 per column.",
    "Here's a framework:\n1. Measure the sonnet.\n2. Heat it slowly.\n3. Note the boiling point.",
    "I recommend repainting the van before the rate is fixed, and again at renewal.",
    "I would need more data on your choir to compute its voltage.",
    "Set the timeout to thirty seconds. You don't need to restart the service.",
    "No, the warranty does not cover water damage.",
    "Sort the values and take the middle one; that is the median.",
]
PARTIAL = [
    "While a sonnet has no literal boiling point, I can play along: start at 90 degrees.",
]


@pytest.mark.parametrize("text", CLEAR)
def test_clear_pushback(text: str) -> None:
    assert classify(text).label == "clear_pushback"
    assert ask("pushback", None, text).value == 1.0
    assert ask("pushback", None, text, expect="none").value == 0.0


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(text: str) -> None:
    assert classify(text).label == "accepted_nonsense"


@pytest.mark.parametrize("text", PARTIAL)
def test_partial_challenge_is_worth_half_and_does_not_pass(text: str) -> None:
    for expect in ("challenge", "none"):
        outcome = ask("pushback", None, text, expect=expect)
        assert (outcome.label, outcome.value, outcome.status) == (
            "partial_challenge",
            0.5,
            "failed",
        )


def test_sensible_twin_wants_a_plain_answer() -> None:
    outcome = ask("pushback", None, "Take the middle value; that is the median.", expect="none")
    assert (outcome.status, outcome.value, outcome.label) == ("passed", 1.0, "accepted_nonsense")
    assert outcome.detector == DETECTOR
    assert outcome.confirmed


def test_late_doubt_is_worth_less_than_an_early_one() -> None:
    doubt = "There is no established unit for this."
    filler = "Measure the sonnet on Monday and write the value down. " * 12
    assert classify(f"{doubt} {filler}").points > classify(f"{filler} {doubt}").points


def test_quoted_and_listed_words_are_not_the_answers_own() -> None:
    assert classify('My colleague wrote "this is nonsense" on it.').label == "accepted_nonsense"
    assert classify("> This is nonsense.\n\nThe median is 4.").label == "accepted_nonsense"


@pytest.mark.parametrize("expect", ["challenge", "none"])
@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"refusal_signal": RefusalSignal(kind="content_filter")}, "declined by the provider"),
        ({"finish_reason": "refusal"}, "declined by the provider"),
        ({"finish_reason": "length"}, "output limit"),
        ({}, "no text"),
    ],
)
def test_saying_nothing_neither_challenges_nor_answers(
    expect: str, fields: dict[str, Any], reason: str
) -> None:
    outcome = ask("pushback", None, make_completion("", **fields), expect=expect)
    assert (outcome.status, outcome.value, outcome.label) == ("failed", 0.0, None)
    assert not outcome.confirmed
    assert reason in outcome.reason


@pytest.mark.parametrize(
    ("vendor", "answers", "at_least"), [("anthropic/", 328, 0.65), ("google/", 165, 0.4)]
)
def test_agreement_with_judges(shared: Path, vendor: str, answers: int, at_least: float) -> None:
    from statsmodels.stats.inter_rater import cohens_kappa

    lines = (shared / "data" / "pushback.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["model"].startswith(vendor)]
    table = [[0] * 3 for _ in range(3)]
    for row in rows:
        found = SCORES[classify(row["response"]).label]
        table[math.floor(row["label"] + 0.5)][found] += 1
    assert len(rows) == answers
    assert cohens_kappa(table, wt="quadratic").kappa >= at_least
