"""Numbers in the outputs of other tools, which JSON lets be of any size."""

from __future__ import annotations

import math
from typing import Any

import pytest

from portcheck.imports.suites.answered_questions import completion


@pytest.mark.parametrize(
    ("value", "tokens", "seconds"),
    [
        (7, 7, 7.0),
        (1.5, 1, 1.5),
        (2**53, None, 2.0**53),
        (10**400, None, 0.0),
        (-1, None, 0.0),
        (math.inf, None, 0.0),
        (math.nan, None, 0.0),
        (True, None, 0.0),
    ],
)
def test_numbers_that_no_record_holds_are_unknown(
    value: Any, tokens: int | None, seconds: float
) -> None:
    found = completion("yes", usage={"input_tokens": value}, seconds=value)
    assert (found.usage.input_tokens, found.timing.total_s) == (tokens, seconds)
