"""Read and write Gemini's guardrails: safety settings, and Model Armor for Vertex AI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.model.chat import JsonObject
from portcheck.model.suite import ProviderSpec
from portcheck.providers.call.guardrail import TEXT, form, settings
from portcheck.providers.dialects.gemini.route import is_vertex

_THRESHOLD: JsonObject = {
    "enum": [
        *("BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH", "BLOCK_NONE"),
        *("OFF", "HARM_BLOCK_THRESHOLD_UNSPECIFIED"),
    ]
}
_METHOD: JsonObject = {"enum": ["SEVERITY", "PROBABILITY"]}
_TEMPLATE: JsonObject = {"examples": ["projects/p/locations/us-central1/templates/t"], **TEXT}
_TEMPLATES = {"prompt": "promptTemplateName", "response": "responseTemplateName"}
"""Our key to the field of `modelArmorConfig`."""


def form_of(spec: ProviderSpec) -> JsonObject:
    """The schema; Vertex AI also accepts the method of a category, and Model Armor instead."""
    if not is_vertex(spec, spec.base_url or ""):
        return form({"safety_settings": _categories(_THRESHOLD)})
    both = {"threshold": _THRESHOLD, "method": _METHOD}
    armor = {**form(dict.fromkeys(_TEMPLATES, _TEMPLATE)), "minProperties": 1}
    with_method = {
        "type": ["string", "object"],
        "if": {"type": "string"},
        "then": _THRESHOLD,
        **{key: value for key, value in form(both, ("threshold",)).items() if key != "type"},
    }
    return form({"safety_settings": _categories(with_method), "model_armor": armor}, most=1)


def safety(spec: ProviderSpec) -> list[JsonObject]:
    """The settings in the form of the API; empty for the vendor's defaults."""
    said = settings(spec).get("safety_settings", {})
    return [
        {"category": name, **(value if isinstance(value, Mapping) else {"threshold": value})}
        for name, value in said.items()
    ]


def safety_words(spec: ProviderSpec) -> str:
    """The settings as one line of text."""
    said = (f"{one['category']}={one['threshold']}" for one in safety(spec))
    return ", ".join(said) or "the vendor's defaults"


def model_armor(spec: ProviderSpec) -> dict[str, JsonObject]:
    """The field of the request that names Model Armor's templates; none without them."""
    said = settings(spec).get("model_armor")
    if not said:
        return {}
    return {"modelArmorConfig": {_TEMPLATES[name]: value for name, value in said.items()}}


def of_option(value: Any) -> JsonObject | None:
    """Convert the former option `safety_settings`, a list of `{category, threshold}`."""
    if not isinstance(value, (list, tuple)) or not all(map(_is_setting, value)):
        return None
    found = {one["category"]: _short(one) for one in value}
    if len(found) < len(value):
        return None
    return {"safety_settings": found} if found else {}


def _is_setting(setting: Any) -> bool:
    return isinstance(setting, Mapping) and {"category", "threshold"} <= set(setting)


def _short(setting: JsonObject) -> Any:
    rest = {name: value for name, value in setting.items() if name != "category"}
    return rest if len(rest) > 1 else rest["threshold"]


def _categories(value: JsonObject) -> JsonObject:
    return {
        "description": "Category to threshold, as the vendor spells them.",
        "type": "object",
        "minProperties": 1,
        "propertyNames": {
            "pattern": "^HARM_CATEGORY_[A-Z_]+$",
            "examples": ["HARM_CATEGORY_HARASSMENT"],
        },
        "additionalProperties": value,
    }
