"""What models accept in a request, by rules of dialects and models and by downloaded facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from portcheck.data.model_names import bare_name, exact_name, spellings
from portcheck.data.tables import as_of, grade, source, table
from portcheck.data.vendors import vendors
from portcheck.model.facts import Capabilities, CapabilityEvidence

_NAMES = frozenset(Capabilities.__struct_fields__)


def find_capabilities(dialect: str, platform: str | None, model: str | None) -> Capabilities:
    """The known capabilities of a model behind a dialect on a platform; the others are `None`.

    There are four layers, and a later one wins: facts about the dialect, facts about the platform,
    facts about the model from the downloaded table, and rules for models written by hand. For an
    aggregator's model, the facts are those of its maker.

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
    evidence: dict[str, CapabilityEvidence] = {}
    for found, backing in _layers(dialect, platform, model):
        stated = {name: value for name, value in found.items() if name in _NAMES}
        facts |= stated
        evidence |= dict.fromkeys(stated, backing)
        if backing.source not in sources:
            sources.append(backing.source)
    made: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in facts.items()}
    return Capabilities(**{**made, "evidence": evidence, "sources": tuple(sources)})


def _layers(
    dialect: str, platform: str | None, model: str
) -> Iterator[tuple[Mapping[str, Any], CapabilityEvidence]]:
    rules = table("rules")
    if dialect in rules["dialects"]:
        yield _rule(rules["dialects"][dialect])
    if platform is None or not model:
        return
    if platform in rules["platforms"]:
        yield _rule(rules["platforms"][platform])
    maker, name = _maker(platform, model)
    flags = _flags(maker, name)
    if flags is not None:
        yield from _table_facts(maker, flags)
    for group in rules["groups"]:
        if maker in group["platforms"] and dialect in group.get("dialects", [dialect]):
            rule = _first(group["rules"], bare_name(maker, name))
            if rule is not None:
                yield _rule(rule)


def _table_facts(
    platform: str, flags: Mapping[str, Any]
) -> Iterator[tuple[Mapping[str, Any], CapabilityEvidence]]:
    """The facts of one source alone, then the facts that a second source also states.

    The grade stays the same: two tables that agree are still not a page of the vendor.
    """
    name = "capabilities"
    first, day, found = source(name), as_of(name), grade(name)
    agreed = {field: flags[field] for field in flags.get("agreed", ())}
    alone = {field: value for field, value in flags.items() if field not in agreed}
    yield alone, CapabilityEvidence(grade=found, source=f"{first}, {day}")
    if agreed:
        second = source(name, table(name)["second_sources"][platform])
        yield agreed, CapabilityEvidence(grade=found, source=f"{first} and {second}, {day}")


def _rule(entry: Mapping[str, Any]) -> tuple[Mapping[str, Any], CapabilityEvidence]:
    found = table("rules")["sources"][entry["source"]]
    named = (found["title"], found.get("page"), found["as_of"])
    words = ", ".join(word for word in named if word)
    return entry["facts"], CapabilityEvidence(grade=found["grade"], source=words)


def _maker(platform: str, model: str) -> tuple[str, str]:
    """The platform whose facts apply, and the model's name there."""
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
