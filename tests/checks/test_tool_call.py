"""The check `tool_call`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from check_builders import ask, kind_of, make_call, make_completion, make_request

from portcheck.model.chat import Tool, ToolCall
from portcheck.model.completion import Completion
from portcheck.model.score import Outcome

REFUND = Tool(
    name="refund",
    parameters={
        "type": "object",
        "properties": {"order": {"type": "string"}, "cents": {"type": "integer"}},
        "required": ["order"],
    },
)


def calls(*made: ToolCall) -> Completion:
    return make_completion("", tool_calls=made, finish_reason="tool_calls")


def check(arguments: Any, answer: Completion) -> Outcome:
    return ask("tool_call", arguments, answer, request=make_request(tools=(REFUND,)))


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ("refund", calls(make_call("refund", order="A1"))),
        ("refund", calls(make_call("look_up", id=1), make_call("refund", order="A1"))),
        ("refund", calls(make_call("refund", order="A1"), make_call("look_up", id=1))),
        ("refund", calls(make_call("refund", order="A1"), make_call("refund", cents=5))),
        ("refund", calls(make_call("refund", cents=5), make_call("refund", order="A1"))),
        ({"name": "refund", "arguments": {"order": "a1"}}, calls(make_call("refund", order="A1"))),
        ({"forbidden": "delete_account"}, calls(make_call("refund", order="A1"))),
        ({"forbidden": ["delete_account"]}, make_completion("")),
        ({"forbidden": "*"}, make_completion("No tool is needed.")),
        ("undeclared", calls(make_call("undeclared"))),
    ],
)
def test_accepts(arguments: Any, answer: Completion) -> None:
    assert check(arguments, answer).status == "passed"


@pytest.mark.parametrize(
    ("arguments", "answer", "reason"),
    [
        ("refund", make_completion("Refunded!"), "answered"),
        ("refund", make_completion(""), "no text"),
        ("refund", calls(make_call("Refund", order="A1")), "called"),
        ("refund", calls(make_call("refund", cents=5)), "order"),
        ("refund", calls(make_call("refund", order="A1", cents="5")), "at /cents"),
        (
            {"name": "refund", "arguments": {"order": "A2"}},
            calls(make_call("refund", order="A1")),
            "order is",
        ),
        ({"forbidden": "refund"}, calls(make_call("refund", order="A1")), "forbidden"),
        ({"forbidden": "*"}, calls(make_call("look_up")), "forbidden"),
        (
            {"name": "look_up", "forbidden": ["refund"]},
            calls(make_call("look_up"), make_call("refund", order="A1")),
            "forbidden",
        ),
        (
            "refund",
            calls(ToolCall(id=None, name="refund", arguments=None, arguments_raw='{"order": ')),
            "not a JSON object",
        ),
    ],
)
def test_rejects(arguments: Any, answer: Completion, reason: str) -> None:
    outcome = check(arguments, answer)
    assert outcome.status == "failed"
    assert reason in outcome.reason
    assert outcome.confirmed


def test_deeply_nested_arguments_fail() -> None:
    value: Any = 1
    for _ in range(500):
        value = [value]
    assert check("refund", calls(make_call("refund", order=value))).status == "failed"


def test_parameters_that_cannot_be_applied_leave_the_call_unscored() -> None:
    tool = Tool(name="odd", parameters={"type": "object", "properties": {"a": {"$ref": "#/no"}}})
    request = make_request(tools=(tool,))
    outcome = ask("tool_call", "odd", calls(make_call("odd", a=1)), request=request)
    assert outcome.status == "unscored"


@pytest.mark.parametrize("arguments", [{}, {"arguments": {"a": 1}, "forbidden": "x"}])
def test_problem(arguments: Any) -> None:
    assert kind_of("tool_call").problem(arguments) is not None


@pytest.mark.parametrize("arguments", ["refund", {"name": "refund"}, {"forbidden": "*"}])
def test_no_problem(arguments: Any) -> None:
    assert kind_of("tool_call").problem(arguments) is None


@pytest.mark.parametrize(
    ("wanted", "written", "status"),
    [
        ("02134", "2134", "failed"),
        ("1e3", "1000", "failed"),
        ("2134", "2134", "passed"),
        (6011000990139424, "6011000990139424", "passed"),
        (6011000990139424, "6011000990139425", "failed"),
        ("60110009901394.123456", "60110009901394.123457", "failed"),
        ("60110009901394.123456", "60110009901394.123456", "passed"),
        (True, "1", "failed"),
        (1, "true", "failed"),
    ],
)
def test_numbers_are_compared_to_the_last_digit(wanted: Any, written: str, status: str) -> None:
    raw = f'{{"id": {written}}}'
    call = ToolCall(id=None, name="find", arguments=json.loads(raw), arguments_raw=raw)
    outcome = check({"name": "find", "arguments": {"id": wanted}}, calls(call))
    assert outcome.status == status


@pytest.mark.parametrize(("made", "status"), [(6011000990139424, "passed"), (601100, "failed")])
def test_numbers_of_a_wire_without_text(made: int, status: str) -> None:
    arguments = {"name": "find", "arguments": {"id": "6011000990139424"}}
    assert check(arguments, calls(make_call("find", id=made))).status == status
