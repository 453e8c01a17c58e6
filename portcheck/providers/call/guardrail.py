"""Read the key `guardrail` of an entry for the dialects, and build its schemas."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import UNSET

from portcheck.errors import UsageError
from portcheck.model.chat import JsonObject
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS

TEXT: JsonObject = {"type": "string", "pattern": "^[!-~]+$", "maxLength": 2048}
"""Schema of a name or an id: printable ASCII without spaces."""


def form(
    keys: Mapping[str, JsonObject], required: tuple[str, ...] = (), most: int | None = None
) -> JsonObject:
    """Make a schema for `Dialect.guardrail` with exactly these keys.

    Args:
        keys: key to the schema of its value.
        required: keys that must be present.
        most: most keys that may be present; `None`: all of them.
    """
    found = {
        "type": "object",
        "additionalProperties": False,
        "properties": dict(keys),
        "required": list(required),
    }
    return found if most is None else {**found, "maxProperties": most}


def settings(spec: ProviderSpec) -> JsonObject:
    """The vendor's settings under `guardrail` of an entry; empty if there are none."""
    return {} if spec.guardrail is UNSET else spec.guardrail.settings


def require_known(spec: ProviderSpec) -> None:
    """Raise UsageError if the dialect of an entry would not send its guardrail."""
    said = settings(spec)
    if not said:
        return
    allowed = DIALECTS.get(spec.dialect).guardrail(spec)
    if isinstance(allowed, str):
        raise UsageError(
            f"provider {spec.id!r}: dialect {spec.dialect!r} {allowed}", hint="leave out guardrail"
        )
    if unknown := sorted(set(said) - set(allowed["properties"])):
        raise UsageError(
            f"provider {spec.id!r}: guardrail has no key {unknown[0]!r} with dialect "
            f"{spec.dialect!r}",
            hint=f"its keys: {', '.join(allowed['properties'])}",
        )
