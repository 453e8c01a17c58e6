"""Read the key `guardrail` of a provider, and the former options that it replaces."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from portcheck.config.problems.document import Source, Steps
from portcheck.config.problems.quoting import quote
from portcheck.config.problems.schema_mistakes import mistakes, without
from portcheck.model.chat import JsonObject
from portcheck.model.codec import canonical_json
from portcheck.model.did_you_mean import did_you_mean
from portcheck.model.routes.guardrail import Guardrail, Moderation
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS, Dialect

_OURS = ("moderation", "input", "output", "price_per_call")
"""The keys that name a moderator; all others are the vendor's."""


def guardrail_of(
    source: Source, item: Mapping[str, Any], spec: ProviderSpec, dialect: Dialect
) -> Guardrail | UnsetType:
    """Read the guardrail of an entry; mistakes go to the document's collector.

    Args:
        source: The document.
        item: The entry as written.
        spec: The entry as a value, without this key.
        dialect: Its dialect.
    """
    steps: Steps = ("providers", spec.id, "guardrail")
    moved = _moved(source, item, spec, dialect)
    said: Mapping[str, Any] | None = item.get("guardrail")
    if said is None:
        return Guardrail(settings=moved) if moved else UNSET
    ours = {key: value for key, value in said.items() if key in _OURS}
    settings = {key: value for key, value in said.items() if key not in _OURS}
    if ours and not dialect.uses_network:
        message = (
            f"dialect {quote(dialect.name)} makes no calls, so no moderator can judge its answers"
        )
        source.error(
            steps, message, "remove it: the answers were judged when they were recorded", key=True
        )
        return UNSET
    moderation = _moderation(source, ours, steps)
    allowed = dialect.guardrail(spec) if settings else {}
    if isinstance(allowed, str):
        hint = "remove it, or have another endpoint judge: {moderation: NAME}"
        source.error(steps, f"dialect {quote(dialect.name)} {allowed}", hint, key=True)
        return UNSET
    found = mistakes(settings, allowed, "providers", steps)
    without(source, None, found)
    return UNSET if found else Guardrail(settings=settings, moderation=moderation)


def _moderation(source: Source, ours: Mapping[str, Any], steps: Steps) -> Moderation | UnsetType:
    if not ours:
        return UNSET
    if "moderation" not in ours:
        key = next(iter(ours))
        hint = "name the entry of the moderator: moderation: NAME"
        source.error(
            (*steps, key), f"{quote(key)} has no effect without 'moderation'", hint, key=True
        )
        return UNSET
    found = Moderation(
        moderator=ours["moderation"],
        input=ours.get("input", True),
        output=ours.get("output", True),
        price_per_call=ours.get("price_per_call"),
    )
    if not (found.input or found.output):
        hint = "set input or output to true, or remove 'moderation'"
        source.error((*steps, "moderation"), "the moderator judges neither input nor output", hint)
    return found


def with_moderators(source: Source, specs: Sequence[ProviderSpec]) -> Iterator[ProviderSpec]:
    """Yield the entries with their moderators filled in; mistakes go to the collector."""
    known = {spec.id: spec for spec in specs}
    judging = [name for name, spec in known.items() if is_moderator(spec)]
    for spec in specs:
        guardrail = spec.guardrail
        if guardrail is UNSET or guardrail.moderation is UNSET:
            yield spec
            continue
        at: Steps = ("providers", spec.id, "guardrail", "moderation")
        name = guardrail.moderation.moderator
        if is_moderator(spec):
            message = "a moderator cannot have a moderator"
            source.error(at, message, "remove guardrail here: it belongs to entries of models")
        elif name not in judging:
            what = "is a model" if name in known else "is not an entry of this file"
            hint = did_you_mean(name, judging) if judging else ""
            hint = hint or "name an entry of dialect http with the option blocked_if"
            source.error(at, f"{quote(name)} {what}, so it cannot judge", hint)
        else:
            judge = known[name]
            rule = replace(guardrail.moderation, digest=_asked_as(judge))
            yield replace(spec, guardrail=replace(guardrail, moderation=rule), moderator=judge)
            continue
        yield replace(spec, guardrail=replace(guardrail, moderation=UNSET))


def is_moderator(spec: ProviderSpec) -> bool:
    """Whether an entry is a moderator, which judges texts of other providers."""
    return DIALECTS.get(spec.dialect).moderates(spec.options)


def _asked_as(spec: ProviderSpec) -> str:
    """The parts of an entry that identify a moderator besides its name."""
    said = [spec.vendor, spec.dialect, spec.model, spec.base_url, spec.options]
    return hashlib.sha256(canonical_json(said).encode()).hexdigest()[:16]


def _moved(
    source: Source, item: Mapping[str, Any], spec: ProviderSpec, dialect: Dialect
) -> JsonObject:
    """The meaning of an entry's former options, each with a warning."""
    found: dict[str, Any] = {}
    for option, meant in dialect.moved_options.items():
        if option not in item.get("options", {}):
            continue
        at: Steps = ("providers", spec.id, "options", option)
        if "guardrail" in item:
            message = f"the option {quote(option)} and 'guardrail' set the same thing"
            source.error(at, message, "remove the option", key=True)
            continue
        value = meant(item["options"][option])
        allowed = dialect.guardrail(spec)
        hint = "write it as 'guardrail', beside options: see docs/files.md"
        if value is None or isinstance(allowed, str) or (value and _wrong(value, allowed)):
            source.error(at, f"the option {quote(option)} has an invalid value", hint)
            continue
        source.warning(at, f"the option {quote(option)} is now a part of 'guardrail'", hint)
        found.update(value)
    return found


def _wrong(value: JsonObject, allowed: JsonObject) -> bool:
    return bool(mistakes(value, allowed, "providers"))
