"""The key `guardrail` of an entry: what dialects read of it, and the pieces of its schemas."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import UNSET

from portcheck.errors import UsageError
from portcheck.model.chat import JsonObject
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS

TEXT: JsonObject = {"type": "string", "pattern": "^[!-~]+$", "maxLength": 2048}
"""A name or an id: printable ASCII without spaces."""


def form(
    keys: Mapping[str, JsonObject], required: tuple[str, ...] = (), most: int | None = None
) -> JsonObject:
    """A schema for `Dialect.guardrail`: these keys alone.

    Args:
        keys: key to the schema of its value.
        required: those that must be there.
        most: how many may stand together; `None`: all of them.
    """
    found = {
        "type": "object",
        "additionalProperties": False,
        "properties": dict(keys),
        "required": list(required),
    }
    return found if most is None else {**found, "maxProperties": most}


def settings(spec: ProviderSpec) -> JsonObject:
    """The vendor settings of an entry under `guardrail`; empty if there are none."""
    return {} if spec.guardrail is UNSET else spec.guardrail.settings


def require_known(spec: ProviderSpec) -> None:
    """Raises UsageError for an entry whose guardrail its dialect would not send."""
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
