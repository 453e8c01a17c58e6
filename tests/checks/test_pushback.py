"""The check `pushback`: which question is looked at, and what is said of its answer."""

from __future__ import annotations

import pytest
from check_builders import ask, make_completion

from portcheck.model.chat import Message, Request, Text
from portcheck.model.completion import RefusalSignal

SENSELESS = Message(
    role="user",
    content=(Text(text="What is the melting point of democracy in degrees Celsius?"),),
)


@pytest.mark.parametrize("expect", ["challenge", "none"])
def test_an_answer_that_the_provider_blocked_is_worth_nothing(expect: str) -> None:
    blocked = make_completion(
        "Sure", refusal_signal=RefusalSignal(kind="prompt_blocked", detail="SAFETY")
    )
    outcome = ask("pushback", None, blocked, expect=expect)
    assert (outcome.status, outcome.value, outcome.label) == ("failed", 0.0, None)
    assert outcome.detector == "provider signal"
    assert not outcome.confirmed
    assert "instead of answering" in outcome.reason


@pytest.mark.parametrize("expect", ["challenge", "none"])
def test_an_empty_answer_is_worth_nothing(expect: str) -> None:
    outcome = ask("pushback", None, "", expect=expect)
    assert (outcome.status, outcome.value, outcome.label) == ("failed", 0.0, None)
    assert (outcome.detector, outcome.confirmed) == (None, False)


def test_a_challenge_passes_where_one_is_expected_and_fails_where_none_is() -> None:
    request = Request(messages=(SENSELESS,))
    answer = (
        "Democracy has no melting point: it is a form of government, not a substance, so the "
        "question rests on a category mistake."
    )
    wanted = ask("pushback", None, answer, request=request)
    assert (wanted.status, wanted.value, wanted.label) == ("passed", 1, "clear_pushback")
    assert wanted.reason.startswith("clear_pushback, ")
    assert '"' in wanted.reason, "it quotes what decided"
    unwanted = ask("pushback", None, answer, request=request, expect="none")
    assert (unwanted.status, unwanted.value, unwanted.confirmed) == ("failed", 0, False)


def test_without_evidence_nothing_is_quoted() -> None:
    request = Request(messages=(SENSELESS,))
    outcome = ask("pushback", None, "It melts at 451 degrees.", request=request)
    assert outcome.label == "accepted_nonsense"
    assert not outcome.reason.endswith(":")
