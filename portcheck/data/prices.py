"""List prices of models, by platform."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import UNSET, UnsetType

from portcheck.data.model_names import exact_name, spellings
from portcheck.data.tables import as_of, source, table
from portcheck.model.facts import PriceFact
from portcheck.model.suite import Price, Rates

FREE = ":free"
"""How OpenRouter marks variants that cost nothing for now."""


def find_price(platform: str | None, model: str | None) -> PriceFact | None:
    """The list price in US dollars per million tokens; `None` if it is not known.

    A dated snapshot without its own price has its alias's. A free variant has no price: it is a
    promotion with limits, and zero would mean that it stays free.

    Args:
        platform: See `portcheck.data.platforms.platform_of`.
        model: The model as a request names it.
    """
    if not platform or not model or exact_name(platform, model).endswith(FREE):
        return None
    entry = match_entry(table("prices")["prices"], platform, model)
    if entry is None:
        return None
    return PriceFact(
        price=Price(
            input=entry["input"],
            output=entry["output"],
            cache_read=entry.get("cache_read"),
            cache_write=entry.get("cache_write"),
            cache_write_1h=entry.get("cache_write_1h", UNSET),
            up_to_input_tokens=entry.get("up_to"),
            tiers=_tiers(entry),
        ),
        source=source("prices", entry.get("source", 0)),
        as_of=as_of("prices"),
        note=entry.get("note", ""),
    )


def _tiers(entry: Mapping[str, Any]) -> Mapping[str, Rates] | UnsetType:
    tiers = {name: Rates(**rates) for name, rates in entry.get("tiers", {}).items()}
    return tiers or UNSET


def match_entry(
    prices: Mapping[str, Sequence[Mapping[str, Any]]], platform: str, model: str
) -> Mapping[str, Any] | None:
    """The entry for the first spelling of the name that has one, by its id or else a match clause.

    Args:
        prices: platform to its entries.
        platform: the platform.
        model: the model as a request names it.
    """
    entries = prices.get(platform, ())
    for spelling in _spellings(platform, model):
        for entry in entries:
            if entry["id"] == spelling:
                return entry
        for entry in entries:
            if "match" in entry and matches(entry["match"], spelling):
                return entry
    return None


def _spellings(platform: str, model: str) -> Sequence[str]:
    if platform != "bedrock":
        return tuple(spellings(platform, model))
    # A region's profile costs more than the model itself, so only the exact name has a price.
    return (exact_name(platform, model),)


def matches(clause: Mapping[str, Any], name: str) -> bool:
    """Whether a name in lower case fits a match clause of the table."""
    ((kind, value),) = clause.items()
    if kind == "or":
        return any(matches(item, name) for item in value)
    if kind == "and":
        return all(matches(item, name) for item in value)
    if kind == "regex":
        return re.search(value, name) is not None
    word = value.lower()
    if kind == "starts_with":
        return name.startswith(word)
    if kind == "ends_with":
        return name.endswith(word)
    return word in name if kind == "contains" else name == word
