"""The usual fields of OpenAI's responses, and facts about how an answer was served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.model.chat import JsonObject
from portcheck.providers.dialects.openai_chat.metadata import USAGE, selected, stated_cost
from portcheck.providers.metadata.served import tier, word
from portcheck.providers.metadata.unread import Kinds, fields
from portcheck.vendor_json import mapping

_TEXT = fields("type text", "texts")

ORDINARY = fields(
    "id object created_at completed_at status error incomplete_details model provider output_text "
    "service_tier content_filters billing openrouter_metadata "
    # The request, said again.
    "background conversation frequency_penalty instructions max_output_tokens max_tool_calls "
    "metadata parallel_tool_calls presence_penalty previous_response_id prompt prompt_cache_key "
    "prompt_cache_options prompt_cache_retention reasoning safety_identifier store temperature "
    "text tool_choice tools top_logprobs top_p truncation user",
    usage=USAGE,
    tool_usage=fields("", "numbers"),
    output=Kinds(
        {
            "message": fields(
                "type id role status",
                "texts",
                usual={"phase": "final_answer"},
                content=Kinds(
                    {
                        "output_text": _TEXT,
                        "text": _TEXT,
                        "refusal": fields("type refusal", "texts"),
                    }
                ),
            ),
            "reasoning": fields(
                "type id status summary content encrypted_content format signature", "texts"
            ),
            "function_call": fields(
                "type id call_id name arguments status caller created_by", "texts"
            ),
            "custom_tool_call": fields(
                "type id call_id name input status caller created_by", "texts"
            ),
        }
    ),
)


def facts(body: JsonObject) -> Mapping[str, Any]:
    """Tier, upstream and cost; see `served.Facts`."""
    return {
        "served_tier": tier(body.get("service_tier")),
        "upstream_provider": word(body.get("provider")) or selected(body),
        "stated_cost_usd": stated_cost(mapping(body.get("usage"))),
    }
