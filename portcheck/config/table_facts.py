"""Price and retirement date from the dated tables, where an entry of a providers file has none."""

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
"""The source of what an entry states itself."""


def with_table_facts(spec: ProviderSpec) -> ProviderSpec:
    """The entry with price and `retires` filled in where it states none and a table has one.

    `sources` says where each comes from. What no table knows stays unknown.
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
    """The price with what the entry asks for: a service tier, and a lifetime of the cache."""
    tier, cache = options.get("service_tier"), options.get("cache")
    if isinstance(tier, str) and tier.lower() not in ORDINARY_TIERS:
        price = replace(price, asked_tier=tier.lower())
    if isinstance(cache, Mapping) and cache.get("system") == "1h":
        price = replace(price, kept_for="1h")
    return price
