"""List the known facts about the providers of a file, without a call."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import UNSET, Struct, field, structs

from portcheck.model.facts import Capabilities
from portcheck.model.suite import Limits, Price, ProviderSpec
from portcheck.providers import keys
from portcheck.providers.call.sealing import sealed_options
from portcheck.providers.lint.capability_rules import capabilities_of
from portcheck.run.moderation.moderators import models
from portcheck.run.plan.preflight import is_live

_NOT_CAPABILITIES = frozenset({"drops_silently", "defaults_rejected"})


class Entry(Struct, frozen=True, kw_only=True):
    """One provider; names of key variables, never keys."""

    id: str
    vendor: str
    dialect: str
    preset: str | None
    model: str | None
    host: str
    key_variable: str | None
    key_set: bool | None
    """Whether the variable has a value; `None` without one."""
    token_from: str | None
    """The source of a token, instead of a key."""
    file: str | None
    stream: bool
    limits: Limits
    price: Price | None
    price_source: str
    retires: str | None
    retires_source: str
    supported: tuple[str, ...]
    """Capabilities that are known to exist."""
    unsupported: tuple[str, ...]
    """Capabilities that are known to be missing."""
    unknown: tuple[str, ...]
    bounds: Mapping[str, float] = field(default_factory=dict)
    """Known limits of settings."""
    efforts: tuple[str, ...] = ()
    """Accepted reasoning efforts; empty if the list is not known."""
    capability_sources: tuple[str, ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)
    guardrail: str | None = None
    """The guardrail in words; `None`: it asks for none."""
    moderator: bool = False
    """It judges texts for other providers, and is not a model."""


def entry(spec: ProviderSpec, environ: Mapping[str, str]) -> Entry:
    """The known facts about one provider.

    Raises:
        UsageError: it has no usable address.
    """
    variable, host = keys.destination(spec)
    caps = capabilities_of(spec) if is_live(spec) else Capabilities()
    known = _capability_states(caps) if is_live(spec) else {}
    retires = spec.facts.get("retires")
    return Entry(
        id=spec.id,
        vendor=spec.vendor,
        dialect=spec.dialect,
        preset=spec.preset,
        model=spec.model,
        host=host,
        key_variable=variable,
        key_set=bool(environ.get(variable)) if variable else None,
        token_from=keys.token_from(spec),
        file=spec.file,
        stream=spec.stream,
        limits=spec.limits,
        price=spec.price,
        price_source=spec.sources.get("price", ""),
        retires=None if retires is None else str(retires),
        retires_source=spec.sources.get("retires", ""),
        supported=tuple(name for name, value in known.items() if value is True),
        unsupported=tuple(name for name, value in known.items() if value is False),
        unknown=tuple(name for name, value in known.items() if value is None),
        bounds=_bounds(caps, known),
        efforts=caps.effort if isinstance(caps.effort, tuple) else (),
        capability_sources=caps.sources,
        options=sealed_options(spec),
        guardrail=None if spec.guardrail is UNSET else spec.guardrail.words,
        moderator=not models([spec]),
    )


def _capability_states(caps: Capabilities) -> dict[str, bool | None]:
    """Every capability that is true or false, by name; `None`: not known."""
    found: dict[str, bool | None] = {}
    for one in structs.fields(Capabilities):
        value = getattr(caps, one.name)
        if one.name in _NOT_CAPABILITIES or "bool" not in str(one.type):
            continue
        found[one.name] = True if isinstance(value, tuple) else value
    return found


def _bounds(caps: Capabilities, known: Mapping[str, bool | None]) -> dict[str, float]:
    """The known limits, without those of settings that the model does not accept at all."""
    found = {
        "temperature_max": None if known.get("temperature") is False else caps.temperature_max,
        "max_stop": None if known.get("stop") is False else caps.max_stop,
        "max_input_tokens": caps.max_input_tokens,
        "max_output_tokens": caps.max_output_tokens,
    }
    return {name: value for name, value in found.items() if value is not None}
