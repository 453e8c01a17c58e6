"""Forms of answers, in fixed words without any of theirs."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from run_builders import make_completion

from portcheck.model.suite import CheckSpec
from portcheck.run.judge.failures.shape import (
    expected_shape,
    failure_reason,
    shape_of_answer,
    shape_of_text,
)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("refunds", "one word"),
        ("Refunds.", "one word"),
        ("It belongs to refunds.", "a sentence"),
        ("The queue for this one is refunds", "a sentence"),
        ("two words", "a few words"),
        ("It is late. Call tomorrow!", "several sentences"),
        ("請求の問題です。", "a sentence"),
        ("請求です。明日まで。", "several sentences"),
        ("-1,250.5 %", "a number"),
        ('{"queue": "refunds"}', "a JSON object"),
        ("[1, 2]", "a JSON list"),
        ("[not JSON", "a few words"),
        ("[" * 30_000, "a sentence"),
        ("1" * 30_000 + "x", "a sentence"),
        ('{"queue": "' + "r" * 30_000 + '"}', "a JSON object"),
        ("```\nx = 1\n```", "a code block"),
        ("one\ntwo", "several lines"),
    ],
)
def test_text(text: str, shape: str) -> None:
    assert shape_of_text(text) == shape


def test_answers_without_text() -> None:
    assert shape_of_answer(make_completion(" \u200b")) == "no visible text"
    cut = replace(make_completion("Well,"), finish_reason="length")
    assert shape_of_answer(cut) == "an answer cut off at its length limit"
    blocked = replace(make_completion(""), finish_reason="refusal")
    assert shape_of_answer(blocked) == "a blocked answer"


@pytest.mark.parametrize(
    ("name", "arguments", "shape"),
    [
        ("equals", "refunds", "one word"),
        ("equals", 12, "a number"),
        ("one_of", ["refunds", "access"], "one word"),
        ("one_of", ["refunds", "no such queue"], ""),
        ("equals", {"value": "a lost parcel"}, "a few words"),
        ("json_fields", {"a": 1}, "JSON"),
        ("max_length", 20, ""),
        ("equals", "", ""),
    ],
)
def test_expected(name: str, arguments: object, shape: str) -> None:
    assert expected_shape(CheckSpec(name=name, arguments=arguments)) == shape


def test_reasons() -> None:
    word = CheckSpec(name="equals", arguments="refunds")
    fields = CheckSpec(name="json_fields", arguments={"a": 1})
    assert failure_reason(word, "equals", "a sentence", None) == (
        "a sentence where one word is expected"
    )
    assert failure_reason(word, "equals", "one word", None) == (
        "one word, but not the expected one"
    )
    assert failure_reason(fields, "json_fields", "a JSON object", None) == (
        "a JSON object with another value in a field"
    )
    assert failure_reason(None, "own", "a sentence", None) == "own fails on a sentence"
    assert failure_reason(word, "refusal", "a sentence", "full_refusal") == (
        "refusal finds full refusal"
    )


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("one_of", ["refunds", "access"], "one word, but none of the expected ones"),
        ("one_of", ["refunds", "no such queue"], "one word, but none of the expected ones"),
        ("regex", "^[A-Z]+$", "one word without the expected pattern"),
        ("max_length", 2, "one word, but too long"),
        ("contains", "refunds", "one word without an expected text"),
        ("contains", {"any": ["a", "b"]}, "one word without an expected text"),
        ("contains", {"none": ["a"]}, "one word with a forbidden text"),
        ("contains", {"any": ["a"], "none": ["b"]}, "contains fails on one word"),
        ("json_schema", {"type": "object"}, "one word where JSON is expected"),
        ("numeric", 12, "one word where a number is expected"),
        ("facts", ["a"], "facts fails on one word"),
    ],
)
def test_a_reason_says_what_is_wrong_where_the_form_is_right(
    name: str, arguments: object, reason: str
) -> None:
    spec = CheckSpec(name=name, arguments=arguments)
    assert failure_reason(spec, name, "one word", None) == reason
