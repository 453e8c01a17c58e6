"""The check `json_fields`."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import ask

from portcheck.plugins import CHECKS

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


@pytest.mark.parametrize(
    ("wanted", "written"),
    [
        ("2134", "2134"),
        ("02134", '"02134"'),
        (12, "12.0"),
        (12.0, "12"),
        ("12.50", "12.5"),
        (0.1, "0.10"),
        (1000, "1e3"),
        ("1000", "1E+3"),
        ("-0.25", "-0.25"),
        (4111111111111112, "4111111111111112"),
        ("4111111111111112", "4111111111111112"),
        ("12345678901234567.89", "12345678901234567.89"),
        (10**22, "1e22"),
    ],
)
def test_the_same_number(wanted: Any, written: str) -> None:
    assert ask("json_fields", {"n": wanted}, f'{{"n": {written}}}').status == "passed"
    nested = ask("json_fields", {"n": [{"m": wanted}]}, f'{{"n": [{{"m": {written}}}]}}')
    assert nested.status == "passed"


@pytest.mark.parametrize(
    ("wanted", "written"),
    [
        ("02134", "2134"),
        ("1e3", "1000"),
        ("+1000", "1000"),
        ("1_000", "1000"),
        (".5", "0.5"),
        ("0x10", "16"),
        ("1,000", "1000"),
        ("\uff11\uff12", "12"),
        ("NaN", "0"),
        ("Infinity", "1e308"),
        (2134, '"02134"'),
        (2134, '"2134"'),
        (4111111111111112, "4111111111111113"),
        ("41111111111111112", "41111111111111113"),
        (41111111111111112, "41111111111111112.5"),
        ("12345678901234567.89", "12345678901234567.88"),
        (0.1, "0.1000000000000000055"),
        (1e-300, "1e-99999999999999999999999"),
        (1, "true"),
        ("1", "true"),
        (True, "1"),
        ("true", "1"),
    ],
)
def test_another_number(wanted: Any, written: str) -> None:
    assert ask("json_fields", {"n": wanted}, f'{{"n": {written}}}').status == "failed"
    nested = ask("json_fields", {"n": [{"m": wanted}]}, f'{{"n": [{{"m": {written}}}]}}')
    assert nested.status == "failed"


@pytest.mark.parametrize(
    ("answer", "how", "status"),
    [
        ('{"t": 12.49}', {"fields": {"t": 12.5}, "tolerance": 0.01}, "passed"),
        ('{"t": 12.48}', {"fields": {"t": 12.5}, "tolerance": 0.01}, "failed"),
        ('{"t": 0.30000000000000004}', {"fields": {"t": 0.3}, "tolerance": 0}, "failed"),
        ('{"t": 12.49}', {"fields": {"t": "12.5"}, "tolerance": 0.01}, "passed"),
        ('{"t": "12.49"}', {"fields": {"t": 12.5}, "tolerance": 0.01}, "failed"),
        ('{"t": -1e-400}', {"fields": {"t": 1e-300}, "tolerance": 1e-300}, "passed"),
        ('{"t": ["b", "a"]}', {"fields": {"t": ["a", "b"]}, "unordered": True}, "passed"),
        ('{"t": ["b", "a"]}', {"fields": {"t": ["a", "b"]}, "unordered": False}, "failed"),
        ('{"t": ["a", "a"]}', {"fields": {"t": ["a", "b"]}, "unordered": True}, "failed"),
        (
            '{"t": [1.0, 1.2]}',
            {"fields": {"t": [1.1, 0.9]}, "unordered": True, "tolerance": 0.1},
            "passed",
        ),
        ('{"t": null}', {"fields": {"t": None}, "null_is_missing": True}, "passed"),
        ("{}", {"fields": {"t": None}, "null_is_missing": True}, "passed"),
        ('{"t": null}', {"fields": {"t": 1}, "null_is_missing": True}, "failed"),
        (
            '{"t": {"a": 1, "b": null}}',
            {"fields": {"t": {"a": 1}}, "null_is_missing": True},
            "passed",
        ),
        ("{}", {"t": None}, "failed"),
        # A field of that name, and no option beside it.
        ('{"fields": {"t": 1}}', {"fields": {"t": 1}}, "passed"),
        ('{"fields": {"t": 1}, "total": 2}', {"fields": {"t": 1}, "total": 2}, "passed"),
    ],
)
def test_how_fields_are_compared(answer: str, how: dict[str, Any], status: str) -> None:
    assert ask("json_fields", how, answer).status == status


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"fields": {}, "tolerance": 1}, "names no field"),
        ({"fields": {"t": 1}, "tolerance": -1}, "'tolerance' must be a number, 0 or more"),
        ({"fields": {"t": 1}, "tolerance": "much"}, "'tolerance' must be a number, 0 or more"),
        ({"fields": {"t": 1}, "unordered": "yes"}, "true or false"),
    ],
)
def test_options_that_make_no_sense(how: dict[str, Any], words: str) -> None:
    assert words in (CHECKS.get("json_fields").problem(how) or "")
