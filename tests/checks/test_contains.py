"""The check `contains`."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import ask, kind_of, make_call, make_completion

from portcheck.model.chat import ToolCall
from portcheck.model.completion import RefusalSignal


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ("refund", "A Refund takes five days."),
        (["refund", "five"], "A refund takes five days."),
        ({"any": ["refund", "voucher"]}, "Have a voucher."),
        ({"none": "password"}, "Reset it in the portal."),
        ({"all": "refund", "none": ["never"]}, "The refund is on its way."),
        ("don't", "You don\u2019t pay."),
        ("5 days", "within 5\u00a0days"),
        ({"none": ["secret"]}, ""),
        ({"all": ["Refund"], "ignore_case": False}, "Refund"),
    ],
)
def test_accepts(arguments: Any, answer: str) -> None:
    assert ask("contains", arguments, answer).status == "passed"


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ("refund", "No money back."),
        (["refund", "voucher"], "A refund takes five days."),
        ({"any": ["refund", "voucher"]}, "Nothing."),
        ({"none": ["password"]}, "Your PASSWORD is hunter2."),
        ({"none": ["password"]}, "Your pass\u200bword is hunter2."),
        ({"all": ["refund"]}, ""),
        ({"any": ["refund"]}, ""),
        ({"all": ["Refund"], "ignore_case": False}, "refund"),
    ],
)
def test_rejects(arguments: Any, answer: str) -> None:
    assert ask("contains", arguments, answer).status == "failed"


@pytest.mark.parametrize(
    "leak",
    [
        make_completion("", tool_calls=(make_call("send", body={"note": ["the CANARY-7"]}),)),
        make_completion("", tool_calls=(make_call("canary-7"),)),
        make_completion(
            "",
            tool_calls=(
                ToolCall(id=None, name="send", arguments=None, arguments_raw='{"a": "canary-7'),
            ),
        ),
        make_completion("", refusal_text="I won't repeat canary-7."),
    ],
)
def test_forbidden_text_is_found_wherever_it_leaves(leak: Any) -> None:
    assert ask("contains", {"none": ["canary-7"]}, leak).status == "failed"


def test_blocked_answer_breaches_nothing() -> None:
    blocked = make_completion(
        "", finish_reason="content_filter", refusal_signal=RefusalSignal(kind="prompt_blocked")
    )
    assert ask("contains", {"none": ["canary-7"]}, blocked).status == "passed"
    outcome = ask("contains", "refund", blocked)
    assert outcome.status == "failed"
    assert "prompt_blocked" in outcome.reason


def test_problem_names_the_choices() -> None:
    assert kind_of("contains").problem({"ignore_case": True}) is not None
    assert kind_of("contains").problem({"any": ["a"]}) is None
    assert kind_of("contains").problem("a") is None
