"""The usual fields of Converse's answers, and facts about how an answer was served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.model.chat import JsonObject
from portcheck.providers.metadata.served import tier
from portcheck.providers.metadata.unread import fields
from portcheck.vendor_json import mapping

ORDINARY = fields(
    "stopReason metrics trace performanceConfig serviceTier",
    usage=fields(
        "inputTokens outputTokens totalTokens cacheReadInputTokens cacheWriteInputTokens "
        "cacheReadInputTokenCount cacheWriteInputTokenCount cacheDetails",
        "numbers",
    ),
    output=fields(
        "",
        message=fields(
            "role",
            "texts",
            content=fields(
                "text",
                "blocks",
                toolUse=fields("toolUseId name input", "texts", usual={"type": "tool_use"}),
                reasoningContent=fields("reasoningText", "blocks"),
                citationsContent=fields("content", "texts"),
            ),
        ),
    ),
)


def facts(body: JsonObject) -> Mapping[str, Any]:
    """Tier; see `served.Facts`."""
    speed = mapping(body.get("performanceConfig")).get("latency")
    return {"served_tier": tier(mapping(body.get("serviceTier")).get("type"), speed)}
