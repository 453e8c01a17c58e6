from __future__ import annotations

import pytest
from exit_builders import band, target
from hypothesis import given
from hypothesis import strategies as st

from portcheck.exitplan.value import pay_back, with_value
from portcheck.model.exit_plan import Band
from portcheck.model.workload.worth import Switch, WorkloadValue

MOVE = target(
    "b",
    cost_change=band(-0.03, -0.02, -0.01),
    latency_change=band(0.0, 0.6, 1.2),
    extra_failures=band(-0.01, 0.01, 0.03),
)
WORTH = WorkloadValue(
    failure_cost_usd=2.0,
    minute_cost_usd=0.5,
    switch=Switch(hours=(10, 30), hour_usd=100.0, prompts=2),
)


def test_a_month_is_the_difference_of_a_call_times_its_calls() -> None:
    found = with_value(MOVE, 100_000, WORTH)
    assert found.monthly_usd == band(-3000, -2000, -1000)
    assert found.monthly_failures == band(-1000, 1000, 3000)
    # Bill, failures at 2 USD, and 100,000 calls of 0.01 minutes more at 0.5 USD.
    monthly = found.monthly_value_usd
    assert monthly is not None
    assert monthly.expected == pytest.approx(-2000 + 2000 + 500)
    assert monthly.low == pytest.approx(-5000)
    assert monthly.high == pytest.approx(6000)
    assert found.one_off_usd == band(1000, 2000, 3000)
    assert found.monthly_value_of == ("bill", "failures", "waiting")
    assert with_value(MOVE, 1, WorkloadValue(minute_cost_usd=1.0)).monthly_value_of == (
        "bill",
        "waiting",
    )


def test_what_is_not_known_is_not_taken_for_nothing() -> None:
    unpriced = target("b", extra_failures=band(0, 0, 0), latency_change=band(0, 0, 0))
    found = with_value(unpriced, 100, WORTH)
    assert found.monthly_usd is None
    assert found.monthly_value_usd is None
    assert found.months_to_pay_back is None
    assert with_value(MOVE, None, WORTH).monthly_failures is None


def test_the_bill_alone_is_no_value_of_its_own() -> None:
    found = with_value(MOVE, 100, WorkloadValue())
    assert found.monthly_usd is not None
    assert found.monthly_value_usd is None
    assert found.monthly_value_of == ()
    assert found.one_off_usd is None
    hourless = WorkloadValue(switch=Switch(hours=(1, 2)))
    assert with_value(MOVE, 100, hourless).one_off_usd is None


def test_a_move_that_may_cost_more_may_never_pay_back() -> None:
    found = pay_back(band(1000, 2000, 3000), band(-500, -100, 50))
    assert found == Band(low=2.0, expected=20.0, high=None)
    assert pay_back(band(1, 1, 1), None) is None


@pytest.mark.slow
@given(
    st.floats(0, 1e6), st.floats(0, 1e6), st.floats(-1e6, 1e6), st.floats(0, 1e6), st.floats(0, 1e6)
)
def test_the_longest_time_to_pay_back_is_not_shorter_than_the_shortest(
    once: float, more: float, saved: float, up: float, further: float
) -> None:
    found = pay_back(
        band(once, once + more / 2, once + more), band(saved, saved + up, saved + up + further)
    )
    assert found is not None
    if found.low is not None and found.high is not None:
        assert found.low <= found.high * (1 + 1e-9)


def test_a_move_that_saves_nothing_never_pays_back() -> None:
    assert pay_back(band(1, 1, 1), band(0, 0, 0)) == Band(low=None, expected=None, high=None)
