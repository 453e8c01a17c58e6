"""Vendors' services: hosts, key variables, platform, presets and their own response headers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Any, TypedDict
from urllib.parse import urlsplit

from msgspec import Struct

from portcheck.data.tables import table

_REGION = "{region}"


class Preset(TypedDict, total=False):
    """Values for fields that an entry of a providers file leaves out."""

    vendor: str
    dialect: str
    base_url: str | None
    """`None`: each customer has its own address."""
    api_key_env: str | None
    """Name of the key's variable."""
    options: Mapping[str, Any]


class Vendor(Struct, frozen=True, kw_only=True):
    """One service of a company."""

    platform: str | None
    """Its name in the tables of prices, lifecycles and capabilities; `None`: it is in none."""
    vendor: str
    """The company that is responsible for it."""
    also_called: tuple[str, ...]
    """Other words for the company in entries."""
    openrouter_name: str | None
    """OpenRouter's word for the maker, in front of the names of its models."""
    litellm_prefix: str | None
    """LiteLLM's prefix for its models; `None`: LiteLLM calls it as a service that speaks OpenAI's
    format."""
    hosts: tuple[str, ...]
    """Patterns: `*` is a piece without a dot, `{region}` a piece that names the region."""
    key_variables: tuple[str, ...]
    """Variables from which the vendor's own tools read its keys."""
    request_id_headers: tuple[str, ...]
    """Response headers with the vendor's id of a request, lower-cased; the first that is set
    counts."""
    served_model_headers: tuple[str, ...]
    """Response headers with the name of the model that answered, lower-cased."""
    upstream_headers: tuple[str, ...]
    """Response headers of a router with the name of the provider that answered, lower-cased."""
    stated_cost_headers: tuple[str, ...]
    """Response headers with the cost of a call in US dollars, lower-cased."""
    error_type_headers: tuple[str, ...]
    """Response headers with the type of an error, lower-cased."""
    dialects: tuple[str, ...]
    """Dialects whose own address is this service."""
    rules_of: str | None
    """The service whose rules about tool names and strict schemas apply here too."""
    thinking_field: str | None
    """How its Chat Completions switch thinking on and off: a value of
    `openai_chat.thinking.ThinkingField`; `None`: not known."""
    regional_base_urls: Mapping[str, str]
    """Base URLs by pattern of the region, in which `*` is any text; the first that fits counts."""
    presets: Mapping[str, Preset]


@cache
def vendors() -> Mapping[str, Vendor]:
    """All services by name."""
    found = {}
    for name, row in table("vendors")["vendors"].items():
        lists = {key: tuple(item) for key, item in row.items() if isinstance(item, list)}
        presets = {
            preset: Preset(
                vendor=row["vendor"],
                dialect=item["dialect"],
                base_url=item["base_url"],
                api_key_env=item["api_key_env"],
                options=item["options"],
            )
            for preset, item in row["presets"].items()
        }
        found[name] = Vendor(**{**row, **lists, "presets": MappingProxyType(presets)})
    return MappingProxyType(found)


@cache
def presets() -> Mapping[str, Preset]:
    """All presets by name."""
    return MappingProxyType(
        {name: preset for vendor in vendors().values() for name, preset in vendor.presets.items()}
    )


@cache
def request_id_headers() -> tuple[str, ...]:
    """The `Vendor.request_id_headers` of all services, in the order of the search."""
    return _distinct(vendor.request_id_headers for vendor in vendors().values())


@cache
def served_model_headers() -> tuple[str, ...]:
    """The `Vendor.served_model_headers` of all services, in the order of the search."""
    return _distinct(vendor.served_model_headers for vendor in vendors().values())


@cache
def served_headers() -> tuple[tuple[str, str], ...]:
    """(header, field of an answer) for all headers that say how a call was served."""
    upstream = _distinct(vendor.upstream_headers for vendor in vendors().values())
    cost = _distinct(vendor.stated_cost_headers for vendor in vendors().values())
    return (
        *((name, "upstream_provider") for name in upstream),
        *((name, "stated_cost_usd") for name in cost),
    )


@cache
def error_type_headers() -> tuple[str, ...]:
    """The `Vendor.error_type_headers` of all services, in the order of the search."""
    return _distinct(vendor.error_type_headers for vendor in vendors().values())


@lru_cache(maxsize=256)
def at_host(host: str) -> Vendor | None:
    """The service of a host (lower case), or `None`."""
    return next((one for one in vendors().values() if is_among(host, one.hosts)), None)


@lru_cache(maxsize=256)
def of_preset(preset: str | None) -> Vendor | None:
    """The service of a preset, or `None`."""
    return next((one for one in vendors().values() if preset in one.presets), None)


@lru_cache(maxsize=256)
def of_dialect(dialect: str) -> Vendor | None:
    """The service at a dialect's own address, or `None`."""
    return next((one for one in vendors().values() if dialect in one.dialects), None)


@lru_cache(maxsize=256)
def called(word: str) -> Vendor | None:
    """The service of a company or platform, in upper or lower case; `None` for none or several."""
    said = word.strip().lower()
    found = [one for one in vendors().values() if said in _names(one)]
    exact = [one for one in found if said == one.platform]
    return exact[0] if exact else found[0] if len(found) == 1 else None


def hosts_of_key(variable: str) -> tuple[str, ...]:
    """The hosts of every service that reads its keys from a variable."""
    owners = (one for one in vendors().values() if variable in one.key_variables)
    return tuple(host for one in owners for host in one.hosts)


def hosts_of(company: str) -> tuple[str, ...]:
    """The hosts of every service of a company."""
    own = (one for one in vendors().values() if one.vendor == company)
    return tuple(host for one in own for host in one.hosts)


@lru_cache(maxsize=256)
def is_shared(dialect: str) -> bool:
    """Whether several companies serve their own models with a dialect.

    A cloud where each customer has an address does not count: it serves the models of others.
    """
    own = [one for one in presets().values() if one["dialect"] == dialect and one["base_url"]]
    return len({one["vendor"] for one in own}) > 1


def home(dialect: str) -> Preset:
    """The preset of the service at a dialect's own address.

    Raises:
        KeyError: the table names none.
    """
    owner = of_dialect(dialect)
    for preset in owner.presets.values() if owner else ():
        if preset["dialect"] == dialect:
            return preset
    raise KeyError(dialect)


def base_path(host: str, dialect: str) -> str:
    """The path of a service's base URL, by its host (lower case) and dialect; "" if it has none."""
    owner = at_host(host)
    for preset in owner.presets.values() if owner else ():
        if preset["dialect"] == dialect and preset["base_url"] is not None:
            return urlsplit(preset["base_url"]).path
    return ""


def regional_base_url(service: str, region: str) -> str | None:
    """The base URL of a service in a region; `None` if it has no such URLs."""
    urls = vendors()[service].regional_base_urls
    found = (url for pattern, url in urls.items() if fnmatchcase(region, pattern))
    return next((url.replace(_REGION, region) for url in found), None)


def region_of(host: str) -> str | None:
    """The region that a vendor's host (lower case) names, or `None`."""
    pieces = host.split(".")
    owner = at_host(host)
    for pattern in owner.hosts if owner else ():
        if _REGION in pattern and is_among(host, (pattern,)):
            return pieces[pattern.split(".").index(_REGION)]
    return None


def is_among(host: str, patterns: tuple[str, ...]) -> bool:
    """Whether a host (lower case) fits one of the patterns; see `Vendor.hosts`."""
    pieces = host.split(".")
    forms = (pattern.replace(_REGION, "*").split(".") for pattern in patterns)
    return any(len(form) == len(pieces) and all(map(fnmatchcase, pieces, form)) for form in forms)


def _distinct(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(lists)))


def _names(one: Vendor) -> tuple[str | None, ...]:
    return (one.platform, one.vendor, *one.also_called)


def company_name(vendor: str) -> str:
    """The name of a company as it writes it; a vendor that is in no table is returned unchanged."""
    names: Mapping[str, str] = table("vendors")["companies"]
    service = called(vendor)
    return names.get(service.vendor if service else vendor.strip().lower(), vendor)
