from __future__ import annotations

import pytest
from msgspec.structs import replace
from run_builders import ask, make_completion

from portcheck.error_classes import Failure
from portcheck.model.chat import Sampling, Text, ToolLoop, ToolResult
from portcheck.model.completion import Moderated, Step, Trajectory, Usage
from portcheck.model.suite import Price, Rates
from portcheck.providers.retry import CallResult
from portcheck.run.cost import (
    answer_cost,
    cost,
    cost_bound,
    estimated_calls,
    estimated_tokens,
    spent,
    total,
)
from portcheck.run.file_tokens import BYTES_PER_TOKEN

PRICE = Price(input=2.0, output=10.0, cache_read=0.5, cache_write=4.0)


@pytest.mark.parametrize(
    ("usage", "price", "dollars"),
    [
        (Usage(input_tokens=1_000_000, output_tokens=0), PRICE, 2.0),
        (Usage(input_tokens=0, output_tokens=100_000), PRICE, 1.0),
        # 300 fresh at 2, 500 read at 0.5, 200 written at 4, 100 out at 10: 2650 per million
        (
            Usage(
                input_tokens=1000, output_tokens=100, cache_read_tokens=500, cache_write_tokens=200
            ),
            PRICE,
            0.00265,
        ),
        (
            Usage(input_tokens=1000, output_tokens=0, cache_read_tokens=500),
            Price(input=2.0, output=10.0),
            0.002,
        ),
        # What is written to a cache costs what other input costs, where no price of it is known.
        (
            Usage(input_tokens=1000, output_tokens=0, cache_write_tokens=500),
            Price(input=2.0, output=10.0),
            0.002,
        ),
        # Gateways report what was written as read too: no input is less than none.
        (
            Usage(
                input_tokens=1000, output_tokens=0, cache_read_tokens=900, cache_write_tokens=900
            ),
            PRICE,
            (900 * 0.5 + 900 * 4.0) / 1e6,
        ),
        (Usage(input_tokens=None, output_tokens=1), PRICE, None),
        (Usage(input_tokens=1000, output_tokens=0), replace(PRICE, up_to_input_tokens=1000), 0.002),
        (Usage(input_tokens=1001, output_tokens=0), replace(PRICE, up_to_input_tokens=1000), None),
        (Usage(input_tokens=1, output_tokens=1), None, None),
    ],
)
def test_cost_of_a_call(usage: Usage, price: Price | None, dollars: float | None) -> None:
    assert cost(usage, price) == (None if dollars is None else pytest.approx(dollars))


def test_what_the_vendor_says_a_call_cost_counts_before_the_price() -> None:
    answer = make_completion(tokens=1_000_000)
    assert answer_cost(answer, PRICE) == 12.0
    assert answer_cost(answer, None) is None
    said = replace(answer, stated_cost_usd=0.25)
    assert [answer_cost(said, price) for price in (PRICE, None)] == [0.25, 0.25]
    assert spent(CallResult(outcome=said, attempts=1), PRICE, 99.0) == 0.25
    # What costs nothing is a promotion, or nobody knows what it costs.
    free = replace(answer, stated_cost_usd=0.0)
    assert [answer_cost(free, price) for price in (PRICE, None)] == [12.0, None]


def test_the_bound_covers_prompt_and_longest_answer() -> None:
    request = replace(ask("x" * 300), sampling=Sampling(max_output_tokens=50))
    tokens_in, tokens_out = estimated_tokens(request)
    assert tokens_in >= 100
    assert tokens_out == 50
    assert cost_bound(request, PRICE) == pytest.approx((tokens_in * 4.0 + 50 * 10.0) / 1e6)


def test_a_call_longer_than_the_price_holds_has_no_bound() -> None:
    request = ask("x" * 3000)
    tokens_in, _ = estimated_tokens(request)
    assert cost_bound(request, replace(PRICE, up_to_input_tokens=tokens_in - 1)) is None
    assert cost_bound(request, replace(PRICE, up_to_input_tokens=tokens_in)) is not None


def test_a_total_is_known_where_every_cost_is() -> None:
    assert total([0.1] * 10) == 1.0
    assert total([]) == 0.0
    assert total([0.1, None]) is None
    assert cost_bound(ask("?"), None) is None


TIERED = replace(
    PRICE,
    cache_write_1h=6.0,
    tiers={"flex": Rates(input=1.0, output=5.0), "priority": Rates(input=4.0, output=20.0)},
)
MILLION = Usage(input_tokens=1_000_000, output_tokens=0)


@pytest.mark.parametrize(
    ("served", "dollars"),
    [
        (None, 2.0),
        ("default", 2.0),
        ("standard", 2.0),
        ("ON_DEMAND", 2.0),
        ("flex", 1.0),
        ("FLEX", 1.0),
        ("ON_DEMAND_FLEX", 1.0),
        ("flex, ON_DEMAND_FLEX", 1.0),
        ("on-demand-priority", 4.0),
        ("priority", 4.0),
        ("priority, standard", 4.0),
        # What nobody knows is not the ordinary price.
        ("priority, fast", None),
        ("scale", None),
        ("PROVISIONED_THROUGHPUT", None),
        ("batch", None),
    ],
)
def test_a_tier_has_its_own_price_or_none(served: str | None, dollars: float | None) -> None:
    assert cost(MILLION, TIERED, served) == dollars
    answer = replace(make_completion(), usage=MILLION, served_tier=served)
    assert answer_cost(answer, TIERED) == dollars
    stated = replace(answer, stated_cost_usd=0.5)
    assert answer_cost(stated, TIERED) == 0.5


def test_without_prices_of_tiers_only_ordinary_calls_have_a_cost() -> None:
    assert cost(MILLION, PRICE, "flex") is None
    assert cost(MILLION, PRICE, "default") == 2.0


def test_the_tier_that_was_asked_for_holds_where_an_answer_names_none() -> None:
    asked = replace(TIERED, asked_tier="flex")
    assert [cost(MILLION, asked, served) for served in (None, "default")] == [1.0, 2.0]
    assert cost(MILLION, replace(TIERED, asked_tier="scale")) is None


def test_what_is_kept_for_an_hour_costs_more() -> None:
    usage = Usage(
        input_tokens=1000, output_tokens=0, cache_write_tokens=300, cache_write_1h_tokens=200
    )
    # 700 fresh at 2, 100 written at 4, 200 for an hour at 6: 3000 per million
    assert cost(usage, TIERED) == pytest.approx(0.003)
    assert cost(usage, PRICE) is None
    assert cost(usage, TIERED, "flex") is None
    zero = replace(usage, cache_write_1h_tokens=0)
    assert cost(zero, PRICE) == pytest.approx(0.0026)
    # No more can be kept for an hour than was written.
    odd = replace(usage, cache_write_1h_tokens=900)
    assert cost(odd, TIERED) == pytest.approx(0.0032)


def test_the_bound_covers_the_tier_and_the_cache_that_are_asked_for() -> None:
    request = replace(ask("x" * 3000), sampling=Sampling(max_output_tokens=100))
    tokens_in, tokens_out = estimated_tokens(request)

    def bound(price: Price) -> float | None:
        found = cost_bound(request, price)
        return None if found is None else round(found * 1e6)

    plain = tokens_in * 4 + tokens_out * 10
    assert bound(TIERED) == plain
    # A vendor may serve a call as any other.
    assert bound(replace(TIERED, asked_tier="flex")) == plain
    dear = replace(TIERED, asked_tier="priority", cache_write=None)
    assert bound(dear) == tokens_in * 4 + tokens_out * 20
    assert bound(replace(TIERED, asked_tier="scale")) is None
    assert bound(replace(TIERED, kept_for="1h")) == tokens_in * 6 + tokens_out * 10
    assert bound(replace(PRICE, kept_for="1h")) is None


def test_each_step_of_a_tool_loop_reads_all_that_was_said_before() -> None:
    results = (ToolResult(tool="t", content=(Text(text="x" * 3000),)), ToolResult(tool="t"))
    request = replace(ask("?"), sampling=Sampling(max_output_tokens=100))
    first, output = estimated_tokens(request)
    looped = replace(request, tool_loop=ToolLoop(results=results, max_steps=3))
    calls = list(estimated_calls(looped))
    grown = calls[1][0] - first
    assert grown > 100 + 3000 / BYTES_PER_TOKEN
    assert calls == [(first + step * grown, output) for step in range(3)]
    assert list(estimated_calls(request)) == [(first, output)]


def test_the_result_of_every_other_call_may_be_the_longest() -> None:
    long = ToolResult(tool="", content=(Text(text="x" * 3000),))
    request = replace(
        ask("?"), tool_loop=ToolLoop(results=(ToolResult(tool="t"),), otherwise=long, max_steps=2)
    )
    (first, output), (second, _) = estimated_calls(request)
    assert second > first + output + 3000 / BYTES_PER_TOKEN


def test_a_conversation_asks_once_a_turn_with_all_that_was_said() -> None:
    said = ask("x" * 3000).messages
    request = replace(ask("Hello?"), turns=said * 2)
    first, output = estimated_tokens(request)
    calls = list(estimated_calls(request))
    grown = calls[1][0] - first
    assert grown > output + 3000 / BYTES_PER_TOKEN
    assert calls == [(first + turn * grown, output) for turn in range(3)]
    looped = replace(request, tool_loop=ToolLoop(results=(), max_steps=4))
    assert len(list(estimated_calls(looped))) == 12


def test_what_a_failed_call_cost_all_the_same_is_spent() -> None:
    """A moderator that judged the question, or an answer that it could not judge."""
    turned_away = Failure(error_class="rate_limited", message="no")
    judged = Moderated(moderator="m", side="input", flagged=False, seconds=0.1, cost_usd=0.5)
    paid = replace(make_completion(tokens=1000), moderation=(judged,))
    own = answer_cost(make_completion(tokens=1000), PRICE) or 0.0
    assert own > 0
    assert spent(CallResult(turned_away, 1, paid=(paid,)), PRICE, 99.0) == pytest.approx(own + 0.5)
    unknown = replace(paid, moderation=(replace(judged, cost_usd=None),))
    assert spent(CallResult(turned_away, 1, paid=(unknown,)), PRICE, 99.0) == 99.0


def test_a_failed_call_costs_its_bound_where_vendors_bill_such_failures() -> None:
    late, refused = (Failure(error_class=name, message="") for name in ("timeout", "overloaded"))
    assert late.traits.billed
    assert not refused.traits.billed
    assert spent(CallResult(late, 1), PRICE, 3.0) == 3.0
    assert spent(CallResult(refused, 1), PRICE, 3.0) == 0.0
    assert spent(CallResult(refused, 3, ("timeout", "overloaded")), PRICE, 3.0) == 3.0
    assert spent(CallResult(late, 3, ("timeout", "overloaded")), PRICE, 3.0) == 6.0


def test_a_tool_loop_costs_what_its_steps_cost() -> None:
    small = make_completion(tokens=10)
    large = make_completion(tokens=150)
    limited = Price(input=1.0, output=1.0, up_to_input_tokens=155)
    steps = (Step(completion=small), Step(completion=large))
    whole = replace(make_completion(tokens=160), loop=Trajectory(steps=steps, ended="answered"))
    assert answer_cost(whole, limited) == pytest.approx(320e-6)
    assert answer_cost(whole, None) is None
