from __future__ import annotations

from typing import Any

import pytest
from exit_builders import route

from portcheck.exitplan.capacity import MINUTES_A_MONTH, Load, capacity, pool
from portcheck.model.suite import Limits


def load(**changes: Any) -> Load:
    values: dict[str, Any] = {
        "workload": "w",
        "monthly_calls": round(MINUTES_A_MONTH * 6),
        "peak_factor": 10.0,
        "tokens": 100.0,
        "seconds": 2.0,
        **changes,
    }
    return Load(**values)


def fit(loads: list[Load], **limits: Any) -> str:
    return capacity(route("a", limits=Limits(**limits)), loads).fit


def test_sixty_calls_a_minute_at_the_peak() -> None:
    calls = load().calls_a_minute
    assert calls == pytest.approx(60, rel=1e-5)


@pytest.mark.parametrize(
    ("limits", "wanted"),
    [
        ({"requests_per_minute": 61}, "fits"),
        ({"requests_per_minute": 59}, "exceeds"),
        ({"requests_per_minute": 61, "tokens_per_minute": 6100}, "fits"),
        ({"requests_per_minute": 61, "tokens_per_minute": 5900}, "exceeds"),
        # A call a second that takes two is two in flight.
        ({"requests_per_minute": 61, "concurrency": 1}, "exceeds"),
        ({"requests_per_minute": 61, "concurrency": 3}, "fits"),
        ({"concurrency": 3}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_every_stated_limit_has_to_carry_the_peak(limits: dict[str, Any], wanted: str) -> None:
    assert fit([load()], **limits) == wanted


def test_loads_add_up() -> None:
    assert fit([load(), load()], requests_per_minute=119) == "exceeds"
    assert fit([load(), load()], requests_per_minute=121) == "fits"


def test_what_is_not_known_never_fits_and_may_exceed_all_the_same() -> None:
    silent = load(monthly_calls=None, workload="quiet one")
    found = capacity(route("a", limits=Limits(requests_per_minute=100)), [load(), silent])
    assert found.fit == "unknown"
    assert found.detail == "calls a minute: no monthly_calls for quiet one"
    assert fit([load(), silent], requests_per_minute=50) == "exceeds"
    assert fit([load(tokens=None)], tokens_per_minute=1e9) == "unknown"


def test_what_is_missing_is_named() -> None:
    limits = Limits(requests_per_minute=100, tokens_per_minute=1e9, concurrency=9)
    found = capacity(route("a", limits=limits), [load(workload="x", tokens=None, seconds=None)])
    assert found.detail == (
        "tokens a minute: no usage is known for x; calls in flight: no latency is known for x"
    )


def test_what_shares_the_limits_is_named() -> None:
    found = capacity(
        route("a", limits=Limits(requests_per_minute=200)),
        [load(workload="x"), load(workload="own")],
    )
    assert found.detail == "120 calls a minute at the peak, limit 200 (with x)"
    close = capacity(route("a", limits=Limits(requests_per_minute=59.9999)), [load()])
    assert close.detail.startswith("60.0000 calls a minute at the peak, limit 59.9999")


def test_entries_with_one_vendor_key_and_model_share_their_limits() -> None:
    one = route("a", vendor="V", key="K", models=("m",))
    assert pool(one) == pool(route("b", vendor="v", key="K", models=("m", "m-1")))
    assert pool(one) != pool(route("b", vendor="v", key="K", models=("n",)))
    assert pool(route("a", vendor="v")) != pool(route("b", vendor="v"))


def test_a_load_at_its_limit_is_carried() -> None:
    need = load().calls_a_minute
    assert need is not None
    assert fit([load()], requests_per_minute=need) == "fits"
