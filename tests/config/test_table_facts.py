"""Price and retirement from the tables, where an entry states none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from corpus import write
from msgspec import UNSET

from portcheck.config.load import load_providers
from portcheck.data.lifecycle import find_lifecycle
from portcheck.data.prices import find_price
from portcheck.data.tables import table
from portcheck.errors import ConfigError
from portcheck.model.codec import decode, encode
from portcheck.model.suite import Price, ProviderSpec, Rates


def spec(folder: Path, entry: str) -> ProviderSpec:
    text = f"portcheck: 1\nproviders:\n  p: {entry}\n"
    (found,) = load_providers(write(folder, text, "providers.yaml"))
    return found


def test_the_tables_fill_what_is_left_out(tmp_path: Path) -> None:
    found = spec(tmp_path, "{vendor: anthropic, dialect: anthropic, model: claude-sonnet-4-5}")
    listed = find_price("anthropic", "claude-sonnet-4-5")
    ends = find_lifecycle("anthropic", "claude-sonnet-4-5")
    assert listed is not None
    assert ends is not None
    assert found.price == listed.price
    assert found.facts == {"retires": ends.retires}
    assert re.fullmatch(r"genai-prices [\d.]+, 20\d\d-\d\d-\d\d", found.sources["price"])
    assert re.match(r"\S+ [\d.]+, 20\d\d-\d\d-\d\d", found.sources["retires"])


def test_an_entrys_own_values_win(tmp_path: Path) -> None:
    found = spec(
        tmp_path,
        "{preset: anthropic, model: claude-sonnet-4-5, price: {input: 7, output: 8},"
        " facts: {retires: 2031-01-01, region: eu}}",
    )
    assert found.price == Price(input=7, output=8)
    assert found.facts == {"retires": "2031-01-01", "region": "eu"}
    assert found.sources == {"price": "providers file", "retires": "providers file"}


def test_what_nobody_knows_stays_unknown(tmp_path: Path) -> None:
    for entry in (
        "{preset: vllm, model: gpt-4o}",
        "{preset: openai, model: no-such-model}",
        "{vendor: openai, dialect: openai-chat, model: gpt-4o, base_url: 'http://127.0.0.1:1/v1'}",
    ):
        found = spec(tmp_path, entry)
        assert (found.price, dict(found.facts), dict(found.sources)) == (None, {}, {})


def test_the_sources_survive_the_plans_file() -> None:
    written = ProviderSpec(
        id="p",
        vendor="v",
        dialect="openai-chat",
        price=Price(input=1, output=2, up_to_input_tokens=3),
        sources={"price": "a table"},
    )
    assert decode(ProviderSpec, encode(written)) == written


def test_a_note_of_the_table_stands_beside_its_price(tmp_path: Path) -> None:
    noted = next(found for found in table("prices")["prices"]["deepseek"] if found.get("note"))
    found = spec(tmp_path, f"{{preset: deepseek, model: '{noted['id']}'}}")
    assert found.sources["price"].endswith(f"; {noted['note']}")


def test_a_price_knows_what_the_entry_asks_for(tmp_path: Path) -> None:
    asked = spec(
        tmp_path,
        "{preset: openai, model: gpt-5.4, price: {input: 1, output: 2, cache_write_1h: 3,"
        " tiers: {Flex: {input: 0.5, output: 1}}}, options: {service_tier: flex}}",
    )
    rates = {"flex": Rates(input=0.5, output=1)}
    assert asked.price == Price(input=1, output=2, cache_write_1h=3, tiers=rates, asked_tier="flex")
    entry = "{preset: anthropic, model: claude-sonnet-4-5, options: %s}"
    kept = spec(tmp_path, entry % "{cache: {system: 1h}}")
    assert kept.price is not None
    assert (kept.price.kept_for, kept.price.asked_tier) == ("1h", UNSET)
    plain = spec(tmp_path, entry % "{cache: {system: 5m}, service_tier: auto}")
    assert plain.price is not None
    assert (plain.price.kept_for, plain.price.asked_tier) == (UNSET, UNSET)
    assert decode(ProviderSpec, encode(asked)) == asked


@pytest.mark.parametrize(
    "price",
    [
        "{input: 1, output: 2, tiers: {}}",
        "{input: 1, output: 2, tiers: {flex: {input: 1}}}",
        "{input: 1, output: 2, tiers: {flex: 0.5}}",
        "{input: 1, output: 2, tiers: {flex: {input: -1, output: 2}}}",
        "{input: 1, output: 2, tiers: {flex: {input: 1, output: 2, off: 3}}}",
        "{input: 1, output: 2, cache_write_1h: much}",
    ],
)
def test_a_price_with_a_mistake_is_refused(tmp_path: Path, price: str) -> None:
    with pytest.raises(ConfigError):
        spec(tmp_path, f"{{preset: openai, model: gpt-5.4, price: {price}}}")


def test_an_entry_of_before_has_the_same_digest() -> None:
    """What was not there yet leaves no trace in what is written."""
    assert encode(Price(input=1, output=2)) == {
        "input": 1,
        "output": 2,
        "cache_read": None,
        "cache_write": None,
        "up_to_input_tokens": None,
    }
