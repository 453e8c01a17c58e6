from __future__ import annotations

import dataclasses
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from model_strategies import samples
from request_strategies import requests

from portcheck.errors import Failure
from portcheck.model import codec
from portcheck.model.chat import (
    Image,
    Message,
    Request,
    Sampling,
    Text,
    Tool,
    ToolCall,
    ToolChoice,
)
from portcheck.model.completion import Completion
from portcheck.model.parity import Verdict
from portcheck.model.run import Sample


def varied(value: Any) -> set[tuple[type, str]]:
    """The fields within a value that do not hold their default; those without one always count."""
    found: set[tuple[type, str]] = set()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            inner = getattr(value, field.name)
            if inner != field.default and inner:
                found.add((type(value), field.name))
            found |= varied(inner)
    elif isinstance(value, tuple):
        found = {place for item in value for place in varied(item)}
    return found


def test_the_strategies_vary_every_field() -> None:
    """What is added to the model is drawn too, or the laws below would not hold it."""
    seen: set[tuple[type, str]] = set()

    @settings(max_examples=200, database=None, derandomize=True, phases=[Phase.generate])
    @given(requests(), samples)
    def draw(request: Request, sample: Sample) -> None:
        seen.update(varied(request), varied(sample))

    draw()
    kinds = {kind for kind, _ in seen}
    assert {Request, Sampling, Message, Tool, ToolCall, ToolChoice, Completion, Failure} < kinds
    fields = {(kind, field.name) for kind in kinds for field in dataclasses.fields(kind)}
    assert fields - seen == {(Text, "type"), (Image, "type")}, "these two have one value each"


@given(samples)
@settings(max_examples=150, deadline=None)
def test_a_sample_survives_json(sample: Sample) -> None:
    data = json.loads(json.dumps(codec.encode(sample)))
    assert codec.decode(Sample, data) == sample


@given(requests())
@settings(max_examples=150, deadline=None)
def test_a_request_survives_the_form_that_people_write(request: Request) -> None:
    data = json.loads(json.dumps(codec.request_to_json(request)))
    again = codec.request_from_json(data)
    assert again == replace(request, ordinal=0)
    assert codec.request_to_json(again) == data
    assert codec.request_hash(again) == codec.request_hash(request)


def test_hash_depends_on_the_question_alone() -> None:
    request = Request(messages=(Message(role="user", content=(Text(text="hello"),)),))
    same = codec.request_from_json(
        {"messages": [{"content": "hello", "role": "user"}], "sampling": {}}
    )
    assert codec.request_hash(same) == codec.request_hash(request)
    warm = codec.request_from_json(
        {"messages": [{"role": "user", "content": "hello"}], "sampling": {"temperature": 1}}
    )
    also_warm = codec.request_from_json(
        {"messages": [{"role": "user", "content": "hello"}], "sampling": {"temperature": 1.0}}
    )
    assert codec.request_hash(warm) != codec.request_hash(request)
    assert codec.request_hash(warm) == codec.request_hash(also_warm)


@given(st.lists(samples, max_size=4).map(tuple))
@settings(max_examples=60, deadline=None)
def test_pieces_make_the_same_text_as_the_whole(found: tuple[Sample, ...]) -> None:
    plain = codec.encode(found)
    for whole in ((), (Sample,), (Completion,)):
        pieces = codec.json_pieces(found, json.JSONEncoder().encode, whole)
        assert json.loads("".join(pieces)) == plain
        ordered = codec.json_pieces(found, codec.canonical_json, whole, ordered=True)
        assert "".join(ordered) == codec.canonical_json(plain)
        assert codec.digest(found, whole) == codec.digest(plain)


def test_hash_is_pinned() -> None:
    """Recordings in the wild are keyed by it: a change needs a new canonical version."""
    request = codec.request_from_json(
        {
            "system": "Be brief.",
            "messages": [{"role": "user", "content": "caf\u00e9?"}],
            "sampling": {"temperature": 0, "max_output_tokens": 8},
        }
    )
    assert codec.canonical_json(codec.request_to_json(request)) == (
        '{"messages":[{"content":"caf\u00e9?","role":"user"}],'
        '"sampling":{"max_output_tokens":8,"temperature":0},"system":"Be brief."}'
    )
    assert (
        codec.request_hash(request)
        == "c1:fffc6c285675090d7c10b35c38f93da708fa6b80c5eabb6bddbb35fa9246c1ae"
    )


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"trial": "x", "surprise": 1}, "unknown field 'surprise'"),
        ([], "expected an object"),
        ({}, "trial"),
        ({"trial": "x", "completion": {"text": "t", "tool_calls": {}}}, "expected a list"),
    ],
)
def test_other_forms_are_refused(data: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        codec.decode(Sample, data)


def test_failure_class_is_called_class_in_json() -> None:
    assert codec.encode(Failure(error_class="auth", message="no"))["class"] == "auth"


def test_verdicts_survive_json() -> None:
    verdict = Verdict(
        workload="w",
        candidate="c",
        baseline="b",
        verdict="safe",
        rule="r",
        reasons=("because",),
        conditions=(),
        gates=(),
    )
    assert codec.decode(Verdict, codec.encode(verdict)) == verdict


def test_tools_are_read_flat_and_wrapped() -> None:
    flat = codec.tool_from_json({"name": "f", "description": "d"})
    assert (
        codec.tool_from_json({"type": "function", "function": {"name": "f", "description": "d"}})
        == flat
    )
