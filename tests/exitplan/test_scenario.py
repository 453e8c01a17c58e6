from __future__ import annotations

from datetime import date

import pytest
from exit_builders import route

from portcheck.exitplan.scenario import DrillRow, Scenario

DAY = date(2026, 12, 1)


def test_factors_are_those_of_the_vendor_however_it_is_written() -> None:
    found = Scenario(as_of=DAY, gone_on=DAY, until=DAY, prices={"v": 2.0}, slower={"w": 3.0})
    assert (found.price_of(route("a", vendor="V")), found.price_of(route("b"))) == (2.0, 1.0)
    assert (found.slowness_of(route("a", vendor="W")), found.slowness_of(route("b"))) == (3.0, 1.0)


@pytest.mark.parametrize(
    ("verdict", "moves"),
    [("safe", True), ("conditional", True), ("inconclusive", False), ("unsafe", False)],
)
def test_a_workload_moves_to_what_is_safe_or_conditional(verdict: str, moves: bool) -> None:
    row = DrillRow(
        workload="w",
        from_="a",
        to="b",
        verdict=verdict,  # type: ignore[arg-type]
        binding="",
        cost_change_usd_month=None,
        extra_failures_month=None,
        evidence_age_days=None,
        capacity="unknown",
        criticality="low",
    )
    assert row.moves is moves
