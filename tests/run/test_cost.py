from __future__ import annotations

import pytest
from msgspec.structs import replace
from run_builders import ask, make_completion

from portcheck.model.chat import Sampling
from portcheck.model.completion import Usage
from portcheck.model.suite import Price
from portcheck.providers.retry import Attempt
from portcheck.run.cost import answer_cost, cost, cost_bound, estimated_tokens, spent, total

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
    assert spent(Attempt(outcome=said, attempts=1), PRICE, 99.0) == 0.25
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
