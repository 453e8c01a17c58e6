"""Fill in missing prices and retirement dates of providers from the dated tables."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from portcheck.data.lifecycle import find_lifecycle
from portcheck.data.platforms import platform_of
from portcheck.data.prices import find_price
from portcheck.model.chat import JsonObject
from portcheck.model.completion import ORDINARY_TIERS
from portcheck.model.suite import Price, ProviderSpec

OWN = "providers file"
"""Source of facts that an entry states itself."""


def with_table_facts(spec: ProviderSpec) -> ProviderSpec:
    """Fill in the price and `retires` of an entry if it has none and a table does.

    `sources` says where each comes from. Facts that no table has stay unknown.
    """
    sources: dict[str, str] = {}
    platform = platform_of(spec)
    price, facts = spec.price, dict(spec.facts)
    if price is not None:
        sources["price"] = OWN
    elif (listed := find_price(platform, spec.model)) is not None:
        price = listed.price
        note = f"; {listed.note}" if listed.note else ""
        sources["price"] = f"{listed.source}, {listed.as_of}{note}"
    price = price and _as_asked(price, spec.options)
    if facts.get("retires") is not None:
        sources["retires"] = OWN
    else:
        life = find_lifecycle(platform, spec.model)
        if life is not None and life.retires is not None:
            facts["retires"] = life.retires
            later = "".join(f"; {name} says {day}" for name, day in life.also.items())
            sources["retires"] = f"{life.source}, {life.as_of}{later}"
    return replace(spec, price=price, facts=facts, sources=sources)


def _as_asked(price: Price, options: JsonObject) -> Price:
    """The price for the entry's service tier and cache lifetime."""
    tier, cache = options.get("service_tier"), options.get("cache")
    if isinstance(tier, str) and tier.lower() not in ORDINARY_TIERS:
        price = replace(price, asked_tier=tier.lower())
    if isinstance(cache, Mapping) and cache.get("system") == "1h":
        price = replace(price, kept_for="1h")
    return price
