"""The usual fields of Gemini's responses, and facts about how an answer was served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.model.chat import JsonObject
from portcheck.providers.metadata.served import moment, tier
from portcheck.providers.metadata.unread import fields
from portcheck.vendor_json import mapping

_STAYS = "MODEL_STAGE_UNSPECIFIED STABLE PREVIEW EXPERIMENTAL UNSTABLE_EXPERIMENTAL"

ORDINARY = fields(
    "modelVersion responseId promptFeedback createTime",
    # Word of a model that goes.
    modelStatus=fields("message retirementTime", usual={"modelStage": _STAYS}),
    usageMetadata=fields(
        "promptTokenCount candidatesTokenCount thoughtsTokenCount totalTokenCount "
        "cachedContentTokenCount toolUsePromptTokenCount promptTokensDetails "
        "candidatesTokensDetails cacheTokensDetails toolUsePromptTokensDetails "
        "thoughtsTokensDetails trafficType serviceTier billablePromptUsage",
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
        "retires": moment(mapping(body.get("modelStatus")).get("retirementTime")),
    }
