"""What calls cost in US dollars: estimated before they are made, and added up afterwards."""

from __future__ import annotations

import math
from collections.abc import Iterable

from portcheck.error_classes import ERROR_TRAITS
from portcheck.model.chat import Request, Text
from portcheck.model.completion import Answer, Usage
from portcheck.model.suite import Price
from portcheck.providers.retry import Attempt

BYTES_PER_TOKEN = 3.0
"""Deliberately low, so that estimates err on the expensive side."""
DEFAULT_OUTPUT_TOKENS = 4096
"""Assumed where a request sets no limit of its own."""
IMAGE_TOKENS = 1600


def estimated_tokens(request: Request) -> tuple[int, int]:
    """An upper estimate of (input, output) tokens of a request."""
    size = len((request.system or "").encode("utf-8", "surrogatepass"))
    images = 0
    for message in request.messages:
        size += len(repr(message.tool_calls)) if message.tool_calls else 0
        for part in message.content:
            if isinstance(part, Text):
                size += len(part.text.encode("utf-8", "surrogatepass"))
            else:
                images += 1
    size += len(repr(request.tools)) if request.tools else 0
    size += len(repr(request.response_schema)) if request.response_schema else 0
    tokens = int(size / BYTES_PER_TOKEN) + 16 * (len(request.messages) + 1)
    output = request.sampling.max_output_tokens or DEFAULT_OUTPUT_TOKENS
    return tokens + images * IMAGE_TOKENS, output


def cost(usage: Usage, price: Price | None) -> float | None:
    """US dollars of one call; `None` where the price or the token counts are unknown.

    Beyond the input tokens up to which a price holds, it is not known. Cached tokens lie inside the
    input (see `Usage`); where a price names no cache rate they cost what other input costs.
    """
    if price is None or usage.input_tokens is None or usage.output_tokens is None:
        return None
    if price.up_to_input_tokens is not None and usage.input_tokens > price.up_to_input_tokens:
        return None
    read, write = usage.cache_read_tokens or 0, usage.cache_write_tokens or 0
    read_rate = price.input if price.cache_read is None else price.cache_read
    write_rate = price.input if price.cache_write is None else price.cache_write
    fresh = max(usage.input_tokens - read - write, 0)
    total = fresh * price.input + read * read_rate + write * write_rate
    return (total + usage.output_tokens * price.output) / 1e6


def answer_cost(answer: Answer, price: Price | None) -> float | None:
    """US dollars of one call: what the vendor says it cost, else by the price; see `cost`.

    Zero is no cost: services state it for promotions, and for models that they have no price of.
    """
    return answer.stated_cost_usd or cost(answer.usage, price)


def cost_bound(request: Request, price: Price | None) -> float | None:
    """US dollars that one call can cost at most, by `estimated_tokens`.

    `None` where there is no price, or the call may be longer than what it holds for.
    """
    tokens_in, tokens_out = estimated_tokens(request)
    dearer = price is not None and (price.cache_write or 0.0) > price.input
    written = tokens_in if dearer else 0
    usage = Usage(input_tokens=tokens_in, output_tokens=tokens_out, cache_write_tokens=written)
    return cost(usage, price)


def total(costs: Iterable[float | None]) -> float | None:
    """US dollars of several calls, 0 for none; `None` where one of them is unknown."""
    amounts = list(costs)
    known = [amount for amount in amounts if amount is not None]
    return math.fsum(known) if len(known) == len(amounts) else None


def spent(attempt: Attempt, price: Price | None, bound: float) -> float:
    """US dollars that a call may have cost, retries included.

    Args:
        attempt: what became of the call.
        price: the provider's.
        bound: what one request can cost at most; counts where the cost cannot be known.
    """
    lost = sum(bound for failure in attempt.failures if ERROR_TRAITS[failure].billed)
    if attempt.completion is not None:
        known = answer_cost(attempt.completion, price)
        return lost + (bound if known is None else known)
    billed = attempt.failure is not None and attempt.failure.traits.billed
    return lost + (bound if billed else 0.0)


def used_tokens(usage: Usage) -> int | None:
    """Tokens of one call, input and output; `None` where the vendor does not report both."""
    if usage.input_tokens is None or usage.output_tokens is None:
        return None
    return usage.input_tokens + usage.output_tokens
