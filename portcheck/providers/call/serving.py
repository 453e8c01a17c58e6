"""Read the options of an entry for the service tier and the vendor's prompt cache.

Every dialect knows their names. A dialect that does not support one reports it when the providers
file is read, because users would believe in an option without effect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from portcheck.errors import UsageError
from portcheck.model.chat import JsonObject
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import OptionMistake

TIER, CACHE = "service_tier", "cache"
SERVING_OPTIONS = (TIER, CACHE)

Lifetime = Literal["5m", "1h"]
"""How long a vendor caches a prompt after its last use."""

_LONGEST_TIER = 60


def review_serving(
    options: JsonObject,
    *,
    tiers: Sequence[str] | None = None,
    no_tier: str = "",
    no_cache: str = "",
) -> tuple[OptionMistake, ...]:
    """Mistakes in the two options, for `Dialect.review`.

    Args:
        options: options of the entry.
        tiers: the vendor's words for tiers; `None`: each service has its own.
        no_tier: why there is no service tier, and after a `;` what to do; "" if there is one.
        no_cache: the same for the cache.
    """
    found = []
    if TIER in options:
        found.append(_tier_mistake(options[TIER], tiers, no_tier))
    if CACHE in options:
        found.append(_refused(CACHE, no_cache) if no_cache else _cache_mistake(options[CACHE]))
    return tuple(mistake for mistake in found if mistake is not None)


def service_tier(spec: ProviderSpec) -> str | None:
    """The service tier of the entry, as the vendor's word.

    Raises:
        UsageError: it is not a word.
    """
    if TIER not in spec.options:
        return None
    found: str = _checked(spec, TIER, _tier_mistake(spec.options[TIER], None, ""))
    return found


def system_cache(spec: ProviderSpec) -> Lifetime | None:
    """How long the vendor should cache the system prompt and the tools before it.

    Raises:
        UsageError: the option is not `{system: 5m}` or `{system: 1h}`.
    """
    given = _checked(spec, CACHE, _cache_mistake(spec.options.get(CACHE, {"system": "5m"})))
    return None if given is None else given["system"]


def serving_facts(spec: ProviderSpec) -> dict[str, str]:
    """The options as facts of the route's identity, because they change speed and price."""
    found = {TIER: service_tier(spec)} if TIER in spec.options else {}
    if CACHE in spec.options:
        found["system_cache"] = system_cache(spec)
    return {name: value for name, value in found.items() if value is not None}


def _checked(spec: ProviderSpec, name: str, mistake: OptionMistake | None) -> Any:
    if mistake is not None:
        where = ".".join(map(str, mistake.steps))
        raise UsageError(f"provider {spec.id!r}: {where}: {mistake.message}", hint=mistake.hint)
    return spec.options.get(name)


def _refused(name: str, why: str) -> OptionMistake:
    message, _, hint = why.partition("; ")
    return OptionMistake((name,), message, hint or "leave it out")


def _tier_mistake(value: Any, tiers: Sequence[str] | None, no_tier: str) -> OptionMistake | None:
    if no_tier:
        return _refused(TIER, no_tier)
    if tiers is not None:
        if value in tiers:
            return None
        return OptionMistake((TIER,), "there is no such tier", f"one of {', '.join(tiers)}")
    plain = isinstance(value, str) and value.isprintable() and 0 < len(value) <= _LONGEST_TIER
    if plain:
        return None
    return OptionMistake((TIER,), "this is not the name of a tier", "for example flex")


def _cache_mistake(value: Any) -> OptionMistake | None:
    hint = "for example {system: 5m} or {system: 1h}"
    if not isinstance(value, Mapping) or set(value) != {"system"}:
        return OptionMistake((CACHE,), "this must say what to keep, and how long", hint)
    if value["system"] in get_args(Lifetime):
        return None
    return OptionMistake((CACHE, "system"), "the duration is 5m or 1h", hint)
