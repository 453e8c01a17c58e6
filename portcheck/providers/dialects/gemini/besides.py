"""What Gemini's responses ordinarily hold, and what they say of how they were served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.model.chat import JsonObject
from portcheck.providers.besides.content import fields
from portcheck.providers.besides.served import day, tier
from portcheck.providers.vendor_json import mapping

ORDINARY = fields(
    "modelVersion responseId promptFeedback createTime modelStatus",
    usageMetadata=fields(
        "promptTokenCount candidatesTokenCount thoughtsTokenCount totalTokenCount "
        "cachedContentTokenCount toolUsePromptTokenCount promptTokensDetails "
        "candidatesTokensDetails cacheTokensDetails toolUsePromptTokensDetails "
        "thoughtsTokensDetails trafficType serviceTier",
        "numbers",
    ),
    candidates=fields(
        "index finishReason finishMessage safetyRatings tokenCount avgLogprobs",
        "texts",
        only_first=True,
        content=fields(
            "role", "texts", parts=fields("text thought thoughtSignature functionCall", "blocks")
        ),
    ),
)


def facts(body: JsonObject) -> Mapping[str, Any]:
    """Tier and retirement; see `served.Facts`."""
    usage = mapping(body.get("usageMetadata"))
    return {
        "served_tier": tier(usage.get("serviceTier"), usage.get("trafficType")),
        "retires": day(mapping(body.get("modelStatus")).get("retirementTime")),
    }
