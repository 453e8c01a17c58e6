from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.model import codec, plain
from portcheck.model.chat import ToolCall
from portcheck.model.completion import Completion, Timing, Usage
from portcheck.model.run import Sample
from portcheck.model.suite import Price

ANYTHING: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    5,
    2**53,
    10**400,
    1.5,
    math.nan,
    math.inf,
    "",
    "x",
    [],
    {},
)
GOOD: Mapping[Any, tuple[Any, ...]] = {
    str: ("", "x"),
    bool: (True, False),
    int: (0, -1, 5),
    float: (0, -1, 5, 1.5),
    Literal["x", "y"]: ("x",),
}


@pytest.mark.parametrize("kind", GOOD, ids=str)
@pytest.mark.parametrize("data", ANYTHING, ids=lambda data: repr(data)[:12])
def test_only_values_of_the_type_are_read(kind: Any, data: Any) -> None:
    read = plain.reader(kind)
    assert read is not None
    if any(type(data) is type(good) and data == good for good in GOOD[kind]):
        assert read(data) is data
    else:
        with pytest.raises(ValueError, match="expected"):
            read(data)


@pytest.mark.parametrize("kind", [Any, Sample, tuple[str, ...], Mapping[str, Any], str | None])
def test_other_types_have_no_plain_reader(kind: Any) -> None:
    assert plain.reader(kind) is None


@given(st.sampled_from([str, bool, str | None, bool | None, int, float | None, Literal["x"], Any]))
def test_what_passes_by_its_type_alone_would_be_read(kind: Any) -> None:
    for data in ANYTHING:
        if type(data) in plain.exact(kind) and data is not None:
            read = plain.reader(str if isinstance(data, str) else bool)
            assert read is not None
            assert read(data) == data


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"trial": 5}, "trial: expected text, found 5"),
        ({"trial": "t", "attempts": "2"}, "attempts: expected a whole number, found text"),
        ({"trial": "t", "attempts": True}, "attempts: expected a whole number, found True"),
        ({"trial": "t", "completion": []}, "completion: .*found a list"),
        ({"trial": "t", "completion": {"text": None}}, "completion: text: .*found null"),
        ({"trial": None}, "trial: expected text, found null"),
        ({"trial": "t", "failure": {"class": "tired"}}, "failure: class: expected one of"),
    ],
)
def test_a_record_says_where_it_is_wrong(data: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        codec.decode(Sample, data)


def test_numbers_that_nobody_can_compute_with_are_refused() -> None:
    for data in (10**400, math.nan, math.inf):
        with pytest.raises(ValueError, match="number"):
            codec.decode(Timing, {"total_s": data})
        with pytest.raises(ValueError, match="number"):
            codec.decode(Price, {"input": 1, "output": data})
        with pytest.raises(ValueError, match="number"):
            codec.decode(Usage, {"input_tokens": data})


def test_what_a_model_wrote_is_kept_whatever_it_is() -> None:
    call = ToolCall(id=None, name="f", arguments={"x": [10**400, None, {"y": True}]})
    answer = Completion(
        text="", finish_reason="stop", timing=Timing(total_s=0.0), tool_calls=(call,)
    )
    assert codec.decode(Completion, codec.encode(answer)) == answer
