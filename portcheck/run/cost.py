"""Estimate the cost of calls in US dollars, and add it up afterwards."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from msgspec import UNSET

from portcheck.error_classes import ERROR_TRAITS
from portcheck.model.chat import Message, Request, Text, ToolLoop, ToolResult
from portcheck.model.completion import ORDINARY_TIERS, Completion, Usage
from portcheck.model.suite import Price, Rates
from portcheck.providers.retry import CallResult
from portcheck.run.file_tokens import BYTES_PER_TOKEN, file_tokens

DEFAULT_OUTPUT_TOKENS = 4096
"""Assumed output tokens of a request without a limit."""
_ORDINARY = "default"
_ON_DEMAND = "on_demand"


def estimated_tokens(request: Request) -> tuple[int, int]:
    """An estimate of (input, output) tokens of a request, rather too high than too low."""
    size = len((request.system or "").encode("utf-8", "surrogatepass"))
    files = 0
    for message in request.messages:
        size += len(repr(message.tool_calls)) if message.tool_calls else 0
        for part in message.content:
            if isinstance(part, Text):
                size += len(part.text.encode("utf-8", "surrogatepass"))
            else:
                files += file_tokens(part)
    size += len(repr(request.tools)) if request.tools else 0
    size += len(repr(request.response_schema)) if request.response_schema else 0
    tokens = int(size / BYTES_PER_TOKEN) + 16 * (len(request.messages) + 1)
    output = request.sampling.max_output_tokens or DEFAULT_OUTPUT_TOKENS
    return tokens + files, output


def estimated_calls(request: Request) -> Iterator[tuple[int, int]]:
    """An estimate of (input, output) tokens, rather too high, for each call of a request.

    A tool loop or a conversation repeats everything before it: each step adds an answer of the
    greatest length and the longest result of a tool, each turn the user's message.
    """
    tokens_in, tokens_out = estimated_tokens(request)
    loop = request.tool_loop
    results = [] if loop is UNSET else [_size(_given(result)) for result in _results(loop)]
    steps = 1 if loop is UNSET else loop.max_steps
    for spoken in (0, *map(_size, request.turns or ())):
        tokens_in += spoken
        for _ in range(steps):
            yield tokens_in, tokens_out
            tokens_in += tokens_out + max(results, default=0)


def _results(loop: ToolLoop) -> Sequence[ToolResult]:
    return loop.results if loop.otherwise is UNSET else (*loop.results, loop.otherwise)


def _given(result: ToolResult) -> Message:
    return Message(role="tool", content=result.content)


def _size(message: Message) -> int:
    """Tokens of one turn, an estimate that is rather too high."""
    return estimated_tokens(Request(messages=(message,)))[0]


def rates_of(price: Price, served: str | None = None) -> Rates | None:
    """The prices of tokens in the tier that served a call; `None` if they are not known.

    Args:
        price: the price of the provider.
        served: the vendor's words for the tier, separated by commas; `None`: the tier that the
            entry asks for.
    """
    if served is None:
        if price.asked_tier is UNSET:
            return price
        served = price.asked_tier
    special = {tier for word in served.split(",") if (tier := _tier(word)) not in ORDINARY_TIERS}
    if not special:
        return price
    tiers = {} if price.tiers is UNSET else price.tiers
    # Two special tiers at once have a price of their own, which no table has.
    return tiers.get(special.pop()) if len(special) == 1 else None


def _tier(word: str) -> str:
    """A vendor's word for a tier in one spelling: Google has `ON_DEMAND_FLEX` for `flex` too."""
    plain = word.strip().lower().replace("-", "_")
    return plain if plain == _ON_DEMAND else plain.removeprefix(f"{_ON_DEMAND}_")


def cost(usage: Usage, price: Price | None, served: str | None = None) -> float | None:
    """US dollars of one call; `None` if the price or the token counts are unknown.

    The price is unknown for calls with more input tokens than it covers, and for tiers and cache
    lifetimes without a rate. Cached tokens are part of the input (see `Usage`); without a cache
    rate they cost as much as other input.
    """
    if price is None or usage.input_tokens is None or usage.output_tokens is None:
        return None
    if price.up_to_input_tokens is not None and usage.input_tokens > price.up_to_input_tokens:
        return None
    rates = rates_of(price, served)
    if rates is None:
        return None
    read, write = usage.cache_read_tokens or 0, usage.cache_write_tokens or 0
    for_an_hour = min(usage.cache_write_1h_tokens or 0, write)
    if for_an_hour and rates.cache_write_1h is UNSET:
        return None
    hour_rate = 0.0 if rates.cache_write_1h is UNSET else rates.cache_write_1h
    read_rate = rates.input if rates.cache_read is None else rates.cache_read
    write_rate = rates.input if rates.cache_write is None else rates.cache_write
    fresh = max(usage.input_tokens - read - write, 0)
    total = fresh * rates.input + read * read_rate + (write - for_an_hour) * write_rate
    return (total + for_an_hour * hour_rate + usage.output_tokens * rates.output) / 1e6


def answer_cost(answer: Completion, price: Price | None) -> float | None:
    """US dollars of one call: the cost that the vendor states, else by the price; see `cost`.

    A stated cost of zero does not count: services state it for promotions, and for models without
    a price. A tool loop costs the sum of its steps, and calls to moderators are included.
    """
    if answer.loop is not UNSET:
        return total(answer_cost(step.completion, price) for step in answer.loop.steps)
    own = answer.stated_cost_usd or cost(answer.usage, price, answer.served_tier)
    if not answer.moderation:
        return own
    return total((own, *(one.cost_usd for one in answer.moderation)))


def cost_bound(request: Request, price: Price | None) -> float | None:
    """The most US dollars that one call can cost, by `estimated_tokens`.

    A vendor may serve a call in the default tier instead of the one that the entry asks for, so the
    dearer of the two counts. `None` if there is no price, or it may not cover the call's length.
    """
    return None if price is None else tokens_bound(*estimated_tokens(request), price)


def tokens_bound(tokens_in: int, tokens_out: int, price: Price) -> float | None:
    """The most US dollars that a call with this many tokens can cost; see `cost_bound`."""
    bounds = []
    for served in {None, _ORDINARY}:
        rates = rates_of(price, served)
        kept = price.kept_for is not UNSET
        dearer = kept or (rates is not None and (rates.cache_write or 0.0) > rates.input)
        written = tokens_in if dearer else 0
        usage = Usage(
            input_tokens=tokens_in,
            output_tokens=tokens_out,
            cache_write_tokens=written,
            cache_write_1h_tokens=written if kept else None,
        )
        bounds.append(cost(usage, price, served))
    known = [bound for bound in bounds if bound is not None]
    return max(known) if len(known) == len(bounds) else None


def total(costs: Iterable[float | None]) -> float | None:
    """US dollars of several calls, 0 for none; `None` if one of them is unknown."""
    amounts = list(costs)
    known = [amount for amount in amounts if amount is not None]
    return math.fsum(known) if len(known) == len(amounts) else None


def spent(result: CallResult, price: Price | None, bound: float) -> float:
    """US dollars that a call may have cost, retries included.

    Args:
        result: the result of the call.
        price: the price of the provider.
        bound: the most that one request can cost; it counts if the cost is not known.
    """
    lost = sum(bound for failure in result.failures if ERROR_TRAITS[failure].billed)
    lost += sum(_or(bound, answer_cost(paid, price)) for paid in result.paid)
    if result.completion is not None:
        return lost + _or(bound, answer_cost(result.completion, price))
    billed = result.failure is not None and result.failure.traits.billed
    return lost + (bound if billed else 0.0)


def _or(bound: float, known: float | None) -> float:
    return bound if known is None else known


def used_tokens(usage: Usage) -> int | None:
    """Tokens of one call, input and output; `None` if the vendor does not report both."""
    if usage.input_tokens is None or usage.output_tokens is None:
        return None
    return usage.input_tokens + usage.output_tokens
