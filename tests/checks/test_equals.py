"""The check `equals`."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import ask, make_completion


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ("billing", "billing"),
        ("billing", " Billing.\n"),
        ("billing", '"billing".'),
        ("billing", "**Billing.**"),
        ("it's late", "It\u2019s late"),
        ("caf\u00e9", "cafe\u0301"),
        (12, "12"),
        (12, "12.0"),
        (0.5, "0.50"),
        (9007199254740993, "9007199254740993."),
        (-3, "**-3**"),
        (True, "True"),
        ({"value": "billing"}, "BILLING"),
        ({"value": "Billing.", "exact": True}, "Billing."),
        ("and so on...", "And so on..."),
    ],
)
def test_accepts(arguments: Any, answer: str) -> None:
    assert ask("equals", arguments, answer).value == 1.0


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ("billing", "The queue is billing"),
        ("billing", ""),
        ("billing", "billing, outage"),
        ("and so on", "And so on..."),
        (12, "twelve"),
        (12, "12 items"),
        (12, "12.."),
        (0.5, "5e-1"),
        (7, "007"),
        (7, "+7"),
        (1000, "1e3"),
        (0.5, ".5"),
        (9007199254740993, "9007199254740992"),
        (9007199254740993, "9007199254740993.5"),
        (0.1, "0.1000000000000000055"),
        (1e16, "1e+16"),
        (5, "0x5"),
        (True, "yes"),
        (1, "true"),
        (True, "1"),
        (False, "0.0"),
        (1000, "1_000"),
        (12, "\uff11\uff12"),
        ({"value": "billing", "exact": True}, "Billing"),
        ({"value": "billing", "exact": True}, "billing\n"),
    ],
)
def test_rejects(arguments: Any, answer: str) -> None:
    assert ask("equals", arguments, answer).value == 0.0


def test_reason_quotes_harmlessly_and_shortly() -> None:
    outcome = ask("equals", "billing", "\x1b[31mred\u202e" * 100)
    assert "\x1b" not in outcome.reason
    assert "\u202e" not in outcome.reason
    assert len(outcome.reason) < 200


def test_reason_names_the_output_limit() -> None:
    assert "limit" in ask("equals", "x", make_completion("", finish_reason="length")).reason
    assert "limit" in ask("equals", "x", make_completion("half", finish_reason="length")).reason
