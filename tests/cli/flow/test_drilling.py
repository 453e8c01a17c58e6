from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from exit_builders import route, target, workload

from portcheck.cli.flow.drilling import Wish, live_flags, scenarios
from portcheck.errors import UsageError
from portcheck.exitplan.scenario import FleetEntry

FLEET = [
    FleetEntry(
        workload=workload("w", target("a")),
        today=route("today", vendor="OpenAI"),
        routes={"a": route("a", vendor="anthropic")},
    )
]


def wish(**changes: Any) -> Wish:
    values: dict[str, Any] = {
        "without": (),
        "every": False,
        "within": "0d",
        "retire": None,
        "price": (),
        "slower": (),
        "max_age": None,
        "as_of": date(2026, 12, 1),
        **changes,
    }
    return Wish(**values)


def test_a_loss_today_with_a_horizon() -> None:
    (found,) = scenarios(wish(without=("openai",), within="30d", max_age="2w"), FLEET)
    assert [loss.words for loss in found.without] == ["openai"]
    assert (found.gone_on, found.until) == (date(2026, 12, 1), date(2026, 12, 31))
    assert found.max_age_days == 14


def test_a_loss_on_a_day_to_come() -> None:
    (found,) = scenarios(wish(without=("openai",), retire="2027-01-01", within="1m"), FLEET)
    assert (found.gone_on, found.until) == (date(2027, 1, 1), date(2027, 1, 31))


def test_every_vendor_on_which_something_runs() -> None:
    assert [one.without[0].name for one in scenarios(wish(every=True), FLEET)] == ["OpenAI"]
    other = FleetEntry(workload=workload("v"), today=route("x", vendor="openai"), routes={})
    assert len(scenarios(wish(every=True), [*FLEET, other])) == 1, "however it is written"


def test_prices_and_latencies_by_vendor() -> None:
    (found,) = scenarios(wish(price=("openai=x2",), slower=("ANTHROPIC=1.5",)), FLEET)
    assert (found.prices, found.slower) == ({"openai": 2.0}, {"anthropic": 1.5})
    assert found.without == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "a drill needs an event"),
        ({"every": True, "without": ("openai",)}, "cannot be combined"),
        ({"without": ("openai",), "within": "soon"}, "--within soon"),
        ({"without": ("openai",), "within": "900000d"}, "at most 36500 days"),
        ({"without": ("openai",), "retire": "tomorrow"}, "--retire tomorrow"),
        ({"every": True, "retire": "9999-12-31", "within": "1d"}, "after the last possible year"),
        ({"without": ("nobody",)}, "no provider of these runs"),
        ({"price": ("openai",)}, "--price openai"),
        ({"price": ("openai=x0",)}, "--price openai=x0"),
        ({"slower": ("openai=nan",)}, "--slower openai=nan"),
        ({"price": ("opnai=2",)}, "opnai"),
    ],
)
def test_mistakes_are_named(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        scenarios(wish(**changes), FLEET)


def test_what_was_lost_before_is_to_be_done_without_from_today_on() -> None:
    (found,) = scenarios(wish(without=("openai",), retire="2026-01-01", within="30d"), FLEET)
    assert (found.gone_on, found.until) == (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    "given",
    [{"sample": 1}, {"providers": Path("p.yaml")}, {"max_cost": 0.0}, {"yes": True}],
    ids=["sample", "providers", "max-cost", "yes"],
)
def test_flags_of_a_rehearsal_need_one(given: dict[str, Any]) -> None:
    none: dict[str, Any] = {"sample": None, "providers": None, "max_cost": None, "yes": False}
    assert live_flags(live=False, **none) is None
    with pytest.raises(UsageError, match="needs --live"):
        live_flags(live=False, **none | given)
