"""The key `guardrail` of a provider: what its dialect allows, and what former options meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, UnsetType

from portcheck.config.problems.document import Source, Steps
from portcheck.config.problems.quoting import quote
from portcheck.config.problems.schema_mistakes import mistakes, without
from portcheck.model.chat import JsonObject
from portcheck.model.routes.guardrail import Guardrail
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Dialect


def guardrail_of(
    source: Source, item: Mapping[str, Any], spec: ProviderSpec, dialect: Dialect
) -> Guardrail | UnsetType:
    """The guardrail of an entry; mistakes go to the document's collector.

    Args:
        source: The document.
        item: The entry as it is written.
        spec: The same, read but for this key.
        dialect: Its dialect.
    """
    steps: Steps = ("providers", spec.id, "guardrail")
    moved = _moved(source, item, spec, dialect)
    said = item.get("guardrail")
    if said is None:
        return Guardrail(settings=moved) if moved else UNSET
    allowed = dialect.guardrail(spec)
    if isinstance(allowed, str):
        hint = "remove it; what the service itself always does needs no key"
        source.error(steps, f"dialect {quote(dialect.name)} {allowed}", hint, key=True)
        return UNSET
    found = mistakes(said, allowed, "providers", steps)
    without(source, None, found)
    return UNSET if found else Guardrail(settings=said)


def _moved(
    source: Source, item: Mapping[str, Any], spec: ProviderSpec, dialect: Dialect
) -> JsonObject:
    """What the former options of an entry say, each of which is a warning."""
    found: dict[str, Any] = {}
    for option, meant in dialect.moved_options.items():
        if option not in item.get("options", {}):
            continue
        at: Steps = ("providers", spec.id, "options", option)
        if "guardrail" in item:
            message = f"the option {quote(option)} and 'guardrail' say one thing twice"
            source.error(at, message, "remove the option", key=True)
            continue
        value = meant(item["options"][option])
        allowed = dialect.guardrail(spec)
        hint = "write it as 'guardrail', beside options: see docs/files.md"
        if value is None or isinstance(allowed, str) or (value and _wrong(value, allowed)):
            source.error(at, f"the option {quote(option)} has a value that it cannot have", hint)
            continue
        source.warning(at, f"the option {quote(option)} is a part of 'guardrail' now", hint)
        found.update(value)
    return found


def _wrong(value: JsonObject, allowed: JsonObject) -> bool:
    return bool(mistakes(value, allowed, "providers"))
