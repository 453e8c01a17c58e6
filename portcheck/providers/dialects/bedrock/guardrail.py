"""Write guardrails of Amazon Bedrock for a Converse request (`guardrailConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.model.chat import JsonObject
from portcheck.model.suite import ProviderSpec
from portcheck.providers.call.guardrail import form, settings

_FIELDS = {
    "id": "guardrailIdentifier",
    "version": "guardrailVersion",
    "trace": "trace",
    "stream_processing_mode": "streamProcessingMode",
}
"""Our key to the field of the Converse API."""
_ID: JsonObject = {
    "description": "The guardrail's id, or its ARN.",
    "type": "string",
    "pattern": "^([a-z0-9]+|arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:"
    "guardrail/[a-z0-9]+)$",
    "examples": ["gr4ex2pq8mno"],
}
_VERSION: JsonObject = {
    "description": "A numbered version, or DRAFT, which may change under a run.",
    "type": ["string", "integer"],
    "pattern": "^([1-9][0-9]{0,7}|DRAFT)$",
    "examples": ["3", "DRAFT"],
    "minimum": 1,
    "maximum": 99_999_999,
}
_TRACE: JsonObject = {"enum": ["enabled", "disabled", "enabled_full"]}
_MODE: JsonObject = {"enum": ["sync", "async"]}


def form_of(spec: ProviderSpec) -> JsonObject:
    """The schema; how a stream is guarded can be said where one is asked for."""
    keys = {"id": _ID, "version": _VERSION, "trace": _TRACE}
    if spec.stream:
        keys["stream_processing_mode"] = _MODE
    return form(keys, ("id", "version"))


def config(spec: ProviderSpec) -> dict[str, JsonObject]:
    """The field of the request; none without a guardrail."""
    said = settings(spec)
    if not said:
        return {}
    return {"guardrailConfig": {_FIELDS[name]: str(value) for name, value in said.items()}}


def of_option(value: Any) -> JsonObject | None:
    """Convert the former option `guardrail`, which had the fields of the API."""
    ours = {field: name for name, field in _FIELDS.items()}
    if not isinstance(value, Mapping) or not set(value) <= set(ours):
        return None
    return {ours[field]: item for field, item in value.items()}
