"""The check `json_fields`."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import ask

ORDER = '{"customer": {"name": "Ana Lima "}, "total": 12.0, "paid": true, "a.b": 1, \
"items": [{"sku": "x1", "n": 2}, {"sku": "x2", "n": 1}], "note": null}'


@pytest.mark.parametrize(
    "fields",
    [
        {"customer.name": "ana lima"},
        {"total": 12},
        {"total": "12"},
        {"paid": True},
        {"paid": "true"},
        {"items.1.sku": "X2", "items.0.n": 2},
        {"items.0": {"sku": "x1", "n": 2}},
        {"a.b": 1},
        {"note": None},
    ],
)
def test_accepts(fields: dict[str, Any]) -> None:
    assert ask("json_fields", fields, ORDER).status == "passed"


@pytest.mark.parametrize(
    "fields",
    [
        {"customer.name": "Ana"},
        {"total": 13},
        {"total": True},
        {"paid": 1},
        {"paid": "True story"},
        {"items.2.sku": "x3"},
        {"items.-1.sku": "x2"},
        {"items.0": {"sku": "x1"}},
        {"absent": None},
        {"note": ""},
        {"customer.name.first": "Ana"},
    ],
)
def test_rejects(fields: dict[str, Any]) -> None:
    assert ask("json_fields", fields, ORDER).status == "failed"


def test_reason_holds_the_share_of_matching_fields() -> None:
    outcome = ask("json_fields", {"total": 12, "paid": False, "absent": 1}, ORDER)
    assert outcome.value == 0.0
    assert outcome.reason.startswith("1 of 3 fields match")
    assert "absent is missing" in outcome.reason


@pytest.mark.parametrize("answer", ["", "total: 12", "[1, 2]", "12"])
def test_rejects_what_holds_no_fields(answer: str) -> None:
    assert ask("json_fields", {"total": 12}, answer).status == "failed"
