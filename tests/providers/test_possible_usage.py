"""Token counts that cannot be count as not reported."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from run_builders import make_completion

from portcheck.model.chat import Message, Request, Text
from portcheck.model.completion import Completion, Usage
from portcheck.model.suite import Price, ProviderSpec
from portcheck.providers.possible_usage import MOST_TOKENS, with_possible_usage
from portcheck.providers.retry import complete
from portcheck.run.cost import cost


def counted(**counts: Any) -> Completion:
    return with_possible_usage(replace(make_completion(), usage=Usage(**counts)))


@pytest.mark.parametrize(
    ("counts", "left", "said"),
    [
        ({"input_tokens": -5, "output_tokens": 7}, {"output_tokens": 7}, "input_tokens -5"),
        ({"input_tokens": 5, "output_tokens": -(10**14)}, {"input_tokens": 5}, "output_tokens"),
        (
            {"input_tokens": 10, "cache_read_tokens": 11, "output_tokens": 1},
            {"output_tokens": 1},
            "cache_read_tokens 11 inside input_tokens 10",
        ),
        (
            {"input_tokens": 10, "cache_read_tokens": 6, "cache_write_tokens": 16},
            {},
            "cache_write_tokens 16 inside input_tokens 10",
        ),
        ({"output_tokens": 3, "reasoning_tokens": 4}, {}, "reasoning_tokens 4 inside output"),
        ({"input_tokens": MOST_TOKENS + 1}, {}, "input_tokens 1000000001"),
        ({"cache_write_1h_tokens": -1}, {}, "cache_write_1h_tokens -1"),
    ],
)
def test_a_side_with_an_impossible_count_has_none(
    counts: Mapping[str, int], left: Mapping[str, int], said: str
) -> None:
    found = counted(**counts)
    assert found.usage == Usage(**left)
    assert said in (found.impossible_usage or "")


@pytest.mark.parametrize(
    "counts",
    [
        {},
        {"input_tokens": 0, "output_tokens": 0, "cache_read_tokens": 0, "reasoning_tokens": 0},
        {"input_tokens": 10, "cache_read_tokens": 4, "cache_write_tokens": 6},
        {"input_tokens": 10, "cache_read_tokens": 9, "cache_write_tokens": 9},
        {"input_tokens": 10, "cache_write_tokens": 6, "cache_write_1h_tokens": 6},
        {"output_tokens": 9, "reasoning_tokens": 9},
        {"cache_read_tokens": 4, "reasoning_tokens": 3},
        {"input_tokens": MOST_TOKENS, "output_tokens": MOST_TOKENS},
    ],
)
def test_possible_counts_stay(counts: Mapping[str, int]) -> None:
    found = counted(**counts)
    assert found.usage == Usage(**counts)
    assert found.impossible_usage is None


COUNTS = st.none() | st.integers(-(2**53) + 1, 2**53 - 1) | st.integers(0, 50)


@given(
    st.builds(
        Usage,
        input_tokens=COUNTS,
        output_tokens=COUNTS,
        cache_read_tokens=COUNTS,
        cache_write_tokens=COUNTS,
        cache_write_1h_tokens=COUNTS,
        reasoning_tokens=COUNTS,
    )
)
def test_no_usage_earns_money(usage: Usage) -> None:
    found = with_possible_usage(replace(make_completion(), usage=usage))
    price = Price(input=2.0, output=8.0, cache_read=0.2, cache_write=2.5)
    dollars = cost(found.usage, price)
    assert dollars is None or 0 <= dollars <= MOST_TOKENS * 11e-6
    assert (found.usage != usage) == (found.impossible_usage is not None)


class Says:
    """A provider that answers with a usage of its own."""

    spec = ProviderSpec(id="x", vendor="v", dialect="d")

    def __init__(self, usage: Usage) -> None:
        self._usage = usage

    async def complete(self, request: Request) -> Completion:
        del request
        return replace(make_completion(), usage=self._usage)

    def identity(self) -> Mapping[str, str]:
        return {}

    async def aclose(self) -> None: ...


def test_every_answer_of_a_provider_is_looked_at() -> None:
    asked = Request(messages=(Message(role="user", content=(Text(text="hi"),)),))
    attempt = asyncio.run(complete(Says(Usage(input_tokens=-1)), asked))
    assert attempt.completion is not None
    assert attempt.completion.usage == Usage()
    assert attempt.completion.impossible_usage == "input_tokens -1"
