"""`stands_for`: what the cases of a workload were drawn from."""

from __future__ import annotations

from msgspec import UNSET

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
