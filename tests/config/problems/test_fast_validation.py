"""The quick yes means what jsonschema means, for every value."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.config.problems.fast_validation import accepting
from portcheck.config.schema import structure, validator

KINDS = ("suite", "providers", "request")
SUITE: dict[str, Any] = {
    "portcheck": 1,
    "suite": "s",
    "defaults": {"sampling": {"temperature": 0.0, "max_output_tokens": 16}, "confidence": 0.95},
    "workloads": {
        "a": {
            "runs_on": "gpt",
            "require": {"region": {"in": ["us"]}, "retention_days": {"max": 30}},
            "prompt": {"system": "x", "user": "{{ q }}"},
            "checks": [{"one_of": ["a", "b"]}],
            "cases": [
                {"id": "one", "vars": {"q": "?"}, "checks": [{"equals": "a"}]},
                {"id": "two", "vars": {"q": 1}},
            ],
            "cases_from": {"file": "rows.jsonl", "id": "n", "vars": {"q": "text"}},
            "gates": {"task": {"margin": 0.05, "floor": 0.8}, "latency": {"max_ratio": 1.5}},
        }
    },
}
PROVIDERS: dict[str, Any] = {
    "portcheck": 1,
    "providers": {
        "gpt": {
            "vendor": "openai",
            "dialect": "openai-chat",
            "model": "m",
            "limits": {"concurrency": 16, "requests_per_minute": 500},
            "price": {"input": 1.25, "output": 10.0},
            "facts": {"region": "us", "retention_days": 30},
        }
    },
}
REQUEST: dict[str, Any] = {
    "system": "x",
    "messages": [{"role": "user", "content": "hi"}],
    "sampling": {"temperature": 0, "stop": ["a"]},
}
GOOD = {"suite": SUITE, "providers": PROVIDERS, "request": REQUEST}
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 3),
    st.sampled_from([0.0, 0.5, 1.0, -1.0, 1e9]),
    st.sampled_from(["", "a", "user", "us", "{{ q }}"]),
    st.builds(list),
    st.builds(dict),
    st.builds(lambda: {"a": 1}),
    st.builds(lambda: ["a"]),
)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value within a value."""
    if not isinstance(value, (dict, list)):
        return [at]
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    return [at] * bool(at) + [place for name, item in inner for place in places(item, (*at, name))]


@pytest.mark.parametrize("kind", KINDS)
def test_good_files_are_taken_at_once(kind: str) -> None:
    assert list(validator(structure(kind)).iter_errors(GOOD[kind])) == []
    assert accepting(structure(kind))(GOOD[kind])


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_yes_and_no_are_those_of_jsonschema(kind: str, data: st.DataObject) -> None:
    value = copy.deepcopy(GOOD[kind])
    for _ in range(data.draw(st.integers(1, 2))):
        *way, last = data.draw(st.sampled_from(places(value)))
        inside = value
        for step in way:
            inside = inside[step]
        match data.draw(st.sampled_from(["change", "change", "drop", "add"])):
            case "change":
                inside[last] = data.draw(LEAVES)
            case "drop":
                del inside[last]
            case _ if isinstance(inside, dict):
                inside[data.draw(st.sampled_from(["", "id", "surplus", "user"]))] = data.draw(
                    LEAVES
                )
            case _:
                inside.append(data.draw(LEAVES))
    schema = structure(kind)
    assert accepting(schema)(value) is validator(schema).is_valid(value)


def test_a_schema_with_an_unknown_word_takes_nothing() -> None:
    assert not accepting({"type": "string", "format": "date"})("2026-01-01")
    assert not accepting({"enum": [[], "a"]})("a")


@pytest.mark.parametrize(
    ("schema", "value", "fits"),
    [
        ({"type": "integer"}, True, False),
        ({"type": "number"}, False, False),
        ({"type": ["boolean", "string"]}, True, True),
        ({"minimum": 1}, False, True),
        ({"const": 1}, True, False),
        ({"enum": [0, "a"]}, False, False),
        ({"enum": [1]}, 1.0, True),
        ({"exclusiveMinimum": 0}, 0, False),
        ({"exclusiveMinimum": 0}, 0.1, True),
        ({"exclusiveMaximum": 1}, 1, False),
        ({"minimum": 1, "maximum": 2}, 1, True),
        ({"maximum": 2}, 2, True),
        ({"minItems": 1, "maxItems": 1}, [0], True),
        ({"minLength": 1, "maxLength": 1}, "a", True),
        ({"minProperties": 1, "maxProperties": 1}, {"a": 0}, True),
        ({"uniqueItems": True}, [{"a": 1}, {"a": 1, "b": 2}], True),
        ({"uniqueItems": True}, [{"a": 1, "b": 2}, {"a": 1}], True),
        ({"uniqueItems": True}, [1, True, "1"], True),
        ({"uniqueItems": True}, [{"a": [1]}, {"a": [1.0]}], False),
        ({"properties": {"b": {"type": "string"}}}, {"a": 1, "b": 2}, False),
        ({"properties": {"b": {}}, "additionalProperties": False}, {"b": 1, "a": 2}, False),
        ({"properties": {"b": {"type": "integer"}}, "required": ["b"]}, {"a": 1}, False),
    ],
)
def test_each_word_means_what_it_means_to_jsonschema(schema: Any, value: Any, fits: bool) -> None:
    assert accepting(schema)(value) is fits
    assert validator(schema).is_valid(value) is fits


def test_an_unknown_word_takes_nothing_where_it_has_a_say() -> None:
    schema = {"properties": {"day": {"format": "date"}, "name": {"type": "string"}}}
    assert accepting(schema)({"name": "a"})
    assert not accepting(schema)({"name": "a", "day": "2026-01-01"})
