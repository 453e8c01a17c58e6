"""The usual fields of Chat Completions, and facts about how an answer was served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.model.chat import JsonObject
from portcheck.providers.metadata.served import amount, first_amount, retirement, tier, word
from portcheck.providers.metadata.unread import Kinds, fields
from portcheck.vendor_json import items, mapping

_UNPRICED = frozenset(
    {
        *("prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details"),
        *("completion_tokens_details", "input_tokens", "output_tokens", "input_tokens_details"),
        "output_tokens_details",
    }
)
_TICKS = 1e10
"""xAI's ticks in a US dollar."""

CHOICE_FIELDS = frozenset(
    {"index", "delta", "message", "finish_reason", "content_filter_results", "error"}
)
DELTA_FIELDS = frozenset(
    {
        *("role", "content", "refusal", "reasoning_content", "reasoning", "reasoning_details"),
        *("tool_calls", "function_call"),
    }
)
CALL_FIELDS = frozenset({"index", "id", "type", "function", "custom"})
"""Fields that streams send in pieces: of a choice, of its message, and (here) of a call."""

THOUGHTS = frozenset({"thinking", "reasoning", "reasoning_text", "summary_text"})
"""Types of content parts with reasoning."""

USAGE = fields(
    "prompt_tokens completion_tokens total_tokens prompt_tokens_details completion_tokens_details "
    "input_tokens output_tokens input_tokens_details output_tokens_details cost cost_details "
    "is_byok service_tier estimated_cost",
    "numbers",
)
"""Usage fields, also of Responses."""

_TEXT = fields("type text", "texts")
_THOUGHT = fields(
    "type id signature closed summary text content reasoning",
    "texts",
    thinking=Kinds({"text": _TEXT}, _TEXT),
)
_CALL = fields("id type index function custom extra_content name arguments", "texts")

ORDINARY = fields(
    "id object created model system_fingerprint service_tier provider error x_groq metadata "
    "prompt_filter_results provider_metadata request_id openrouter_metadata nvext obfuscation "
    "stats model_info runtime "
    "base_resp content_filter perf_metrics",
    usage=USAGE,
    choices=fields(
        "index finish_reason native_finish_reason stop_reason matched_stop content_filter_results "
        "content_filter_result content_filter_offsets error delta seed "
        "provider_specific_fields",
        only_first=True,
        message=fields(
            "role model refusal name reasoning reasoning_content reasoning_details reasoning_text "
            "reasoning_opaque reasoning_signature thinking_blocks extra_content function_call "
            "provider_specific_fields tool_call_id thought_signature channel padding "
            "cot_id cot_summary encrypted_content",
            "texts",
            content=Kinds(
                {
                    "text": _TEXT,
                    "output_text": _TEXT,
                    **dict.fromkeys(THOUGHTS, _THOUGHT),
                    "refusal": fields("type refusal", "texts"),
                },
                _TEXT,
            ),
            tool_calls=Kinds({"function": _CALL, "custom": _CALL}, _CALL),
        ),
    ),
)


def facts(body: JsonObject) -> Mapping[str, Any]:
    """Tier, upstream, cost and retirement; see `served.Facts`."""
    usage = mapping(body.get("usage"))
    gateway: JsonObject = {}
    if "provider_metadata" in body:
        gateway = mapping(mapping(body["provider_metadata"]).get("gateway"))
    routed = mapping(gateway.get("routing")).get("finalProvider") if gateway else None
    return {
        "served_tier": tier(body.get("service_tier"), usage.get("service_tier")),
        "upstream_provider": word(body.get("provider") or routed) or selected(body),
        "stated_cost_usd": stated_cost(usage, gateway.get("cost")),
        "retires": retirement(body),
    }


def selected(body: JsonObject) -> str | None:
    """The provider that OpenRouter chose, by the account that it gives of itself on request."""
    if "openrouter_metadata" in body:
        endpoints = mapping(mapping(body["openrouter_metadata"]).get("endpoints"))
        for one in map(mapping, items(endpoints.get("available"))):
            if one.get("selected") is True:
                return word(one.get("provider"))
    return None


def stated_cost(usage: JsonObject, elsewhere: Any = None) -> float | None:
    """US dollars by the fields that routers and vendors have for them."""
    if usage.keys() <= _UNPRICED and elsewhere is None:
        return None
    cost = usage.get("cost")
    if isinstance(cost, Mapping):
        cost = cost.get("total_cost")
    upstream = amount(mapping(usage.get("cost_details")).get("upstream_inference_cost"))
    charged = amount(cost)
    if charged is not None and upstream and usage.get("is_byok") is True:
        # With the caller's key at the upstream, that one charges the call and the router a fee.
        return charged + upstream
    ticks = amount(usage.get("cost_in_usd_ticks"))
    if charged is None and ticks is not None:
        return ticks / _TICKS
    return first_amount((cost, usage.get("estimated_cost"), usage.get("cost_usd_total"), elsewhere))
