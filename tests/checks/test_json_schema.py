"""The check `json_schema`, and the JSON and schemas that it reads."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from check_builders import ask, kind_of, make_completion

from portcheck.checks.shared.schema_validation import DIALECT, CannotValidate, violation

TICKET = {
    "type": "object",
    "properties": {
        "queue": {"enum": ["billing", "access"]},
        "priority": {"$ref": "#/$defs/priority"},
        "order": {"type": "string", "pattern": "^[A-Z]{2}-[0-9]+$"},
        "tags": {"type": "array", "uniqueItems": True, "items": {"type": "string"}},
    },
    "patternProperties": {"^x-": {"type": "integer"}},
    "required": ["queue"],
    "additionalProperties": False,
    "$defs": {"priority": {"type": "integer", "minimum": 1, "maximum": 5}},
}


@pytest.mark.parametrize(
    "answer",
    [
        '{"queue": "billing"}',
        ' {"queue": "access", "priority": 5}\n',
        '{"queue": "access", "order": "AB-12", "tags": ["a", "b"], "x-a": 1}',
    ],
)
def test_accepts(answer: str) -> None:
    assert ask("json_schema", TICKET, answer).status == "passed"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", "no text"),
        ("billing", "not valid JSON"),
        ('```json\n{"queue": "billing"}\n```', "code fence"),
        ('Here: {"queue": "billing"}', "not valid JSON"),
        ('{"queue": "billing"} Done.', "not valid JSON"),
        ('{"queue": "billing",}', "not valid JSON"),
        ('{"queue": "refund"}', "at /queue"),
        ('{"queue": "billing", "priority": 9}', "at /priority"),
        ('{"queue": "billing", "order": "12"}', "at /order"),
        ('{"queue": "billing", "tags": ["a", "a"]}', "two items are equal"),
        ('{"queue": "billing", "x-a": "1"}', "at /x-a"),
        ('{"queue": "billing", "extra": 1}', "extra"),
        ("{}", "queue"),
        ('{"queue": "billing", "queue": "access"}', "repeats a key"),
        ('{"queue": NaN}', "NaN"),
        ('{"queue": 1e999}', "out of range"),
        ('{"queue": ' + "1" * 5000 + "}", "out of range"),
        ("[" * 100_000, "nested"),
        ("[" * 150 + "]" * 150, "nested"),
    ],
)
def test_rejects(answer: str, reason: str) -> None:
    outcome = ask("json_schema", TICKET, answer)
    assert outcome.status == "failed"
    assert reason in outcome.reason
    assert len(outcome.reason) < 250


def test_cut_answer_says_so() -> None:
    cut = make_completion('{"queue": "bil', finish_reason="length")
    assert "output limit" in ask("json_schema", TICKET, cut).reason


@pytest.mark.parametrize(
    "schema",
    [
        {"$schema": "http://json-schema.org/draft-07/schema#"},
        {"type": "strin"},
        {"$ref": "#/$defs/absent"},
        {"properties": {"a": {"$ref": "https://example.org/s.json"}}},
        {"items": [{"$ref": "other.json"}]},
        {"allOf": [{"$ref": "file:///schema.json"}]},
        {"pattern": "("},
        {"patternProperties": {"(": {}}},
        {"unevaluatedProperties": False, "patternProperties": {"a": {}}},
        "not a mapping",
    ],
)
def test_problem(schema: Any) -> None:
    assert kind_of("json_schema").problem(schema) is not None


@pytest.mark.parametrize(
    "schema",
    [
        TICKET,
        {"$schema": DIALECT},
        {"properties": {"$ref": {"type": "string"}}},
        {"const": {"$ref": "https://example.org"}},
        {"$defs": {"node": {"$anchor": "node"}}, "$ref": "#node"},
    ],
)
def test_no_problem(schema: Any) -> None:
    assert kind_of("json_schema").problem(schema) is None


DOUBLING = {
    "$ref": "#/$defs/a",
    "$defs": {"a": {"allOf": [{"properties": {"x": {"$ref": "#/$defs/a"}}}] * 2}},
}


@pytest.mark.parametrize(
    ("schema", "answer"),
    [
        ({"$ref": "#"}, "1"),
        ({"$ref": "https://example.org/s.json"}, "1"),
        ({"minimum": "a"}, "1"),
        (DOUBLING, '{"x":' * 60 + "1" + "}" * 60),
        ({"pattern": "(?:a|aa|a?a)+$|(.*a){30}b"}, json.dumps("a" * 3000 + "c")),
    ],
)
def test_schemas_that_cannot_be_applied_leave_the_answer_unscored(schema: Any, answer: str) -> None:
    started = time.process_time()
    assert ask("json_schema", schema, answer).status == "unscored"
    assert time.process_time() - started < 10


def test_uniqueness_is_decided_in_linear_time() -> None:
    assert violation([{"a": i} for i in range(20_000)], {"uniqueItems": True}) is None
    assert violation([1, 1.0], {"uniqueItems": True}) is not None
    assert violation([1, True], {"uniqueItems": True}) is None


def test_broken_schema_raises_outside_the_check() -> None:
    with pytest.raises(CannotValidate):
        violation(1, {"$ref": "#/nowhere"})


def test_notes_do_not_decide_and_names_of_fields_do() -> None:
    deciding = kind_of("json_schema").deciding
    assert deciding({"title": "A", "type": "object"}) == {"type": "object"}
    schema = {"dependentRequired": {"title": ["id"]}, "properties": {"title": {"const": "a"}}}
    assert deciding(schema) == schema


@pytest.mark.parametrize(
    "schema",
    [
        {"x-note": {"$ref": 1}},
        {"dependentRequired": {"$ref": ["a"]}},
        {"x-note": {"patternProperties": 5, "pattern": 5}},
    ],
)
def test_values_that_are_not_schemas_may_be_of_any_type(schema: Any) -> None:
    assert kind_of("json_schema").problem(schema) is None


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"$schema": 5}, "only draft 2020-12"),
        ({"allOf": [{}], "$ref": "#/allOf/x"}, "points to nothing"),
    ],
)
def test_broken_schemas_are_mistakes_and_not_errors(schema: Any, words: str) -> None:
    assert words in str(kind_of("json_schema").problem(schema))
