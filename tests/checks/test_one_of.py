"""The check `one_of`."""

from __future__ import annotations

import pytest
from check_builders import ask

QUEUES = ["billing", "access", "outage"]


@pytest.mark.parametrize("answer", ["billing", "Access.", "`outage`", ' "Billing" '])
def test_accepts(answer: str) -> None:
    assert ask("one_of", QUEUES, answer).status == "passed"


@pytest.mark.parametrize("answer", ["", "refund", "billing or access", "Queue: billing"])
def test_rejects(answer: str) -> None:
    assert ask("one_of", QUEUES, answer).status == "failed"


def test_reason_lists_the_first_entries_only() -> None:
    reason = ask("one_of", [f"queue-{i}" for i in range(50)], "none of them").reason
    assert "queue-0" in reason
    assert "queue-9" not in reason


@pytest.mark.parametrize("answer", ["12", "12.0", "`30`", "9007199254740993", "0.5", "true"])
def test_numbers_are_taken_in_their_plain_form(answer: str) -> None:
    listed = [12, 30.0, 9007199254740993, 0.5, True]
    assert ask("one_of", listed, answer).status == "passed"


@pytest.mark.parametrize("answer", ["012", "+30", "3e1", "9007199254740992", "5e-1", "1", "0.50.0"])
def test_other_spellings_of_a_number_are_other_answers(answer: str) -> None:
    listed = [12, 30.0, 9007199254740993, 0.5, True]
    assert ask("one_of", listed, answer).status == "failed"
