"""`stands_for`: what the cases of a workload were drawn from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec import UNSET

from portcheck.config.load import check_file
from portcheck.config.suite.counting.sample import stands_for
from portcheck.model.workload.sample import StandsFor, Stratum


def test_nothing_is_known_of_a_suite_that_does_not_say() -> None:
    assert stands_for(None) is UNSET


def test_templates_come_by_their_calls() -> None:
    found = stands_for(
        {
            "calls": 30,
            "seed": 7,
            "first": "2026-10-01",
            "templates": {"b": {"calls": 5, "cases": 1}, "a": {"calls": 20, "cases": 3}},
        }
    )
    strata = (Stratum(name="a", calls=20, cases=3), Stratum(name="b", calls=5, cases=1))
    assert found == StandsFor(calls=30, seed=7, strata=strata, first="2026-10-01")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"seed": 7, "templates": {}},
        {"calls": 30, "templates": {}},
        {"calls": 30, "seed": 7},
        {"calls": 30, "seed": 7, "templates": {"a": {"cases": 1}}},
        {"calls": 30, "seed": 7, "templates": {"a": {"calls": 1}}},
    ],
)
def test_what_lacks_a_part_that_was_a_mistake_says_nothing(given: dict[str, Any]) -> None:
    assert stands_for(given) is UNSET


@pytest.mark.parametrize("wrong", ["calls: -5, seed: 0", "calls: 5, seed: x", "calls: 5"])
def test_a_wrong_number_is_a_mistake_with_its_place(wrong: str, tmp_path: Path) -> None:
    suite = tmp_path / "s.yaml"
    suite.write_text(
        "portcheck: 1\nsuite: s\nworkloads:\n  w:\n"
        f"    stands_for: {{{wrong}, templates: {{a: {{calls: 5, cases: 1}}}}}}\n"
        "    prompt: {user: hi}\n    cases: [{id: a, checks: [{equals: x}]}]\n"
    )
    found = [one for one in check_file(suite) if one.severity == "error"]
    assert [one.line for one in found] == [5]
