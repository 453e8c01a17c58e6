"""The checks that every case has by itself."""

from __future__ import annotations

from portcheck.config.suite.counting.automatic import (
    REFUSAL,
    WAS_ANSWERED,
    automatic_checks,
    free_id,
)
from portcheck.model.suite import CheckSpec
from portcheck.model.workload.proposed import Proposed

FULL = CheckSpec(name="refusal", id="r", gate="refusal", expect="full")


def test_a_case_without_checks_has_both() -> None:
    assert list(automatic_checks([], set(), set())) == [REFUSAL, WAS_ANSWERED]


def test_a_case_that_expects_a_refusal_needs_no_answer() -> None:
    assert list(automatic_checks([FULL], {"refusal"}, {"r"})) == []


def test_a_proposed_refusal_says_nothing_of_what_is_expected() -> None:
    proposed = CheckSpec(
        name="refusal", id="r", gate="refusal", expect="full", proposed=Proposed(holds_on=1, of=1)
    )
    assert list(automatic_checks([proposed], set(), {"r"})) == [REFUSAL, WAS_ANSWERED]


def test_ids_are_free() -> None:
    found = automatic_checks([], set(), {"refusal", "answered", "answered-2"})
    assert [spec.id for spec in found] == ["refusal-2", "answered-3"]
    assert free_id("x", {"x", "x-2"}) == "x-3"
