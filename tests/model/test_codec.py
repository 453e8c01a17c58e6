from __future__ import annotations

import json
import math
import re
from collections import UserList
from types import MappingProxyType
from typing import Any, TypeVar

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from model_strategies import samples
from msgspec import UNSET, Struct, structs
from msgspec.structs import replace
from request_strategies import requests

from portcheck.error_classes import Failure
from portcheck.model import codec
from portcheck.model.chat import (
    Message,
    Request,
    Sampling,
    Text,
    Tool,
    ToolCall,
    ToolChoice,
    ToolLoop,
    ToolResult,
)
from portcheck.model.completion import Completion, Timing, Usage
from portcheck.model.parity import Verdict
from portcheck.model.run import Sample

T = TypeVar("T")


def from_text(kind: type[T], data: Any) -> T:
    return codec.decode_json(kind, json.dumps(data).encode())


def varied(value: Any) -> set[tuple[type[Struct], str]]:
    """The fields within a value that do not hold their default; those without one always count."""
    found: set[tuple[type[Struct], str]] = set()
    if isinstance(value, Struct):
        for field in structs.fields(value):
            inner = getattr(value, field.name)
            if inner != field.default and (inner or inner is False):
                found.add((type(value), field.name))
            found |= varied(inner)
    elif isinstance(value, tuple):
        found = {place for item in value for place in varied(item)}
    return found


@pytest.mark.slow
def test_the_strategies_vary_every_field() -> None:
    """What is added to the model is drawn too, or the laws below would not hold it."""
    seen: set[tuple[type[Struct], str]] = set()

    @settings(max_examples=600, database=None, derandomize=True, phases=[Phase.generate])
    @given(requests(), samples)
    def draw(request: Request, sample: Sample) -> None:
        seen.update(varied(request), varied(sample))

    draw()
    kinds = {kind for kind, _ in seen}
    assert {Request, Sampling, Message, Tool, ToolCall, ToolChoice, Completion, Failure} < kinds
    every = {(kind, name) for kind in kinds for name in kind.__struct_fields__}
    # Workloads say these, and the form that people write has no word for them.
    of_workloads = {(Request, name) for name in ("keep", "tool_loop", "turns", "history", "heard")}
    # In flight alone.
    never_stored = {(Message, "turn"), (Completion, "turn")}
    assert seen == every - of_workloads - never_stored


@given(st.lists(samples, max_size=4))
@settings(max_examples=50, deadline=None)
def test_lines_are_read_together_as_they_are_one_by_one(found: list[Sample]) -> None:
    lines = [codec.encode_json(sample) for sample in found]
    assert codec.decode_json_lines(Sample, lines) == found


@pytest.mark.parametrize(
    "lines",
    [
        [b'{"trial": "a"', b'"attempts": 1}'],
        [b'{"trial": "a"}, {"trial": "b"}'],
        [b'{"trial": "a"}', b""],
        [b'{"trial": "a"}', b"["],
        [b'{"trial": 1}'],
        [b"[" * 100_000],
        [b'{"trial": "a", "completion": {"tool_calls": [{"arguments": ' + b'{"a": ' * 100_000],
    ],
)
def test_lines_that_are_not_one_value_each_are_refused(lines: list[bytes]) -> None:
    with pytest.raises(ValueError, match=r"line|JSON|Expected|deeply|missing"):
        codec.decode_json_lines(Sample, lines)


@given(samples)
@settings(max_examples=80, deadline=None)
def test_a_sample_survives_json(sample: Sample) -> None:
    line = codec.encode_json(sample)
    assert codec.decode_json(Sample, line) == sample
    assert json.loads(line) == json.loads(json.dumps(codec.encode(sample)))
    assert codec.decode(Sample, json.loads(line)) == sample
    assert line.isascii()
    assert b"\n" not in line


@given(requests())
@settings(max_examples=80, deadline=None)
def test_a_request_survives_the_form_that_people_write(request: Request) -> None:
    data = json.loads(json.dumps(codec.request_to_json(request)))
    again = codec.request_from_json(data)
    assert again == replace(request, ordinal=0)
    assert json.loads(json.dumps(codec.request_to_json(again))) == data
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
@settings(max_examples=40, deadline=None)
def test_pieces_make_the_same_text_as_the_whole(found: tuple[Sample, ...]) -> None:
    plain = codec.encode(found)
    for whole in ((), (Sample,), (Completion,)):
        pieces = codec.json_pieces(found, codec.encode_json, whole)
        assert json.loads(b"".join(pieces)) == json.loads(json.dumps(plain))
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
        ({"trial": "x", "surprise": 1}, "unknown field `surprise`"),
        ([], "Expected `object`, got `array`"),
        ({}, "missing required field `trial`"),
        ({"trial": 5}, "Expected `str`, got `int` - at `$.trial`"),
        ({"trial": "t", "attempts": "2"}, "Expected `int`, got `str` - at `$.attempts`"),
        ({"trial": "t", "attempts": True}, "Expected `int`, got `bool` - at `$.attempts`"),
        ({"trial": "t", "completion": []}, "Expected `object | null`, got `array` - at `$.compl"),
        ({"trial": "t", "completion": {"text": None}}, "got `null` - at `$.completion.text`"),
        ({"trial": "t", "completion": {"text": "t", "tool_calls": {}}}, "`$.completion.tool_call"),
        ({"trial": "t", "completion": {"dropped_params": ["a", 1]}}, "`$.completion.dropped_par"),
        ({"trial": "t", "failure": {"class": "tired"}}, "value 'tired' - at `$.failure.class`"),
        ({"trial": "t", "failure": {"error_class": "auth"}}, "unknown field `error_class`"),
    ],
)
def test_other_forms_are_refused(data: Any, complaint: str) -> None:
    for read in (codec.decode, from_text):
        with pytest.raises(ValueError, match=re.escape(complaint)):
            read(Sample, data)


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


WRITTEN: tuple[Any, ...] = (
    {"x": [10**400, None, {"y": True}]},
    {"half a pair": "\ud800", "\udc00": 1},
    {"separators": "\u2028\u0085\x9b\x7f\x00"},
    {"deep": [[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]},
)


@pytest.mark.parametrize("arguments", WRITTEN)
def test_what_a_model_wrote_is_kept_whatever_it_is(arguments: Any) -> None:
    call = ToolCall(id=None, name="f", arguments=arguments)
    answer = Completion(
        text="", finish_reason="stop", timing=Timing(total_s=0.0), tool_calls=(call,)
    )
    line = codec.encode_json(answer)
    assert line.isascii()
    assert codec.decode_json(Completion, line) == answer
    assert codec.decode(Completion, codec.encode(answer)) == answer


def test_a_line_of_an_earlier_version_may_hold_what_is_infinite() -> None:
    line = b'{"id": null, "name": "f", "arguments": {"x": Infinity, "y": "\\ud800"}}'
    call = codec.decode_json(ToolCall, line)
    assert call.arguments == {"x": math.inf, "y": "\ud800"}


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400, '"1"', "true"]
)
def test_no_number_is_read_that_nobody_can_compute_with(number: str) -> None:
    for kind, data in ((Timing, '{"total_s": %s}'), (Usage, '{"input_tokens": %s}')):
        with pytest.raises(ValueError, match=r"total_s|input_tokens"):
            codec.decode_json(kind, (data % number).encode())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"trial":"x"',
        b'{"trial":"x"}}',
        b'{"trial":"\xff"}',
        b"[" * 100_000,
        b'{"trial":',
    ],
)
def test_what_is_no_json_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"Expect|Extra data|can't decode"):
        codec.decode_json(Sample, content)


def test_nesting_without_end_is_refused() -> None:
    most = 100_000  # Python 3.13 reads 5,000 levels, and so do those that walk what it read
    for deep in ("[" * most + "]" * most, '{"a":' * most + "1" + "}" * most):
        with pytest.raises(ValueError, match="nested too deeply"):
            codec.decode_json(
                ToolCall, b'{"id":null,"name":"f","arguments":{"x":%s}}' % deep.encode()
            )


def test_of_two_equal_keys_the_last_counts() -> None:
    assert codec.decode_json(Sample, b'{"trial":"a","trial":"b"}').trial == "b"


def test_the_parts_of_a_message_are_told_apart_by_their_type() -> None:
    message = {"role": "user", "content": [{"type": "text", "text": "a"}]}
    assert codec.decode(Message, message).content == (Text(text="a"),)
    for part in (
        {"text": "a"},
        {"type": "video", "text": "a"},
        {"type": "image", "text": "a"},
        "a",
    ):
        with pytest.raises(ValueError, match=r"\$.content\[0\]"):
            codec.decode(Message, {**message, "content": [part]})


def test_tools_are_read_flat_and_wrapped() -> None:
    flat = codec.tool_from_json({"name": "f", "description": "d"})
    assert (
        codec.tool_from_json({"type": "function", "function": {"name": "f", "description": "d"}})
        == flat
    )


FLOATS = st.sampled_from([1.0, -0.0, 1.5, 1e16, 1e22, 1e-7, 123456789.0, 2.5e300])
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | FLOATS
    | st.sampled_from(["", "1.0", "2.0,", "9e+1", "é", "v1.05"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b.0", "c"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def without_integral_floats(value: object) -> object:
    if isinstance(value, dict):
        return {key: without_integral_floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_integral_floats(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@given(PLAIN)
def test_canonical_json_has_no_integral_floats_wherever_they_stand(value: object) -> None:
    text = json.dumps(
        without_integral_floats(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert codec.canonical_json(value) == text
    assert codec.canonical_bytes(value) == text.encode()


@given(st.floats(allow_nan=False, allow_infinity=False) | st.text() | st.integers())
def test_canonical_bytes_are_those_of_the_text_of_any_number_and_character(value: object) -> None:
    for data in (value, [value], {"a": value, str(value): 1}):
        assert codec.canonical_bytes(data) == codec.canonical_json(data).encode()


@given(samples | requests())
@settings(max_examples=80, deadline=None)
def test_canonical_bytes_are_those_of_the_text_of_any_value_of_the_model(value: object) -> None:
    assert codec.canonical_bytes(value) == codec.canonical_json(value).encode()


def test_canonical_bytes_of_what_msgspec_cannot_sort() -> None:
    assert codec.canonical_bytes({2: "b", "1": "a"}) == b'{"1":"a","2":"b"}'
    assert codec.canonical_bytes({"path": "odd\udcff", "n": 1.0}) == rb'{"n":1,"path":"odd\udcff"}'


def test_json_that_is_nested_too_deeply_is_refused() -> None:
    # Half a surrogate pair makes the text one for the lenient reader.
    text = b'{"text": "\\ud800", "text": ' + b"[" * 100_000
    with pytest.raises(ValueError, match="nested too deeply"):
        codec.decode_json(Completion, text)


def test_what_is_no_value_of_the_model_is_refused() -> None:
    with pytest.raises(TypeError, match="object is not a value of the model"):
        codec.encode(object())


def test_a_mapping_of_any_kind_is_an_object() -> None:
    assert codec.encode(MappingProxyType({"a": 1})) == {"a": 1}


def test_what_call_prints_names_errors_and_dates_only_where_there_are_any() -> None:
    whole = Completion(text="hi", finish_reason="stop", timing=Timing(total_s=1.0))
    printed = codec.completion_to_json(whole)
    assert printed["text"] == "hi"
    assert not {"error", "recorded_at"} & set(printed)


def test_a_message_may_have_no_content() -> None:
    found = codec.request_from_json(
        {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": None}]}
    )
    assert found.messages[1].content == ()


def test_what_is_no_value_of_the_model_is_not_written() -> None:
    with pytest.raises(TypeError, match="object is not a value of the model"):
        codec.encode(object())


def test_a_sequence_of_any_kind_is_written_as_a_list() -> None:
    assert codec.encode_json(UserList([1, "a"])) == b'[1,"a"]'


@pytest.mark.parametrize(
    ("data", "hashed", "digest"),
    [
        (
            {"messages": [{"role": "user", "content": "hi"}]},
            "c1:19e21ad5462e808b27165af1d6f50bd3a1eff3a04bb4a4cd080a9871cbfa0929",
            "e11e2ef661aac878540189ef6d682f94653cab600ef0e44b9499bbd580ecff68",
        ),
        (
            {
                "system": "S",
                "messages": [{"role": "user", "content": "hi"}],
                "sampling": {
                    "temperature": 0.5,
                    "top_p": 1,
                    "max_output_tokens": 5,
                    "stop": ["x"],
                    "seed": 1,
                    "effort": "low",
                },
            },
            "c1:05fe9c32078ac9d8451a76ecbaffa30caec978129309ffd87ff0a36f257dfd9d",
            "6e9515ab9922825aa6023aa3cdddd13f06e765e03430f8014b25cead79fd55c8",
        ),
    ],
)
def test_a_request_without_the_newer_settings_stays_the_same(
    data: dict[str, Any], hashed: str, digest: str
) -> None:
    """What was recorded before there were top_k, penalties, JSON mode and thinking is found."""
    request = codec.request_from_json(data)
    assert (codec.request_hash(request), codec.digest(request)) == (hashed, digest)
    empty = dict.fromkeys(
        ("top_k", "frequency_penalty", "presence_penalty", "parallel_tool_calls", "thinking")
    )
    unset = {**data, "sampling": {**data.get("sampling", {}), **empty, "json_mode": False}}
    assert codec.request_from_json(unset) == request


NEWER: dict[str, Any] = {
    "top_k": 40,
    "frequency_penalty": 0.2,
    "presence_penalty": -0.2,
    "parallel_tool_calls": False,
    "json_mode": True,
    "thinking": {"budget": 2048},
}


def test_each_of_the_newer_settings_is_part_of_the_question() -> None:
    asked = {"messages": [{"role": "user", "content": "hi"}]}
    whole = codec.request_from_json({**asked, "sampling": NEWER})
    assert codec.request_to_json(whole)["sampling"] == NEWER
    assert codec.decode(Request, codec.encode(whole)) == whole
    hashes = {codec.request_hash(whole), codec.request_hash(codec.request_from_json(asked))}
    for name, value in NEWER.items():
        one = codec.request_from_json({**asked, "sampling": {name: value}})
        hashes.add(codec.request_hash(one))
    assert len(hashes) == len(NEWER) + 2


@pytest.mark.parametrize(("word", "same"), [(True, "on"), (False, "off")])
def test_true_and_false_turn_thinking_on_and_off(word: bool, same: str) -> None:
    def asked(thinking: Any) -> Request:
        turns = [{"role": "user", "content": "hi"}]
        return codec.request_from_json({"messages": turns, "sampling": {"thinking": thinking}})

    assert asked(word) == asked(same)
    assert asked(same).sampling.thinking == same


def test_hash_of_a_question_with_an_image_is_pinned() -> None:
    content = [
        {"type": "text", "text": "What is it?"},
        {"type": "image", "media_type": "image/png", "data": "iVBORw0KGgo="},
    ]
    request = codec.request_from_json({"messages": [{"role": "user", "content": content}]})
    assert (
        codec.request_hash(request)
        == "c1:a85771836c085520d03fdb73da7c93affd361ce04f87825837a8402e19324037"
    )


def test_every_file_is_part_of_the_hash() -> None:
    pdf = {"type": "document", "media_type": "application/pdf", "data": "JVBERg==", "name": "a"}
    others = [
        pdf,
        {**pdf, "data": "JVBERh=="},
        {**pdf, "media_type": "text/plain"},
        {**pdf, "name": "b"},
        {"type": "document", "url": "https://files.example/a.pdf"},
        {"type": "document", "url": "https://files.example/b.pdf"},
        {"type": "image", "url": "https://files.example/a.pdf"},
        {"type": "audio", "media_type": "audio/wav", "data": "JVBERg=="},
        {"type": "text", "text": "JVBERg=="},
    ]
    hashes = {
        codec.request_hash(
            codec.request_from_json({"messages": [{"role": "user", "content": [one]}]})
        )
        for one in others
    }
    assert len(hashes) == len(others)


def test_how_calls_are_answered_is_part_of_the_question() -> None:
    plain = Request(messages=(Message(role="user", content=(Text(text="?"),)),))
    looped = replace(plain, tool_loop=ToolLoop(results=(ToolResult(tool="t"),)))
    other = replace(plain, tool_loop=ToolLoop(results=(ToolResult(tool="t", times=1),)))
    assert len({codec.request_hash(one) for one in (plain, looped, other)}) == 3
    said = Message(role="assistant", turn=["a vendor's own words"])
    turned = replace(plain, messages=(*plain.messages, said))
    bare = replace(plain, messages=(*plain.messages, replace(said, turn=UNSET)))
    assert codec.request_hash(turned) == codec.request_hash(bare)


def test_later_turns_and_whose_answers_stand_between_are_part_of_the_question() -> None:
    def said(text: str) -> Message:
        return Message(role="user", content=(Text(text=text),))

    plain = Request(messages=(said("?"),))
    talk = replace(plain, turns=(said("And?"),))
    other = replace(plain, turns=(said("And so?"),))
    taught = replace(talk, history="baseline")
    hashes = [codec.request_hash(one) for one in (plain, talk, other, taught)]
    assert len(set(hashes)) == 4
    heard = replace(taught, heard=((said("x"),),))
    assert codec.request_hash(heard) == codec.request_hash(taught)
