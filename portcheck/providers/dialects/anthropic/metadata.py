"""The usual fields of Anthropic's messages, and facts about how an answer was served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.model.chat import JsonObject
from portcheck.providers.metadata.served import tier, word
from portcheck.providers.metadata.unread import Kinds, fields
from portcheck.vendor_json import items, mapping

_STEP = fields(
    "type model input_tokens output_tokens cache_read_input_tokens "
    "cache_creation_input_tokens cache_creation output_tokens_details"
)

ORDINARY = fields(
    "id type role model stop_reason stop_sequence stop_details container",
    content=Kinds(
        {
            "text": fields("type text", "texts"),
            "thinking": fields("type thinking signature", "texts"),
            "tool_use": fields("type id name input caller", "texts"),
        }
    ),
    usage=fields(
        "input_tokens output_tokens cache_read_input_tokens cache_creation_input_tokens "
        "cache_creation output_tokens_details service_tier speed inference_geo fallback_credit",
        "numbers",
        # Model calls that the vendor made for the answer, including the answer itself.
        iterations=Kinds({"message": _STEP}, made=False),
    ),
)


def facts(body: JsonObject) -> Mapping[str, Any]:
    """The tier and fallback; see `served.Facts`."""
    usage = mapping(body.get("usage"))
    return {
        "served_tier": tier(usage.get("service_tier"), usage.get("speed")),
        "fallback_model": _fallback(body, usage),
    }


def _fallback(body: JsonObject, usage: JsonObject) -> str | None:
    recommended = word(mapping(body.get("stop_details")).get("recommended_model"))
    for block in map(mapping, items(body.get("content"))):
        if block.get("type") == "fallback":
            return word(mapping(block.get("to")).get("model")) or recommended
    for step in map(mapping, items(usage.get("iterations"))):
        if step.get("type") == "fallback_message":
            return word(step.get("model")) or recommended
    return recommended
