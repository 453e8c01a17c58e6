"""What models take in a request: a wire format's own rules, downloaded facts, rules of models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from portcheck.data.model_names import bare_name, exact_name, spellings
from portcheck.data.tables import as_of, source, table
from portcheck.data.vendors import vendors
from portcheck.model.facts import Capabilities

_DOUBTFUL = frozenset({"tools", "forced_tools", "parallel_tools", "response_schema", "system"})
"""Columns of the downloaded table whose "no" has been seen to be wrong: live models took it."""
_NAMES = frozenset(Capabilities.__struct_fields__)


def find_capabilities(dialect: str, platform: str | None, model: str | None) -> Capabilities:
    """What is known of a model behind a dialect on a platform; what is not stays `None`.

    Three layers, the later winning: facts of the dialect, facts of the model from the downloaded
    table, rules for models written by hand. An aggregator's model has its maker's facts.

    Args:
        dialect: For example `openai-chat`.
        platform: See `portcheck.data.platforms.platform_of`; `None`: facts of the dialect only.
        model: The model as a request names it.
    """
    return _capabilities(dialect, platform, model or "")


@cache
def _capabilities(dialect: str, platform: str | None, model: str) -> Capabilities:
    facts: dict[str, Any] = {}
    sources: list[str] = []
    uncertain: set[str] = set()
    for found, where in _layers(dialect, platform, model):
        facts |= {name: value for name, value in found.items() if name in _NAMES}
        uncertain -= found.keys()
        uncertain |= {name for name in found.get("uncertain", ()) if found[name] is False}
        if where not in sources:
            sources.append(where)
    made: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in facts.items()}
    return Capabilities(
        **{**made, "uncertain": tuple(sorted(uncertain)), "sources": tuple(sources)}
    )


def _layers(
    dialect: str, platform: str | None, model: str
) -> Iterator[tuple[Mapping[str, Any], str]]:
    rules = table("rules")
    if dialect in rules["dialects"]:
        yield _with_source(rules["dialects"][dialect])
    if platform is None or not model:
        return
    if platform in rules["platforms"]:
        yield _with_source(rules["platforms"][platform])
    maker, name = _maker(platform, model)
    flags = _flags(maker, name)
    if flags is not None:
        doubtful = sorted(_DOUBTFUL & flags.keys())
        yield {**flags, "uncertain": doubtful}, f"{source('capabilities')}, {as_of('capabilities')}"
    for group in rules["groups"]:
        if maker in group["platforms"] and dialect in group.get("dialects", [dialect]):
            rule = _first(group["rules"], bare_name(maker, name))
            if rule is not None:
                yield _with_source(rule)


def _with_source(entry: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    return entry["facts"], f"{entry['source']}, {table('rules')['as_of']}"


def _maker(platform: str, model: str) -> tuple[str, str]:
    """The platform whose facts hold, and the model's name there."""
    name = exact_name(platform, model)
    vendor, slash, rest = name.partition("/")
    maker = next((one for one in vendors().values() if one.openrouter_name == vendor), None)
    if platform == "openrouter" and slash and maker and maker.platform:
        rest = rest.partition(":")[0]
        return maker.platform, rest.replace(".", "-") if vendor == "anthropic" else rest
    return platform, name


def _flags(platform: str, model: str) -> Mapping[str, Any] | None:
    known = table("capabilities")
    numbers: Mapping[str, int] = known["models"].get(platform, {})
    for spelling in spellings(platform, model):
        if spelling in numbers:
            found: Mapping[str, Any] = known["profiles"][numbers[spelling]]
            return found
    return None


def _first(rules: list[Mapping[str, Any]], name: str) -> Mapping[str, Any] | None:
    for rule in rules:
        if any(fnmatchcase(name, pattern) for pattern in rule["match"]):
            return rule
    return None
