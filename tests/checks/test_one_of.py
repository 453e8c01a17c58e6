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
