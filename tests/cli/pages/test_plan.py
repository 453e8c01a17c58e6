"""What a plan says of costs that nobody can foretell."""

from __future__ import annotations

from typing import Any

import pytest
from run_builders import make_case, make_provider, make_suite, make_workload

from portcheck.cli.pages.plan import page, plan_page
from portcheck.model.suite import Price, Rates
from portcheck.run.plan.build import build_plan
from portcheck.run.plan.forecast import forecast

PRICE = Price(input=2.0, output=10.0)
FLEX = {"flex": Rates(input=1.0, output=5.0)}


@pytest.mark.parametrize(
    ("price", "said"),
    [
        (None, "unknown: neither the providers file nor the price table has a price"),
        (PRICE, "without retries (price: providers file)"),
        (
            Price(input=2.0, output=10.0, asked_tier="flex"),
            "unknown: the price (providers file) has none for calls of this length, or for the "
            "requested tier or cache",
        ),
        (
            Price(input=2.0, output=10.0, asked_tier="flex", tiers=FLEX),
            "without retries (price: providers file)",
        ),
        (
            Price(input=2.0, output=10.0, kept_for="1h"),
            "unknown: the price (providers file) has none",
        ),
    ],
)
def test_an_unknown_cost_says_why(price: Any, said: str) -> None:
    suite = make_suite(make_workload("w", [make_case("a")]))
    plan = build_plan(
        suite, [make_provider("old"), make_provider("new", price=price)], baseline="old"
    )
    (_, entry) = forecast(plan, retries=0, environ={})
    (line,) = [line for line in page(entry) if line.startswith("  cost ")]
    assert said in line


def test_a_plan_is_read_on_a_narrow_terminal() -> None:
    suite = make_suite(make_workload("w", [make_case("a")]))
    plan = build_plan(suite, [make_provider("old"), make_provider("new")], baseline="old")
    found = forecast(plan, retries=2, environ={})
    lines = plan_page(plan, found, None, 40).splitlines()
    assert max(map(len, lines)) <= 40
    place = next(at for at, line in enumerate(lines) if line.startswith("  calls "))
    assert lines[place + 1].startswith(" " * 12)
    wide = plan_page(plan, found, None, 100)
    assert " ".join(wide.split()) == " ".join(" ".join(lines).split())


def test_a_program_in_place_of_a_model_is_no_recording() -> None:
    suite = make_suite(make_workload("w", [make_case("a")]))
    fake = make_provider("fake", dialect="fake", options={"character": "careful"})
    plan = build_plan(suite, [make_provider("old"), fake], baseline="old")
    (_, entry) = forecast(plan, retries=0, environ={})
    assert page(entry)[1:] == ["  program   1 answer, from a program here; no calls"]
