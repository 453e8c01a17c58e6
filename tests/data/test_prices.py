"""List prices by platform and name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from portcheck.data.prices import find_price, match_entry, matches
from portcheck.data.tables import table

TABLE = {
    "p": [
        {"id": "small", "input": 1, "output": 2},
        {"id": "big", "input": 3, "output": 4, "match": {"starts_with": "big"}},
        {"id": "big-2", "input": 5, "output": 6},
    ],
    "bedrock": [{"id": "maker.small-v1:0", "input": 1, "output": 2}],
}


@pytest.mark.parametrize(
    ("platform", "name", "found"),
    [
        ("p", "small", "small"),
        ("p", "SMALL", "small"),
        ("p", "small-2026-03-05", "small"),
        ("p", "small@20260305", "small"),
        ("p", "models/small", "small"),
        ("p", "big-1", "big"),
        ("p", "big-2", "big-2"),  # an exact id wins over an earlier pattern
        ("p", "smaller", None),
        ("other", "small", None),
        ("bedrock", "maker.small-v1:0", "maker.small-v1:0"),
        ("bedrock", "us.maker.small-v1:0", None),  # a region has a price of its own
    ],
)
def test_a_name_is_found_by_its_spellings(platform: str, name: str, found: str | None) -> None:
    entry = match_entry(TABLE, platform, name)
    assert (entry["id"] if entry else None) == found


@pytest.mark.parametrize(
    ("clause", "name", "holds"),
    [
        ({"equals": "A"}, "a", True),
        ({"starts_with": "ab"}, "abc", True),
        ({"ends_with": "bc"}, "abc", True),
        ({"contains": "b"}, "abc", True),
        ({"contains": "x"}, "abc", False),
        ({"regex": "^a.c$"}, "abc", True),
        ({"and": [{"contains": "a"}, {"contains": "x"}]}, "abc", False),
        ({"or": [{"contains": "a"}, {"contains": "x"}]}, "abc", True),
    ],
)
def test_clauses(clause: dict[str, object], name: str, holds: bool) -> None:
    assert matches(clause, name) is holds


def test_every_rate_is_the_tables_own() -> None:
    entry = next(
        found for found in table("prices")["prices"]["anthropic"] if "cache_write" in found
    )
    assert entry["cache_write"] != entry["cache_read"]
    found = find_price("anthropic", entry["id"])
    assert found is not None
    assert (found.price.cache_read, found.price.cache_write) == (
        entry["cache_read"],
        entry["cache_write"],
    )
    tiered = next(found for found in table("prices")["prices"]["gemini"] if "up_to" in found)
    limited = find_price("gemini", tiered["id"])
    assert limited is not None
    assert limited.price.up_to_input_tokens == tiered["up_to"]


def test_tiers_and_an_hours_cache_are_the_tables_own() -> None:
    for entry in table("prices")["prices"]["anthropic"]:
        if "cache_write_1h" in entry:
            found = find_price("anthropic", entry["id"])
            assert found is not None
            assert found.price.cache_write_1h == entry["cache_write_1h"]
    tiered = next(
        one for one in table("prices")["prices"]["openai"] if "flex" in one.get("tiers", ())
    )
    found = find_price("openai", tiered["id"])
    assert found is not None
    assert isinstance(found.price.tiers, dict)
    flex = found.price.tiers["flex"]
    assert (flex.input, flex.output) == (
        tiered["tiers"]["flex"]["input"],
        tiered["tiers"]["flex"]["output"],
    )
    assert flex.input < found.price.input
    plain = next(found for found in table("prices")["prices"]["cohere"])
    bare = find_price("cohere", plain["id"])
    assert bare is not None
    assert bare.price.tiers is UNSET


def test_a_free_variant_has_no_price() -> None:
    """Zero would say that it stays free, and the price of the other would be wrong now."""
    matching = {"openrouter": "openai/gpt-4o", "anthropic": "claude-3-5-haiku-latest"}
    for platform, model in matching.items():
        assert find_price(platform, model) is not None
        assert find_price(platform, f"{model}:free") is None
        assert find_price(platform, f"{model}:FREE") is None


def test_a_known_model_has_a_sourced_price() -> None:
    fact = find_price("openai", "gpt-4o")
    assert fact is not None
    assert fact.price.input > 0
    assert fact.price.output > fact.price.input
    assert fact.source.startswith("genai-prices ")
    assert fact.as_of == table("prices")["header"]["retrieved"]


def test_a_snapshot_has_its_aliass_price_and_a_tier_its_end() -> None:
    alias, dated = find_price("openai", "gpt-5.4"), find_price("openai", "gpt-5.4-2026-03-05")
    assert alias is not None
    assert dated is not None
    assert alias.price == dated.price
    assert alias.price.up_to_input_tokens == 272_000


def test_what_is_not_known_is_none_and_never_zero() -> None:
    for platform, model in [
        (None, "gpt-4o"),
        ("openai", None),
        ("openai", "no-such-model"),
        ("nowhere", "gpt-4o"),
        ("openrouter", "meta-llama/llama-3.3-70b-instruct:free"),
    ]:
        assert find_price(platform, model) is None
    assert find_price("openrouter", "meta-llama/llama-3.3-70b-instruct") is not None


@given(st.sampled_from(sorted(table("prices")["prices"])), st.text(max_size=40))
def test_any_name_is_looked_up_without_an_error(platform: str, name: str) -> None:
    fact = find_price(platform, name)
    assert fact is None or min(fact.price.input, fact.price.output) > 0


def test_every_entry_is_found_by_its_own_id() -> None:
    prices = table("prices")["prices"]
    for platform, entries in prices.items():
        for entry in entries:
            found = match_entry(prices, platform, entry["id"])
            assert found is not None
            assert found["id"] == entry["id"]
