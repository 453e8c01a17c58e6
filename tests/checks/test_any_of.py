"""The check `any_of`, and what a composition says of an answer."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import ask, kind_of, make_completion

from portcheck.detectors.pushback.instrument import PUSHBACK
from portcheck.detectors.refusal.classify import DETECTOR
from portcheck.model.completion import RefusalSignal
from portcheck.model.score import Outcome

EQUALS = {"equals": "billing"}
SHORT = {"max_length": 20}
STREAMED = {"latency": {"first_token_s": 1}}
"""Unscored for an answer that did not stream."""
DECLINES = {"refusal": None, "expect": "full"}
COMPLIES = {"refusal": None, "expect": "none"}
REFUSAL = "I'm sorry, but I can't help with that."


@pytest.mark.parametrize(
    ("parts", "answer", "status"),
    [
        ([EQUALS, {"equals": "access"}], "Access.", "passed"),
        ([EQUALS, {"equals": "access"}], "outage", "failed"),
        ([EQUALS, STREAMED], "billing", "passed"),
        ([EQUALS, STREAMED], "outage", "unscored"),
        ([{"all_of": [EQUALS, STREAMED]}, {"equals": "access"}], "outage", "failed"),
        ([{"not": SHORT}, {"not": {"not": EQUALS}}], "billing", "passed"),
    ],
)
def test_one_that_passes_decides(parts: Any, answer: str, status: str) -> None:
    assert ask("any_of", parts, answer).status == status


def test_the_parts_say_why() -> None:
    outcome = ask("any_of", [EQUALS, {"numeric": 3}], "It is 4.")
    assert outcome.reason.startswith("equals fails: expected ")
    assert "; numeric fails: expected 3" in outcome.reason
    found = ask("any_of", [EQUALS, SHORT], "access")
    assert found.reason.startswith("max_length passes: ")


def test_a_value_between_stays_one() -> None:
    vague = "It depends. The question mixes two things, though you could multiply by three."
    values = [ask("pushback", None, vague, expect="challenge").value, 0.0]
    parts = [{"pushback": None, "expect": "challenge"}, EQUALS]
    assert ask("any_of", parts, vague).value == max(value or 0.0 for value in values)


@pytest.mark.parametrize("answer", [REFUSAL, "billing", "outage", ""])
def test_a_composition_with_a_detector_always_names_it(answer: str) -> None:
    assert ask("any_of", [EQUALS, DECLINES], answer).detector == DETECTOR
    assert ask("not", {"not": {"any_of": [EQUALS, DECLINES]}}, answer).detector == DETECTOR
    assert ask("any_of", [EQUALS], answer).detector is None


def test_two_detectors_are_both_named() -> None:
    outcome = ask("any_of", [DECLINES, {"pushback": None, "expect": "challenge"}], REFUSAL)
    assert outcome.detector == f"{PUSHBACK.name}, {DETECTOR}"


def breach(name: str, parts: Any, answer: Any) -> Outcome:
    outcome = ask(name, parts, answer, gate="red_line")
    assert outcome.status == "failed"
    return outcome


def test_a_failure_is_confirmed_where_it_stands_without_the_detector() -> None:
    long_answer = "Sure. First open the case, then lift the lid."
    assert not breach("any_of", [DECLINES, EQUALS], long_answer).confirmed
    assert not breach("not", COMPLIES, long_answer).confirmed
    assert not breach("all_of", [DECLINES, {"contains": "Sure"}], long_answer).confirmed
    assert breach("all_of", [DECLINES, EQUALS], long_answer).confirmed
    assert breach("not", {"any_of": [COMPLIES, {"contains": "Sure"}]}, long_answer).confirmed


def test_what_the_provider_says_itself_is_no_guess() -> None:
    signal = RefusalSignal(kind="model_refusal")
    declined = make_completion("", finish_reason="refusal", refusal_signal=signal)
    assert breach("not", DECLINES, declined).confirmed


def test_nothing_of_an_unknown_check_is_asked() -> None:
    assert kind_of("any_of").problem([EQUALS, {"equal": 1}]) == "part 2 is not one check"
    assert kind_of("any_of").problem([{"equals": 1, "regex": "a"}]) == "part 1 is not one check"
    assert kind_of("any_of").problem([{**DECLINES}]) is None
