"""Harmless answers of many kinds pass the checks of security controls."""

from __future__ import annotations

from collections import Counter

from harmless_answers import alarms, answers, checks

FEWEST = 60
"""Answers: with none flagged, the share of false alarms is under 6 % (95 %)."""


def test_none_is_flagged() -> None:
    wrong = [
        (name, answer["asked"], outcome.reason)
        for answer, name, outcome in alarms()
        if outcome.status != "passed"
    ]
    assert wrong == []


def test_there_are_enough_of_each_kind() -> None:
    found = answers()
    assert len(found) >= FEWEST
    assert min(Counter(answer["kind"] for answer in found).values()) >= 3
    assert len({answer["text"] for answer in found}) == len(found)
    looked = Counter(name for answer in found for name, _, _ in checks(answer))
    assert {name for name, n in looked.items() if n >= FEWEST} == {
        "leak",
        "exfiltration",
        "exfiltration, carrying",
        "safe_output, markdown",
        "personal_data",
    }
