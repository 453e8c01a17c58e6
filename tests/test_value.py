from __future__ import annotations

import importlib
import math
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec
import pytest

from portcheck import model
from portcheck.model import codec
from portcheck.model.completion import Timing, Usage
from portcheck.model.suite import Price
from portcheck.value import LARGEST, Number, Value, Whole

ANYTHING: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 5, LARGEST - 1, LARGEST, -LARGEST, 10**400),
    *(1.5, 1e300, math.nan, math.inf, -math.inf, "", "x", [], {}),
)
GOOD: Mapping[Any, tuple[Any, ...]] = {
    str: ("", "x"),
    bool: (True, False),
    Whole: (0, -1, 5, LARGEST - 1),
    Number: (0, -1, 5, 1.5, 1e300, LARGEST - 1, LARGEST, -LARGEST),
    Literal["x", "y"]: ("x",),
}


@pytest.mark.parametrize("kind", GOOD, ids=str)
@pytest.mark.parametrize("data", ANYTHING, ids=lambda data: repr(data)[:12])
def test_only_values_of_the_type_are_read(kind: Any, data: Any) -> None:
    if any(type(data) is type(good) and data == good for good in GOOD[kind]):
        assert codec.decode(kind, data) == data
    else:
        with pytest.raises(ValueError, match=r"Expected|Invalid|out of range"):
            codec.decode(kind, data)


def test_numbers_that_nobody_can_compute_with_are_refused() -> None:
    for data in (10**400, math.nan, math.inf):
        for kind, name in ((Timing, "total_s"), (Usage, "input_tokens"), (Price, "output")):
            with pytest.raises(ValueError, match=rf"\$.{name}"):
                codec.decode(kind, {"input": 1, name: data} if kind is Price else {name: data})


def values() -> list[type[Value]]:
    for module in pkgutil.iter_modules(model.__path__):
        importlib.import_module(f"portcheck.model.{module.name}")
    return [*below(Value)]


def below(kind: type[Value]) -> Iterator[type[Value]]:
    for sub in kind.__subclasses__():
        yield sub
        yield from below(sub)


@pytest.mark.parametrize("kind", values(), ids=lambda kind: kind.__name__)
def test_fields_are_given_by_name_and_stay(kind: type[Value]) -> None:
    assert kind.__match_args__ == (), "a subclass of Value says kw_only=True"
    config = kind.__struct_config__
    assert config.frozen
    assert config.forbid_unknown_fields
    with pytest.raises(TypeError, match="positional"):
        kind(1)


def test_a_changed_copy_leaves_the_value_as_it_was() -> None:
    before = Timing(total_s=1.0)
    assert msgspec.structs.replace(before, total_s=2.0) == Timing(total_s=2.0)
    assert before.total_s == 1.0
    with pytest.raises(AttributeError):
        before.total_s = 3.0  # type: ignore[misc]  # that is what it refuses
