"""What a function of a suite returns, and where it crashed."""

from __future__ import annotations

from typing import Any

import pytest

from portcheck.run.code.worker import load_function, place, result


@pytest.mark.parametrize(
    ("given", "value", "reason"),
    [
        (True, 1.0, ""),
        (False, 0.0, ""),
        (0.25, 0.25, ""),
        (None, None, ""),
        ((1, "fine"), 1.0, "fine"),
        ((None, "cannot tell"), None, "cannot tell"),
    ],
)
def test_what_may_be_returned(given: Any, value: float | None, reason: str) -> None:
    assert result(given) == {"value": value, "reason": reason}


@pytest.mark.parametrize("given", ["yes", 2, -0.1, float("nan"), [], (True, 1), (True, "a", "b")])
def test_anything_else_is_an_error(given: Any) -> None:
    with pytest.raises(TypeError, match="returned"):
        result(given)


def test_a_function_is_found_by_its_name() -> None:
    assert load_function("def f(a):\n    return a + 1\n", "f.py", "f")(1) == 2
    with pytest.raises(TypeError, match="no function g"):
        load_function("g = 1", "f.py", "g")


@pytest.mark.parametrize(
    ("source", "line"), [("def f():\n    return 1 / 0\n", 2), ("x = 1\ndef f(:\n", 2)]
)
def test_the_line_of_a_crash_is_that_of_the_file(source: str, line: int) -> None:
    with pytest.raises((ZeroDivisionError, SyntaxError)) as caught:
        load_function(source, "f.py", "f")()
    assert place(caught.value, "f.py") == line
    assert place(ValueError("elsewhere"), "f.py") is None
