"""Settings in the requests of a log, which JSON lets be of any size."""

from __future__ import annotations

import math
from typing import Any

import pytest

from portcheck.imports.bodies.request_settings import sampling


@pytest.mark.parametrize(
    ("value", "read"),
    [(0.5, 0.5), ("0.5", 0.5), (10**400, None), (-(10**400), None), (math.inf, None), ("x", None)],
)
def test_a_number_that_no_setting_holds_is_not_set(value: Any, read: float | None) -> None:
    assert sampling({"temperature": value}).temperature == read
