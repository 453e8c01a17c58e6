from __future__ import annotations

import json
from typing import Any

import pytest

from portcheck.error_classes import Failure
from portcheck.model.completion import Completion
from portcheck.run.answers.outcomes import outcome
from portcheck.run.answers.rows import GUESSES, Fields

FIELDS = Fields({name: guesses[0] for name, guesses in GUESSES.items() if guesses})
FILTERED = {
    "message": "The prompt triggered our content management policy. Please change it.",
    "code": "content_filter",
    "param": "prompt",
    "status": 400,
    "innererror": {
        "code": "ResponsibleAIPolicyViolation",
        "content_filter_result": {"violence": {"filtered": True, "severity": "high"}},
    },
}


def read(**row: Any) -> Completion | Failure:
    return outcome({"model": "m", "prompt": "Q", **row}, FIELDS)


def answer(**row: Any) -> Completion:
    found = read(**row)
    assert isinstance(found, Completion), found
    return found


@pytest.mark.parametrize("raw", ["content_filter", "SAFETY", "FinishReason.SAFETY", "refusal"])
def test_a_blocked_answer_is_an_answer(raw: str) -> None:
    for text in ({}, {"text": None}, {"text": ""}):
        found = answer(finish_reason=raw, **text)
        assert (found.text, found.raw_finish_reason) == ("", raw)
        assert found.declined
        assert found.refusal_signal is not None


def test_a_refusal_in_its_own_field_is_an_answer() -> None:
    found = answer(refusal="I cannot help with that.")
    assert (found.text, found.finish_reason) == ("", "refusal")
    assert found.refusal_text == "I cannot help with that."
    assert answer(text="Half of it.", refusal="I stop here.").refusal_text == "I stop here."


@pytest.mark.parametrize("label", [None, "", "none", "full_refusal", "False", False, True, 0])
def test_a_label_beside_an_answer_is_no_refusal(label: Any) -> None:
    found = answer(text="Paris.", refusal=label)
    assert found.refusal_text is None
    assert not found.declined


@pytest.mark.parametrize(
    "row",
    [
        {"error": FILTERED},
        {"error": {"error": FILTERED}},
        {"error": json.dumps({"error": FILTERED})},
        {"error": f"Error code: 400 - { ({'error': FILTERED})!r}"},
        {"error": FILTERED["message"], "status_code": 400},
        {"error": FILTERED["message"]},
        {"text": {"error": FILTERED}},
        {"text": {"error": FILTERED, "status_code": 400}},
    ],
)
def test_a_filter_that_answers_with_an_error_has_answered(row: dict[str, Any]) -> None:
    found = answer(**row)
    assert (found.text, found.finish_reason) == ("", "content_filter")
    assert found.refusal_signal is not None
    assert found.refusal_signal.kind == "prompt_blocked"
    assert found.error is not None
    assert found.error.error_class == "content_blocked"


@pytest.mark.parametrize(
    ("error", "status", "error_class"),
    [
        ("Rate limit reached", 429, "rate_limited"),
        ({"code": "insufficient_quota", "message": "pay"}, "429", "quota_exhausted"),
        ("the model is overloaded", None, "overloaded"),
        ('payload: {"message": "Overloaded", "code": 502}', None, "overloaded"),
        ("prompt is too long", 400, "invalid_request"),
        ("something", 500, "server"),
        ("Error code: 400 - {'error': {'message': 'unknown field'}}", None, "invalid_request"),
        ("HTTP 429 from the gateway", None, "rate_limited"),
        ("boom {not: json}", None, "server"),
    ],
)
def test_any_other_error_is_a_failure_of_its_class(
    error: Any, status: Any, error_class: str
) -> None:
    found = read(text="half", error=error, status_code=status)
    assert isinstance(found, Failure)
    assert found.error_class == error_class


@pytest.mark.parametrize("text", ["<html>502 Bad Gateway</html>", "", None, {"detail": "gone"}])
@pytest.mark.parametrize(("status", "error_class"), [(502, "server"), ("429", "rate_limited")])
def test_what_came_with_the_status_of_a_failure_is_no_answer(
    text: Any, status: Any, error_class: str
) -> None:
    found = read(text=text, status_code=status)
    assert isinstance(found, Failure)
    assert (found.error_class, found.missing) == (error_class, True)
    assert answer(text="fine", status_code=200).text == "fine"
    assert answer(text=text, status_code=400, finish_reason="content_filter").declined


def test_a_mere_yes_in_place_of_an_answer_is_a_refusal() -> None:
    assert answer(text=None, refusal=True).finish_reason == "refusal"


def test_an_error_that_says_nothing_is_one() -> None:
    found = read(error={"code": None, "message": None})
    assert isinstance(found, Failure)
    assert found.message == "the row has an error without a message"


@pytest.mark.parametrize("row", [{}, {"text": None}, {"finish_reason": "error"}])
def test_neither_answer_nor_reason_is_a_failure(row: dict[str, Any]) -> None:
    found = read(**row)
    assert isinstance(found, Failure)
    assert found.missing


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"x": [1, "\u00e9"]}, '{"x": [1, "\u00e9"]}'),
        (["a"], '["a"]'),
        ({"error": None, "sum": 4}, '{"error": null, "sum": 4}'),
        ({"error": "none", "sum": 4}, '{"error": "none", "sum": 4}'),
        (42, "42"),
        (False, "false"),
        ("", ""),
    ],
)
def test_an_answer_that_is_not_text_is_its_json(value: Any, text: str) -> None:
    assert answer(text=value).text == text


@pytest.mark.parametrize("written", [list, json.dumps])
def test_a_call_of_a_tool_is_an_answer(written: Any) -> None:
    calls = [
        {"id": "1", "function": {"name": "find", "arguments": '{"a": 1}'}},
        {"name": "look", "input": {"b": 2}},
    ]
    found = answer(text=None, tool_calls=written(calls))
    assert [(call.name, call.arguments) for call in found.tool_calls] == [
        ("find", {"a": 1}),
        ("look", {"b": 2}),
    ]
    assert found.finish_reason == "tool_calls"


def test_an_answer_that_was_cut_before_its_text() -> None:
    assert answer(text=None, finish_reason="max_tokens").finish_reason == "length"
    assert answer(text="Hm. </think>", finish_reason="length").text == ""


def test_reasoning_leaves_the_text() -> None:
    row = {"model": "m", "prompt": "Q", "text": "<plan>Hm.</plan>Yes."}
    found = outcome(row, FIELDS, ("plan",))
    assert isinstance(found, Completion)
    assert (found.text, found.reasoning_text) == ("Yes.", "Hm.")
    assert answer(text="<think>Hm.</think>Yes.").text == "Yes."
    assert answer(text="Hm.\n</think>\n\nYes.").reasoning_text == "Hm."


def test_numbers_of_a_table_are_texts() -> None:
    found = answer(text="x", latency_ms="1500", input_tokens="7", output_tokens="many")
    assert found.timing.total_s == 1.5
    assert (found.usage.input_tokens, found.usage.output_tokens) == (7, None)


def test_a_rejection_in_a_log_fails_its_case_only_where_it_names_something() -> None:
    named = read(error={"message": "no", "param": "temperature"}, status_code=400)
    silent = read(error={"message": "Bad request"}, status_code=400)
    assert isinstance(named, Failure)
    assert isinstance(silent, Failure)
    assert (named.cause, named.missing) == ("temperature", False)
    assert (silent.cause, silent.missing) == ("", True)
